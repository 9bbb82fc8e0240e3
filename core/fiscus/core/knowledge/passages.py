"""A text in passages: whole paragraphs as far as they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 1500
"""Characters of a passage: some 400 tokens, which every embedding model takes whole."""
PARAGRAPHS: Final = re.compile(r"\n\s*\n")
ENDS: Final = ("\n", ". ", "! ", "? ", "。", "; ", ", ", " ")
"""Where a paragraph that is too long is cut, the best place first."""


def passages(text: str) -> Iterator[str]:
    """Passages of at most `LONGEST` characters, in their order. Nothing of the text is lost."""
    held = ""
    for paragraph in PARAGRAPHS.split(text.replace("\r\n", "\n").replace("\0", "")):
        for piece in _pieces(paragraph.strip()):
            joined = f"{held}\n\n{piece}" if held else piece
            if len(joined) > LONGEST:
                yield held
                joined = piece
            held = joined
    if held:
        yield held


def _pieces(paragraph: str) -> Iterator[str]:
    while len(paragraph) > LONGEST:
        at = _cut(paragraph)
        yield paragraph[:at].rstrip()
        paragraph = paragraph[at:].lstrip()
    if paragraph:
        yield paragraph


def _cut(paragraph: str) -> int:
    """After the last end in the second half, or where there is no more room."""
    for end in ENDS:
        at = paragraph.rfind(end, LONGEST // 2, LONGEST)
        if at >= 0:
            return at + len(end.rstrip(" ")) if end != " " else at
    return LONGEST
