"""Numbers in Chinese sentences: "百分之三十", "四分之一", "一个半", "23 号提案"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chinese.numbers import MAGNITUDES, han_number
from fiscus.core.reader.numerals import divided, shifted, times
from fiscus.core.reader.vocabulary import Entry

_PARTS = {"百分之": 0, "千分之": -1, "万分之": -2}
_MEASURES = frozenset("个枚颗只份")
_HALF = Decimal("0.5")
_DOUBT = Entry(frozenset({"numeral"}))


def numbered(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` with every number in digits, and its measure word dropped."""
    found: list[Atom] = []
    index = 0
    while index < len(atoms):
        taken, index = _taken(atoms, index)
        found += taken
    return found


def _taken(atoms: Sequence[Atom], index: int) -> tuple[list[Atom], int]:
    atom = atoms[index]
    if atom.kind not in {"word", "number"}:
        return [atom], index + 1
    if atom.low in _PARTS:
        return _percent(atoms, index)
    if atom.low == "半" and index + 1 < len(atoms):
        return _half(atoms, index)
    number = _value(atom)
    if number is None:
        return [atom], index + 1
    return _counted(atoms, index, *_magnified(atoms, number, index + 1))


def _counted(
    atoms: Sequence[Atom], index: int, number: Decimal, end: int
) -> tuple[list[Atom], int]:
    """A number with what stands behind it: a measure word, 左右, 分之, 成, 号."""
    following = atoms[end] if end < len(atoms) else None
    if following is None:
        return [_whole(atoms, index, end, number)], end
    if following.has("approx"):
        # "5 左右", "10 多": said behind the number, read before it.
        return [following, _whole(atoms, index, end, number)], end + 1
    if following.low == "w" and following.glued:
        # "5w" is fifty thousand to some, and a token to others.
        return [_whole(atoms, index, end, number), replace(following, entry=_DOUBT)], end + 1
    if following.low == "分之":
        return _fraction(atoms, index, number, end)
    if following.low == "成" and 0 < number <= 10 and _holds_share(atoms, end + 1):
        return _share(atoms, index, end + 1, shifted(number, 1)), end + 1
    if following.low in _MEASURES:
        end += 1
        if end < len(atoms) and atoms[end].low == "半":
            number, end = number + _HALF, end + 1
        return [_whole(atoms, index, end, number)], end
    return _numbering(atoms, index, number, end)


def _numbering(
    atoms: Sequence[Atom], index: int, number: Decimal, end: int
) -> tuple[list[Atom], int]:
    """ "23 号提案" and "23 提案" are proposal 23."""
    at = end + 1 if atoms[end].low == "号" else end
    if at < len(atoms) and atoms[at].has("proposal"):
        return [atoms[at], _whole(atoms, index, end, number)], at + 1
    return [_whole(atoms, index, end, number)], end


def _value(atom: Atom) -> Decimal | None:
    if atom.number is not None:
        return atom.number
    return han_number(atom.low)


def _magnified(atoms: Sequence[Atom], number: Decimal, end: int) -> tuple[Decimal, int]:
    """ "3 万", "1.5 千万"; what stands behind that is in nobody's place."""
    if end >= len(atoms) or atoms[end - 1].number is None:
        return number, end
    power = MAGNITUDES.get(atoms[end].low)
    if power is None or atoms[end].low.isascii():
        return number, end
    return shifted(number, power), end + 1


def _whole(atoms: Sequence[Atom], index: int, end: int, number: Decimal) -> Atom:
    if end == index + 1 and atoms[index].number is not None:
        return atoms[index]
    first, last = atoms[index], atoms[end - 1]
    text = first.text if end == index + 1 else "".join(atom.text for atom in atoms[index:end])
    return Atom("number", text, first.start, last.end, number=number, glued=first.glued)


def _share(atoms: Sequence[Atom], index: int, end: int, percent: Decimal) -> list[Atom]:
    whole = _whole(atoms, index, end, percent)
    return [whole, Atom("mark", "%", whole.end, whole.end, glued=True, low="%")]


def _percent(atoms: Sequence[Atom], index: int) -> tuple[list[Atom], int]:
    number = _value(atoms[index + 1]) if index + 1 < len(atoms) else None
    if number is None:
        return [replace(atoms[index], entry=_DOUBT)], index + 1
    percent = shifted(number, _PARTS[atoms[index].low])
    return _share(atoms, index, index + 2, percent), index + 2


def _half(atoms: Sequence[Atom], index: int) -> tuple[list[Atom], int]:
    """ "半个 ETH"."""
    if atoms[index + 1].low not in _MEASURES:
        return [replace(atoms[index], entry=_DOUBT)], index + 1
    return [_whole(atoms, index, index + 2, _HALF)], index + 2


def _fraction(
    atoms: Sequence[Atom], index: int, below: Decimal, end: int
) -> tuple[list[Atom], int]:
    """ "四分之一个 ETH" is a part of one, "四分之一的 ETH" of what there is."""
    above = _value(atoms[end + 1]) if end + 1 < len(atoms) else None
    exact = None
    if above is not None and below == below.to_integral_value() and below > 0:
        exact = divided(above, int(below))
    if exact is None:
        return [replace(atoms[index], kind="word", number=None, entry=_DOUBT)], index + 1
    after = end + 2
    if after < len(atoms) and atoms[after].low in _MEASURES:
        return [_whole(atoms, index, after + 1, exact)], after + 1
    if not _holds_share(atoms, after):
        return [replace(atoms[index], kind="word", number=None, entry=_DOUBT)], index + 1
    return _share(atoms, index, after, times(exact, Decimal(100))), after


def _holds_share(atoms: Sequence[Atom], index: int) -> bool:
    return index < len(atoms) and (atoms[index].low == "的" or atoms[index].has("my"))
