"""Amounts: exactly what was asked, or refused; never more than there is, or than it is worth."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from fiscus.core.desk.amounts import (
    exact_units,
    is_share,
    is_worth,
    share_units,
    shown,
    worth_units,
)
from fiscus.core.errors import InsufficientFunds, InvalidAmount

DECIMALS = st.integers(0, 36)
UNITS = st.integers(1, 2**200)


@given(UNITS, DECIMALS)
def test_an_amount_as_it_is_shown_is_the_same_amount(units: int, decimals: int) -> None:
    assert exact_units(shown(units, decimals, "X").removesuffix(" X"), decimals) == units


@given(UNITS, DECIMALS, st.text("123456789", min_size=1, max_size=5))
def test_more_places_than_the_token_has_are_refused(units: int, decimals: int, tail: str) -> None:
    whole, _, places = shown(units, decimals, "X").removesuffix(" X").partition(".")
    with pytest.raises(InvalidAmount, match="decimal places"):
        exact_units(f"{whole}.{places.ljust(decimals, '0')}{tail}", decimals)


@pytest.mark.parametrize("zeros", ["1.0", "1.000000", "1.0000000000"])
def test_zeros_at_the_end_change_nothing(zeros: str) -> None:
    assert exact_units(zeros, 6) == 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1 ", "1e2", "1E2", "0x10", "007", "00.5", ".5", "5.", "1_000", "1,000", "1\n"),
        *("+5", "--5", "nan", "inf", "Infinity", "one", "1/2", "1.2.3", "9" * 101, "$", "%"),
        *("\u0661\u0662", "\uff11"),
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount, match="is not an amount"):
        exact_units(text, 18)


@pytest.mark.parametrize("text", ["0", "0.0", "-1", "-0.5", "-0"])
def test_nothing_and_less_than_nothing_are_refused(text: str) -> None:
    with pytest.raises(InvalidAmount, match="is not more than zero"):
        exact_units(text, 18)


def test_more_than_any_token_counts_is_refused() -> None:
    with pytest.raises(InvalidAmount, match="more than any token counts"):
        exact_units("9" * 70, 18)


PRICES = st.decimals(
    min_value="0.000000000001", max_value="1e9", places=12, allow_nan=False, allow_infinity=False
)


@given(st.decimals("0.01", "1e12", places=2), PRICES, DECIMALS)
def test_dollars_buy_the_most_that_is_not_worth_more(
    usd: Decimal, price: Decimal, decimals: int
) -> None:
    try:
        units = worth_units(f"${usd}", decimals, price_usd=price)
    except InvalidAmount:
        units = 0
    with localcontext(prec=200):
        assert units * price <= usd.scaleb(decimals) < (units + 1) * price


@pytest.mark.parametrize("price", [None, Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("inf")])
def test_dollars_without_a_price_are_refused(price: Decimal | None) -> None:
    with pytest.raises(InvalidAmount, match="no price is known"):
        worth_units("$25", 18, price_usd=price)


def test_dollars_worth_less_than_a_unit_are_refused() -> None:
    with pytest.raises(InvalidAmount, match="not more than zero"):
        worth_units("$1", 0, price_usd=Decimal(2))


SHARES = st.one_of(
    st.sampled_from(["all", "max", "half", "100%", "50%"]),
    st.decimals("0.01", 100, places=2).map(lambda share: f"{share:f}%"),
)


@given(SHARES, st.integers(0, 2**200), st.integers(0, 2**100))
def test_a_share_is_never_more_than_it_says_nor_than_what_may_leave(
    share: str, balance: int, reserve: int
) -> None:
    named = {"all": Decimal(100), "max": Decimal(100), "half": Decimal(50)}
    percent = named.get(share) or Decimal(share.removesuffix("%"))
    try:
        units = share_units(share, balance, reserve=reserve)
    except InsufficientFunds:
        units = 0
    with localcontext(prec=200):
        wanted = balance * percent / 100
        assert units <= wanted
        assert units <= max(balance - reserve, 0)
        assume(reserve == 0)
        assert units > wanted - 1


@pytest.mark.parametrize("share", ["0%", "100.01%", "150%", "-5%"])
def test_shares_outside_a_balance_are_refused(share: str) -> None:
    with pytest.raises(InvalidAmount, match="is no share of a balance"):
        share_units(share, 10**18)


def test_a_share_that_the_fee_eats_up_says_so() -> None:
    with pytest.raises(InsufficientFunds) as refused:
        share_units("all", 100, reserve=100)
    assert str(refused.value) == snapshot(
        "all of the balance is nothing after the fee. Top the wallet up first."
    )


@given(st.text(max_size=12), st.integers(0, 36), st.integers(0, 10**30))
def test_no_text_makes_anything_but_units_or_a_refusal(
    text: str, decimals: int, balance: int
) -> None:
    def exact() -> int:
        return exact_units(text, decimals)

    def worth() -> int:
        return worth_units(text, decimals, price_usd=Decimal(3))

    def share() -> int:
        return share_units(text, balance)

    for make in (exact, worth, share):
        try:
            assert make() > 0
        except (InvalidAmount, InsufficientFunds) as refused:
            assert refused.message


def test_the_kinds_of_amounts_are_told_apart() -> None:
    texts = ["all", "max", "half", "40%", "$25", "1.5"]
    assert [is_share(text) for text in texts] == [True, True, True, True, False, False]
    assert [is_worth(text) for text in texts] == [False, False, False, False, True, False]
