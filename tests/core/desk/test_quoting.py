"""A plan is asked for once, priced whole, and refused where it does not fit what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from fiscus.core.desk.adapter import Asset, Effect, Move, Plan, Quote, Target, Terms
from fiscus.core.desk.door import Intent
from fiscus.core.desk.quoting import Quoting
from fiscus.core.errors import InsufficientFunds, SimulationFailed
from tests.core.desk.fakes import ALICE, ETH, USDC, FakeAdapter, World, pay, ticket

ELSEWHERE = Asset("elsewhere", None, "ETH", 18)


@dataclass(slots=True)
class OddAdapter(FakeAdapter):
    """Plans as the fake does, with parts of the effect replaced; knows no token beforehand."""

    odd: tuple[tuple[str, object], ...] = ()

    def locate(self, intent: Intent) -> Target:
        return Target("testnet", None, ETH)

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        plan = await FakeAdapter.plan(self, intent, terms)
        return replace(plan, effect=_changed(plan.effect, dict(self.odd)))


def _changed(effect: Effect, parts: dict[str, object]) -> Effect:
    return replace(effect, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "odd",
    [
        ("moves", ()),
        ("moves", (Move(ETH, 0, ALICE),)),
        ("moves", (Move(ETH, 5, ALICE), Move(USDC, -5, ALICE))),
        ("moves", (Move(ELSEWHERE, 5, ALICE),)),
        ("fee_asset", ELSEWHERE),
        ("max_fee_units", -1),
        ("chain", "elsewhere"),
        ("signer", ALICE),
    ],
)
async def test_a_plan_that_does_not_fit_is_refused(world: World, odd: tuple[str, object]) -> None:
    adapter = OddAdapter(world.adapter.chain, odd=(odd,))
    async with World(world.folder, adapter).desk() as desk:
        with pytest.raises(SimulationFailed, match="does not fit"):
            await desk.submit(ticket(), pay())


async def test_what_only_the_plan_can_name_is_priced_after_it(world: World) -> None:
    adapter = OddAdapter(world.adapter.chain)
    async with world.desk() as desk:
        quoting = Quoting(desk.ledger, [world.prices])
        quoted = await quoting.quote(adapter, pay("3", token="USDC"), Terms())
    assert quoted.prices == {ETH: Decimal(2000), USDC: Decimal(1)}
    assert quoted.usd == 3


async def test_prices_are_asked_for_while_the_plan_is_made(
    world: World, adapter: FakeAdapter
) -> None:
    asked, planned = asyncio.Event(), asyncio.Event()

    async def plan_slowly() -> None:
        await asyncio.wait_for(asked.wait(), 60)
        planned.set()

    adapter.tell("plan", plan_slowly)
    async with world.desk() as desk:
        quoted = await Quoting(desk.ledger, [Slow(asked, planned)]).quote(adapter, pay(), Terms())
    assert quoted.usd is None


async def test_a_plan_that_fails_does_not_wait_for_prices(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.tell("plan", InsufficientFunds("too little"))
    async with world.desk() as desk:
        quoting = Quoting(desk.ledger, [Slow(asyncio.Event(), asyncio.Event())])
        with pytest.raises(InsufficientFunds):
            await asyncio.wait_for(quoting.quote(adapter, pay(), Terms()), 60)
    assert len(asyncio.all_tasks()) == 1


@dataclass(slots=True)
class Slow:
    """A source that says when it is asked, and knows nothing when it is let go."""

    asked: asyncio.Event
    go: asyncio.Event

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]:
        self.asked.set()
        await self.go.wait()
        return {}
