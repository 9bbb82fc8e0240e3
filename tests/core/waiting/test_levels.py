"""Levels: met only where every source says so, and never where nobody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fiscus.core.errors import RequestError
from fiscus.core.reader.conditions import Condition
from fiscus.core.waiting.levels import check_level, is_met

BELOW = Condition("price", "<", "3000", "ETH", "USD")
REACHES = Condition("price", "reaches", "4000", "ETH", "USD")


def numbers(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("said", "met"),
    [
        (["2999.99"], True),
        (["3000"], False),
        (["2900", "3100"], False),
        (["2900", "2950"], True),
        ([], False),
    ],
)
def test_every_source_must_say_so(said: list[str], met: bool) -> None:
    assert is_met(BELOW, numbers(*said), None) is met


@pytest.mark.parametrize(
    ("start", "said", "met"),
    [
        ("3900", "3999", False),
        ("3900", "4001", True),
        ("4100", "4001", False),
        ("4100", "3999", True),
        (None, "4000", False),
    ],
)
def test_a_level_is_reached_from_either_side(start: str | None, said: str, met: bool) -> None:
    begun = None if start is None else Decimal(start)
    assert is_met(REACHES, numbers(said), begun) is met


@pytest.mark.parametrize(
    "condition",
    [
        Condition("gas", "is", "low"),
        Condition("gas", "<", "10", "", "USD"),
        Condition("price", "<", "3000", "ETH", "EUR"),
        Condition("price", "<", "NaN", "ETH", "USD"),
    ],
)
def test_what_nobody_can_tell_is_refused(condition: Condition) -> None:
    with pytest.raises(RequestError):
        check_level(condition)
