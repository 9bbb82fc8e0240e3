"""Characters that make a text look like another one: hidden, direction-changing, look-alike."""

from __future__ import annotations

import unicodedata

_HIDDEN = "invisible or direction-changing characters"
_MIXED = "look-alike letters from another alphabet"
_IN_EMOJI = frozenset("\u200d\ufe0e\ufe0f")


def disguise(text: str) -> str | None:
    """Why `text` may show something else than it says; `None` where it may not.

    Looks for invisible and bidirectional controls, letters of alphabets that no request is
    understood in, and characters that compatibility normalisation (UAX #15, NFKC) turns into an
    ASCII letter, digit or dot.
    """
    if text.isascii():
        return _HIDDEN if _has_controls(text) else None
    for index, char in enumerate(text):
        if not char.isascii() and _is_hidden(text, index):
            return f"{_HIDDEN} (U+{ord(char):04X})"
    if _has_controls(text):
        return _HIDDEN
    for word in text.split():
        odd = None if word.isascii() else _lookalike(word)
        if odd is not None:
            return f"{_MIXED} (U+{ord(odd):04X} in {word[:60]!r})"
    return None


def _has_controls(text: str) -> bool:
    return not text.isprintable() and any(
        unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text
    )


def _is_hidden(text: str, index: int) -> bool:
    char = text[index]
    if char in _IN_EMOJI:
        return index == 0 or unicodedata.category(text[index - 1]) not in {"So", "Sk", "Mn", "Po"}
    return unicodedata.category(char) in {"Cf", "Co", "Cn", "Cs"} or char in "\u115f\u3164\uffa0"


def _lookalike(word: str) -> str | None:
    """The first character of `word` that passes for an ASCII one, or is of a foreign alphabet."""
    return next((c for c in word if not c.isascii() and _passes_for_another(c)), None)


def _passes_for_another(char: str) -> bool:
    return _folds_to_ascii(char) or _is_foreign_letter(char)


def _folds_to_ascii(char: str) -> bool:
    folded = unicodedata.normalize("NFKC", char)
    if char in "\u3002\uff61\u2024\u0589\u06d4" or unicodedata.combining(char):
        return True
    return folded != char and len(folded) == 1 and folded.isascii() and folded.isalnum()


def _is_foreign_letter(char: str) -> bool:
    """A letter that is neither Latin nor ideographic: Chinese is written without spaces."""
    if not char.isalpha():
        return False
    name = unicodedata.name(char, "")
    return not name.startswith(("LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
