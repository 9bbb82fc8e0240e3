"""Money goes to base units and back without losing anything, or is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from fiscus.core.errors import InvalidAmount
from fiscus.core.money import from_base_units, plain, to_base_units

DECIMALS = st.integers(0, 77)
UNITS = st.integers(-(2**256) + 1, 2**256 - 1)


@given(UNITS, DECIMALS)
def test_units_to_tokens_and_back_are_the_same_units(units: int, decimals: int) -> None:
    assert to_base_units(from_base_units(units, decimals), decimals) == units


@given(UNITS, DECIMALS)
def test_what_is_written_reads_back_the_same(units: int, decimals: int) -> None:
    text = plain(from_base_units(units, decimals))
    assert to_base_units(Decimal(text), decimals) == units
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@given(st.decimals(allow_nan=True, allow_infinity=True), st.integers(0, 36))
def test_every_number_is_exact_or_refused(amount: Decimal, decimals: int) -> None:
    try:
        units = to_base_units(amount, decimals)
    except InvalidAmount as refused:
        assert len(refused.message) < 120
    else:
        assert from_base_units(units, decimals) == amount


@pytest.mark.parametrize(
    ("amount", "decimals", "units"),
    [
        ("0.05", 18, 50_000_000_000_000_000),
        ("1.005", 9, 1_005_000_000),
        ("8.2", 6, 8_200_000),
        ("1.1", 18, 1_100_000_000_000_000_000),
        ("0.067", 9, 67_000_000),
        ("1.000000", 6, 1_000_000),
        ("1E+3", 2, 100_000),
        ("0E+999999", 18, 0),
        ("0E-999999", 18, 0),
        ("-1.5", 1, -15),
    ],
)
def test_amounts_that_floats_get_wrong(amount: str, decimals: int, units: int) -> None:
    assert to_base_units(Decimal(amount), decimals) == units


@pytest.mark.parametrize("tail", ["5", "0000000000001", "0" * 150 + "1", "0" * 5000 + "1"])
def test_a_last_digit_is_never_lost_however_far_out_it_is(tail: str) -> None:
    with pytest.raises(InvalidAmount, match="has more than 6 decimal places"):
        to_base_units(Decimal(f"1.000000{tail}"), 6)


def test_refusals_stay_short_and_say_what_would_work() -> None:
    amounts = ["1.0000005", "NaN", "-Infinity", "1E+999999", "1E-999999", "9" * 90]
    said: list[str] = []
    for amount in amounts:
        with pytest.raises(InvalidAmount) as refused:
            to_base_units(Decimal(amount), 6)
        said.append(f"{refused.value.message}\n    {refused.value.hint}")
    assert "\n".join(said) == snapshot("""\
1.0000005 has more than 6 decimal places
    This token counts 6 decimal places; nothing is rounded for you.
'NaN' is not an amount
    Write digits, like 0.5.
'-Infinity' is not an amount
    Write digits, like 0.5.
1E+999999 is more than any token counts
    Name a smaller amount.
1E-999999 has more than 6 decimal places
    This token counts 6 decimal places; nothing is rounded for you.
999999999999999999999999999999999999999999999999999999999999… is more than any token counts
    Name a smaller amount.\
""")


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1.500000", "1.5"), ("1E+3", "1000"), ("0.000", "0"), ("100", "100"), ("1E-7", "0.0000001")],
)
def test_plain_digits(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text
