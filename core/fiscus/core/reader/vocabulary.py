"""A language and the lexicons of the chain families, merged for looking up phrases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fiscus.core.reader.language import Language, Verb
from fiscus.core.reader.letters import spaced, unaccented
from fiscus.core.reader.lexicon import AddressReading, Lexicon, UnitWord


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything a phrase may mean; the place in the sentence decides."""

    tags: frozenset[str] = frozenset()
    verb: Verb | None = None
    noun: str | None = None
    support: str | None = None
    token: str | None = None
    chain: str | None = None
    unit: UnitWord | None = None

    @property
    def is_plain(self) -> bool:
        """It is a thing of a chain and no word of the language."""
        return not (self.tags or self.verb or self.noun)


NOTHING = Entry()
_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Built once, when a message first needs it, then only read."""

    language: Language
    lexicons: tuple[Lexicon, ...]
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    longer: dict[_Words, tuple[tuple[_Words, Entry], ...]] = field(
        default_factory=dict[_Words, tuple[tuple[_Words, Entry], ...]]
    )
    """Phrases of several words by their first two, longest first."""
    token_families: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    token_chains: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Names of the chains where a token is known to exist."""
    chain_families: dict[str, str] = field(default_factory=dict[str, str])
    chain_ids: dict[int, str] = field(default_factory=dict[int, str])
    natives: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """Native symbol to the families whose native coin it is."""
    beginnings: frozenset[str] = frozenset()
    """Words that a condition or a time can begin with."""
    slips: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Every correctable word with one letter left out, to the words it may be."""
    chain_words: Mapping[str, str] = field(default_factory=dict[str, str])
    """Single words that name a chain, long enough for a slip of the pen, to the chain."""

    def entry(self, low: str) -> Entry | None:
        """The entry of a word as it is written, else without its accents.

        An accent on the last letter tells verb forms apart ("envié"): it is never ignored.
        """
        found = self.entries.get(low)
        bare = self.language.glosses is not None and self.language.bare_letters
        if found is None and bare and not low.isascii():
            return self.entries.get(unaccented(low)) if low[-1].isascii() else None
        return found

    def address(self, text: str) -> tuple[AddressReading, str] | None:
        """What `text` is as an address, and in which family; a valid reading wins."""
        refused: tuple[AddressReading, str] | None = None
        for lexicon in self.lexicons:
            reading = lexicon.read_address(text)
            if reading is not None and reading.valid:
                return reading, lexicon.family
            if reading is not None and refused is None:
                refused = (reading, lexicon.family)
        return refused

    def burns(self, address: str) -> bool:
        """Whether what goes to this address is gone."""
        return any(address.lower() in lexicon.burns for lexicon in self.lexicons)

    def book_families(self, low: str) -> tuple[str, ...]:
        """The families for which the operator's address book has a name; words are no names."""
        if not may_name(self.entries.get(low, NOTHING)):
            return ()
        return tuple(lexicon.family for lexicon in self.lexicons if low in lexicon.names)

    def name_family(self, low: str) -> str | None:
        """The family in which a dotted name resolves."""
        for lexicon in self.lexicons:
            if low.endswith(lexicon.name_suffixes) and lexicon.name_suffixes:
                return lexicon.family
        return None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the lexicons name, merged once for every language.

    A token name that means two symbols in two families means none here.
    """

    lexicons: tuple[Lexicon, ...]
    entries: Mapping[str, Entry]
    token_families: dict[str, frozenset[str]]
    token_chains: dict[str, frozenset[str]]
    chain_families: dict[str, str]
    chain_ids: dict[int, str]
    natives: dict[str, frozenset[str]]

    def named_in(self, language: Language) -> dict[str, Entry]:
        """The tokens, chains and units by all their names, those of the language included."""
        things = dict(self.entries)
        for alias, name in language.aliases.items():
            for spelling in {alias, unaccented(alias)}:
                _add(things, spelling, things.get(name, NOTHING))
        return things


def may_name(entry: Entry) -> bool:
    """Whether a word means nothing in a sentence, but that somebody may be called so."""
    person = "person" in entry.tags
    grammar = entry.tags - {"person"} or entry.verb or entry.noun or entry.support
    return not (grammar or entry.chain or entry.unit or (entry.token and not person))


def catalogue_of(lexicons: Sequence[Lexicon]) -> Catalogue:
    """Merge the lexicons."""
    things: dict[str, Entry] = {}
    for phrase, addition in _lexicon_entries(lexicons):
        _add(things, phrase, addition)
    chains = [(lexicon.family, chain) for lexicon in lexicons for chain in lexicon.chains]
    return Catalogue(
        lexicons=tuple(lexicons),
        entries=things,
        token_families=_token_families(lexicons),
        token_chains=_grouped(
            (token.symbol, chain)
            for lexicon in lexicons
            for token in lexicon.tokens
            for chain in token.chains
        ),
        chain_families={chain.name: family for family, chain in chains},
        chain_ids={chain.chain_id: chain.name for _, chain in chains if chain.chain_id is not None},
        natives=_grouped((chain.native, family) for family, chain in chains if chain.native),
    )


def vocabulary_of(
    language: Language, catalogue: Catalogue, foreign: Sequence[Language] = ()
) -> Vocabulary:
    """The words of the language and the names of the catalogue.

    Words that refuse something in the `foreign` languages are known as such.
    """
    things = catalogue.named_in(language)
    singles = _spoken(language, things)
    for phrase, addition in things.items():
        _add(singles, phrase, addition)
    for phrase in _refusals(foreign):
        singles.setdefault(phrase, Entry(tags=frozenset({"foreign"})))
    longer: dict[_Words, list[tuple[_Words, Entry]]] = {}
    for phrase, entry in singles.items():
        if " " in phrase:
            words = tuple(phrase.split(" "))
            longer.setdefault(words[:2], []).append((words, entry))
    return Vocabulary(
        language=language,
        lexicons=catalogue.lexicons,
        entries=singles,
        longer={
            first: tuple(sorted(group, key=lambda pair: -len(pair[0])))
            for first, group in longer.items()
        },
        token_families=catalogue.token_families,
        token_chains=catalogue.token_chains,
        chain_families=catalogue.chain_families,
        chain_ids=catalogue.chain_ids,
        natives=catalogue.natives,
        beginnings=language.waiting.beginnings() if language.waiting else frozenset(),
        slips=_slips(language),
        chain_words={
            phrase: entry.chain
            for phrase, entry in things.items()
            if entry.chain and phrase.isalpha() and len(phrase) >= _SLIPPING
        },
    )


_SLIPPING = 6
"""Letters of a chain's name from which a slip of one of them is seen."""


