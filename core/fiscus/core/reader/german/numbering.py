"""German number words as numbers: "zweieinhalb", "eine halbe", "null Komma fünf"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.german.numbers import FRACTIONS, HALVES, MAGNITUDES, number_word
from fiscus.core.reader.german.senses import without_abbreviating
from fiscus.core.reader.numerals import divided

_ONE = frozenset({"ein", "eine", "einen", "einem", "einer", "eines", "eins"})
_MOST_DIGITS = 30


def numbered(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` with the words of each number in one atom."""
    atoms = without_abbreviating(atoms)
    found: list[Atom] = []
    index = 0
    while index < len(atoms):
        number, end = _number(atoms, index)
        if number is None:
            found.append(atoms[index])
            index += 1
            continue
        first, last = atoms[index], atoms[end - 1]
        text = " ".join(atom.text for atom in atoms[index:end])
        whole = Atom("number", text, first.start, last.end, number=number, glued=first.glued)
        found.append(whole)
        index = end
    return found


def _number(atoms: Sequence[Atom], index: int) -> tuple[Decimal | None, int]:
    """The number that starts at `index`, and where it ends."""
    atom = atoms[index]
    spelled = atom.kind == "word" or (atom.kind == "blob" and atom.low.isalpha())
    if not spelled and atom.number is None:
        return None, index
    if atom.low in HALVES:
        return _half(atoms, index, index)
    if atom.low in _ONE:
        return _one(atoms, index)
    spoken = number_word(atom.low) if spelled else None
    if spoken is None:
        return _pointed(atoms, index) if atom.number is not None else (None, index)
    if index + 1 < len(atoms) and atoms[index + 1].low in FRACTIONS:
        return _fraction(atoms, index, spoken)
    decimals, end = _decimals(atoms, index + 1)
    return (Decimal(f"{spoken}.{decimals}") if decimals else Decimal(spoken)), end


def _one(atoms: Sequence[Atom], index: int) -> tuple[Decimal | None, int]:
    """ "ein ETH", "eine halbe", "eins Komma fünf": but not "ein Vorschlag"."""
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    if following is None:
        return None, index
    if following.low in HALVES:
        return _half(atoms, index, index + 1)
    decimals, end = _decimals(atoms, index + 1)
    if decimals:
        return Decimal(f"1.{decimals}"), end
    plain = following.entry.token and following.text[:1] != following.text[:1].lower()
    if plain or following.entry.unit or following.low in MAGNITUDES:
        return Decimal(1), index + 1
    return None, index


def _half(atoms: Sequence[Atom], index: int, at: int) -> tuple[Decimal | None, int]:
    """Of a coin or a million; half of anything else is for the reader to ask about."""
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    counts = following is not None and (
        following.entry.token
        or following.entry.unit
        or following.low in MAGNITUDES
        or following.has("dollar")
        or following.has("percent")
        or following.is_mark("%")
    )
    below_one = HALVES[atoms[at].low] < 1
    if not counts or (index == at and below_one and index and atoms[index - 1].has("my")):
        return None, index
    return HALVES[atoms[at].low], at + 1


def _fraction(atoms: Sequence[Atom], index: int, above: int) -> tuple[Decimal | None, int]:
    """ "drei Viertel ETH"."""
    over, under = FRACTIONS[atoms[index + 1].low]
    coin = index + 2 < len(atoms) and atoms[index + 2].entry.token
    return (divided(Decimal(above * over), under) if coin else None), index + 2


def _decimals(atoms: Sequence[Atom], index: int) -> tuple[str, int]:
    """The digits after "Komma", one word each."""
    if index >= len(atoms) or not atoms[index].has("point"):
        return "", index
    digits = ""
    at = index + 1
    while at < len(atoms) and len(digits) < _MOST_DIGITS:
        value = number_word(atoms[at].low)
        if value is None or (value > 9 and (digits or value > 99)):
            break
        digits += str(value)
        at += 1
    return (digits, at) if digits else ("", index)


def _pointed(atoms: Sequence[Atom], index: int) -> tuple[Decimal | None, int]:
    """ "2 Komma 5"."""
    atom = atoms[index]
    if not atom.text.isdigit() or index + 2 >= len(atoms) or not atoms[index + 1].has("point"):
        return None, index
    after = atoms[index + 2]
    if after.number is None or not after.text.isdigit():
        return None, index
    return Decimal(f"{atom.text}.{after.text}"), index + 3
