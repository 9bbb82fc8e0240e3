"""One verb, several requests: "pay ida.eth 5 USDC and rob.eth 8 USDC", "5 DAI each to a and b"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.numerals import divided, number_of, spelled
from fiscus.core.reader.phrases import Named, Phrase

_LINKS = frozenset({"and", "comma", "noise"})


def groups_of(phrases: Sequence[Phrase], *, pays: bool) -> list[list[Phrase]]:
    """Cut where a second amount begins after the first request is whole; else one group.

    `pays` tells that a request is whole only with a party.
    """
    groups: list[list[Phrase]] = [[]]
    for index, phrase in enumerate(phrases):
        if _parts(phrases, index, groups[-1], pays=pays):
            groups.append([])
        else:
            groups[-1].append(phrase)
    return groups


def _parts(phrases: Sequence[Phrase], index: int, group: Sequence[Phrase], *, pays: bool) -> bool:
    """Whether the connective at `index` stands between two whole requests."""
    link = phrases[index].kind in {"and", "comma"}
    return link and _whole(group, pays) and _whole(_until_next(phrases, index + 1), pays)


def _until_next(phrases: Sequence[Phrase], start: int) -> list[Phrase]:
    """The phrases from `start` to the end of the shortest whole request."""
    taken: list[Phrase] = []
    for phrase in phrases[start:]:
        if phrase.kind in {"and", "comma"}:
            break
        taken.append(phrase)
    return taken


def _whole(phrases: Sequence[Phrase], pays: bool) -> bool:
    amount = any(phrase.kind == "money" and phrase.amount is not None for phrase in phrases)
    party = any(phrase.kind == "party" for phrase in phrases)
    tokens = sum(phrase.kind == "money" and phrase.token is not None for phrase in phrases)
    return amount and (party if pays else tokens > 1)


def shares_of(phrases: Sequence[Phrase], *, split: bool) -> list[list[Phrase]] | None:
    """One group a recipient where several are listed and it is said how much each gets.

    `None` where there is one recipient at most, or where it is not said.
    """
    run = _listed(phrases)
    if len(run) < 2:
        return None
    each = any(phrase.kind == "each" for phrase in phrases)
    evenly = split or any(phrase.kind == "evenly" for phrase in phrases)
    if each == evenly or any(phrase.kind == "or" for phrase in phrases):
        return None
    kept = [
        phrase
        for index, phrase in enumerate(phrases)
        if index not in run and phrase.kind not in {"each", "evenly", "and", "comma"}
    ]
    if evenly:
        divided_kept = [_divided(phrase, len(run)) for phrase in kept]
        if any(phrase is None for phrase in divided_kept):
            return None
        kept = [phrase for phrase in divided_kept if phrase is not None]
    marker = phrases[run[0]].marker
    return [[*kept, replace(phrases[index], marker=marker)] for index in run]


def _listed(phrases: Sequence[Phrase]) -> list[int]:
    """Indexes of the parties of one list: the later ones have no marker of their own."""
    run: list[int] = []
    for index, phrase in enumerate(phrases):
        if phrase.kind == "party" and (not run or phrase.marker in {"", phrases[run[0]].marker}):
            run.append(index)
        elif phrase.kind in {"party", "own", "somebody", "there"}:
            return []
        elif run and phrase.kind not in _LINKS and len(run) < 2:
            continue
    return run


def _divided(phrase: Phrase, parts: int) -> Phrase | None:
    """The money of one share; `None` where it cannot be divided exactly."""
    amount = phrase.amount
    if phrase.kind != "money" or amount is None:
        return phrase
    dollars = amount.value.removeprefix("$")
    number = number_of(dollars)
    share = divided(number, parts) if number is not None and amount.kind != "share" else None
    if share is None:
        return None
    prefix = "$" if amount.value.startswith("$") else ""
    return replace(phrase, amount=replace(amount, value=prefix + spelled(share), number=share))


def party_named(phrases: Sequence[Phrase]) -> Named | None:
    """The first party that something goes to."""
    return next(
        (p.party for p in phrases if p.kind == "party" and p.marker in {"to", "into", "recipient"}),
        None,
    )