def _add(entries: dict[str, Entry], phrase: str, addition: Entry) -> None:
    old = entries.get(phrase)
    entries[phrase] = addition if old is None else _merged(old, addition)


def _spoken(language: Language, things: Mapping[str, Entry]) -> dict[str, Entry]:
    """The words of a language as they are written, and without accents where that is free.

    "dai" is the token, and not "daí" in a hurry.
    """
    said = list(_language_entries(language))
    alone = {phrase for phrase, _ in said if " " not in phrase}
    written: dict[str, Entry] = {}
    for phrase, addition in said:
        _add(written, _cut(phrase, language, alone), addition)
    if language.glosses is None or not language.bare_letters:
        return written
    loose: dict[str, Entry] = {}
    for phrase, entry in written.items():
        if phrase.isascii():
            continue
        spelling = unaccented(phrase)
        if spelling not in written and spelling not in things:
            old = loose.get(spelling)
            loose[spelling] = entry if old is None else _preferred(old, entry)
    return written | loose


def _cut(phrase: str, language: Language, alone: Collection[str]) -> str:
    """A phrase as the lexer cuts it: "pásame mi saldo" begins with "pasa" and "me"."""
    if language.glosses is None:
        return phrase
    words = spaced(phrase, language.elisions).split(" ")
    if len(words) > 1 and language.compounds:
        parts = (language.compounds.get(unaccented(word)) for word in words)
        words = [
            word if part is None or word in alone else " ".join(part)
            for word, part in zip(words, parts, strict=True)
        ]
    return " ".join(words)


