"""Planning a swap that somebody outside proposes: an aggregator's answer, a router's calldata.

The intent says what leaves (`amount` of `token`), what must come (`to_token`, and `min_out` where
one was promised), and how far the result may fall behind what the chain shows right now
(`slippage`, in percent). With `amount_side` "out" the amount is what must come, and `max_in` is
the most that may leave; that, too, is limited by `slippage` beside what the chain shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.chains.evm.abi import MAX_UINT256
from fiscus.chains.evm.addresses import checksum, is_address
from fiscus.chains.evm.deals import Facts
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import Decoded, decode_message
from fiscus.chains.evm.decoding.catalogue import PERMIT2, UNIVERSAL, Directory
from fiscus.chains.evm.decoding.refusals import not_decoded, refused
from fiscus.chains.evm.decoding.trades import Trade, read_trade
from fiscus.chains.evm.observe import Observed, Watch
from fiscus.core.desk.adapter import Asset, Effect, Gain, Move
from fiscus.core.desk.amounts import exact_units, shown
from fiscus.core.desk.door import Intent, Proposed
from fiscus.core.errors import InsufficientFunds, InvalidAmount, RequestError

DEFAULT_SLIPPAGE_BPS: Final = 100
"""1 %, where nobody says otherwise; from 3 % on the policy asks, over 5 % it refuses."""
MOST_SLIPPAGE_BPS: Final = 5_000
DRIFT_BPS: Final = 50
"""A price may have moved in our favour by so much since the proposal was made."""
ALL_BPS: Final = 10_000
LATEST_SECONDS: Final = 2 * 60 * 60
"""The furthest deadline that is taken."""
HEX: Final = frozenset("0123456789abcdef")


class AllowanceMissing(RequestError):
    """The router may not take the token yet: that is a transaction of its own, before this one."""

    code = "ALLOWANCE_MISSING"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the intent allows, in base units."""

    sold: Asset
    bought: Asset
    most: int
    """Of `sold`."""
    least: int
    """Of `bought`; 0 where only the slippage limits it."""
    slippage_bps: int
    exact_out: bool = False
    """What comes is given, and what leaves is what a price decides."""


def message_of(proposed: Proposed) -> Message:
    """Raises `NotDecoded` for what is no transaction at all."""
    text = proposed.data.lower().removeprefix("0x")
    if len(text) % 2 or not set(text) <= HEX:
        raise not_decoded("its data is not hexadecimal")
    if not is_address(proposed.target):
        raise not_decoded("it names no contract")
    if not 0 <= proposed.value <= MAX_UINT256:
        raise not_decoded("it sends an impossible amount of coin")
    return Message(checksum(proposed.target), proposed.value, bytes.fromhex(text))


def slippage_bps(intent: Intent) -> int:
    """Raises `InvalidAmount` for what is no percentage that could be meant."""
    text = intent.value("slippage")
    if text is None:
        return DEFAULT_SLIPPAGE_BPS
    bps = exact_units(text, 2)
    if bps > MOST_SLIPPAGE_BPS:
        raise InvalidAmount(
            f"A slippage of {text} % is no protection", hint="Usual is 0.5 % to 3 %."
        )
    return bps


def proposal(
    wanted: Wanted, message: Message, directory: Directory, wallet: str
) -> tuple[Decoded, Trade, Effect]:
    """Read a proposed transaction and hold it against what is wanted.

    Raises `NotDecoded` or `CallRefused`.
    """
    root = decode_message(message, directory)
    chain = directory.chain
    found = read_trade(root, wallet=wallet, wrapped=chain.wrapped)
    taken = found.taken.get(_key(wanted.sold), 0)
    brought = found.brought.get(_key(wanted.bought), 0)
    if stray := _others(found, wanted):
        raise refused(f"it takes {stray} too")
    if not 0 < taken <= wanted.most:
        raise refused(f"it takes {_shown(wanted.sold, taken)}, not {_most(wanted)}")
    if brought < max(wanted.least, 1):
        raise refused(
            f"it promises {_shown(wanted.bought, brought)}, not at least"
            f" {_shown(wanted.bought, max(wanted.least, 1))}"
        )
    effect = Effect(
        action="swap",
        chain=chain.name,
        chain_id=chain.id,
        signer=wallet,
        target=message.to,
        call=root.function.signature if root.function else "",
        moves=(Move(wanted.sold, taken, message.to),),
        fee_asset=Asset(chain.name, None, chain.coin, 18),
        max_fee_units=0,
        gains=(Gain(wanted.bought, brought, wallet),),
        calls=tuple(call.shown() for call in root),
    )
    return root, found, effect


