"""A plan and its prices, asked for at once where one does not hang on the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fiscus.core.desk.adapter import (
    Adapter,
    Asset,
    Concern,
    Effect,
    Plan,
    PriceSource,
    Target,
    Terms,
)
from fiscus.core.desk.amounts import is_worth
from fiscus.core.desk.batches import parted
from fiscus.core.desk.book import Book, Entry, changed, named, rivals
from fiscus.core.desk.bridges import BRIDGE, payee_chain
from fiscus.core.desk.deeds import deed_of
from fiscus.core.desk.door import Intent
from fiscus.core.desk.judgement import Quoted
from fiscus.core.desk.ledger import Bearings, Ledger
from fiscus.core.desk.opinions import agreed
from fiscus.core.desk.reconciliation import Reconciliation
from fiscus.core.desk.times import is_ahead
from fiscus.core.desk.valuation import Prices, highest_prices, lowest_prices
from fiscus.core.errors import ChainBehind, SimulationFailed


@dataclass(frozen=True, slots=True)
class Quoting:
    """Plans intents and values what leaves."""

    ledger: Ledger
    sources: Sequence[PriceSource]
    second_opinion_usd: Callable[[Adapter, str], Decimal | None] = lambda adapter, chain: None
    """Above what worth two nodes must agree, by the policy for a chain; `None`: never."""
    names: Callable[[], Book] = Book
    """The operator's address book, as it is now."""

    async def quote(
        self,
        adapter: Adapter,
        intent: Intent,
        terms: Terms,
        bearings: Bearings | None = None,
    ) -> Quoted:
        """Plan and price; `bearings` where they were looked up just now. Raises what the plan
        raises, and `SimulationFailed` for a plan that does not fit what was asked."""
        target = adapter.locate(intent)
        addressed = self.names().addressed(intent, payee_chain(intent, target.chain))
        intent = addressed.intent
        reconciliation = Reconciliation(adapter, self.ledger)
        bearings = bearings or await self.ledger.bearings(reconciliation.wallet)
        mark = bearings.marks.get(reconciliation.place(target.chain))
        terms = replace(terms, mark=mark)
        if terms.units is None and is_worth(intent.value("amount") or ""):
            prices = await self._target_prices(target)
            terms = replace(terms, price_usd=prices.get(target.asset) if target.asset else None)
            plan = await adapter.plan(intent, terms)
        else:
            plan, prices = await self._both(adapter, intent, terms, target)
        _refuse_unfit(plan, adapter, target, payments=len(parted(intent.values)))
        _refuse_stale(plan, adapter, self.ledger.now())
        plan, payees = await reconciliation.check(plan, mark)
        if adapter.owned(plan.effect.chain):
            # Its time is this process's own, and may be anything.
            plan = replace(plan, chain_time=None)
        elif is_ahead(self.ledger.now(), plan.chain_time):
            plan = replace(plan, concerns=(*plan.concerns, _ahead(plan)))
        gained = [gain.asset for gain in plan.effect.gains]
        lowest = await lowest_prices(self.sources, gained)
        priced = await self._complete(plan, target, prices)
        quoted = Quoted(plan, priced, bearings.head, lowest, payees=payees)
        if self._needs_another(adapter, quoted):
            plan = await agreed(adapter, intent, terms, plan)
        return replace(quoted, plan=await self._called(adapter, plan, addressed.entries))

    def _needs_another(self, adapter: Adapter, quoted: Quoted) -> bool:
        """Whether one node's word is not enough: so much, or nobody knows how much."""
        chain = quoted.plan.effect.chain
        most = self.second_opinion_usd(adapter, chain)
        if most is None or adapter.owned(chain):
            return False
        return quoted.usd is None or quoted.usd > most

    async def priced(self, plan: Plan) -> Quoted:
        """A plan that moves nothing new, with the price of its fee."""
        prices = await highest_prices(self.sources, [plan.effect.fee_asset])
        return Quoted(plan, prices)

    async def _called(self, adapter: Adapter, plan: Plan, entries: Mapping[str, Entry]) -> Plan:
        """`plan` with its recipient's name, and with what an owner must know of that."""
        plan = named(plan, entries)
        told = [*await rivals(adapter, entries, plan.effect.chain)]
        for name, now in plan.named:
            if was := await self.ledger.last_named(plan, name, now):
                told.append(changed(plan, name, now, was))
        return replace(plan, concerns=(*plan.concerns, *told)) if told else plan

    async def _both(
        self, adapter: Adapter, intent: Intent, terms: Terms, target: Target
    ) -> tuple[Plan, Prices]:
        pricing = asyncio.create_task(self._target_prices(target))
        try:
            return await adapter.plan(intent, terms), await pricing
        finally:
            pricing.cancel()
            await asyncio.gather(pricing, return_exceptions=True)

    async def _target_prices(self, target: Target) -> Prices:
        known = [target.asset] if target.asset else []
        return await highest_prices(self.sources, [*known, target.fee_asset])

    async def _complete(self, plan: Plan, target: Target, prices: Prices) -> Prices:
        """The prices with those of assets that only the plan could name."""
        asked = {target.asset, target.fee_asset}
        effect = plan.effect
        leaving = [*(m.asset for m in effect.moves), *(g.asset for g in effect.grants)]
        named: list[Asset] = [*leaving, effect.fee_asset]
        missing = [asset for asset in named if asset not in asked]
        return {**prices, **await highest_prices(self.sources, missing)} if missing else prices


