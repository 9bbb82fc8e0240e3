"""Letters without their accents: how people type in a hurry."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """`"envía"` as `"envia"`, `"ß"` as it is. For text in lower case."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def elided(phrase: str, elisions: frozenset[str]) -> str:
    """`"d'eth"` as `"d' eth"`: the apostrophe ends the first word, as in French."""
    if "'" not in phrase or not elisions:
        return phrase
    words: list[str] = []
    for word in phrase.split(" "):
        first, mark, rest = word.partition("'")
        if mark and rest and first in elisions:
            words += [f"{first}'", rest]
        else:
            words.append(word)
    return " ".join(words)
