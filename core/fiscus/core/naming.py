"""The reader, with the names that the operator's address book has as it is now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fiscus.core.book import with_names
from fiscus.core.desk.book import Book
from fiscus.core.errors import ConfigError
from fiscus.core.reader.lexicon import Lexicon
from fiscus.core.reader.loading import load_lexicons, load_reader
from fiscus.core.reader.reader import Reader
from fiscus.core.reader.reading import Reading

log = logging.getLogger(__name__)


@dataclass(slots=True)
class NamingReader:
    """Reads as `Reader` does; a name that is added while it runs is known with the next message."""

    names: Callable[[], Book]
    """The book as it is now."""
    _known: Book
    _reader: Reader

    @classmethod
    def of(cls, names: Callable[[], Book]) -> NamingReader:
        """Raises `ConfigError` where the book is broken."""
        known = names()
        return cls(names, known, _reader_of(known))

    def read(
        self, text: str, context: Sequence[str] = (), /, *, supplied: frozenset[str] = frozenset()
    ) -> Reading:
        """As `Reader.read`."""
        self._follow()
        return self._reader.read(text, context, supplied=supplied)

    def _follow(self) -> None:
        try:
            newer = self.names()
        except ConfigError as exc:
            # The desk refuses every payment meanwhile, and says why; the rest goes on.
            log.warning("%s", exc.message)
            return
        if newer is not self._known:
            self._known, self._reader = newer, _reader_of(newer)


def _reader_of(book: Book) -> Reader:
    return _reader_with(with_names(load_lexicons(), book))


@lru_cache(maxsize=8)
def _reader_with(lexicons: tuple[Lexicon, ...]) -> Reader:
    """Agents of one process that know the same names share it: it holds nothing of theirs."""
    return load_reader(lexicons)
