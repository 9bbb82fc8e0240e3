"""A yes or a no to what the desk shows, and nothing else: the whole message, or none of it.

The grammar of requests is generous; this one is not. A message counts only where all of it is one
of the listed phrases, with or without which one is meant. Whatever says more, asks, quotes or
only nods ("ok") is no answer here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.core.reader.language import Language
from fiscus.core.reader.letters import unaccented

LONGEST: Final = 100
"""Characters of a message that could be an answer."""
_SAID: Final = re.compile(r"[\w\s,.!、。'\u2019#-]+")
"""In NFKC. A question mark, a bracket, or the sign of a quotation makes it something else."""
_PAUSES: Final = re.compile(r"[\s,.!、。]+")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Said:
    """A yes or a no. `place` is which one of a list, from 1; `id` the approval's own."""

    yes: bool
    place: int | None = None
    id: str | None = None


class Consents:
    """Knows the phrases of every language at once: whole messages need no guess of it."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._yes: dict[str, bool] = {}
        self._places: dict[str, int] = {}
        for language in languages:
            self._add(dict.fromkeys(language.consent.yes, True))
            self._add(dict.fromkeys(language.consent.no, False))
            for phrase, place in language.consent.places.items():
                self._places.update(dict.fromkeys(_spellings(phrase), place))

    def read(self, text: str) -> Said | None:
        """What a whole message says; `None` for everything that is not plainly an answer."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if not plain or len(text) > LONGEST or "\n" in plain or not _SAID.fullmatch(plain):
            return None
        said = _PAUSES.sub(" ", plain).strip().casefold().replace("\u2019", "'")
        return self._whole(said) or self._parted(said)

    def _whole(self, said: str) -> Said | None:
        yes = self._yes.get(said)
        return None if yes is None else Said(yes)

    def _parted(self, said: str) -> Said | None:
        """The answer and which one is meant, in either order."""
        for at in range(1, len(said)):
            for first, second in ((said[:at], said[at:]), (said[at:], said[:at])):
                yes = self._yes.get(first.strip())
                if yes is None:
                    continue
                which = second.strip()
                if which in self._places:
                    return Said(yes, place=self._places[which])
                if _ID.fullmatch(which):
                    return Said(yes, id=which)
        return None

    def _add(self, phrases: Mapping[str, bool]) -> None:
        for phrase, yes in phrases.items():
            for spelled in _spellings(phrase):
                if self._yes.setdefault(spelled, yes) is not yes:
                    raise ValueError(f"{phrase!r} is a yes and a no")


def _spellings(phrase: str) -> tuple[str, str]:
    return phrase, unaccented(phrase)