def check_deadline(found: Trade, facts: Facts, clock: float) -> None:
    """Raise where the swap could be made at any later time, or not at all."""
    if found.deadline is None:
        if found.may_limit:
            raise refused("it has no deadline")
        return
    now = max(facts.time, int(clock))
    if found.deadline <= now:
        raise refused("its deadline is over")
    if found.deadline > now + LATEST_SECONDS:
        raise refused("its deadline is more than two hours away")


def rights_needed(root: Decoded, effect: Effect, directory: Directory) -> tuple[Watch, ...]:
    """Who must be allowed to take what is sold: the contract, or Permit2 and the contract at it."""
    token, target = _key(effect.moves[0].asset), effect.target.lower()
    keeper = directory.listed(PERMIT2) if root.kind == UNIVERSAL else None
    if token is None:
        return ()
    if keeper is None:
        return (Watch(token, target),)
    return (Watch(token, keeper), Watch(token, target, keeper))


def check_rights(effect: Effect, observed: Observed, needed: Sequence[Watch] = ()) -> None:
    """Raise where the wallet has too little of the token, or somebody may not take it yet."""
    move = effect.moves[0]
    check_held(effect, observed)
    for watch in needed if not observed.succeeded else ():
        right = observed.changes.get(watch)
        if right is not None and right.before < move.units:
            raise _missing(move, watch, right.before)


def check_held(effect: Effect, observed: Observed) -> None:
    """Raise where the wallet has too little of the token."""
    move = effect.moves[0]
    held = observed.changes.get(Watch(_key(move.asset)))
    if move.asset.address and held is not None and held.before < move.units:
        raise InsufficientFunds(
            f"Insufficient funds: the wallet has {_shown(move.asset, held.before)},"
            f" and this {effect.action} takes {_shown(move.asset, move.units)}",
            hint="Take less, or top the wallet up.",
            available=held.before,
            needed=move.units,
        )


def _missing(move: Move, watch: Watch, allowed: int) -> AllowanceMissing:
    spender, what = checksum(watch.spender or ""), _shown(move.asset, move.units)
    through = {"through": checksum(watch.keeper)} if watch.keeper else {}
    where = " through Permit2" if watch.keeper else ""
    return AllowanceMissing(
        f"{spender} may not spend {what}{where} yet",
        hint=f"Allow it to spend exactly {what}{where} first.",
        spender=spender,
        token=move.asset.address,
        units=move.units,
        allowed=allowed,
        **through,
    )


def check_price(wanted: Wanted, effect: Effect, observed: Observed) -> int:
    """How far the promise falls behind what the chain shows now, in hundredths of a percent.

    Raises `CallRefused` where that is more than was allowed.
    """
    if wanted.exact_out:
        return _check_cost(wanted, effect.moves[0], observed)
    gain = effect.gains[0]
    change = observed.changes.get(Watch(_key(gain.asset)))
    coming = change.by if change else 0
    # A promise may be rounded down by a unit.
    missing = coming - gain.units - 1
    behind = -(-missing * ALL_BPS // coming) if missing > 0 else 0
    if behind > wanted.slippage_bps + DRIFT_BPS:
        raise refused(
            f"it promises {_shown(gain.asset, gain.units)} where"
            f" {_shown(gain.asset, coming)} would come now, {_percent(behind)} less;"
            f" {_percent(wanted.slippage_bps)} are allowed"
        )
    return behind


def _check_cost(wanted: Wanted, move: Move, observed: Observed) -> int:
    """The same where what comes is exact: how far the most that may leave is above what would."""
    change = observed.changes.get(Watch(_key(move.asset)))
    leaving = -change.by if change else 0
    if leaving <= 0:
        raise refused("nobody can tell what would leave")
    above = max(-(-(move.units - leaving) * ALL_BPS // leaving), 0)
    if above > wanted.slippage_bps + DRIFT_BPS:
        raise refused(
            f"it may take {_shown(move.asset, move.units)} where {_shown(move.asset, leaving)}"
            f" would leave now, {_percent(above)} more; {_percent(wanted.slippage_bps)} are allowed"
        )
    return above


def _others(found: Trade, wanted: Wanted) -> str | None:
    """What leaves besides what is sold, in a phrase."""
    for token in found.taken:
        if token != _key(wanted.sold):
            return f"the token {checksum(token)}" if token else "native coin"
    return None


def _key(asset: Asset) -> str | None:
    return asset.address.lower() if asset.address else None


def _shown(asset: Asset, units: int) -> str:
    return shown(units, asset.decimals, asset.symbol)


def _most(wanted: Wanted) -> str:
    return f"at most {_shown(wanted.sold, wanted.most)}"


def _percent(bps: int) -> str:
    return f"{Decimal(bps) / 100} %"
