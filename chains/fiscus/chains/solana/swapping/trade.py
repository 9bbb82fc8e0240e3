"""What a proposed transaction trades, and whether that is the swap that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.decoding.jupiter import Route, route_of
from fiscus.chains.solana.decoding.parsed import Parsed
from fiscus.chains.solana.decoding.refusing import UNSIGNED, forbidden
from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.layouts import Holding, read_holding
from fiscus.chains.solana.programs import LOOKUP_TABLES, STAKE, SYSTEM, VOTE
from fiscus.chains.solana.simulate import State
from fiscus.chains.solana.swapping.demand import Demand, Side
from fiscus.chains.solana.swapping.parts import Parts, Use
from fiscus.chains.solana.swapping.wrapping import Wrapping, wrapping
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import SimulationFailed

KEEPERS: Final = frozenset({STAKE, VOTE, LOOKUP_TABLES})
"""Programs that keep rights of the wallet, which a swap never touches."""
UNTRUSTED: Final = f"{UNSIGNED} Ask for another quote."


class SwapMismatch(SimulationFailed):
    """A proposed transaction is well-formed, and is another swap than was asked for."""

    code = "SWAP_MISMATCH"


@dataclass(frozen=True, slots=True)
class Trade:
    """At most `paid` leaves, at least `least_out` arrives: the chain itself holds both."""

    paid: int
    least_out: int
    counterparty: str
    """Who is given what leaves: a program, or the owner of the account."""
    slippage_bps: int
    opened: frozenset[str]
    """Accounts of the wallet that may be new afterwards."""
    temporary: str | None = None
    """The account of wrapped SOL that is gone afterwards."""


@dataclass(frozen=True, slots=True)
class _Flow:
    paid: int
    least_out: int
    counterparty: str
    slippage_bps: int = 0


def mismatched(why: str) -> SwapMismatch:
    return SwapMismatch(
        f"The proposed swap is not the one that was asked for: {why}", hint=UNTRUSTED
    )


def trade(parts: Parts, demand: Demand, before: State) -> Trade:
    """Raises `ForbiddenInstruction` or `SwapMismatch`. `before`: accounts that it may change."""
    _refuse_bystanders(demand, before)
    opened = frozenset(_opened(part.parsed, demand) for part in parts.of(Use.OPENING))
    wrapped = wrapping(parts, demand, before)
    routes = parts.of(Use.ROUTE)
    if len(routes) > 1:
        raise forbidden(routes[1].parsed.program, routes[1].parsed.name, "it swaps two times")
    flow = (
        _routed(routes[0].parsed, parts, demand, wrapped)
        if routes
        else _direct(parts, demand, before, wrapped)
    )
    _check_amounts(flow, demand)
    return Trade(
        flow.paid,
        flow.least_out,
        flow.counterparty,
        flow.slippage_bps,
        opened,
        wrapped.account,
    )


def _refuse_bystanders(demand: Demand, before: State) -> None:
    """What could be changed at all must not be the wallet's, but for the accounts of the swap.

    A program may behave in a simulation, and otherwise later.
    """
    traded = {demand.pays.account, demand.wants.account}
    key = key_bytes(demand.owner)
    for address, account in before.items():
        held = read_holding(account)
        if held is not None:
            mine = demand.owner in {held.owner, held.closer} and address not in traded
        else:
            keeps = account is not None and (account.owner in KEEPERS or account.owner == SYSTEM)
            mine = account is not None and keeps and key in account.data
        if mine:
            raise mismatched(f"it could change {address}, another account of the wallet")


def _opened(parsed: Parsed, demand: Demand) -> str:
    accounts, sides = parsed.accounts, (demand.pays, demand.wants)
    named = (accounts["mint"], accounts["program"], accounts["account"])
    mine = any(named == (side.mint, side.program, side.account) for side in sides)
    owned = accounts["payer"] == accounts["wallet"] == demand.owner
    if not (mine and owned and accounts["system"] == SYSTEM):
        raise forbidden(parsed.program, parsed.name, "it opens an account that is not the wallet's")
    return accounts["account"]


def _routed(parsed: Parsed, parts: Parts, demand: Demand, wrapped: Wrapping) -> _Flow:
    for extra in (*wrapped.payments, *parts.of(Use.TOKEN)):
        name = extra.parsed.name
        raise forbidden(extra.parsed.program, name, "it pays somebody beside the swap")
    route = route_of(parsed)
    _check_route(route, demand)
    for side in (demand.pays, demand.wants):
        if side.is_coin and wrapped.account is None:
            raise mismatched("SOL is not wrapped and unwrapped within it")
    if demand.pays.is_coin and wrapped.lamports != route.most_in:
        raise mismatched("it wraps another amount than it swaps")
    return _Flow(route.most_in, route.least_out, parsed.program, route.slippage_bps)


def _check_route(route: Route, demand: Demand) -> None:
    pays, wants = demand.pays, demand.wants
    if route.authority != demand.owner or route.source != pays.account:
        raise mismatched("it spends from another account")
    if route.source_mint not in {None, pays.mint} or route.destination_mint != wants.mint:
        raise mismatched("it swaps other tokens")
    for destination in route.destinations:
        if destination != wants.account:
            raise mismatched(f"what it buys goes to {destination}, which is not the wallet's")
    if route.exact_out != demand.exact_out:
        raise mismatched("the amount is fixed on the other side")
    if route.slippage_bps > demand.slippage_bps:
        raise mismatched(
            f"its slippage is {route.slippage_bps / 100:g} %, and {demand.slippage_bps / 100:g} %"
            " was asked for"
        )
    if route.fee_bps:
        raise mismatched(f"its maker keeps {route.fee_bps / 100:g} %, which nobody asked for")


def _direct(parts: Parts, demand: Demand, before: State, wrapped: Wrapping) -> _Flow:
    """A swap by transfers alone: ours out, and in as somebody lets this wallet take."""
    paid, arrives, paid_to = 0, 0, set[str]()
    for part in wrapped.payments:
        if not demand.pays.is_coin:
            raise forbidden(part.parsed.program, part.parsed.name, "it pays SOL to somebody")
        paid += part.parsed.number("lamports")
        paid_to.add(part.parsed.accounts["destination"])
    for part in parts.of(Use.TOKEN):
        source, target = _ends(part.parsed, demand, before)
        units = part.parsed.number("amount")
        if source.owner == demand.owner:
            _check_out(part.parsed, source, demand)
            paid += units
            paid_to.add(target.owner if target else part.parsed.accounts["destination"])
        else:
            _check_in(part.parsed, source, demand)
            arrives += units
    if len(paid_to) != 1:
        raise mismatched("it does not pay exactly one counterparty")
    return _Flow(paid, arrives, paid_to.pop())


def _ends(parsed: Parsed, demand: Demand, before: State) -> tuple[Holding, Holding | None]:
    accounts = parsed.accounts
    source = read_holding(before.get(accounts["source"]))
    target = read_holding(before.get(accounts["destination"]))
    if accounts["authority"] != demand.owner or parsed.others or source is None:
        raise forbidden(parsed.program, parsed.name, "it moves tokens in somebody else's name")
    if "mint" in accounts and accounts["mint"] != source.mint:
        raise mismatched("it swaps other tokens")
    return source, target


def _check_out(parsed: Parsed, source: Holding, demand: Demand) -> None:
    known = (demand.pays.mint, demand.pays.account)
    if (source.mint, parsed.accounts["source"]) != known or demand.pays.is_coin:
        raise forbidden(parsed.program, parsed.name, "it takes another token out of the wallet")


def _check_in(parsed: Parsed, source: Holding, demand: Demand) -> None:
    if source.delegate != demand.owner:
        raise forbidden(parsed.program, parsed.name, "it moves tokens in somebody else's name")
    if (source.mint, parsed.accounts["destination"]) != (demand.wants.mint, demand.wants.account):
        raise mismatched("what it buys goes to an account that is not the wallet's")


def _check_amounts(flow: _Flow, demand: Demand) -> None:
    pays, wants = demand.pays, demand.wants
    if flow.paid <= 0 or flow.least_out <= 0:
        raise mismatched("nothing is paid, or nothing must arrive")
    if not demand.least_in <= flow.paid <= demand.most_in:
        raise mismatched(f"it pays {_text(flow.paid, pays)}")
    if flow.least_out < demand.least_out:
        raise mismatched(f"only {_text(flow.least_out, wants)} must arrive")


def _text(units: int, side: Side) -> str:
    return shown(units, side.asset.decimals, side.asset.symbol)
