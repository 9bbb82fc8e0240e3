"""EVM_REVOKE: take back somebody's right to spend a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from fiscus.chains.evm.definitions import CHAINS
from fiscus.core import Action, ActionContext, ActionResult, Given, Intent, Origin
from fiscus.core.desk.outcome import Outcome
from fiscus.core.errors import RequestError
from fiscus.core.receipts import transfer_receipt
from fiscus.plugins.evm.allowances import told
from fiscus.plugins.evm.rights import Standing, chains_for, standing_rights
from fiscus.plugins.evm.service import EvmService


class RevokeParams(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str | None = Field(default=None, description="Symbol or contract of the token.")
    spender: str | None = Field(
        default=None, description="Who may spend it: an address, or the name of a listed contract."
    )
    from_chain: str | None = Field(default=None, description="Chain, only if the person named it.")
    place: int | None = Field(
        default=None, ge=1, description="Which one of the list shown last, from 1."
    )


class WhichRight(RequestError):
    """None or several of the rights that stand can be meant."""

    code = "WHICH_RIGHT"


async def handle(ctx: ActionContext, params: RevokeParams) -> ActionResult:
    service = ctx.service(EvmService)
    service.must_have_address()
    right = await _meant(ctx, service, params)
    return receipt(await ctx.desk.submit(Intent("evm", "revoke", _values(ctx.values, right))))


def receipt(outcome: Outcome) -> ActionResult:
    return transfer_receipt(outcome, title=CHAINS[outcome.chain].title)


async def _meant(ctx: ActionContext, service: EvmService, params: RevokeParams) -> Standing:
    """The one right that is meant. "It" is what was listed last in this room; where nothing was,
    all that stand are looked up, and listed where they are several."""
    listed = service.listed.in_room(ctx.message.room_id)
    if params.place is not None:
        return _only(listed[max(params.place - 1, 0) : params.place])
    if params == RevokeParams() and listed:
        return _only(listed)
    chains = chains_for(service, params.token, params.from_chain)
    found = await standing_rights(service, chains, params.token)
    rights = [right for entry in found for right in entry.rights]
    meant = [right for right in rights if _is_spender(right, params.spender)]
    service.listed.note(ctx.message.room_id, meant)
    return _only(meant)


def _is_spender(right: Standing, said: str | None) -> bool:
    """An address, or words that are in the name of a listed contract."""
    if said is None:
        return True
    if said.lower().startswith("0x"):
        return right.spender.lower() == said.lower()
    words = said.lower().removeprefix("the ").split()
    name = (right.name or "").lower().split()
    return bool(name) and all(any(part.startswith(word) for part in name) for word in words)


def _only(rights: Sequence[Standing]) -> Standing:
    if not rights:
        raise WhichRight(
            "No right to spend is known that could be meant",
            hint='Ask "what can spend my tokens?" first, or name the spender\'s address and token.',
        )
    if len(rights) > 1:
        lines = "; ".join(f"{number}. {told(r)}" for number, r in enumerate(rights, start=1))
        first = rights[0]
        raise WhichRight(
            f"Several rights could be meant: {lines}",
            hint=f'Say which one, like "revoke {first.spender} on {first.asset.symbol} on'
            f' {first.chain.name}".',
        )
    return rights[0]


def _values(said: Mapping[str, Given], right: Standing) -> dict[str, Given]:
    """What the person said stays theirs; what was looked up is the tool's word, and asked about."""
    token = right.asset.address or ""
    values = {
        "token": _given(said.get("token"), token, right.asset.symbol),
        "spender": _given(said.get("spender"), right.spender),
        "chain": _given(said.get("from_chain"), right.chain.name),
    }
    if right.right.kept:
        values["through"] = Given("permit2", Origin.TOOL)
    return values


def _given(said: Given | None, found: str, *others: str) -> Given:
    """What was said, where it is what was found."""
    same = said is not None and said.value.lower() in {one.lower() for one in (found, *others)}
    return said if said is not None and same else Given(found, Origin.TOOL)


revoke = Action(
    name="EVM_REVOKE",
    description=(
        "Take back a contract's right to spend a token of the wallet (revoke an approval or"
        " allowance). Only what the person asks for in this message."
    ),
    handler=handle,
    params=RevokeParams,
    receipt=receipt,
    similes=("REVOKE_APPROVAL", "REVOKE_ALLOWANCE", "REMOVE_APPROVAL"),
    handles=("revoke",),
    family="evm",
    critical=True,
)
