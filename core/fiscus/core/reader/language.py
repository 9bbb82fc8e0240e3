"""What a natural language brings to the reader: words, as data. The grammar is shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fiscus.core.reader.atoms import Atom
    from fiscus.core.reader.pieces import Piece

from fiscus.core.reader.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Verb:
    """A word that asks for an action. `frame` names a `Frame`, `form` how it is inflected."""

    frame: str
    form: str = "base"
    """`base` (whatever can ask: imperatives, infinitives), `gerund`, `past` or `third` (he sends:
    every form that only tells)."""
    whole: bool = False
    """Everything there is, unless an amount is said: "empty my USDC into …"."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How questions are asked."""

    acts: Mapping[str, tuple[str, ...]]
    """Action to the parts of its sentence; a part whose parameter is not known is left out."""
    asks: Mapping[str, tuple[str, str]]
    """Missing field (or `action.field`) to the full question, with `{rest}`, and to a short form
    for the second gap."""
    conjunction: str
    """Before the second gap, with its space."""
    pause: str = ", "
    stop: str = ". "
    """What parts questions and sentences, each with its space."""
    supports: Mapping[str, str] = field(default_factory=dict[str, str])
    """How `for`, `against`, `abstain`, `all` and `half` are said, where not in English."""
    reasons: tuple[tuple[str, str], ...] | None = None
    """English reasons (regular expressions) and how they are said; a reason without a line here
    is left out of the question. `None`: they are said as they are."""


@dataclass(frozen=True, slots=True)
class Consent:
    """How something that the desk shows is said yes or no to. Phrases are lower case."""

    yes: frozenset[str]
    no: frozenset[str]
    places: Mapping[str, int]
    """ "the first" to 1."""

    @classmethod
    def of(
        cls, *, yes: str, no: str, ordinals: Sequence[str], forms: str, numbered: str
    ) -> Consent:
        """Phrases parted by `|`. `forms` are filled with `{o}`, an ordinal; `numbered` with `{n}`,
        the digits."""
        places: dict[str, int] = {}
        for place, words in enumerate(ordinals, start=1):
            for form in forms.split("|"):
                places.update({form.format(o=word): place for word in words.split("|")})
            places.update({form.format(n=place): place for form in numbered.split("|")})
        return cls(frozenset(yes.split("|")), frozenset(no.split("|")), places)


class Script(Protocol):
    """A script without spaces between its words."""

    def writes(self, text: str) -> bool:
        """Whether any of `text` is written in it."""
        ...

    def pieces(self, text: str) -> list[Piece]:
        """`text` cut at its words."""
        ...

    def plain(self, text: str) -> str:
        """`text` without the characters that only this script uses for digits and marks."""
        ...

    def foreign(self, text: str) -> bool:
        """Whether `text` is in another language that shares characters with this script."""
        ...


@dataclass(frozen=True, slots=True)
class Language:
    """Words by meaning. Phrases are lower case, words separated by one space.

    Accents are written as they should be. A phrase is also found without them, unless that is
    another word of the language ("sí" and "si").
    """

    name: str
    """The two letters of ISO 639-1."""
    tags: Mapping[str, tuple[str, ...]]
    """Meaning (`to`, `negation`, `noise`; see `english/words.py`) to its phrases."""
    verbs: Mapping[str, Verb]
    nouns: Mapping[str, str]
    """Nouns of an action, for "make a transfer of …", to the frame."""
    supports: Mapping[str, str]
    """Words of a vote to `for`, `against` or `abstain`."""
    numerals: Mapping[str, int]
    """Number words and their value: below a hundred, or (strict languages) below a thousand."""
    magnitudes: Mapping[str, int]
    """Words and suffixes that multiply, and the power of ten."""
    fractions: Mapping[str, tuple[int, int]]
    """Words like "half" to numerator and denominator."""
    misspellings: Mapping[str, str]
    """Slips too short or too close to another word for the edit-distance rule."""
    correctable: frozenset[str]
    """Function words a slip of one letter may stand for; verbs always are."""
    untouchable: frozenset[str]
    """Real words one letter away from a correctable one: never corrected."""
    capitals: frozenset[str]
    """Words commonly written in capitals that are no ticker symbols."""
    wording: Wording
    consent: Consent
    waiting: Waiting | None = None
    """Words of conditions and schedules; without them they are asked about."""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    """Labels of form fields to the field they name; see `fields.py`."""
    picks: Mapping[str, int] = field(default_factory=dict[str, int])
    """Answers that pick one of several ("the second one") to its place; 0 is "the other one"."""
    glosses: Mapping[str, str] | None = None
    """A phrase to the English word the grammar knows it by (`Atom.key`): "pero" to "but". `None`
    for English itself."""
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names of tokens and chains in this language, to a name every lexicon knows."""
    bare_letters: bool = True
    """Accents may be left out. Where they tell the past from a wish ("konntest", "könntest"),
    they may not."""
    strict: bool = True
    """A word in nobody's vocabulary beside a request is asked about."""
    decimal_comma: bool = True
    """ "1,5" is one and a half; "1.250" and "1,250" are asked about."""
    compounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Words that are several: "mándale" is "manda" and "le"."""
    elisions: frozenset[str] = frozenset()
    """What may stand before an apostrophe as a word of its own: "d" in "d'ETH"."""
    alone: frozenset[str] = frozenset()
    """Magnitudes that need no number before them: "mil"."""
    arranged: Callable[[Sequence[Atom]], list[Atom]] | None = None
    """Puts a message in the order of an English sentence, where the language has another one."""
    script: Script | None = None
    """How it is written, where not with spaces between words."""
