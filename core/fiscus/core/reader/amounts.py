"""Amounts in every spelling: digits, words, fractions, percent, everything, dollars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.language import Language
from fiscus.core.reader.marks import MINUS, OPERATORS, SIGNS, SLASHES
from fiscus.core.reader.numerals import divided, shifted, spelled
from fiscus.core.reader.wordnumbers import counted, fraction, magnified, parted, worded


def amount_at(atoms: Sequence[Atom], index: int, language: Language) -> Amount | None:
    """The amount that starts at `index`, with everything glued to it."""
    if atoms[index].kind == "word" and atoms[index].entry.tags.isdisjoint(_STARTERS):
        return None
    sign = _sign(atoms, index)
    start = index
    if sign is not None:
        index += 1
    dollars = atoms[index].is_mark("$") if index < len(atoms) else False
    if dollars:
        index += 1
    if index >= len(atoms):
        return None
    found = _share(atoms, index) or _count(atoms, index, language)
    if found is None or (dollars and found.kind == "share"):
        return None
    if dollars and found.kind == "number":
        found = replace(found, kind="dollars")
    if found.start != start:
        found = replace(found, start=start)
    found = _with_unit(atoms, found)
    if sign is not None and found.problem is None:
        found = replace(found, problem=sign)
    return _checked(atoms, found)


_STARTERS = frozenset({"all", "half", "all_it", "half_it", "point", "numeral", "det"})


def _sign(atoms: Sequence[Atom], index: int) -> str | None:
    atom = atoms[index]
    if index + 1 < len(atoms) and atom.is_mark(SIGNS) and atoms[index + 1].glued:
        return "a sign before the amount"
    return None


def _share(atoms: Sequence[Atom], index: int) -> Amount | None:
    """ "all my", "half of it"."""
    atom = atoms[index]
    if atom.has("all_it") or atom.has("half_it"):
        value = "all" if atom.has("all_it") else "half"
        return Amount("share", value, index, index + 1, of_previous=True)
    if atom.has("all"):
        return Amount("share", "all", index, index + 1)
    if atom.has("half") and atom.key not in {"half", "half of"}:
        return Amount("share", "half", index, index + 1)
    return None


def _count(atoms: Sequence[Atom], index: int, language: Language) -> Amount | None:
    if atoms[index].number is not None:
        return _digits(atoms, index, language)
    return fraction(atoms, index, language) or worded(atoms, index, language)


def _digits(atoms: Sequence[Atom], index: int, language: Language) -> Amount:
    number = atoms[index].number or Decimal(0)
    end = index + 1
    text = atoms[index].text
    groups = text.isdigit() and len(text) <= 3 and text[0] != "0"
    while groups and _is_group(atoms, end):
        number = number * 1000 + (atoms[end].number or 0)
        end += 1
    if groups and language.decimal_comma and _is_last_group(atoms, end):
        number = number * 1000 + (atoms[end].number or 0)
        end += 1
    if end + 1 < len(atoms) and atoms[end].is_mark(SLASHES) and atoms[end + 1].number is not None:
        below = int(atoms[end + 1].number or 0)
        return parted(atoms, index, end + 2, divided(number, below) if below else None, language)
    number, end = magnified(atoms, number, end, language)
    unclear = "a number that begins with zero" if _is_padded(text) else None
    return counted(number, index, end, unclear)


def _is_padded(text: str) -> bool:
    """ "007", "00.5": an order number, or a slip."""
    return text[:1] == "0" and text[1:2].isdigit()


def _is_group(atoms: Sequence[Atom], index: int) -> bool:
    """The "000" of "10 000"."""
    if index >= len(atoms) or atoms[index].number is None or atoms[index].glued:
        return False
    return len(atoms[index].text) == 3 and atoms[index].text.isdigit()


def _is_last_group(atoms: Sequence[Atom], index: int) -> bool:
    """The "250,75" of "1 250,75"."""
    if index >= len(atoms) or atoms[index].number is None or atoms[index].glued:
        return False
    whole, comma, decimals = atoms[index].text.partition(",")
    return bool(comma) and len(whole) == 3 and decimals.isdigit()


def _with_unit(atoms: Sequence[Atom], amount: Amount) -> Amount:
    """A following "%", "percent", "dollars", "cents" or "bps" belongs to the amount."""
    end = amount.end
    if end >= len(atoms) or amount.number is None:
        return amount
    atom = atoms[end]
    if atom.is_mark("%") or atom.has("percent"):
        return _percent(atoms, amount)
    if amount.kind == "number" and _is_dollar(atoms, end):
        return replace(amount, kind="dollars", end=end + 1)
    if atom.has("dollar") and amount.kind != "share":
        return replace(amount, kind="dollars", end=end + 1)
    if atom.has("cent") and amount.kind == "number":
        cents = shifted(amount.number, -2)
        return replace(amount, kind="dollars", number=cents, value=spelled(cents), end=end + 1)
    if atom.has("bps"):
        return replace(amount, kind="bps", end=end + 1)
    if atom.has("currency") or atom.is_mark("€£¥₹"):
        return replace(amount, problem="a currency other than dollars", end=end + 1)
    return amount


def _is_dollar(atoms: Sequence[Atom], index: int) -> bool:
    """The mark of "50$" and "50 $", and not the one of "5 $LINK" or "5 $10"."""
    if not atoms[index].is_mark("$"):
        return False
    following = atoms[index + 1 : index + 2]
    loose = all(atom.kind == "mark" or not atom.glued for atom in following)
    figure = any(atom.number is not None for atom in following)
    return atoms[index].glued or (loose and not figure)


def _percent(atoms: Sequence[Atom], amount: Amount) -> Amount:
    number = amount.number or Decimal(0)
    problem = amount.problem
    if amount.kind == "dollars":
        problem = "dollars and percent at once"
    return replace(
        amount, kind="share", value=f"{spelled(number)}%", end=amount.end + 1, problem=problem
    )


def _checked(atoms: Sequence[Atom], amount: Amount) -> Amount:
    """Refuse zero, expressions, ranges and doubled marks."""
    if amount.problem is not None:
        return amount
    problem = None
    if amount.number is not None and amount.number <= 0:
        problem = "the amount is zero"
    elif amount.value.endswith("%") and (amount.number or 0) > 100:
        problem = "more than 100%"
    elif amount.kind == "share" and _is_part(atoms, amount.end):
        problem = "a part of a part"
    elif (amount.end < len(atoms) and amount.kind != "share") or amount.value.endswith("%"):
        problem = _trailing(atoms, amount.end)
    if amount.kind == "dollars":
        amount = replace(amount, value=f"${amount.value}")
    return amount if problem is None else replace(amount, problem=problem)


def _is_part(atoms: Sequence[Atom], index: int) -> bool:
    return index < len(atoms) and not atoms[index].entry.tags.isdisjoint(_PARTS)


_PARTS = frozenset({"half", "half_of", "quarter_of", "three_quarters_of"})


def _trailing(atoms: Sequence[Atom], end: int) -> str | None:
    if end >= len(atoms):
        return None
    atom = atoms[end]
    if atom.is_mark("$") and not atom.glued and end + 1 < len(atoms) and atoms[end + 1].glued:
        return None
    if atom.is_mark(OPERATORS) and (atom.glued or atom.text != "/"):
        return f"{atom.text!r} after the amount"
    if atom.is_mark(MINUS + "~") and end + 1 < len(atoms) and atoms[end + 1].number is not None:
        return "a range or an expression"
    if atom.number is not None:
        return "two numbers in a row"
    return None
