"""Without one of its rules the reader is unsafe, and the oracle of the mutants says so."""

from __future__ import annotations

import pytest

from fiscus.core.reader.loading import load_reader
from fiscus.core.reader.reader import Reader
from tests.core.reader.mutation.mutants import READER, applied, mutant_of, unchanged
from tests.core.reader.mutation.oracle import Oracle

RULES = {
    "what is negated is not asked for": ("moods", "if 'negation' in tags"),
    "a question, a report and a thought are no request": ("moods", "if tag in ahead"),
    "what was done is not done again": ("moods", "if _is_past(atoms, head, ahead)"),
    "a quotation is somebody else's": ("draft", "if role not in _MAY_BE_QUOTED"),
    "of two values none is taken": ("draft", "if old is not None and old != value"),
    "what cannot be seen is refused": ("characters", "if not char.isascii() and _is_hidden"),
    "a letter of another alphabet is refused": ("characters", "if odd is not None"),
    "a condition is kept": ("deferral", "if new"),
    "a memo does not swallow what changes the request": ("notes", "if not alone and"),
}
"""A rule's module, and how its condition begins there."""


@pytest.fixture(scope="module")
def oracle(reader: Reader) -> Oracle:
    return Oracle(reader, load_reader(), made=60)


@pytest.mark.parametrize(("module", "change"), RULES.values(), ids=RULES)
def test_the_oracle_notices_when_a_rule_is_taken_out(
    oracle: Oracle, module: str, change: str
) -> None:
    with applied(mutant_of(module, change)):
        assert oracle.notices()


def test_the_oracle_notices_nothing_when_nothing_is_changed(oracle: Oracle) -> None:
    with applied(unchanged(READER / "moods.py")):
        assert not oracle.notices()
