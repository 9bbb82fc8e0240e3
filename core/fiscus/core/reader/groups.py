"""One verb, several requests: "pay ida.eth 5 USDC and rob.eth 8 USDC", "5 DAI each to a and b"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.numerals import divided, number_of, spelled, times
from fiscus.core.reader.phrases import Named, Phrase


def groups_of(phrases: Sequence[Phrase], *, pays: bool) -> list[list[Phrase]]:
    """Cut where a second amount begins after the first request is whole; else one group.

    `pays` tells that a request is whole only with a party.
    """
    groups: list[list[Phrase]] = [[]]
    same = -1
    for index, phrase in enumerate(phrases):
        if index == same:
            continue
        if pays and _repeats(phrases, index, groups[-1]):
            groups.append([one for one in groups[-1] if one.kind == "money"])
            same = index + 1
        elif _parts(phrases, index, groups[-1], pays=pays):
            groups.append([])
        else:
            groups[-1].append(phrase)
    return groups


def _parts(phrases: Sequence[Phrase], index: int, group: Sequence[Phrase], *, pays: bool) -> bool:
    """Whether the connective at `index` stands between two whole requests."""
    link = phrases[index].kind in {"and", "comma"}
    return link and _whole(group, pays) and _whole(_until_next(phrases, index + 1), pays)


def _repeats(phrases: Sequence[Phrase], index: int, group: Sequence[Phrase]) -> bool:
    """The "and" of "and the same to b.eth", behind one plain payment."""
    if phrases[index].kind not in {"and", "comma"}:
        return False
    said = phrases[index + 1 : index + 4]
    kinds = [phrase.kind for phrase in said[:2]]
    ends = len(said) == 2 or (len(said) == 3 and said[2].kind in {"and", "comma"})
    if kinds != ["same", "party"] or said[1].marker != "to" or not ends:
        return False
    money = [phrase for phrase in group if phrase.kind == "money"]
    parties = [phrase for phrase in group if phrase.kind == "party"]
    plain = all(phrase.kind in _PLAIN for phrase in group)
    if not plain or len(parties) != 1 or len(money) != 1 or not _is_asset(money[0]):
        return False
    # The same as "half my USDC" may be half of what is left.
    amount = money[0].amount
    return amount is not None and amount.kind in {"number", "dollars"}


_PLAIN = frozenset({"money", "party", "place", "noise", "and", "comma", "own_source"})


def shared_place(phrases: Sequence[Phrase]) -> tuple[list[Phrase], Phrase | None]:
    """ "…, both on Optimism": the chain of all of a list, and the phrases without it."""
    whole = list(phrases)
    if len(whole) < 5 or whole[-1].kind != "place" or whole[-3].kind not in {"and", "comma"}:
        return whole, None
    parties = sum(phrase.kind == "party" for phrase in whole)
    others = any(phrase.kind == "place" for phrase in whole[:-1])
    word = whole[-2]
    both = word.kind == "each" and word.text.lower() == "both" and parties == 2
    bare = word.kind == "money" and word.token is None and not word.problem
    every = bare and word.amount is not None and word.amount.value == "all" and parties > 1
    if whole[-1].marker != "on" or not (both or every):
        return whole, None
    if others:
        whole[-2] = replace(word, kind="doubt")
        return whole, None
    return whole[:-3], whole[-1]


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


def assets_of(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """One group an asset for "1 ETH and 100 USDC to bob.eth"; else the one group."""
    start = next((at for at, phrase in enumerate(phrases) if _is_asset(phrase)), None)
    if start is None:
        return [list(phrases)]
    run, end, joined = [start], start + 1, False
    while end < len(phrases) and phrases[end].kind in {"and", "comma"}:
        joined = joined or phrases[end].kind == "and"
        if end + 1 < len(phrases) and phrases[end + 1].kind == "and":
            end, joined = end + 1, True
        if end + 1 >= len(phrases) or not _is_asset(phrases[end + 1]):
            break
        run.append(end + 1)
        end += 2
    others = [phrase for phrase in phrases[end:] if phrase.kind == "money" and phrase.amount]
    named = {token.value for at in run if (token := phrases[at].token) is not None}
    if len(run) < 2 or len(named) < len(run) or not joined or others:
        return [list(phrases)]
    before, after = list(phrases[:start]), list(phrases[end:])
    marker = phrases[start].marker
    return [[*before, replace(phrases[at], marker=marker), *after] for at in run]


def _is_asset(phrase: Phrase) -> bool:
    plain = phrase.kind == "money" and not phrase.problem and phrase.worth_of is None
    return plain and phrase.amount is not None and phrase.token is not None


def shares_of(phrases: Sequence[Phrase], *, split: bool) -> list[list[Phrase]] | None:
    """One group a recipient where several are listed and it is said how much each gets.

    `None` where there is one recipient at most, or where it is not said.
    """
    run = _listed(phrases)
    if len(run) < 2:
        return None
    if len(run) == 2:
        phrases = _halved(phrases)
    weights = _weights(phrases, len(run), split=split)
    if weights is None or any(phrase.kind == "or" for phrase in phrases):
        return None
    kept = [
        phrase
        for index, phrase in enumerate(phrases)
        if index not in run and phrase.kind not in _SHARING
    ]
    marker = phrases[run[0]].marker
    found: list[list[Phrase]] = []
    for index, weight in zip(run, weights, strict=True):
        share = [_divided(phrase, weight, sum(weights)) if weight else phrase for phrase in kept]
        if any(phrase is None for phrase in share):
            return None
        whole = [phrase for phrase in share if phrase is not None]
        found.append([*whole, replace(phrases[index], marker=marker)])
    return found


def _halved(phrases: Sequence[Phrase]) -> list[Phrase]:
    """ "half each", said of two, is "evenly"; every other phrase keeps its place."""
    kept = list(phrases)
    for index, (half, each) in enumerate(pairwise(phrases)):
        amount = half.amount
        bare = half.kind == "money" and half.token is None and not half.anaphor
        if bare and each.kind == "each" and amount is not None and _is_half(amount):
            kept[index] = Phrase("evenly", half.start, each.end)
            kept[index + 1] = Phrase("comma", each.end, each.end)
    return kept


def _is_half(amount: Amount) -> bool:
    """The word, of whatever: not "0.5", and not "half of my"."""
    unclear = amount.problem is not None and amount.end == amount.start + 1
    return unclear and amount.number == Decimal("0.5")


_SHARING = frozenset({"each", "evenly", "ratio", "and", "comma"})


def _weights(phrases: Sequence[Phrase], count: int, *, split: bool) -> list[int] | None:
    """How many parts each of `count` gets: 0 for the whole amount each, `None` where not said."""
    each = any(phrase.kind == "each" for phrase in phrases)
    evenly = any(phrase.kind == "evenly" for phrase in phrases)
    ratios = [phrase for phrase in phrases if phrase.kind == "ratio"]
    if ratios:
        parts = [int(part) for part in ratios[0].text.split(":")]
        clear = len(ratios) == 1 and len(parts) == count and all(parts) and not each
        return parts if clear and (not evenly or len(set(parts)) == 1) else None
    if each == (evenly or split):
        return None
    return [0] * count if each else [1] * count


def _listed(phrases: Sequence[Phrase]) -> list[int]:
    """Indexes of the parties of one list: the later ones have no marker of their own."""
    run: list[int] = []
    for index, phrase in enumerate(phrases):
        if phrase.kind == "party" and (not run or phrase.marker in {"", phrases[run[0]].marker}):
            run.append(index)
        elif phrase.kind in {"party", "own", "somebody", "there"}:
            return []
    return run if all(_linked(phrases, one, two) for one, two in pairwise(run)) else []


def _linked(phrases: Sequence[Phrase], one: int, two: int) -> bool:
    """Parties of a list have "and" or a comma between them: "bob.eth, pay a.eth" is none."""
    return any(phrase.kind in {"and", "comma"} for phrase in phrases[one + 1 : two])


def _divided(phrase: Phrase, weight: int, parts: int) -> Phrase | None:
    """The money of `weight` of `parts` parts; `None` where it cannot be divided exactly."""
    amount = phrase.amount
    if phrase.kind != "money" or amount is None:
        return phrase
    dollars = amount.value.removeprefix("$")
    number = number_of(dollars)
    whole = number is not None and amount.kind != "share"
    share = divided(times(number, Decimal(weight)), parts) if number is not None and whole else None
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
