"""What leaves is valued at the highest price anybody gives, and unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fiscus.core.desk.adapter import Gain, Move, Plan
from fiscus.core.desk.door import Consent, Intent
from fiscus.core.desk.judgement import Quoted, Rules
from fiscus.core.desk.policy import Limits, Policy
from fiscus.core.desk.rules import Kind
from fiscus.core.desk.valuation import highest_prices, lowest_prices, value
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import InvalidAmount
from fiscus.core.money import to_base_units
from tests.core.desk.fakes import (
    ALICE,
    ETH,
    USDC,
    WALLET,
    FakeAdapter,
    FakePrices,
    World,
    pay,
    ticket,
)
from tests.core.desk.policies import effect_of


async def test_the_highest_of_all_sources_counts() -> None:
    sources = [FakePrices({ETH: Decimal(price)}) for price in (1999, 2001, 2000)]
    assert await highest_prices(sources, [ETH, ETH]) == {ETH: Decimal(2001)}


async def test_sources_that_are_far_apart_say_nothing() -> None:
    """One of them lies or is broken, and nobody can say which: a limit is not widened by a low
    price, and a holding not by a high one."""
    near = [FakePrices({ETH: Decimal(price)}) for price in (2000, 2500)]
    assert await highest_prices(near, [ETH]) == {ETH: Decimal(2500)}
    assert await lowest_prices(near, [ETH]) == {ETH: Decimal(2000)}
    far = [*near, FakePrices({ETH: Decimal("1999"), USDC: Decimal(1)})]
    assert await highest_prices(far, [ETH, USDC]) == {USDC: Decimal(1)}
    assert await lowest_prices(far, [ETH, USDC]) == {USDC: Decimal(1)}


@pytest.mark.parametrize("lie", ["0", "-5", "NaN", "Infinity", "-Infinity", "sNaN"])
async def test_what_is_no_price_is_as_good_as_none(lie: str) -> None:
    assert await highest_prices([FakePrices({ETH: Decimal(lie)})], [ETH]) == {}


async def test_a_source_that_is_down_does_not_take_the_others_with_it() -> None:
    sources = [FakePrices(down=True), FakePrices({ETH: Decimal(7)})]
    assert await highest_prices(sources, [ETH]) == {ETH: Decimal(7)}
    assert await highest_prices([], [ETH]) == {}
    assert await highest_prices(sources, []) == {}


def test_one_part_without_a_price_makes_the_whole_unknown() -> None:
    eth, usdc = Move(ETH, 10**18, ALICE), Move(USDC, 10**6, ALICE)
    assert value([eth], {ETH: Decimal(2000)}) == 2000
    assert value([eth, usdc], {ETH: Decimal(2000)}) is None
    assert value([], {}) == 0


async def test_dollars_are_paid_at_the_highest_price(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        both = replace(desk, prices=[world.prices, FakePrices({ETH: Decimal(2500)})])
        assert (await both.submit(ticket(), pay("$25"))).amount == "0.01"


async def test_dollars_without_a_price_are_refused(world: World) -> None:
    world.prices.down = True
    async with world.desk() as desk:
        with pytest.raises(InvalidAmount, match="no price is known"):
            await desk.submit(ticket(), pay("$25"))


@pytest.mark.parametrize(
    ("got", "slippage", "kind", "rules"),
    [
        ("0.0097", 0, Kind.ALLOW, []),
        ("0.009603", 100, Kind.ALLOW, []),
        ("0.009699999999999999", 0, Kind.NEEDS_APPROVAL, ["limits.price_impact"]),
        ("0.008499999999999999", 0, Kind.DENY, ["limits.max_price_impact"]),
        ("0.5", 0, Kind.ALLOW, []),
    ],
)
def test_a_trade_behind_the_markets_prices_is_asked_about_and_refused(
    got: str, slippage: int, kind: Kind, rules: list[str]
) -> None:
    rent = Move(ETH, 10**18, WALLET)  # Into an account of the wallet's own: nothing is sold by it.
    gain = Gain(ETH, to_base_units(Decimal(got), 18), WALLET)
    effect = effect_of(Move(USDC, 20 * 10**6, ALICE), rent, action="swap", gains=(gain,))
    plan = Plan(effect, Decimal(20), ALICE, None, (), "fake:1", 0, None, slippage_bps=slippage)
    prices = {USDC: Decimal(1), ETH: Decimal(2000)}
    quoted = Quoted(plan, prices, lowest=prices)
    free = Policy(limits=Limits(fee_usd=None), first_payment="allow")
    asked = Rules(free, Intent("fake", "swap", {}), quoted, Consent.POLICY)
    verdict = asked(Spent(), frozenset())
    assert (verdict.kind, [reason.rule for reason in verdict.reasons]) == (kind, rules)
