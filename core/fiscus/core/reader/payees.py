"""A payment whose payee is named first: "bob.eth needs 15 DAI, send it to him"."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.kinds import is_idle
from fiscus.core.reader.vocabulary import Entry

_PARTIES = frozenset({"address", "name"})
_LONGEST = 16
"""Atoms; none of these forms has more."""
_NEEDING = frozenset({"needs", "is owed"})
_OWING = frozenset({"owe", "i owe"})


def with_payee_behind(atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms as "send 15 DAI to bob.eth", where the whole message says just that."""
    if len(atoms) > _LONGEST or all(atom.kind not in _PARTIES for atom in atoms):
        return list(atoms)
    said = [atom for atom in atoms if not (atom.has("please") or atom.is_mark(".!"))]
    return _needed(said) or _owed(said) or _pointed(said) or list(atoms)


def _needed(atoms: Sequence[Atom]) -> list[Atom]:
    """ "bob.eth needs 15 DAI, send it to him"."""
    if len(atoms) < 6 or not _is_party(atoms[0]) or atoms[1].key not in _NEEDING:
        return []
    at = 5 if atoms[4].is_mark(",") or atoms[4].has("and") else 4
    order = _order(atoms, at) if _is_money(atoms[2:4]) else None
    return [order, *atoms[2:4], _to(atoms[0]), atoms[0]] if order else []


def _owed(atoms: Sequence[Atom]) -> list[Atom]:
    """ "the 50 USDC I owe bob.eth: send it now"."""
    at = 1 if atoms and atoms[0].has("det") else 0
    owing = at + 2
    if owing < len(atoms) and atoms[owing].key == "i":
        owing += 1
    after = owing + 3
    if after >= len(atoms) or atoms[owing].key not in _OWING or not _is_party(atoms[owing + 1]):
        return []
    paused = atoms[owing + 2].is_mark(":,")
    order = _order(atoms, after) if paused and _is_money(atoms[at : at + 2]) else None
    return [order, *atoms[at : at + 2], _to(atoms[owing + 1]), atoms[owing + 1]] if order else []


def _pointed(atoms: Sequence[Atom]) -> list[Atom]:
    """ "0x… <- 0.4 ETH"."""
    if len(atoms) != 5 or not _is_party(atoms[0]) or not _is_money(atoms[3:5]):
        return []
    drawn = atoms[1].is_mark("<") and atoms[2].is_mark("-") and atoms[2].glued
    return [*atoms[3:5], _to(atoms[0]), atoms[0]] if drawn else []


def _order(atoms: Sequence[Atom], at: int) -> Atom | None:
    """The verb of "send it", "send it to him", with nothing behind."""
    rest = list(atoms[at:])
    while rest and is_idle(rest[-1]) and rest[-1].kind == "word":
        rest.pop()
    if len(rest) not in {2, 4} or rest[1].key not in {"it", "them"}:
        return None
    verb = rest[0].entry.verb
    asked = verb is not None and verb.frame == "send" and verb.form == "base"
    back = len(rest) == 2 or (rest[2].has("to") and rest[3].key in _THIRD)
    return rest[0] if asked and back else None


_THIRD = frozenset({"him", "her", "them"})


def _is_party(atom: Atom) -> bool:
    return atom.kind in _PARTIES and not atom.possessive


def _is_money(atoms: Sequence[Atom]) -> bool:
    amount, token = atoms
    return amount.kind == "number" and amount.number is not None and bool(token.entry.token)


def _to(party: Atom) -> Atom:
    """The word before the payee, as it would be said."""
    entry = Entry(tags=frozenset({"to"}))
    return Atom("word", "to", party.start, party.start, entry, low="to", key="to")
