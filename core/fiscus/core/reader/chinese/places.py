"""Places in Chinese: "在 Base 上", "Base 链上的 100 USDC", "Base 链的"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.vocabulary import Entry

_ON = Entry(frozenset({"on"}))
_NOISE = Entry(frozenset({"noise"}))
_MARKERS = frozenset({"on", "from", "to", "via", "into"})
_BEHIND = frozenset({"上", "里", "内", "中", "上面", "里面", "这条"})


def placed(part: Sequence[Atom]) -> list[Atom]:
    """`part` with a preposition before every chain that has something behind it."""
    found: list[Atom] = []
    index = 0
    while index < len(part):
        atom = part[index]
        if not atom.entry.chain:
            found.append(atom)
            index += 1
            continue
        end = _place_end(part, index)
        # A chain is marked before it, or behind it; "1 以太坊" counts coins.
        marked = bool(found) and not found[-1].entry.tags.isdisjoint(_MARKERS)
        counted = bool(found) and (found[-1].number is not None or found[-1].low in {"个", "枚"})
        if end > index + 1 and not marked and not counted and _is_behind(part[end - 1]):
            found.append(Atom("word", "在", atom.start, atom.start, _ON, low="在"))
        found.append(atom)
        found += [_behind(other) for other in part[index + 1 : end]]
        index = end
    return found


def _behind(atom: Atom) -> Atom:
    """The 主网 of "Base 主网" is no chain of its own."""
    if _is_behind(atom):
        return replace(atom, entry=_NOISE)
    return replace(atom, entry=replace(atom.entry, chain=None))


def _is_behind(atom: Atom) -> bool:
    return atom.low in _BEHIND or atom.low == "的"


def _place_end(part: Sequence[Atom], index: int) -> int:
    """Where the words end that say that the atom at `index` is a place."""
    at = index + 1
    while at < len(part) and part[at].has("network"):
        at += 1
    named = at > index + 1
    if at < len(part) and part[at].low in _BEHIND:
        at += 1
        named = True
    if named and at < len(part) and part[at].low == "的":
        at += 1
    return at if named else index + 1
