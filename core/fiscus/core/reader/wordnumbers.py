"""Number words and fractions: "two hundred", "one and a half", "three quarters of my"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.language import Language
from fiscus.core.reader.numerals import divided, shifted, spelled, times


def fraction(atoms: Sequence[Atom], index: int, language: Language) -> Amount | None:
    """ "half an ETH", "a quarter of my ETH", "three quarters", "half a million"."""
    start, above = index, 1
    if _key(atoms, index) in {"a", "an", "one"}:
        index += 1
    elif _low(atoms, index) in language.numerals and _low(atoms, index + 1) in language.fractions:
        above = language.numerals[_low(atoms, index)]
        index += 1
    word = _low(atoms, index)
    half_of = index < len(atoms) and atoms[index].has("half")
    if word not in language.fractions and not half_of:
        return None
    over, under = (1, 2) if half_of else language.fractions[word]
    written = not _key(atoms, index).isascii()
    if index == start and not (half_of or written) and above == 1 and word not in _ALONE:
        return None
    value = divided(Decimal(above * over), under)
    article = index > start and _key(atoms, start) in {"a", "an"} and word in language.fractions
    if (written or article) and _names_coin(atoms, index + 1):
        return counted(value or Decimal(0), start, index + 1, None if value else _INEXACT)
    return _part(atoms, start, index + 1, value, language)


_ALONE = frozenset({"half", "quarter"})
_INEXACT = "not an exact fraction"


def _names_coin(atoms: Sequence[Atom], index: int) -> bool:
    """ "½ ETH", "a half ether": directly before a token it is a part of one."""
    return index < len(atoms) and bool(atoms[index].entry.token)


def _part(
    atoms: Sequence[Atom], start: int, end: int, value: Decimal | None, language: Language
) -> Amount:
    """Whether a fraction is one of a whole ("half an ETH") or of what there is ("half of my")."""
    problem = None if value is not None else _INEXACT
    number = value or Decimal(0)
    if end < len(atoms) and atoms[end].has("of") and _key(atoms, end + 1) in {"a", "an", "one"}:
        end += 1
    if _key(atoms, end) in {"a", "an", "one"}:
        end += 1
        number, end = magnified(atoms, number, end, language)
        return counted(number, start, end, problem)
    if _low(atoms, end) in language.magnitudes:
        number, end = magnified(atoms, number, end, language)
        return counted(number, start, end, problem)
    whole = end < len(atoms) and (atoms[end].has("percent") or atoms[end].is_mark("%"))
    if whole:
        return counted(number, start, end, problem)
    if _is_share(atoms, start, end, bare=not language.strict):
        return _share_of(number, start, end, problem)
    return counted(number, start, end, "part of one, or part of what there is")


def parted(
    atoms: Sequence[Atom], start: int, end: int, value: Decimal | None, language: Language
) -> Amount:
    """ "1/2": of a coin, or of what there is ("1/2 of my USDC")."""
    problem = None if value is not None else _INEXACT
    if _is_share(atoms, start, end, bare=not language.strict):
        return _share_of(value or Decimal(0), start, end, problem)
    return counted(value or Decimal(0), start, end, problem)


def _share_of(number: Decimal, start: int, end: int, problem: str | None) -> Amount:
    half = number == Decimal("0.5")
    value = "half" if half else f"{spelled(times(number, Decimal(100)))}%"
    return Amount("share", value, start, end, number, problem)


def _is_share(atoms: Sequence[Atom], start: int, end: int, *, bare: bool) -> bool:
    """ "a quarter of my ETH"; with `bare` also "a quarter of ETH"."""
    if _key(atoms, end - 1) == "half of":
        return True
    if end >= len(atoms):
        return False
    told = atoms[end].has("of")
    if told and atoms[end].has("my"):
        return True
    end += told
    if end >= len(atoms):
        return False
    atom = atoms[end]
    if any(atom.has(tag) for tag in ("my", "your", "det", "it", "all", "balance")):
        return True
    return bare and told and (bool(atom.entry.token) or atom.is_mark("$") or atom.text.isupper())


def worded(atoms: Sequence[Atom], index: int, language: Language) -> Amount | None:
    """ "two hundred and fifty", "one and a half", "point one", "a hundred thousand"."""
    start = index
    if _key(atoms, index) in {"a", "an"} and _low(atoms, index + 1) in language.magnitudes:
        total, end = _cardinal(atoms, index + 1, language, first=1)
    elif _low(atoms, index) in language.numerals and _key(atoms, index) != "oh":
        total, end = _cardinal(atoms, index, language, first=None)
    elif language.strict and _key(atoms, index) == "a" and _names_coin(atoms, index + 1):
        return counted(Decimal(1), index, index + 1, None)
    elif _low(atoms, index) in language.alone:
        total, end = _cardinal(atoms, index, language, first=1)
    elif atoms[index].has("point"):
        total, end = Decimal(0), index
    else:
        return None
    if total is None:
        return counted(Decimal(0), start, end, "an unreadable number")
    if end < len(atoms) and atoms[end].has("point"):
        decimals, end = _decimals(atoms, end + 1, language)
        if not decimals:
            return None
        total += Decimal(f"0.{decimals}")
    half = _added_half(atoms, end)
    if half is not None or total < 1:
        total, end = magnified(atoms, total, end, language)
    return counted(total, start, end, None)


def _cardinal(
    atoms: Sequence[Atom], index: int, language: Language, *, first: int | None
) -> tuple[Decimal | None, int]:
    """Number words up to the next other word; `None` where they do not make one number."""
    total, group, last, largest = 0, first, 100, 99
    while index < len(atoms):
        low = _low(atoms, index)
        if low in language.numerals and _key(atoms, index) != "oh":
            value = language.numerals[low]
            if group is not None and not _joins(group, value, last):
                return None, index + 1
            group, last = (group or 0) + value, value
        elif language.magnitudes.get(low) == _HUNDRED:
            if group is None or group >= 100:
                return None, index + 1
            group, last = group * 100, 100
        elif low in language.magnitudes:
            power = language.magnitudes[low]
            if group is None or power >= largest:
                return None, index + 1
            total, group, last, largest = total + group * 10**power, None, 100, power
        elif not (_key(atoms, index) == "and" and _continues(atoms, index, language)):
            break
        index += 1
    return Decimal(total + (group or 0)), index


def _joins(group: int, value: int, last: int) -> bool:
    """ "twenty" takes "five", "hundred" takes anything below it."""
    return (group % 100 == 0 and group > 0) or (20 <= last <= 90 and 0 < value < 10)


def _continues(atoms: Sequence[Atom], index: int, language: Language) -> bool:
    """ "two hundred and fifty": after a hundred or thousand, before a smaller number."""
    before = _key(atoms, index - 1)
    return (
        before in {"hundred", "thousand", "million"} and _low(atoms, index + 1) in language.numerals
    )


def _decimals(atoms: Sequence[Atom], index: int, language: Language) -> tuple[str, int]:
    digits = ""
    while index < len(atoms) and len(digits) < 40:
        value = language.numerals.get(_low(atoms, index))
        if value is None and atoms[index].number is not None and atoms[index].text.isdigit():
            digits += atoms[index].text
        elif value is not None and (value < 10 or not digits):
            digits += str(value)
        else:
            break
        index += 1
    return digits, index


def magnified(
    atoms: Sequence[Atom], number: Decimal, end: int, language: Language
) -> tuple[Decimal, int]:
    """ "2" followed by "million", "hundred thousand", "and a half", "and a half million"."""
    number, end = _scaled(atoms, number, end, language)
    added = _added_half(atoms, end)
    if added is not None and number < 1000 and number == number.to_integral_value():
        return _scaled(atoms, number + added, end + 1, language)
    return number, end


def _scaled(
    atoms: Sequence[Atom], number: Decimal, end: int, language: Language
) -> tuple[Decimal, int]:
    """At most one "hundred" and one larger magnitude; what is left over is in nobody's place."""
    for hundred in (True, False):
        word = _low(atoms, end)
        power = language.magnitudes.get(word)
        if power is not None and (power == _HUNDRED) == hundred:
            number, end = shifted(number, power), end + 1
    return number, end


_HUNDRED = 2


def _added_half(atoms: Sequence[Atom], index: int) -> Decimal | None:
    if index >= len(atoms):
        return None
    for tag, value in (("half_of", "0.5"), ("quarter_of", "0.25"), ("three_quarters_of", "0.75")):
        if atoms[index].has(tag):
            return Decimal(value)
    return None


def counted(value: Decimal, start: int, end: int, problem: str | None) -> Amount:
    return Amount("number", spelled(value), start, end, value, problem)


def _low(atoms: Sequence[Atom], index: int) -> str:
    return atoms[index].low if index < len(atoms) else ""


def _key(atoms: Sequence[Atom], index: int) -> str:
    return atoms[index].key if index < len(atoms) else ""
