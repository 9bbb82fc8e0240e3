"""Verbs in two parts: "Stimme … ab", "tausche … um", "führe … durch"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.german.verbs import separable
from fiscus.core.reader.language import Verb
from fiscus.core.reader.marks import COMMAS, DASHES
from fiscus.core.reader.vocabulary import Entry

_FRAMES = separable()
_LIGHT = frozenset({"durch", "aus", "vor", "ein", "ab", "an"})
"""Particles of verbs that only say that something is to be done."""
_SHOWING = frozenset({"auf", "an", "nach", "ab"})
"""Particles of verbs that only look: "liste … auf", "schau … nach"."""
_TRAILING = frozenset({"please", "noise", "greeting"})
_LINKS = frozenset({"and", "or", "then", "also"})


def joined_verbs(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` with the parts of each such verb in one atom, at the place of the first."""
    found: list[Atom] = []
    open_verb = -1
    for index, atom in enumerate(atoms):
        if open_verb >= 0 and _closes(atoms, index):
            joined = _joined(found, open_verb, atom.low)
            if joined is not None:
                found[open_verb] = joined
                open_verb = -1
                continue
        found.append(atom)
        if atom.low in _FRAMES or atom.has("light") or atom.has("read") or _votes(atom):
            open_verb = len(found) - 1
    return found


def _votes(atom: Atom) -> bool:
    return atom.entry.verb is not None and atom.entry.verb.frame == "vote"


def _closes(atoms: Sequence[Atom], index: int) -> bool:
    """A particle with nothing of its own behind it."""
    if atoms[index].kind != "word":
        return False
    for following in atoms[index + 1 :]:
        if not following.entry.tags.isdisjoint(_LINKS):
            return True
        if following.is_mark(COMMAS + DASHES + "():"):
            return True
        if following.kind != "word" or following.entry.tags.isdisjoint(_TRAILING):
            return False
    return True


def _joined(found: Sequence[Atom], at: int, particle: str) -> Atom | None:
    """The verb at `at` with its particle; `None` where they are no verb together."""
    first = found[at]
    if first.has("read") and particle in _SHOWING:
        return first
    done = any(atom.entry.noun is not None for atom in found[at + 1 :])
    if first.has("light") and done and particle in _LIGHT:
        return first
    if _votes(first) and particle == "ab":
        return first
    frame = _FRAMES.get(first.low, {}).get(particle)
    if frame is None:
        return None
    if not frame:
        return replace(first, entry=Entry(frozenset({"unsupported"})))
    rejects = "against" if frame == "support" else None
    return replace(first, entry=Entry(verb=Verb(frame), support=rejects))
