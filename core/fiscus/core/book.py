"""Where the address book is, and what the installed chains say of what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fiscus.core.desk.book import Book, BookFile, Entry
from fiscus.core.desk.known import Known
from fiscus.core.errors import ConfigError
from fiscus.core.reader.languages import LANGUAGES
from fiscus.core.reader.lexicon import Lexicon
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.reader.vocabulary import NOTHING, catalogue_of, may_name, vocabulary_of
from fiscus.core.settings import BOOK, Settings

BOOK_FILE: Final = "book.yaml"


@dataclass(frozen=True, slots=True)
class ChainRules:
    """The rules of the installed families."""

    lexicons: Sequence[Lexicon]

    def problem_of(self, entry: Entry) -> str | None:
        """Why an entry cannot be, or `None`."""
        if problem := Known(self.lexicons).family_problem(entry.family, entry.address):
            return problem
        lexicon = next(one for one in self.lexicons if one.family == entry.family)
        if entry.chain is not None and entry.chain not in {one.name for one in lexicon.chains}:
            return f"there is no chain {entry.chain!r} among the {entry.family} chains"
        return None

    def family_of(self, address: str) -> str:
        """The family that takes a text for an address. Raises `ConfigError`."""
        for lexicon in self.lexicons:
            if lexicon.read_address(address) is not None:
                return lexicon.family
        raise ConfigError(f"{address[:80]!r} is no address", hint="Copy it again from its source.")

    def means_more(self, name: str) -> bool:
        """Whether the reader takes a name for a word, in any language."""
        low, catalogue = name.casefold(), catalogue_of(self.lexicons)
        spoken = (vocabulary_of(language, catalogue).entries for language in LANGUAGES)
        return not all(may_name(entries.get(low, NOTHING)) for entries in spoken)


def book_file(settings: Settings) -> BookFile:
    """The book that the settings name, read with the rules of the installed chains."""
    named = settings.get(BOOK)
    path = Path(named) if named else settings.home / BOOK_FILE
    return BookFile(path, ChainRules(load_lexicons()))


def with_names(lexicons: Sequence[Lexicon], book: Book) -> tuple[Lexicon, ...]:
    """The lexicons, each with the names that the book has for its family."""
    return tuple(replace(one, names=book.names_of(one.family)) for one in lexicons)
