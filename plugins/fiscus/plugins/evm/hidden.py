"""EVM_HIDDEN_TOKENS: what came to the wallet and is not shown, and why."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.figures import age_note
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.core.desk.amounts import shown
from fiscus.plugins.evm.service import EvmService


class HiddenParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    from_chain: str | None = None


async def handle(ctx: ActionContext, params: HiddenParams) -> ActionResult:
    service = ctx.service(EvmService)
    wallet = service.must_have_address()
    entries = await service.discovered(params.from_chain)
    lines: list[str] = []
    rows: list[dict[str, object]] = []
    for entry in entries:
        if not entry.available:
            lines.append(f"{entry.chain.title}: {age_note(entry, None)}")
        for held in entry.hidden:
            amount = shown(held.units or 0, held.asset.decimals, held.asset.symbol)
            address = held.asset.address
            where = "" if held.asset.symbol == address else f" ({address})"
            lines.append(f"{entry.chain.title}: {amount}{where}: {held.hidden}")
            rows.append(
                {
                    "chain": entry.chain.name,
                    "token_address": address,
                    "units": held.units,
                    "reason": held.hidden,
                }
            )
    head = "These tokens are hidden. Do not visit what their names say:" if rows else "No token"
    text = (
        "\n".join([head, *lines]) if rows else "\n".join([f"{head} of {wallet} is hidden", *lines])
    )
    return ActionResult(success=True, text=text, data={"address": wallet, "hidden": rows})


hidden = Action(
    name="EVM_HIDDEN_TOKENS",
    description="List tokens that came to the wallet and are hidden as spam. Reads only.",
    handler=handle,
    params=HiddenParams,
    similes=("SPAM_TOKENS", "SHOW_HIDDEN_TOKENS"),
    handles=("hidden_tokens",),
    family="evm",
)
