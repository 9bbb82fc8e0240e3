"""Times and schedules: "tomorrow at 9am", "in 2 hours", "every Monday until friday"."""

from __future__ import annotations

import re
from decimal import Decimal

from fiscus.core.reader.amounts import amount_at
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.language import Language
from fiscus.core.reader.line import Line
from fiscus.core.reader.waiting import Waiting

Found = tuple[Condition, int]
Part = tuple[str, int]
"""A part of a time as it is spelled, and the word after it."""

_NUMBERED = re.compile(r"(\d{1,2})(\D{0,2})\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_JOINED = re.compile(r"(\d{1,2})([a-z]{1,3})(\d{2})?\Z", re.ASCII)
_TWELVE = re.compile(r"(\d{1,2})(am|pm)\Z", re.ASCII)


class Schedules:
    """Reads times in one sentence. A time that two people could take differently is none."""

    def __init__(self, line: Line, language: Language, words: Waiting) -> None:
        self.line = line
        self.language = language
        self.words = words

    def at(self, index: int) -> Found | None:
        return self._schedule(index) or self._time(index)

    # again and again

    def _schedule(self, index: int) -> Found | None:
        started = self._clocked(index)
        if started is not None:
            # "at 9am every day"
            period = self._period(started[1])
            if period is not None:
                return self._lasting(f"{period[0]} at {started[0]}", period[1])
        period = self._period(index)
        if period is None:
            return None
        value, end = period
        clocked = self._clocked(end)
        if clocked is not None:
            value, end = f"{value} at {clocked[0]}", clocked[1]
        return self._lasting(value, end)

    def _lasting(self, value: str, end: int) -> Found:
        """ "until friday", "for 10 weeks"."""
        line = self.line
        after = line.past(end, self.words.until)
        until = self._weekday(after) or self._moment(after) if after is not None else None
        if until is not None:
            return Condition("schedule", "every", f"{value} until {until[0]}"), until[1]
        after = line.past(end, self.words.lasting)
        span = self._span(after) if after is not None else None
        if span is not None:
            return Condition("schedule", "every", f"{value} for {span[0]}"), span[1]
        return Condition("schedule", "every", value), end

    def _period(self, index: int) -> Part | None:
        return (
            self._monthly(index) or self._every(index) or self._adverb(index) or self._plural(index)
        )

    def _every(self, index: int) -> Part | None:
        """ "every monday and thursday", "every 2 hours", "every other week"."""
        line, words = self.line, self.words
        every = line.match(index, words.every)
        if every is None:
            return None
        count, after = every
        days = self._weekdays(after)
        if days is not None:
            return (days[0], days[1]) if count == 1 else None
        number = self._count(after) if count == 1 else None
        if number is not None:
            count, after = number
        period = line.match(after, words.periods)
        if period is None:
            return None
        return (period[0] if count == 1 else f"{count} {period[0]}s"), period[1]

    def _adverb(self, index: int) -> Part | None:
        found = self.line.match(index, self.words.adverbs)
        if found is None:
            return None
        after = self.line.past(found[1], self.words.on)
        days = self._weekdays(after) if after is not None and found[0] == "week" else None
        return days or found

    def _plural(self, index: int) -> Part | None:
        """ "on mondays"."""
        after = self.line.skip(index, self.words.on)
        return self._weekdays(after) if self.line.word(after) in self.words.plurals else None

    def _weekdays(self, index: int) -> Part | None:
        found = self.line.match(index, self.words.weekdays)
        if found is None:
            return None
        days, end = [found[0]], found[1]
        while (after := self.line.past(end, self.words.conjunction)) is not None:
            following = self.line.match(after, self.words.weekdays)
            if following is None:
                break
            days.append(following[0])
            end = following[1]
        return " and ".join(days), end

    def _monthly(self, index: int) -> Part | None:
        """ "on the 1st of each month", "monthly on the 15th", "every month on the 1st"."""
        line, words = self.line, self.words
        every = line.match(index, words.every)
        if every is not None and every[0] == 1:
            day = self._numbered(every[1])
            after = line.past(day[1], words.of_each) if day is not None else None
            if day is not None and after is not None:
                return f"month on day {day[0]}", after
        adverb = line.match(index, words.adverbs) or self._each_month(index)
        if adverb is not None and adverb[0] == "month":
            day = self._ordinal(adverb[1])
            return (f"month on day {day[0]}", day[1]) if day is not None else None
        day = self._ordinal(index)
        after = line.past(day[1], words.of_each) if day is not None else None
        if day is None or after is None:
            return None
        return f"month on day {day[0]}", after

    def _each_month(self, index: int) -> Part | None:
        every = self.line.match(index, self.words.every)
        return self.line.match(every[1], self.words.periods) if every and every[0] == 1 else None

    def _ordinal(self, index: int) -> tuple[int, int] | None:
        """ "on the 1st"."""
        after = self.line.past(index, self.words.on)
        if after is None:
            return None
        return self._numbered(self.line.skip(after, self.words.articles))

    def _numbered(self, index: int) -> tuple[int, int] | None:
        """ "1st"."""
        match = _NUMBERED.match(self.line.word(index))
        if match is None or match.group(2) not in self.words.ordinals:
            return None
        return (int(match.group(1)), index + 1) if 1 <= int(match.group(1)) <= 31 else None

    # once

    def _time(self, index: int) -> Found | None:
        late = self._delay(index)
        if late is not None:
            return Condition("time", "in", late[0]), late[1]
        moment = self._moment(index)
        if moment is None or moment[0] in self.words.unsaid:
            return None
        return Condition("time", "at", moment[0]), moment[1]

    def _delay(self, index: int) -> Part | None:
        """ "in 2 hours", "an hour from now"."""
        after = self.line.past(index, self.words.within)
        if after is not None:
            return self._span(after)
        span = self._span(index)
        end = self.line.past(span[1], self.words.from_now) if span is not None else None
        return (span[0], end) if span is not None and end is not None else None

    def _span(self, index: int) -> Part | None:
        """ "2 hours", "an hour"."""
        after = self.line.past(index, self.words.one)
        number = (1, after) if after is not None else self._count(index)
        period = self.line.match(number[1], self.words.periods) if number is not None else None
        if number is None or period is None:
            return None
        plural = "s" if number[0] != 1 else ""
        return f"{number[0]} {period[0]}{plural}", period[1]

    def _count(self, index: int) -> tuple[int, int] | None:
        atom = self.line.atom(index)
        if atom is None or atom >= len(self.line.atoms):
            return None
        amount = amount_at(self.line.atoms, atom, self.language)
        if amount is None or amount.problem or amount.number is None or amount.kind != "number":
            return None
        if amount.number != amount.number.to_integral_value() or amount.number > Decimal(1000):
            return None
        return int(amount.number), self.line.at(amount.end)

    def _moment(self, index: int) -> Part | None:
        """ "tomorrow at 9am", "18:00 UTC on friday", "2026-01-05"."""
        clocked = self._clocked(index)
        if clocked is not None:
            day = self._day(clocked[1])
            return (
                (f"{day[0]} at {clocked[0]}", day[1]) if day else (f"at {clocked[0]}", clocked[1])
            )
        day = self._day(index)
        if day is None:
            return None
        clocked = self._clocked(day[1], dated=True)
        return (f"{day[0]} at {clocked[0]}", clocked[1]) if clocked is not None else day

    def _day(self, index: int) -> Part | None:
        line, words = self.line, self.words
        named = line.match(line.skip(index, words.lasting), words.days)
        if named is not None:
            return named
        after = line.past(index, words.on)
        weekday = line.match(after, words.weekdays) if after is not None else None
        if weekday is not None and line.word(weekday[1] - 1) not in words.plurals:
            return f"on {weekday[0]}", weekday[1]
        return self._date(after if after is not None else index)

    def _weekday(self, index: int) -> Part | None:
        """ "friday", but not "fridays"."""
        found = self.line.match(index, self.words.weekdays)
        return found if found and not self.line.word(found[1] - 1).endswith("s") else None

    def _date(self, index: int) -> Part | None:
        """ "2026-01-05", "january 5", "5th of january"."""
        line, words = self.line, self.words
        if _DATE.match(line.word(index)):
            return f"on {line.word(index)}", index + 1
        month = line.match(index, words.months)
        if month is not None:
            day = self._day_number(month[1])
            return (f"on {month[0]:02}-{day[0]:02}", day[1]) if day is not None else None
        day = self._day_number(line.skip(index, words.articles))
        if day is None:
            return None
        month = line.match(line.skip(day[1], words.of_month), words.months)
        return (f"on {month[0]:02}-{day[0]:02}", month[1]) if month is not None else None

    def _day_number(self, index: int) -> tuple[int, int] | None:
        number = _figure(self.line.word(index))
        return self._numbered(index) or ((number, index + 1) if 1 <= number <= 31 else None)

    def _clocked(self, index: int, *, dated: bool = False) -> Part | None:
        """ "at 18:00 UTC", "9am", "noon", "um 9 Uhr"; behind a day, the hour alone will do."""
        after = self.line.past(index, self.words.at)
        hour = self._clock(after if after is not None else index)
        if hour is None:
            hour = self._hour(index, dated=dated)
        if hour is None:
            return None
        value, end = hour
        if self.line.word(end) in self.words.zones:
            return f"{value} UTC", end + 1
        return value, end

    def _clock(self, index: int) -> Part | None:
        line, words = self.line, self.words
        named = line.match(index, words.clock)
        if named is not None:
            return named
        joined = _TWELVE.match(line.word(index))
        if joined is not None and joined.group(2) in words.halves:
            return _twelve(int(joined.group(1)), 0, words.halves[joined.group(2)], index + 1)
        hour, minute, end = self._figures(index)
        half = line.match(end, words.halves)
        if half is not None:
            return _twelve(hour, minute, half[0], half[1])
        if end == index + 1 or not 0 <= hour <= 23 or line.match(end, words.dayparts) is not None:
            return None
        return (f"{hour:02}:{minute:02}", line.skip(end, words.hours)) if minute >= 0 else None

    def _figures(self, index: int) -> tuple[int, int, int]:
        """ "9" and "9:30": hour, minute (-1 where it is none), and the word after them."""
        line = self.line
        hour = _figure(line.word(index))
        if line.word(index + 1) != ":" or len(line.word(index + 2)) != 2:
            return hour, 0, index + 1
        minute = _figure(line.word(index + 2))
        return hour, minute if minute < 60 else -1, index + 3

    def _hour(self, index: int, *, dated: bool) -> Part | None:
        """ "à 9h30", "a las 9 de la mañana", "早上 9 点"."""
        line, words = self.line, self.words
        part = line.match(index, words.dayparts)
        start = part[1] if part is not None else index
        after = line.past(start, words.at)
        start = after if after is not None else start
        joined = _JOINED.match(line.word(start)) if words.hours else None
        if joined is not None and joined.group(2) in words.hours:
            hour, minute, end = int(joined.group(1)), int(joined.group(3) or 0), start + 1
            counted = True
        else:
            hour, minute, end = self._figures(start)
            named = line.skip(end, words.hours)
            counted = named > end or end > start + 1
            end = line.skip(named, words.oclock)
        behind = line.match(end, words.dayparts) if part is None else None
        part, end = (behind, behind[1]) if behind is not None else (part, end)
        if not 0 <= hour <= 23 or not 0 <= minute <= 59:
            return None
        if part is not None:
            hour = next((at for at in (hour, hour + 12) if part[0][0] <= at <= part[0][1]), -1)
        elif not counted or (after is None and not dated):
            # "9 hours" is a while as well, and "at 9" two times of the day.
            return None
        return (f"{hour:02}:{minute:02}", end) if hour >= 0 else None


def _figure(word: str) -> int:
    """A number of one or two digits, or -1."""
    return int(word) if len(word) <= 2 and word.isascii() and word.isdigit() else -1


def _twelve(hour: int, minute: int, half: int, end: int) -> Part | None:
    """ "12am" is midnight, "12pm" noon."""
    if not (1 <= hour <= 12 and 0 <= minute <= 59):
        return None
    return f"{hour % 12 + half:02}:{minute:02}", end
