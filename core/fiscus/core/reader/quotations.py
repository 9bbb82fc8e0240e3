"""Which parts of a text are somebody else's words: in quotation marks, fenced, or pasted."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.reader.marks import QUOTES

_OPENERS = frozenset(QUOTES) | frozenset("'>~/<#")
_LETTER = re.compile(
    r"\s*(?:(?:from|to|cc|bcc|date|sent|subject|reply-to|von|an|betreff|gesendet|de|para|asunto"
    r"|assunto|enviado|objet|envoyé|发件人|收件人|主题)[ \t]*[:\uff1a][^\n]*\n\s*)+"
    r"(?=\S[^\n:\uff1a]*(?:\n|$))",
    re.IGNORECASE,
)
"""The head of a letter, and a line behind it that is none of a form's."""
_COMMENTS = {"//": "\n", "# ": "\n", "/*": "*/", "<!--": "-->"}


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters `start` to `end` with their marks; `inner` is what stands between them."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    pasted: bool = False
    """A `>` line or a code fence: never the writer's own words, however short."""


def quotation_at(quotations: Sequence[Quotation], start: int, end: int) -> Quotation | None:
    """The quotation that holds any of the characters `start` to `end`."""
    last = bisect_left(quotations, end, key=lambda quote: quote.inner_start) - 1
    found = quotations[last] if last >= 0 else None
    return found if found is not None and start < found.inner_end else None


def quotations_of(text: str) -> list[Quotation]:
    """All quotations in order, none inside another. An unclosed one runs to the end.

    A letter with its head is whole one: somebody pasted it.
    """
    if letter := _LETTER.match(text):
        return [Quotation(letter.end(), len(text), letter.end(), len(text), pasted=True)]
    if _OPENERS.isdisjoint(text):
        return []
    found: list[Quotation] = []
    index, length = 0, len(text)
    line_start = True
    # Whether an apostrophe can still be closed; asked once, so that the search stays linear.
    closable = True
    while index < length:
        char = text[index]
        quotation = _opens(text, index, line_start)
        if char == "'" and closable and _may_open(text, index):
            quotation = _single(text, index)
            closable = quotation is not None
        if quotation is not None:
            found.append(quotation)
            index = max(quotation.end, index + 1)
            line_start = text[index - 1] == "\n"
            continue
        line_start = char == "\n" or (line_start and char in " \t")
        index += 1
    return found


def _opens(text: str, index: int, line_start: bool) -> Quotation | None:
    char = text[index]
    if line_start and char == ">" and not text.startswith(">>>", index):
        end = _find(text, "\n", index)
        return Quotation(index, end, index + 1, end, pasted=True)
    if line_start and char in "/<#":
        return _comment(text, index)
    if text.startswith(("```", "~~~"), index):
        end = _find(text, text[index : index + 3], index + 3)
        return Quotation(index, min(end + 3, len(text)), index + 3, end, pasted=True)
    if char in QUOTES:
        end = min(_find(text, closing, index + 1) for closing in QUOTES[char])
        return Quotation(index, min(end + 1, len(text)), index + 1, end)
    return None


def _comment(text: str, index: int) -> Quotation | None:
    """A line or block that a programmer set aside."""
    for opening, closing in _COMMENTS.items():
        if text.startswith(opening, index):
            end = _find(text, closing, index)
            return Quotation(index, end, index + len(opening), end, pasted=True)
    return None


def _find(text: str, what: str, start: int) -> int:
    found = text.find(what, start)
    return len(text) if found < 0 else found


def _may_open(text: str, index: int) -> bool:
    """An apostrophe opens a quotation only after a break and before a word."""
    if index and text[index - 1].isalnum():
        return False
    return index + 1 < len(text) and not text[index + 1].isspace()


def _single(text: str, index: int) -> Quotation | None:
    """From the apostrophe at `index` to the next one that does not stand inside a word."""
    end = index + 1
    while (end := text.find("'", end)) >= 0:
        if end + 1 >= len(text) or not text[end + 1].isalnum():
            return Quotation(index, end + 1, index + 1, end)
        end += 1
    return None
