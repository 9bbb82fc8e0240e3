"""What every word of a language says about a message that it stands in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from fiscus.core.reader.language import Language
from fiscus.core.reader.letters import spaced, unaccented

_DECISIVE = 3
"""What a verb or a word of negation says, against 1 for every other word."""
_SILENT_TAGS = frozenset({"person", "ordinary", "venue"})


def votes_of(language: Language, named: Collection[str], things: Collection[str]) -> dict[str, int]:
    """Every word of the language with its weight, as it is written and without accents.

    A phrase speaks through each of its words. The "base" of "pontos base" is no word of the
    language: it names a chain (`named`, the names of its vocabulary). "DAI" is a token (`things`,
    the names that hold everywhere), and no "daí" in a hurry.
    """
    decisive, plain = _said(language)
    alone = decisive | plain
    single = {phrase for phrase in decisive if _is_single(phrase, language)}
    # A phrase of several words is no more than its words, whatever it means.
    weights = dict.fromkeys(_words(alone - single, alone, language, named), 1)
    weights |= dict.fromkeys(single, _DECISIVE)
    if language.script is not None:
        # A word in a script of its own leaves no doubt.
        weights |= dict.fromkeys((word for word in weights if not word.isascii()), _DECISIVE)
    for word, weight in [pair for pair in weights.items() if not pair[0].isascii()]:
        spelling = unaccented(word)
        if spelling != word and spelling not in things:
            weights[spelling] = max(weight, weights.get(spelling, 0))
    return weights


def _is_single(phrase: str, language: Language) -> bool:
    return phrase.isalpha() or " " not in spaced(phrase, language.elisions)


def _words(
    phrases: Iterable[str], alone: Collection[str], language: Language, named: Collection[str]
) -> Iterator[str]:
    for phrase in phrases:
        if phrase.isalpha():
            yield phrase
            continue
        for word in spaced(phrase, language.elisions).split(" "):
            if (word in alone or word not in named) and not word.isdigit():
                yield word


def _said(language: Language) -> tuple[set[str], set[str]]:
    """The phrases of the language that decide, and all others."""
    decisive = {*language.verbs, *language.compounds, *language.tags.get("negation", ())}
    plain = {*language.misspellings, *language.nouns, *language.supports}
    plain.update(language.numerals, language.magnitudes, language.fractions)
    for tag, phrases in language.tags.items():
        if tag not in _SILENT_TAGS:
            plain.update(phrases)
    return decisive, plain
