"""One slip of the pen in a verb or a function word, or in a chain's name where one must stand.

Never in the name of a person, a token's symbol or a number.
"""

from __future__ import annotations

from fiscus.core.reader.vocabulary import Vocabulary

_SHORTEST = 4
_SHORTEST_CHAIN = 6


def corrected(low: str, vocabulary: Vocabulary) -> str | None:
    """The correctable word at edit distance one (transposition included) of `low`, if only one.

    The first letter is never the wrong one, and real words are not corrected.
    """
    language = vocabulary.language
    if len(low) < _SHORTEST or not (low.isascii() and low.isalpha()) or low in language.untouchable:
        return None
    found = {word for word in _candidates(low, vocabulary) if _one_slip(low, word)}
    if len(found) > 1:
        found = {word for word in found if _is_base(word, vocabulary)}
    return found.pop() if len(found) == 1 else None


def chain_meant(low: str, vocabulary: Vocabulary) -> str | None:
    """The chain whose name is one slip away from `low`, if it is the only one: "optimsm"."""
    if len(low) < _SHORTEST_CHAIN or low in vocabulary.language.untouchable:
        return None
    found = {chain for word, chain in vocabulary.chain_words.items() if _one_slip(low, word)}
    return found.pop() if len(found) == 1 else None


def _is_base(word: str, vocabulary: Vocabulary) -> bool:
    verb = vocabulary.language.verbs.get(word)
    return verb is not None and verb.form == "base"


def _candidates(low: str, vocabulary: Vocabulary) -> set[str]:
    known = vocabulary.language
    found: set[str] = set()
    if low in vocabulary.slips:
        found.update(vocabulary.slips[low])
    for index in range(1, len(low)):
        shorter = low[:index] + low[index + 1 :]
        if shorter in known.verbs or shorter in known.correctable:
            found.add(shorter)
        if shorter in vocabulary.slips:
            found.update(vocabulary.slips[shorter])
    return found


def _one_slip(written: str, word: str) -> bool:
    """Edit distance one, with a swap of neighbours counted as one."""
    if written[0] != word[0] or abs(len(written) - len(word)) > 1 or len(word) < _SHORTEST:
        return False
    start = 0
    while start < min(len(written), len(word)) and written[start] == word[start]:
        start += 1
    left, right = written[start:], word[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )
