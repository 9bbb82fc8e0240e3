"""Sentences with what they must come out as: tables of text, one line each, a folder a language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fiscus.core.reader.reading import Reading
from tests.core.reader.lexicons import ALICE, BOB, BURNT, GOVERNOR

HERE = Path(__file__).parent
TABLES = {
    "en": "english",
    "es": "spanish",
    "pt": "portuguese",
    "fr": "french",
    "de": "german",
    "zh": "chinese",
}
"""A language's folder here: `requests.txt`, `refused.txt` and `talks.txt`."""
_NAMES = {"ALICE": ALICE, "BOB": BOB, "GOV": GOVERNOR, "BURNT": BURNT}


def lines(language: str, table: str) -> Iterator[str]:
    """The lines of a table. ALICE, BOB, GOV and BURNT stand for addresses."""
    for line in (HERE / language / f"{table}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _named(line)


def rows(language: str, table: str) -> Iterator[tuple[str, str]]:
    """Sentence and meaning of every line `sentence => transfer amount=5 token=USDC`."""
    for line in lines(language, table):
        sentence, _, wanted = line.partition("=>")
        yield sentence.strip(), wanted.strip()


def meaning(reading: Reading) -> str:
    """A reading as such a line says it: steps with `;` between, questions as `ask` and fields."""
    if reading.action in {"clarify", "none"}:
        return " ".join(["none" if reading.action == "none" else "ask", *reading.missing])
    said = [
        [step.action, *(f"{role}={value}" for role, value in sorted(step.params.items()))]
        for step in reading.steps
    ]
    return "; ".join(" ".join(word for word in step if "support_code" not in word) for step in said)


def same(meaning: str, wanted: str) -> bool:
    """Whether two lines say the same, in whatever order."""
    ours, theirs = (
        [sorted(step.split()) for step in text.split(";")] for text in (meaning, wanted)
    )
    return ours == theirs


def _named(text: str) -> str:
    for name, address in _NAMES.items():
        text = text.replace(name, address)
    return text
