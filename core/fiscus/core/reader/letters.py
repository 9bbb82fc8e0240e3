"""Letters without their accents: how people type in a hurry."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """`"envía"` as `"envia"`, `"ß"` as it is. For text in lower case."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join([char for char in decomposed if not unicodedata.combining(char)])


def spaced(phrase: str, elisions: frozenset[str]) -> str:
    """A phrase as the lexer cuts it: `"peux-tu"` as `"peux tu"`, `"d'eth"` as `"d' eth"`."""
    if "-" not in phrase and "'" not in phrase:
        return phrase
    words: list[str] = []
    for word in phrase.split(" "):
        parts = word.split("-")
        hyphens = all(part.replace("'", "").isalpha() for part in parts)
        for part in parts if hyphens else [word]:
            first, mark, rest = part.partition("'")
            words += [f"{first}'", rest] if mark and rest and first in elisions else [part]
    return " ".join(words)
