"""Fees to the lamport, and bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.solana.fees import (
    BASE_LAMPORTS,
    HIGHEST_PRICE,
    MOST_UNITS,
    AbsurdFee,
    Budget,
    capped,
    priority_price,
    unit_limit,
)

PRICES = st.integers(0, 10_000_000)
UNITS = st.integers(1, MOST_UNITS)


@pytest.mark.covers("SOL-43")
def test_the_usual_price_for_the_usual_units_is_a_fraction_of_the_fixed_fee() -> None:
    assert Budget(200_000, 1000).fee == 5200
    assert Budget(540, 1000).fee == 5001
    assert Budget(540).fee == 5000


@given(units=UNITS, price=PRICES)
def test_a_part_of_a_lamport_is_a_whole_one(units: int, price: int) -> None:
    extra = Budget(units, price).fee - BASE_LAMPORTS
    assert (extra - 1) * 1_000_000 < units * price <= extra * 1_000_000


@given(recent=st.lists(st.integers(0, 2**64 - 1), max_size=150), floor=PRICES)
def test_a_price_is_never_under_the_floor_nor_at_a_nodes_mercy(
    recent: list[int], floor: int
) -> None:
    price = priority_price(recent, floor)
    assert floor <= price <= max(floor, HIGHEST_PRICE)


def test_the_price_follows_what_three_quarters_of_blocks_took() -> None:
    assert priority_price([], 1000) == 1000
    assert priority_price([0] * 150, 1000) == 1000
    assert priority_price([100] * 74 + [5000] * 76, 1000) == 5000
    assert priority_price([0] * 149 + [10**9], 1000) == 1000


@given(units=UNITS, price=PRICES, most=st.integers(0, 2**40))
def test_a_capped_budget_stays_within_what_was_approved(units: int, price: int, most: int) -> None:
    budget = Budget(units, price)
    lowered = capped(budget, most)
    assert lowered.units == budget.units and lowered.price <= budget.price
    assert lowered.fee <= max(most, BASE_LAMPORTS) or most < BASE_LAMPORTS
    assert capped(budget, None) == budget


@pytest.mark.covers("SOL-74")
def test_the_limit_is_a_fifth_more_and_differs_for_equal_payments() -> None:
    limits = {unit_limit(450) for _ in range(200)}
    assert all(540 <= limit < 540 + 1024 for limit in limits)
    assert len(limits) > 50
    assert unit_limit(MOST_UNITS) == MOST_UNITS


@pytest.mark.parametrize("used", [0, -1, MOST_UNITS + 1])
def test_units_that_no_payment_takes_are_refused(used: int) -> None:
    with pytest.raises(AbsurdFee):
        unit_limit(used)
