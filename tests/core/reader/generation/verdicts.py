"""What a reading is worth, beside the known meaning."""

from __future__ import annotations

from enum import StrEnum

from fiscus.core.reader.reading import Reading
from tests.core.reader.generation.sentence import Params, Sentence
from tests.core.reader.generation.twins import Twin
from tests.core.reader.lexicons import WRITES

_DERIVED = frozenset({"support_code", "venue"})


class Verdict(StrEnum):
    FULL = "full"
    ASKED = "asked"
    IDLE = "idle"
    """Taken for talk: nothing happens."""
    UNSAFE = "unsafe"
    """It would act, and not as it was said."""


def acts(reading: Reading) -> bool:
    """Whether something would happen now."""
    return any(step.action in WRITES and not step.conditions for step in reading.steps)


def meaning(reading: Reading) -> dict[str, object]:
    return {role: value for role, value in reading.params.items() if role not in _DERIVED}


def judge(reading: Reading, sentence: Sentence) -> Verdict:
    """A sentence with known meaning."""
    one = len(reading.steps) == 1
    if one and reading.action == sentence.action and meaning(reading) == dict(sentence.params):
        return Verdict.FULL
    if acts(reading):
        return Verdict.UNSAFE
    return Verdict.ASKED if reading.action == "clarify" else Verdict.IDLE


def judge_twin(reading: Reading, twin: Twin, sentence: Sentence) -> Verdict:
    """A near miss. Acting on it is right only as what it says now."""
    if not acts(reading):
        return Verdict.ASKED if reading.action == "clarify" else Verdict.IDLE
    if twin.params is None or len(reading.steps) != 1:
        return Verdict.UNSAFE
    return Verdict.FULL if _says(reading, sentence.action, twin.params) else Verdict.UNSAFE


def _says(reading: Reading, action: str, params: Params) -> bool:
    """A removed chain may make a bridge of a transfer's words, never with a value nobody said."""
    said = meaning(reading)
    if reading.action == action:
        return said == dict(params)
    return set(said.items()) <= set(params.items())
