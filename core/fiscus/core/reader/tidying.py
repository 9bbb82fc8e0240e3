"""Marks that number, abbreviate or enclose, and say nothing: they are dropped."""

from __future__ import annotations

from dataclasses import replace

from fiscus.core.reader.atoms import Atom


def tidied(atoms: list[Atom]) -> list[Atom]:
    """`atoms` without the numbers of a list, the stop of "no. 22" and the brackets of "<0x…>"."""
    return _without_abbreviations(_without_numbering(_without_brackets(atoms)))


def _without_numbering(atoms: list[Atom]) -> list[Atom]:
    """Drop "1)" and "2." at the beginnings of lines, and the "2)" that follows a "1)"."""
    kept: list[Atom] = []
    skip = expected = 0
    for index, atom in enumerate(atoms):
        if skip:
            skip -= 1
            continue
        if index + 2 < len(atoms) and _numbers(atom, atoms[index + 1], atoms[index + 2]):
            opens = not index or atoms[index - 1].kind == "line"
            counts = atoms[index + 1].text == ")" and atom.text == str(expected + 1) != "1"
            if opens or counts:
                expected, skip = expected + 1, 1
                kept += [] if opens else [replace(atom, kind="line", number=None)]
                continue
        kept.append(atom)
    return kept


def _without_abbreviations(atoms: list[Atom]) -> list[Atom]:
    """Drop the full stop of "proposal no. 22": it ends no sentence."""
    return [
        atom
        for index, atom in enumerate(atoms)
        if not (
            atom.is_mark(".")
            and 0 < index < len(atoms) - 1
            and atoms[index - 1].entry.tags & {"proposal", "ref"}
            and atoms[index - 1].low.endswith((" no", " nr", " num"))
            and atoms[index + 1].number is not None
        )
    ]


def _without_brackets(atoms: list[Atom]) -> list[Atom]:
    """Drop the brackets of "<0x…>"."""
    kept: list[Atom] = []
    closes = False
    for index, atom in enumerate(atoms):
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        named = following is not None and following.kind in {"address", "name", "blob"}
        if atom.is_mark("<") and named and following is not None and following.glued:
            closes = True
            continue
        if closes and atom.text == ">" and atom.glued:
            closes = False
            continue
        kept.append(atom)
    return kept


def _numbers(atom: Atom, mark: Atom, following: Atom) -> bool:
    return atom.kind == "number" and mark.is_mark(").") and mark.glued and not following.glued
