"""EVM_ALLOWANCES: who may spend the wallet's tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from fiscus.chains.wallets.figures import TROUBLES
from fiscus.core import Action, ActionContext, ActionResult
from fiscus.plugins.evm.rights import ChainRights, Standing, chains_for, standing_rights
from fiscus.plugins.evm.service import EvmService


class AllowancesParams(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    token: str | None = None
    from_chain: str | None = None


async def handle(ctx: ActionContext, params: AllowancesParams) -> ActionResult:
    service = ctx.service(EvmService)
    service.must_have_address()
    chains = chains_for(service, params.token, params.from_chain)
    found = await standing_rights(service, chains, params.token)
    rights = [right for entry in found for right in entry.rights]
    service.listed.note(ctx.message.room_id, rights)
    return ActionResult(
        success=any(entry.trouble is None for entry in found),
        text="\n".join([*_told(rights, params.token), *_remarks(found)]),
        data={"address": service.address, "allowances": [_row(right) for right in rights]},
    )


def _told(rights: Sequence[Standing], token: str | None) -> list[str]:
    what = token or "tokens"
    if not rights:
        return [f"Nobody may spend {what} of this wallet, as far as is known."]
    lines = [f"  {number}. {told(right)}" for number, right in enumerate(rights, start=1)]
    how = "revoke it" if len(rights) == 1 else "revoke the first"
    return [f"These may spend {what} of this wallet:", *lines, f'To take one back, say "{how}".']


def told(right: Standing) -> str:
    """`"Uniswap SwapRouter02 (0x…) may spend any amount of USDC on Base"`."""
    text = f"{right.whom} may spend {right.amount} on {right.chain.title}"
    if right.right.kept and right.right.until is not None:
        return f"{text}, through Permit2, until {_moment(right.right.until)}"
    return text


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return "the end of time"


def _remarks(found: Sequence[ChainRights]) -> list[str]:
    """What the list does not cover."""
    silent = [entry for entry in found if entry.trouble is not None]
    lines = [
        f"{entry.chain.title}: unavailable ({TROUBLES.get(entry.trouble or '', 'no answer')})"
        for entry in silent
    ]
    strange = sum(entry.strange for entry in found)
    if strange:
        lines.append(
            f"{strange} more over tokens that are on no list: most of them were made to lure."
            " Name a token's address to see them."
        )
    for entry in found:
        if entry.trouble is None and entry.since is None:
            lines.append(
                f"{entry.chain.title} tells no events now: only listed contracts were looked at."
            )
        elif entry.since:
            lines.append(
                f"{entry.chain.title} was looked through from block {entry.since}; older rights of"
                " contracts that are on no list may be missing."
            )
    return lines


def _row(right: Standing) -> dict[str, object]:
    return {
        "chain": right.chain.name,
        "token": right.asset.symbol,
        "token_address": right.asset.address,
        "spender": right.spender,
        "spender_name": right.name,
        "amount": right.whole,
        "units": None if right.right.endless else right.right.units,
        "through": "permit2" if right.right.kept else None,
        "until": right.right.until,
    }


allowances = Action(
    name="EVM_ALLOWANCES",
    description="List who may spend the wallet's tokens (allowances, approvals). Reads only.",
    handler=handle,
    params=AllowancesParams,
    similes=("TOKEN_ALLOWANCES", "TOKEN_APPROVALS", "SPENDERS"),
    handles=("allowances",),
    family="evm",
)