def _refuse_unfit(plan: Plan, adapter: Adapter, target: Target, *, payments: int) -> None:
    """What cannot be judged is not signed: no effect, less than nothing, another chain or wallet,
    another number of payments.

    A right to spend may be of nothing: that takes it away. A vote moves nothing at all.
    """
    effect = plan.effect
    moved = [m.units for m in effect.moves] + [gain.units for gain in effect.gains]
    granted = [grant.units for grant in effect.grants]
    same_chain = {effect.chain, *(asset.chain for asset in _here(effect))}
    if (
        not (effect.moves or effect.grants or deed_of(effect).moves_nothing)
        or min(moved, default=1) <= 0
        or min(granted, default=0) < 0
        or effect.max_fee_units < 0
        or max(len(effect.payees), 1) != payments
        or same_chain != {target.chain}
        or effect.signer != adapter.signer
    ):
        raise SimulationFailed(
            f"The plan of this {effect.action} on {target.chain!r} does not fit what was asked",
            hint="Nothing was signed. This is a fault of the chain's adapter.",
        )


def _refuse_stale(plan: Plan, adapter: Adapter, now: int) -> None:
    """Raise where the node's newest block is so old that it must have lost the chain.

    `now` in Unix milliseconds. A chain of this process makes blocks when it has something to put
    in.
    """
    if plan.chain_time is None or plan.stale_seconds is None or adapter.owned(plan.effect.chain):
        return
    if plan.chain_time + plan.stale_seconds < now / 1000:
        title = plan.chain_title or plan.effect.chain
        raise ChainBehind(
            f"The newest block of {title} that the RPC has is older than {plan.stale_seconds} s",
            hint="Nothing was signed. It has lost the chain, or the clock here is wrong.",
        )


def _ahead(plan: Plan) -> Concern:
    title = plan.chain_title or plan.effect.chain
    return Concern(
        "block_ahead",
        f"The newest block of {title} is later than the clock here: the clock is wrong, or the node"
        " is. What is paid now counts against the limits for that much longer.",
    )


def _here(effect: Effect) -> list[Asset]:
    """All that an effect names on its own chain, the fee's too: of a bridge, not what arrives."""
    moved = [move.asset for move in effect.moves]
    if effect.action != BRIDGE:
        moved += [gain.asset for gain in effect.gains]
    return [*moved, *(grant.asset for grant in effect.grants), effect.fee_asset]
