"""Text cut into unbroken pieces, each with its place. One pass, linear in the length."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A word keeps inner dots, commas between digits, apostrophes and hyphens, so that addresses, names,
# numbers and abbreviations ("0x12...ab", "my-name.eth", "1,000.5", "don't") stay whole.
_PIECE = re.compile(
    r"(?P<link>https?://\S+)"
    r"|(?P<word>\w+(?:(?:[.'\u2019\-@]|\.{2,6}|…|,(?=\d{3}(?!\d))|(?<=\d),(?=\d))\w+)*)"
    r"|(?P<fraction>\.\d+)"
    r"|(?P<comma>(?<!\w)[,'\u2019]\d[\w.,]*)"
    r"|(?P<arrow>-{1,3}>{1,2}|={1,3}>{1,2}|[→⇒➡⟶]\ufe0f?|>{1,3})"
    r"|(?P<line>\n[ \t]*)"
    r"|(?P<mark>[^\w\s])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is `word`, `link`, `fraction`, `comma` (",5", which is no number to be sure of),
    `arrow`, `line` or `mark`; `glued`: no space before."""

    kind: str
    text: str
    start: int
    end: int
    glued: bool


def pieces_of(text: str) -> list[Piece]:
    """Cut `text`; spaces vanish, everything else is in exactly one piece."""
    found: list[Piece] = []
    last = -1
    for match in _PIECE.finditer(text):
        start, end = match.span()
        found.append(Piece(match.lastgroup or "mark", match.group(), start, end, start == last))
        last = end
    return found
