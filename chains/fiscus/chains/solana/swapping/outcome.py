"""What the simulation of a proposed swap must show: the trade, and nothing else of the wallet's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.decoding.refusing import UNSIGNED, forbidden
from fiscus.chains.solana.fees import BASE_LAMPORTS
from fiscus.chains.solana.layouts import Holding, read_holding
from fiscus.chains.solana.programs import SYSTEM, TOKEN_PROGRAMS
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.simulate import Simulated, State
from fiscus.chains.solana.swapping.demand import WHOLE_BPS, Demand
from fiscus.chains.solana.swapping.parts import REASONS, RIGHTS
from fiscus.chains.solana.swapping.trade import KEEPERS, Trade, mismatched
from fiscus.core.errors import SimulationFailed

STALE_BPS: Final = 50
"""How far the market may have moved since the quote, besides the slippage."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`arrived` and `spent` in base units, as simulated; `rent` lamports stay in new accounts."""

    spent: int
    arrived: int
    rent: int
    slippage_bps: int
    """How much less than now the transaction lets arrive, or how much more it lets leave."""


def check_outcome(
    demand: Demand,
    trade: Trade,
    before: State,
    simulated: Simulated,
    *,
    fee: int,
    programs: Sequence[str] = (),
) -> Outcome:
    """Raises `SimulationFailed` where it fails, or where the wallet changes otherwise. `programs`
    are those of the instructions, in their order."""
    if simulated.failure is not None:
        raise SimulationFailed(
            f"The proposed swap would fail: {failure_reason(simulated.failure, programs)}",
            hint=f"{UNSIGNED} Ask for another quote.",
        )
    _check_calls(demand, simulated)
    changes = _Changes(demand, trade, before, simulated.after)
    for wrong in changes.wrong():
        raise mismatched(f"in the simulation {wrong}")
    outcome = changes.outcome(fee)
    if outcome.slippage_bps > demand.slippage_bps + STALE_BPS:
        raise mismatched(
            f"it allows {outcome.slippage_bps / 100:g} % less than it would bring now, and"
            f" {demand.slippage_bps / 100:g} % was asked for"
        )
    return outcome


def _check_calls(demand: Demand, simulated: Simulated) -> None:
    """Programs are given the wallet's signature: none may use it for another right."""
    for call in simulated.calls:
        if demand.owner not in call.accounts:
            continue
        if call.program in KEEPERS:
            raise forbidden(call.program, call.name or "a call", "it uses a right of the wallet")
        name = call.name or ""
        if name in RIGHTS and call.program in {SYSTEM, *TOKEN_PROGRAMS}:
            raise forbidden(call.program, name, f"within, {REASONS[name]}")


@dataclass(frozen=True, slots=True)
class _Changes:
    demand: Demand
    trade: Trade
    before: State
    after: State

    def wrong(self) -> Iterator[str]:
        """What is not as it should be, in phrases."""
        yield from self._wrong_wallet()
        for address in self.before:
            was, will = self._holding(self.before, address), self._holding(self.after, address)
            if was is not None:
                yield from self._wrong_holding(address, was, will)
            elif will is not None:
                yield from self._wrong_opening(address, will)

    def outcome(self, fee: int) -> Outcome:
        """Raises `SwapMismatch` where amounts are not the trade's."""
        demand, trade, rent = self.demand, self.trade, self._rent()
        coin = -self._lamports(demand.owner) - rent + self._returned()
        # Some engines charge no priority fee while they simulate, or no fee at all.
        most_fee = max(fee, BASE_LAMPORTS)
        spent, arrived = self._token(demand.pays.account), self._token(demand.wants.account)
        if demand.pays.is_coin:
            low, high = coin - most_fee, coin
            spent_least, spent_most = max(low, 0), high
        else:
            spent_least = spent_most = -spent
        if demand.wants.is_coin:
            arrived = -coin
        elif not demand.pays.is_coin and not 0 <= coin <= most_fee:
            raise mismatched("in the simulation other SOL leaves the wallet")
        exact = demand.exact_out or spent_least <= trade.paid <= spent_most
        if spent_least > trade.paid or not exact:
            raise mismatched("in the simulation another amount leaves the wallet")
        if arrived + (most_fee if demand.wants.is_coin else 0) < trade.least_out:
            raise mismatched("in the simulation less arrives than it promises")
        return Outcome(spent_least, arrived, rent, self._slippage(spent_least, arrived))

    def _slippage(self, spent: int, arrived: int) -> int:
        trade = self.trade
        if self.demand.exact_out:
            return (trade.paid - spent) * WHOLE_BPS // trade.paid
        return max(arrived - trade.least_out, 0) * WHOLE_BPS // max(arrived, 1)

    def _wrong_wallet(self) -> Iterator[str]:
        will = self.after.get(self.demand.owner)
        if will is None or will.owner != SYSTEM or will.data or will.executable:
            yield "the wallet itself is given away"

    def _wrong_holding(self, address: str, was: Holding, will: Holding | None) -> Iterator[str]:
        if will is None:
            if address != self.trade.temporary:
                yield f"the account {address} is closed"
            return
        if _rights(was) != _rights(will) or will.owner != self.demand.owner:
            yield f"the account {address} is given away, or somebody may spend from it"
        traded = {self.demand.pays.account: -1, self.demand.wants.account: 1}
        change = (will.units > was.units) - (will.units < was.units)
        if change not in {0, traded.get(address, 0)}:
            yield f"other tokens leave or reach the account {address}"

    def _wrong_opening(self, address: str, will: Holding) -> Iterator[str]:
        if address not in self.trade.opened or address == self.trade.temporary:
            yield f"the account {address} is opened"
        elif _rights(will)[1:] != (self.demand.owner, None, 0, None, False):
            yield f"the account {address} is not opened for the wallet alone"

    def _holding(self, state: State, address: str) -> Holding | None:
        """Where it is the wallet's, before or afterwards, or should be."""
        owners = {
            found.owner
            for one in (self.before, self.after)
            if (found := read_holding(one.get(address))) is not None
        }
        traded = address in {self.demand.pays.account, self.demand.wants.account}
        return read_holding(state.get(address)) if traded or self.demand.owner in owners else None

    def _token(self, address: str) -> int:
        return self._units(self.after, address) - self._units(self.before, address)

    def _units(self, state: State, address: str) -> int:
        """What the wallet holds there: an account of somebody else holds nothing for it."""
        held = read_holding(state.get(address))
        return held.units if held and held.owner == self.demand.owner else 0

    def _lamports(self, address: str) -> int:
        return _held(self.after.get(address)) - _held(self.before.get(address))

    def _rent(self) -> int:
        """Lamports that stay in new accounts of the wallet."""
        return sum(
            self._lamports(address)
            for address in self.trade.opened
            if self._holding(self.before, address) is None and address != self.trade.temporary
        )

    def _returned(self) -> int:
        """What an account held beforehand that is closed."""
        gone = self.trade.temporary
        return _held(self.before.get(gone)) if gone else 0


def _rights(holding: Holding) -> tuple[object, ...]:
    return (
        (holding.program, holding.mint),
        holding.owner,
        holding.delegate,
        holding.delegated,
        holding.closer,
        holding.frozen,
    )


def _held(account: Account | None) -> int:
    return account.lamports if account else 0
