"""Whether the readings of many sentences are still right: a judge of mutants that takes seconds.

The sentences are the languages' tables, and made ones with their near-miss twins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from fiscus.core.reader.reader import Reader
from fiscus.core.reader.reading import Reading
from tests.core.reader.generation.sentence import Sentence
from tests.core.reader.generation.tongues import ENGLISH, TONGUES
from tests.core.reader.generation.twins import Twin, disguised, framed, twins_of
from tests.core.reader.generation.verdicts import Verdict, judge, judge_twin
from tests.core.reader.rows import TABLES, lines, meaning, rows, same


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and what its reading must be."""

    text: str
    is_right: Callable[[Reading], bool]
    talk: Sequence[str] = ()


class Oracle:
    """All cases, each with its reader. Made before anything is changed."""

    def __init__(self, small: Reader, whole: Reader, *, made: int) -> None:
        cases = [(small, case) for case in _told()]
        cases += [(whole, case) for case in _made(whole, made)]
        Random(0).shuffle(cases)
        self._cases = cases

    def notices(self) -> bool:
        """Whether any reading is wrong now. One that fails is wrong."""
        return any(not _holds(reader, case) for reader, case in self._cases)


def _holds(reader: Reader, case: Case) -> bool:
    try:
        return case.is_right(reader.read(case.text, case.talk))
    except Exception:  # noqa: BLE001 - whatever a change breaks
        return False


def _told() -> Iterator[Case]:
    """The tables."""
    for folder in TABLES.values():
        for text, wanted in rows(folder, "requests"):
            yield Case(text, partial(_means, wanted))
        for text in lines(folder, "refused"):
            yield Case(text, _does_nothing)
        for said, wanted in rows(folder, "talks"):
            *talk, text = (turn.strip() for turn in said.split("|"))
            yield Case(text, partial(_means, wanted), talk)


def _made(reader: Reader, count: int) -> Iterable[Case]:
    """Sentences of the grammar: what is understood stays so, and nothing becomes unsafe."""
    draw = Random(1)
    for number in range(count):
        tongue = TONGUES[number % len(TONGUES)]
        sentence = tongue.sentence(draw)
        full = judge(reader.read(sentence.text), sentence) is Verdict.FULL
        yield Case(sentence.text, partial(_is_kept if full else _is_safe, sentence))
        near = [*twins_of(draw, sentence, tongue), framed(draw, sentence, tongue)]
        if tongue is ENGLISH:
            near.append(disguised(draw, sentence))
        for twin in near:
            yield Case(twin.text, partial(_is_missed, twin, sentence))


def _means(wanted: str, reading: Reading) -> bool:
    return same(meaning(reading), wanted)


def _does_nothing(reading: Reading) -> bool:
    return not reading.steps and reading.action in {"none", "clarify"}


def _is_kept(sentence: Sentence, reading: Reading) -> bool:
    return judge(reading, sentence) is Verdict.FULL


def _is_safe(sentence: Sentence, reading: Reading) -> bool:
    return judge(reading, sentence) is not Verdict.UNSAFE


def _is_missed(twin: Twin, sentence: Sentence, reading: Reading) -> bool:
    return judge_twin(reading, twin, sentence) is not Verdict.UNSAFE
