"""Planning a right to spend: exactly so much for exactly one spender, or none at all."""

from __future__ import annotations

from fiscus.chains.evm import abi
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import PERMIT2, Directory, functions
from fiscus.chains.evm.decoding.codec import Value, encode
from fiscus.chains.evm.observe import Observed, Run, Watch, observe
from fiscus.chains.evm.watching import right_of
from fiscus.core.desk.adapter import Asset, Concern, Effect, Grant
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import RequestError


class ResetFirst(RequestError):
    """The token takes a new amount only after the old right is taken back."""

    code = "ALLOWANCE_RESET_FIRST"


class NothingToRevoke(RequestError):
    """Nobody may spend anything there."""

    code = "NOTHING_TO_REVOKE"


def grant_effect(
    action: str, asset: Asset, units: int, spender: str, directory: Directory, wallet: str
) -> tuple[Message, Effect]:
    """The call, and what it promises: read back from its own bytes."""
    token, chain = asset.address or "", directory.chain
    message = Message(token, 0, abi.approve(spender, units))
    root = decode_message(message, directory)
    effect = Effect(
        action=action,
        chain=chain.name,
        chain_id=chain.id,
        signer=wallet,
        target=token,
        call=root.function.signature if root.function else "",
        moves=(),
        fee_asset=Asset(chain.name, None, chain.coin, 18),
        max_fee_units=0,
        grants=(Grant(asset, units, checksum(spender)),),
        calls=(root.shown(),),
    )
    return message, effect


def kept_grant(
    grant: Grant, until: int, *, directory: Directory, wallet: str
) -> tuple[Message, Effect]:
    """The same through Permit2, which keeps the right until then (Unix seconds)."""
    keeper, chain = directory.listed(PERMIT2), directory.chain
    if keeper is None:
        raise RequestError(
            f"Permit2 is not known on {chain.title}", hint="Let the contract itself spend."
        )
    known = next(f for f in functions()[PERMIT2].values() if f.name == "approve")
    given: dict[str, Value] = {
        "token": grant.asset.address or "",
        "spender": grant.spender,
        "amount": grant.units,
        "expiration": until,
    }
    message = Message(checksum(keeper), 0, known.selector + encode(known.inputs, given))
    effect = Effect(
        action="approve" if grant.units else "revoke",
        chain=chain.name,
        chain_id=chain.id,
        signer=wallet,
        target=message.to,
        call=known.signature,
        moves=(),
        fee_asset=Asset(chain.name, None, chain.coin, 18),
        max_fee_units=0,
        grants=(grant,),
        calls=(decode_message(message, directory).shown(),),
    )
    return message, effect


async def check_right(client: EvmClient, effect: Effect, observed: Observed) -> list[Concern]:
    """Raise where it changes nothing, or where the token wants the old right taken back first."""
    grant = effect.grants[0]
    token = (grant.asset.address or "").lower()
    right = observed.changes.get(right_of(effect, grant))
    before = right.before if right else 0
    if grant.units == 0 and right is not None and before == 0:
        raise NothingToRevoke(
            f"{grant.spender} may not spend any {grant.asset.symbol} of this wallet",
            hint="There is nothing to take back.",
        )
    direct = effect.target.lower() == token
    if direct and not observed.succeeded and before and grant.units:
        await _say_reset(client, effect, before)
    held = observed.changes.get(Watch(token))
    if held is not None and grant.units > held.before:
        text = f"That is more {grant.asset.symbol} than the wallet has now."
        return [Concern("right_above_balance", text)]
    return []


async def _say_reset(client: EvmClient, effect: Effect, before: int) -> None:
    grant = effect.grants[0]
    token = grant.asset.address or ""
    reset = Message(token, 0, abi.approve(grant.spender, 0))
    seen = await observe(client, Run(effect.signer, reset, ()))
    if seen is None or not seen.succeeded:
        return
    left = shown(before, grant.asset.decimals, grant.asset.symbol)
    raise ResetFirst(
        f"{grant.spender} may still spend {left}, and {grant.asset.symbol} takes a new amount only"
        " after that right is taken back",
        hint="That is two transactions: take the right back first, then allow the new amount.",
        spender=grant.spender,
        token=token,
        allowed=before,
    )
