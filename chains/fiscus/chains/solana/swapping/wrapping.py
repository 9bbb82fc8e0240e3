"""The account of wrapped SOL that a swap opens and closes again: allowed exactly as a set.

Opened, filled with what is swapped (where SOL is paid), and closed back to the wallet in the end.
It must hold nothing beforehand: what it holds would be unwrapped, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fiscus.chains.solana.decoding.refusing import forbidden
from fiscus.chains.solana.layouts import read_holding
from fiscus.chains.solana.simulate import State
from fiscus.chains.solana.swapping.demand import Demand
from fiscus.chains.solana.swapping.parts import Part, Parts, Use
from fiscus.core.errors import RequestError

INCOMPLETE: Final = "it does not open, fill and close its account of wrapped SOL in order"


@dataclass(frozen=True, slots=True)
class Wrapping:
    account: str | None
    """`None` where nothing is wrapped or unwrapped."""
    lamports: int
    """What is wrapped."""
    payments: tuple[Part, ...]
    """Transfers of SOL that go elsewhere."""


def wrapping(parts: Parts, demand: Demand, before: State) -> Wrapping:
    """Raises `ForbiddenInstruction` for anything but the whole set, or none of it."""
    coin = next((side for side in (demand.pays, demand.wants) if side.is_coin), None)
    account = coin.account if coin else None
    coins = parts.of(Use.COIN)
    for part in coins:
        if part.parsed.accounts["source"] != demand.owner:
            raise forbidden(part.parsed.program, part.parsed.name, "it moves somebody else's SOL")
    fills = tuple(part for part in coins if part.parsed.accounts["destination"] == account)
    elsewhere = tuple(part for part in coins if part not in fills)
    _check_account(parts, demand, account)
    closes = parts.of(Use.CLOSE)
    if account is None or not (closes or fills or parts.of(Use.SYNC)):
        return Wrapping(None, 0, elsewhere)
    _check_order(parts, fills, account, filled=demand.pays.is_coin)
    _refuse_full(before, account)
    return Wrapping(account, sum(part.parsed.number("lamports") for part in fills), elsewhere)


def _check_account(parts: Parts, demand: Demand, account: str | None) -> None:
    for part in (*parts.of(Use.SYNC), *parts.of(Use.CLOSE)):
        named = part.parsed.accounts
        back = {named.get("destination"), named.get("owner")} <= {None, demand.owner}
        if named["account"] != account or not back or part.parsed.others:
            why = "it closes or changes an account that is not the swap's own wrapped SOL"
            raise forbidden(part.parsed.program, part.parsed.name, why)


def _check_order(parts: Parts, fills: tuple[Part, ...], account: str, *, filled: bool) -> None:
    opens = [part for part in parts.of(Use.OPENING) if part.parsed.accounts["account"] == account]
    syncs, closes = parts.of(Use.SYNC), parts.of(Use.CLOSE)
    trades = [*parts.of(Use.ROUTE), *parts.of(Use.TOKEN)]
    steps = [opens, fills, syncs, trades, closes] if filled else [opens, trades, closes]
    complete = all(steps) and all(len(step) == 1 for step in steps if step is not trades)
    unfilled = filled or not (fills or syncs)
    in_order = complete and all(
        max(part.at for part in first) < min(part.at for part in second)
        for first, second in pairwise(steps)
    )
    if not (unfilled and in_order):
        odd = next(iter((*closes, *syncs, *fills))).parsed
        raise forbidden(odd.program, odd.name, INCOMPLETE)


def _refuse_full(before: State, account: str) -> None:
    held = read_holding(before.get(account))
    if held is not None and held.units:
        raise RequestError(
            "The wallet holds wrapped SOL, which this swap would unwrap, too",
            hint='Say "unwrap all my WSOL" first.',
        )
