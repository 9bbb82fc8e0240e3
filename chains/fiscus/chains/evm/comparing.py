"""Whether what a node shows is exactly what an effect promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fiscus.chains.evm.abi import transfer_of
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.decoding.refusals import UNSIGNED, refused
from fiscus.chains.evm.observe import Change, Observed, Watch
from fiscus.chains.evm.watching import COIN, collectible, gains_here, right_of, seen
from fiscus.core.desk.adapter import Asset, Concern, Effect, Gain, Move
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import SimulationFailed

PRICE_MOVED: Final = "The price may have moved: ask for another quote."
NO_EVENTS: Final = Concern(
    "partly_simulated",
    "The node shows no events, so only the balances of known tokens were checked beforehand.",
)


def check_observed(effect: Effect, observed: Observed, *, fee_wei: int = 0) -> list[Concern]:
    """What an owner must know of it; nothing where all of it was seen.

    `fee_wei` is the most that the simulation itself charged the wallet for gas. Raises
    `SimulationFailed` where it reverts, and `CallRefused` where it does anything else.
    """
    if not observed.succeeded:
        reason = f": {observed.reason}" if observed.reason else ""
        raise SimulationFailed(
            f"This {effect.action} would fail{reason}",
            hint=f"{UNSIGNED} {PRICE_MOVED}" if effect.gains else UNSIGNED,
        )
    wrong = difference(effect, observed, fee_wei=fee_wei)
    if wrong is not None:
        raise refused(wrong)
    return [NO_EVENTS] if observed.logs is None else []


def difference(effect: Effect, observed: Observed, *, fee_wei: int = 0) -> str | None:
    """What is not as promised, in a phrase."""
    return next(_wrong(effect, observed, fee_wei), None)


def _wrong(effect: Effect, observed: Observed, fee_wei: int) -> Iterator[str]:
    """What differs from the promise, in phrases."""
    yield from _events(effect, observed)
    for watch, change in observed.changes.items():
        if watch.spender is not None:
            yield from _right(effect, watch, change)
        else:
            yield from _balance(effect, watch, change, fee_wei if watch == COIN else 0)


def _events(effect: Effect, observed: Observed) -> Iterator[str]:
    logs, me = observed.logs or (), effect.signer.lower()
    if taken := collectible(logs, me):
        yield f"an NFT of {checksum(taken.address)} leaves the wallet, or may be taken from it"
    leaving = _units(effect.moves)
    for log in logs:
        moved = transfer_of(log)
        if moved and moved.sender == me and moved.units and moved.token not in leaving:
            yield f"the token {checksum(moved.token)} leaves the wallet, too"
    for watch in sorted(seen(observed, me) - observed.changes.keys(), key=str):
        where = checksum(watch.token) if watch.token else "the coin"
        yield f"it changes {where} otherwise each time it is tried"


def _right(effect: Effect, watch: Watch, change: Change | None) -> Iterator[str]:
    whom = checksum(watch.spender or "")
    token = _name(effect, watch)
    granted = {right_of(effect, grant): grant.units for grant in effect.grants}
    wanted = granted.get(watch)
    if change is None:
        if wanted is not None:
            yield f"{token} does not tell what {whom} may spend"
    elif wanted is not None:
        if change.after != wanted:
            yield f"{whom} could spend {change.after} base units of {token}, and not {wanted}"
    elif change.after > change.before:
        yield f"{whom} could spend more {token} afterwards than before"


def _balance(effect: Effect, watch: Watch, change: Change | None, fee_wei: int) -> Iterator[str]:
    out = _units(effect.moves).get(watch.token, 0)
    least = _units(gains_here(effect)).get(watch.token, 0)
    name = _name(effect, watch)
    if change is None:
        if out or least:
            yield f"{name} does not tell balances"
    elif least and change.by < least - out - fee_wei:
        yield f"{_amount(effect, watch, change.by)} would arrive, not {_least(effect, watch)}"
    elif change.by < -out - fee_wei:
        yield f"{_amount(effect, watch, -change.by)} would leave the wallet"


def _units(parts: Sequence[Move | Gain]) -> dict[str | None, int]:
    """Base units by token, in lower case."""
    found = dict[str | None, int]()
    for part in parts:
        token = part.asset.address.lower() if part.asset.address else None
        found[token] = found.get(token, 0) + part.units
    return found


def _asset(effect: Effect, watch: Watch) -> Asset | None:
    if watch.token is None:
        return effect.fee_asset
    named = [move.asset for move in effect.moves] + [gain.asset for gain in gains_here(effect)]
    named += [grant.asset for grant in effect.grants]
    return next((a for a in named if (a.address or "").lower() == watch.token), None)


def _name(effect: Effect, watch: Watch) -> str:
    asset = _asset(effect, watch)
    return asset.symbol if asset else f"the token {checksum(watch.token or '')}"


def _amount(effect: Effect, watch: Watch, units: int) -> str:
    asset = _asset(effect, watch)
    if asset is None:
        return f"{units} base units of {_name(effect, watch)}"
    return shown(units, asset.decimals, asset.symbol)


def _least(effect: Effect, watch: Watch) -> str:
    return f"at least {_amount(effect, watch, _units(gains_here(effect))[watch.token])}"
