"""When a time or a schedule of the reader's is due. Pure; all times are UTC.

The reader writes "tomorrow at 09:00", "in 2 hours", "every monday and thursday at 18:00 UTC until
friday". A zone that nobody names is UTC, and the answer shows it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.core.reader.conditions import Condition

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400, "week": 7 * 86_400}
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
SOONEST: Final = timedelta(minutes=1)
_CLOCK: Final = re.compile(r"(?:^|\s)at (\d{2}):(\d{2})(?: UTC)?$")
_SPAN: Final = re.compile(r"(?:(\d+) )?(minute|hour|day|week|month|quarter|year)s?")
_MONTHLY: Final = re.compile(r"month on day (\d{1,2})")
_DATE: Final = re.compile(r"on (?:(\d{4})-)?(\d{2})-(\d{2})")
MOST_DAYS: Final = 366 * 5
"""Nothing is scheduled further away."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something is done: once at `first`, or again and again until `until`."""

    first: datetime
    repeats: bool = False
    until: datetime | None = None


def occasion(condition: Condition, now: datetime) -> Occasion:
    """Raises `RequestError` for a time that is over, or that nobody can tell."""
    if condition.kind == "schedule":
        period, until = _period(condition.value, now)
        first = _after(period, now, first=True)
        if until is not None and first > until:
            raise RequestError(f"{condition} ends before it begins", hint="Name a later end.")
        return Occasion(first, repeats=True, until=until)
    if condition.relation == "in":
        return _checked(condition, _add(now, condition.value), now)
    return _checked(condition, _moment(condition.value, now), now)


def following(condition: Condition, after: datetime) -> datetime:
    """The next time of a schedule, strictly after `after`, which was one of its times."""
    period, _ = _period(condition.value, after)
    return _after(period, after, first=False)


def _checked(condition: Condition, at: datetime, now: datetime) -> Occasion:
    if at <= now:
        raise RequestError(f"{condition} is over ({told(at)})", hint="Name a time to come.")
    if at - now > timedelta(days=MOST_DAYS):
        raise RequestError(f"{condition} is too far away", hint="Name a nearer time.")
    return Occasion(at)


def told(at: datetime) -> str:
    """`"Mon 2026-11-30 09:00 UTC"`."""
    return f"{at.astimezone(UTC):%a %Y-%m-%d %H:%M} UTC"


def _period(value: str, now: datetime) -> tuple[str, datetime | None]:
    """The period with its time of the day, and its end."""
    for word in (" until ", " for "):
        period, found, end = value.partition(word)
        if not found:
            continue
        if word == " for ":
            return period, _add(now, end)
        day = _moment(end if " " in end or end in _NAMED else f"on {end}", now)
        # "until friday" takes the friday in.
        return period, day if _CLOCK.search(end) else day + timedelta(days=1)
    return value, None


_NAMED: Final = frozenset({"today", "tomorrow"})


def _after(period: str, after: datetime, *, first: bool) -> datetime:
    """The next time of a period, strictly after `after`."""
    clock = _CLOCK.search(period)
    plain = period[: clock.start()].strip() if clock else period.strip()
    hour, minute = (int(clock[1]), int(clock[2])) if clock else _default_clock(after, first=first)
    if monthly := _MONTHLY.fullmatch(plain):
        return _on_day_of_month(int(monthly[1]), after, (hour, minute))
    days = _weekdays(plain)
    if days:
        return _on_weekday(days, after, (hour, minute))
    span = _SPAN.fullmatch(plain)
    if span is None:
        raise RequestError(f"every {plain!r} is no schedule", hint='Say "every monday at 9:00".')
    if clock is not None and first and span[2] not in {"minute", "hour"}:
        # "every day at 9:00" begins with the next such time.
        return _on_weekday(frozenset(range(7)), after, (hour, minute))
    return _add(after, f"{span[1] or 1} {span[2]}")


def _default_clock(after: datetime, *, first: bool) -> tuple[int, int]:
    """Of a day without a time: the beginning of the day; later the one that it has been."""
    return (0, 0) if first else (after.hour, after.minute)


def _weekdays(plain: str) -> frozenset[int]:
    if plain in {"weekday", "weekdays"}:
        return frozenset(range(5))
    names = plain.split(" and ")
    return frozenset(map(DAYS.index, names)) if set(names) <= set(DAYS) else frozenset()


def _on_weekday(days: frozenset[int], after: datetime, clock: tuple[int, int]) -> datetime:
    at = after.replace(hour=clock[0], minute=clock[1], second=0, microsecond=0)
    while at <= after or at.weekday() not in days:
        at += timedelta(days=1)
    return at


def _on_day_of_month(day: int, after: datetime, clock: tuple[int, int]) -> datetime:
    """The last day of months that are shorter."""
    at = after.replace(day=1, hour=clock[0], minute=clock[1], second=0, microsecond=0)
    while True:
        last = monthrange(at.year, at.month)[1]
        found = at.replace(day=min(day, last))
        if found > after:
            return found
        at = (at + timedelta(days=32)).replace(day=1)


def _add(at: datetime, span: str) -> datetime:
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        raise RequestError(f"{span!r} is no length of time", hint='Say "in 2 hours".')
    count, unit = int(found[1] or 1), found[2]
    if unit in SECONDS:
        return at + timedelta(seconds=count * SECONDS[unit])
    month = at.month - 1 + count * MONTHS[unit]
    year, month = at.year + month // 12, month % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))


def _moment(value: str, now: datetime) -> datetime:
    """ "tomorrow at 09:00 UTC", "on friday", "at 12:00", "on 2026-12-24"."""
    clock = _CLOCK.search(value)
    day = (value[: clock.start()] if clock else value).strip()
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if not day:
        return at if at > now else at + timedelta(days=1)
    if day == "today":
        return at
    if day == "tomorrow":
        return at + timedelta(days=1)
    if dated := _DATE.fullmatch(day):
        return _dated(at, dated, now)
    if day.startswith("in "):
        return _add(at, day.removeprefix("in "))
    return _named_day(day, at, now)


def _dated(at: datetime, dated: re.Match[str], now: datetime) -> datetime:
    year, month, day = int(dated[1] or now.year), int(dated[2]), int(dated[3])
    try:
        found = at.replace(year=year, month=month, day=day)
        return found if dated[1] or found > now else found.replace(year=year + 1)
    except ValueError:
        raise RequestError(f"{dated[0]!r} is no day", hint="Name a day that there is.") from None


def _named_day(day: str, at: datetime, now: datetime) -> datetime:
    """ "on friday", "next monday": the next one to come."""
    word, _, name = day.partition(" ")
    if name not in DAYS or word not in {"on", "next", "this"}:
        raise RequestError(f"{day!r} is no day", hint='Say "on friday at 9:00".')
    found = _on_weekday(frozenset({DAYS.index(name)}), now, (at.hour, at.minute))
    return found
