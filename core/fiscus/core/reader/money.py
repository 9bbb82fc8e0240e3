"""Noun phrases of money: an amount, a token, or both, in any usual order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.amounts import amount_at
from fiscus.core.reader.numerals import shifted, spelled
from fiscus.core.reader.phrases import Named, Phrase
from fiscus.core.reader.things import Scene, party_at, place_at, token_at

_LEADING = ("det", "my", "your", "of", "noise", "own_source", "their")
_BETWEEN = ("of", "my", "det", "in", "worth", "noise", "your")


def money_at(scene: Scene, index: int, marker: str, *, expected: bool = False) -> Phrase | None:
    """Money that starts at `index`, or `None`."""
    if scene.has(index, "of") and scene.has(index, "from") and _leaves(scene, index + 1):
        return None
    start = index
    index, vague, problem = _opening(scene, index)
    amount = _amount(scene, index)
    if amount is None:
        phrase = _without_amount(scene, index, marker, expected=vague or expected, problem=problem)
        if phrase is None or (phrase.start == start and not vague):
            return phrase
        return replace(phrase, start=start, vague=vague)
    if problem is not None and amount.problem is None:
        amount = replace(amount, problem=problem)
    phrase = Phrase("money", start, amount.end, marker, amount, problem=amount.problem)
    return _with_token(scene, phrase)


def _amount(scene: Scene, index: int) -> Amount | None:
    if index >= len(scene.atoms):
        return None
    return amount_at(scene.atoms, index, scene.vocabulary.language)


def _opening(scene: Scene, index: int) -> tuple[int, bool, str | None]:
    """Skip what may stand before an amount; say whether it was vague or approximate."""
    vague, problem = False, None
    while index < len(scene.atoms) and _amount(scene, index) is None:
        if scene.has(index, "approx") and not scene.has(index, "on"):
            problem = "an approximate amount"
        elif scene.has(index, "some") or scene.has(index, "my"):
            vague = True
        elif not scene.has(index, *_LEADING):
            break
        index += 1
    return index, vague, problem


def _without_amount(
    scene: Scene, index: int, marker: str, *, expected: bool, problem: str | None
) -> Phrase | None:
    """ "USDC", "my ETH", "USDC 50", "it", "eth" (token or chain)."""
    if scene.has(index, "it"):
        return Phrase("money", index, index + 1, marker, anaphor=True, problem=problem)
    place = place_at(scene, index)
    found = token_at(scene, index, after_amount=expected)
    if found is None:
        return None
    if place is not None and place[2]:
        return None
    token, end = found
    phrase = Phrase("money", index, end, marker, token=token, problem=problem)
    phrase = _after_token(scene, phrase)
    if place is not None and phrase.amount is None and phrase.end == end:
        phrase = replace(phrase, chain=place[0])
    return phrase


def _with_token(scene: Scene, phrase: Phrase) -> Phrase:
    """Find the token of an amount: directly after it, or after "of", "of my", "worth of", "in"."""
    amount = phrase.amount
    index = phrase.end
    atom = scene.at(index)
    if amount is None:
        return phrase
    if atom is not None and atom.entry.unit is not None and amount.kind == "number":
        return _of_unit(scene, phrase, amount)
    if amount.of_previous:
        return replace(phrase, anaphor=True)
    skipped = _skip_between(scene, index, dollars=amount.kind == "dollars")
    if amount.kind == "share" and scene.has(skipped, "balance", "money"):
        skipped = _opened(scene, scene.skip(skipped, "balance", "money", "of", "in", "my"))
    if scene.has(skipped, "it") and skipped > index:
        return replace(phrase, end=skipped + 1, anaphor=True)
    found = token_at(scene, skipped, after_amount=True) or _address_of(scene, skipped, index)
    if found is None:
        return phrase
    token, end = found
    if scene.marked(skipped - 1, "(") and scene.marked(end, ")"):
        end += 1
    return _after_token(scene, replace(phrase, token=token, end=end))


def _address_of(scene: Scene, index: int, start: int) -> tuple[Named, int] | None:
    """ "3 of 0x…", or "25 0x… to ida.eth" where somebody else receives."""
    party = party_at(scene, index)
    if party is None or scene.atoms[index].kind != "address":
        return None
    told = index > start and scene.has(index - 1, "of")
    return party if told or _pays_later(scene, party[1]) else None


def _pays_later(scene: Scene, index: int) -> bool:
    return scene.has(index, "to") and any(
        atom.kind in {"address", "name"} for atom in scene.atoms[index + 1 :]
    )


def _opened(scene: Scene, index: int) -> int:
    """ "my entire balance (token: 0x…)"."""
    return index + 1 if scene.marked(index, "(") and scene.has(index + 1, "token") else index


def _skip_between(scene: Scene, index: int, *, dollars: bool) -> int:
    """ "of my", and the "in" of "50 dollars in USDC"; "100 en ETH" says what they become."""
    start = index
    while scene.has(index, *_BETWEEN):
        if scene.has(index, "into") and not dollars:
            break
        within = scene.has(index, "in") and not scene.has(index, "of")
        # "$25 of in Solana": the token between the two is missing.
        if within and (index > start + 1 or (index > start and scene.has(index - 1, "of"))):
            break
        index += 1
    if index > start or not scene.has(index, "token"):
        return index
    # "15 tokens of X", but not "5 tokens 0x…" where the address may be a recipient
    after = scene.skip(index, "token")
    return scene.skip(after, "of") if scene.has(after, "of") else start


def _of_unit(scene: Scene, phrase: Phrase, amount: Amount) -> Phrase:
    atom = scene.atoms[phrase.end]
    unit = atom.entry.unit
    if unit is None:
        return phrase
    number = shifted(amount.number or Decimal(0), -unit.exponent)
    end = phrase.end + 1
    token = Named(unit.symbol, atom.start, atom.end)
    problem = amount.problem
    found = token_at(scene, scene.skip(end, "of", "worth"), after_amount=True)
    if found is not None and found[0].value == unit.symbol:
        end = found[1]
    elif found is not None:
        problem = f"{atom.text!r} is a unit of {unit.symbol}"
    converted = replace(amount, number=number, value=spelled(number), end=end, problem=problem)
    return replace(phrase, amount=converted, token=token, end=end, problem=problem)


def _after_token(scene: Scene, phrase: Phrase) -> Phrase:
    """What may follow a token: "tokens", "(0x…)", "50", "worth of PEPE", "worth $25"."""
    index = phrase.end
    while scene.has(index, "token", "balance", "money") and not _names_contract(scene, index):
        index += 1
    if index != phrase.end:
        phrase = replace(phrase, end=index)
    phrase = _contract_beside(scene, phrase)
    index = phrase.end
    if phrase.amount is None and not scene.has(index, "det", "noise"):
        amount = _amount(scene, index)
        if (
            amount is not None
            and amount.kind in {"number", "dollars"}
            and not _has_token(scene, amount)
        ):
            phrase = replace(phrase, amount=amount, end=amount.end, problem=amount.problem)
    return _worth(scene, phrase)


def _has_token(scene: Scene, amount: Amount) -> bool:
    """ "ETH 100 USDC": the number belongs to what follows."""
    index = _skip_between(scene, amount.end, dollars=amount.kind == "dollars")
    return token_at(scene, index, after_amount=True) is not None


def _names_contract(scene: Scene, index: int) -> bool:
    return token_at(scene, index, after_amount=False) is not None


def _contract_beside(scene: Scene, phrase: Phrase) -> Phrase:
    """An address in brackets, or after "token" or "contract", wins over the symbol."""
    index = phrase.end
    opened = scene.marked(index, "([")
    if opened:
        index += 1
    found = token_at(scene, index, after_amount=False) if scene.has(index, "token") else None
    if found is None and opened:
        party = party_at(scene, index)
        symbol = token_at(scene, index, after_amount=True)
        if place_at(scene, index) is not None:
            symbol = None
        found = party or (symbol if symbol and _same(symbol[0], phrase.token) else None)
    if found is None:
        return phrase
    named, end = found
    if opened and scene.marked(end, ")]"):
        end += 1
    elif opened:
        return phrase
    return replace(phrase, token=named, end=end)


def _leaves(scene: Scene, index: int) -> bool:
    """ "de Ethereum a Base": where "de" is both "of" and "from", a chain is where it comes from.

    "de ETH" names the token.
    """
    place = place_at(scene, index)
    atom = scene.at(index)
    if place is None or atom is None:
        return False
    symbol = atom.entry.token is not None and atom.text.upper() == atom.entry.token
    return not symbol or (
        scene.has(place[1], "to", "into") and place_at(scene, place[1] + 1) is not None
    )


def _same(one: Named, other: Named | None) -> bool:
    return other is not None and one.value == other.value


def _worth(scene: Scene, phrase: Phrase) -> Phrase:
    """ "100 USDC worth of PEPE", "0.5 ETH of PEPE", "ETH worth $25"."""
    index = phrase.end
    if not scene.has(index, "worth") and not (phrase.amount and scene.has(index, "of")):
        return phrase
    if scene.has(index, "from") and _leaves(scene, index + 1):
        return phrase
    index = scene.skip(index, "worth", "of", "in", "my", "det")
    if phrase.amount is None:
        amount = _amount(scene, index)
        if amount is None or amount.kind != "dollars":
            return phrase
        return replace(phrase, amount=amount, end=amount.end, problem=amount.problem)
    found = token_at(scene, index, after_amount=True)
    if found is None or phrase.token is None:
        return phrase
    after = replace(phrase, token=found[0], end=found[1])
    after = _contract_beside(scene, replace(after, end=scene.skip(found[1], "token")))
    return replace(after, token=phrase.token, worth_of=after.token)