def _preferred(one: Entry, other: Entry) -> Entry:
    """ "envie" is "envíe" (send) rather than "envié" (I sent): without a subject people ask."""
    merged = _merged(one, other)
    if one.verb and other.verb and one.verb.form != "base" and other.verb.form == "base":
        return replace(merged, verb=other.verb)
    return merged


_REFUSING = ("negation", "void", "subordinate")


def _refusals(languages: Sequence[Language]) -> Iterator[str]:
    for language in languages:
        for tag in _REFUSING:
            for phrase in language.tags.get(tag, ()):
                if len(phrase) > 2:
                    yield from {phrase, unaccented(phrase)}


def _language_entries(language: Language) -> Iterator[tuple[str, Entry]]:
    for tag, phrases in language.tags.items():
        meaning = Entry(tags=frozenset({tag}))
        for phrase in phrases:
            yield phrase, meaning
    for phrase, verb in language.verbs.items():
        yield phrase, Entry(verb=verb)
    for phrase, frame in language.nouns.items():
        yield phrase, Entry(noun=frame)
    for phrase, support in language.supports.items():
        yield phrase, Entry(support=support)
    for phrase in (*language.numerals, *language.magnitudes, *language.fractions):
        yield phrase, Entry(tags=frozenset({"numeral"}))


def _lexicon_entries(lexicons: Sequence[Lexicon]) -> Iterator[tuple[str, Entry]]:
    for lexicon in lexicons:
        for chain in lexicon.chains:
            for phrase in {chain.name, *chain.aliases}:
                yield phrase.replace("-", " "), Entry(chain=chain.name)
        for token in lexicon.tokens:
            for phrase in {token.symbol.lower(), *token.aliases}:
                yield phrase, Entry(token=token.symbol)
        for unit in lexicon.units:
            yield unit.name, Entry(unit=unit)


def _merged(old: Entry, new: Entry) -> Entry:
    if old.token and new.token and old.token != new.token:
        return replace(old, token="")
    return Entry(
        tags=old.tags | new.tags,
        verb=old.verb or new.verb,
        noun=old.noun or new.noun,
        support=old.support or new.support,
        token=old.token if old.token is not None else new.token,
        chain=old.chain or new.chain,
        unit=old.unit or new.unit,
    )


def _token_families(lexicons: Sequence[Lexicon]) -> dict[str, frozenset[str]]:
    """Where a token is known to exist; nowhere for one that is only known by name."""
    homes = {chain.name: lexicon.family for lexicon in lexicons for chain in lexicon.chains}
    families: dict[str, frozenset[str]] = {}
    for lexicon in lexicons:
        for token in lexicon.tokens:
            here = frozenset(homes[chain] for chain in token.chains if chain in homes)
            families[token.symbol] = families.get(token.symbol, frozenset()) | here
    return families


def _grouped(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for key, value in pairs:
        groups[key] = groups.get(key, frozenset()) | {value}
    return groups


def _slips(language: Language) -> dict[str, tuple[str, ...]]:
    words = {word for word in language.verbs if " " not in word} | language.correctable
    slips: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        if len(word) >= 4:
            alone = (word,)
            for index in range(1, len(word)):
                shorter = word[:index] + word[index + 1 :]
                known = slips.setdefault(shorter, alone)
                if known is not alone:
                    slips[shorter] = (*known, word)
    return slips
