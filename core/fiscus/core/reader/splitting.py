"""Written words that are several words: "cross-chain", "d'ETH", "mándale"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fiscus.core.reader.letters import unaccented
from fiscus.core.reader.marks import APOSTROPHE
from fiscus.core.reader.pieces import Piece
from fiscus.core.reader.vocabulary import Vocabulary


def split_words(pieces: Sequence[Piece], words: Vocabulary) -> list[Piece]:
    """`pieces` with every such word cut. Numbers, names and known words stay whole."""
    language = words.language
    cut: list[Piece] = []
    for piece in pieces:
        if piece.kind != "word":
            cut.append(piece)
        elif "-" in piece.text and _parts_at_hyphens(piece.text, words):
            for part in _at_hyphens(piece):
                cut += _inside(part, words)
        elif language.elisions or language.compounds:
            cut += _inside(piece, words)
        else:
            cut.append(piece)
    return cut


def _at_hyphens(piece: Piece) -> Iterator[Piece]:
    start = piece.start
    for part in piece.text.split("-"):
        end = start + len(part)
        yield Piece("word", part, start, end, piece.glued and part == "")
        start = end + 1


def _parts_at_hyphens(text: str, words: Vocabulary) -> bool:
    """ "cross-chain" is looked up as two words; numbers and names keep their hyphens."""
    low = text.lower()
    if low in words.entries or words.name_family(low):
        return False
    parts = low.replace(APOSTROPHE, "").replace("'", "").split("-")
    return all(parts) and all(part.isalpha() or part in words.entries for part in parts)


def _inside(piece: Piece, words: Vocabulary) -> Iterator[Piece]:
    """The words of "d'ETH" and of "mándale"; the last ones stand where the first one ends."""
    low = piece.text.lower().replace(APOSTROPHE, "'")
    at = low.find("'") + 1
    if 0 < at < len(low) and low[: at - 1] in words.language.elisions and words.entry(low) is None:
        middle = piece.start + at
        yield Piece("word", piece.text[:at], piece.start, middle, piece.glued)
        yield Piece("word", piece.text[at:], middle, piece.end, False)
        return
    parts = words.language.compounds.get(unaccented(low))
    if parts is None or low in words.entries:
        yield piece
        return
    middle = piece.start + len(parts[0])
    yield Piece("word", parts[0], piece.start, middle, piece.glued)
    for part in parts[1:]:
        yield Piece("word", part, middle, middle + len(part), False)
        middle += len(part)
