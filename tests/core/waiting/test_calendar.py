"""Times and schedules as the reader writes them, on the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.errors import RequestError
from fiscus.core.reader.conditions import Condition
from fiscus.core.waiting.calendar import following, occasion, told

NOW = datetime(2026, 1, 28, 10, 30, tzinfo=UTC)
"""A wednesday."""


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("relation", "value", "first"),
    [
        ("in", "2 hours", "2026-01-28 12:30"),
        ("in", "1 day", "2026-01-29 10:30"),
        ("in", "1 month", "2026-02-28 10:30"),
        ("at", "tomorrow at 09:00", "2026-01-29 09:00"),
        ("at", "tomorrow", "2026-01-29 00:00"),
        ("at", "at 12:00", "2026-01-28 12:00"),
        ("at", "at 09:00 UTC", "2026-01-29 09:00"),
        ("at", "today at 18:00", "2026-01-28 18:00"),
        ("at", "on friday", "2026-01-30 00:00"),
        ("at", "next monday at 09:00", "2026-02-02 09:00"),
        ("at", "on 2026-12-24", "2026-12-24 00:00"),
        ("at", "on 01-05", "2027-01-05 00:00"),
        ("at", "in 2 days at 09:00", "2026-01-30 09:00"),
    ],
)
def test_a_time_is_on_the_calendar(relation: str, value: str, first: str) -> None:
    found = occasion(Condition("time", relation, value), NOW)
    assert (found.first, found.repeats) == (at(first), False)


@pytest.mark.parametrize(
    ("value", "first", "second"),
    [
        ("monday", "2026-02-02 00:00", "2026-02-09 00:00"),
        ("monday and thursday at 09:00", "2026-01-29 09:00", "2026-02-02 09:00"),
        ("weekday at 09:00", "2026-01-29 09:00", "2026-01-30 09:00"),
        ("day at 18:00 UTC", "2026-01-28 18:00", "2026-01-29 18:00"),
        ("day", "2026-01-29 10:30", "2026-01-30 10:30"),
        ("2 hours", "2026-01-28 12:30", "2026-01-28 14:30"),
        ("month on day 31", "2026-01-31 00:00", "2026-02-28 00:00"),
        ("month on day 1 at 09:00", "2026-02-01 09:00", "2026-03-01 09:00"),
        ("2 weeks", "2026-02-11 10:30", "2026-02-25 10:30"),
    ],
)
def test_a_schedule_goes_on(value: str, first: str, second: str) -> None:
    condition = Condition("schedule", "every", value)
    found = occasion(condition, NOW)
    assert (found.first, found.repeats) == (at(first), True)
    assert following(condition, found.first) == at(second)


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("monday at 09:00 until friday", "2026-01-31 00:00"),
        ("day for 10 days", "2026-02-07 10:30"),
        ("hour until tomorrow at 12:00", "2026-01-29 12:00"),
    ],
)
def test_a_schedule_ends(value: str, until: str) -> None:
    condition = Condition("schedule", "every", value)
    if "monday" in value:
        with pytest.raises(RequestError, match="ends before it begins"):
            occasion(condition, NOW)
        return
    assert occasion(condition, NOW).until == at(until)


@pytest.mark.parametrize(
    "value", ["today at 09:00", "on 2020-01-01", "on 2026-02-30", "on someday"]
)
def test_a_time_that_cannot_come_is_refused(value: str) -> None:
    with pytest.raises(RequestError):
        occasion(Condition("time", "at", value), NOW)


@given(
    st.sampled_from(["monday", "day at 09:00", "3 hours", "month on day 31", "week", "quarter"]),
    st.integers(0, 60 * 24 * 800),
)
def test_the_next_time_is_always_later(value: str, minutes: int) -> None:
    condition = Condition("schedule", "every", value)
    now = NOW + timedelta(minutes=minutes)
    first = occasion(condition, now).first
    assert now < first < following(condition, first) <= first + timedelta(days=93)


def test_a_time_is_told_with_its_zone() -> None:
    assert told(NOW) == "Wed 2026-01-28 10:30 UTC"
