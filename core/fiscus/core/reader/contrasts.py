"""A value that is refused beside the one that is meant: "to bob.eth, not alice.eth"."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import COMMAS

_PARTIES = frozenset({"address", "name"})


def without_contrasts(atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms without the refused values, where the meant one stands beside them."""
    if all(atom.key != "not" for atom in atoms):
        return list(atoms)
    kept: list[Atom] = []
    index = 0
    while index < len(atoms):
        after = _refused(atoms, index)
        if after == index:
            kept.append(atoms[index])
            index += 1
        else:
            index = after
    return kept


def _refused(atoms: Sequence[Atom], index: int) -> int:
    """Where the refused value that begins at `index` ends; `index` where none does."""
    at = index + 1 if atoms[index].is_mark(COMMAS) else index
    if at >= len(atoms) - 1 or atoms[at].key != "not" or index == 0:
        return index
    if atoms[at + 1].kind in _PARTIES:
        return _refused_party(atoms, index, at + 1)
    return _refused_amount(atoms, at + 1) if at == index else index


def _refused_party(atoms: Sequence[Atom], index: int, at: int) -> int:
    """ "bob.eth not alice.eth", with nothing behind that could belong to alice.eth."""
    meant, refused = atoms[index - 1], atoms[at]
    plain = meant.kind in _PARTIES and not (meant.possessive or refused.possessive)
    return at + 1 if plain and meant.low != refused.low and _is_over(atoms, at + 1) else index


def _refused_amount(atoms: Sequence[Atom], at: int) -> int:
    """ "send not 50 but 5 USDC": right behind the verb, and a number on both sides of "but"."""
    but = at + 2 if at + 1 < len(atoms) and atoms[at + 1].entry.token else at + 1
    if but + 1 >= len(atoms) or atoms[but].key != "but":
        return at - 1
    verb = atoms[at - 2].entry.verb
    numbers = _is_figure(atoms[at]) and _is_figure(atoms[but + 1])
    said = verb is not None and verb.form == "base"
    return but + 1 if numbers and said else at - 1


def _is_figure(atom: Atom) -> bool:
    return atom.kind == "number" and atom.number is not None


def _is_over(atoms: Sequence[Atom], index: int) -> bool:
    if index >= len(atoms):
        return True
    return atoms[index].is_mark(".!") or atoms[index].has("please") or atoms[index].has("on")
