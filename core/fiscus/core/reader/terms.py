"""Terms of a request: slippage, a minimum, a proposal, a reference number."""

from __future__ import annotations

import re

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.amounts import amount_at
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.money import money_at
from fiscus.core.reader.phrases import Named, Phrase
from fiscus.core.reader.things import Scene


def term_at(scene: Scene, index: int, marker: str) -> Phrase | None:
    """The term that starts at `index`, if any does."""
    return (
        _slippage(scene, index)
        or _minimum(scene, index)
        or _proposal(scene, index, marker)
        or _ratio(scene, index)
        or _reference(scene, index)
    )


def _slippage(scene: Scene, index: int) -> Phrase | None:
    """ "1% slippage", "max slippage half a percent", "slippage 50 bps"."""
    if scene.has(index, "slippage"):
        at = scene.skip(index, "slippage")
        while scene.marked(at, ":=<\u2264") or scene.has(at, *_BEFORE_PERCENT):
            at += 1
        amount = _percent(scene, at)
        end = amount.end if amount else at
        if amount is not None and scene.has(end, "slippage"):
            end += 1
        return Phrase("slippage", index, end, amount=amount)
    amount = _percent(scene, scene.skip(index, "det", "all", "approx", "noise"))
    if amount is None:
        return None
    after = scene.skip(amount.end, "all", "noise")
    if not scene.has(after, "slippage"):
        return None
    return Phrase("slippage", index, scene.skip(after, "slippage"), amount=amount)


_BEFORE_PERCENT = ("of", "at", "to", "det", "noise", "all", "approx")


def _percent(scene: Scene, index: int) -> Amount | None:
    if index >= len(scene.atoms):
        return None
    amount = amount_at(scene.atoms, index, scene.vocabulary.language)
    if amount is None or not (amount.value.endswith("%") or amount.kind == "bps"):
        return None
    return amount


def _minimum(scene: Scene, index: int) -> Phrase | None:
    """ "at least 4000 USDT"; "5 min" is a time."""
    before = scene.at(index - 1)
    if not scene.has(index, "min") or (before is not None and before.number is not None):
        return None
    at = scene.skip(index, "min")
    while scene.marked(at, ":=") or scene.has(at, "of"):
        at += 1
    money = money_at(scene, at, "")
    if money is None or money.amount is None:
        return None
    return Phrase("min", index, money.end, amount=money.amount, token=money.token)


def _proposal(scene: Scene, index: int, marker: str) -> Phrase | None:
    """ "proposal #57", "prop 57", "#57"."""
    at = scene.skip(index, "det", "noise")
    if not scene.has(at, "proposal") and not scene.marked(at, "#"):
        return None
    at = scene.skip(at, "proposal")
    while scene.marked(at, "#:=") or scene.has(at, "chain_id"):
        at += 1
    atom = scene.at(at)
    if atom is not None and atom.kind == "number" and atom.text.isdigit():
        named = Named(atom.text, atom.start, atom.end)
        return Phrase("proposal", index, at + 1, marker, party=named)
    return None if scene.marked(index, "#") else Phrase("proposal", index, at, marker)


def _ratio(scene: Scene, index: int) -> Phrase | None:
    """ "50/50", "2:1", "60-30-10": parts of a whole, and no fraction of a coin."""
    parts, end = _parts(scene, index)
    last = scene.at(end)
    counts = last is not None and bool(last.entry.token or last.entry.unit or last.has("of"))
    told = sum(parts) == 100 or scene.marked(index + 1, ":")
    if len(parts) < 2 or counts or not told:
        return None
    return Phrase("ratio", index, end, text=":".join(map(str, parts)))


def _parts(scene: Scene, index: int) -> tuple[list[int], int]:
    atom = scene.at(index)
    if atom is not None and atom.kind == "blob" and _DASHED.match(atom.text):
        return [int(part) for part in atom.text.split("-")], index + 1
    parts: list[int] = []
    while (atom := scene.at(index)) is not None and _is_part(atom):
        parts.append(int(atom.text))
        index += 1
        if not scene.marked(index, _BETWEEN_PARTS):
            return parts, index
        index += 1
    return [], index


def _is_part(atom: Atom) -> bool:
    plain = atom.text.isascii() and atom.text.isdigit() and len(atom.text) <= 3
    return atom.number is not None and plain


_DASHED = re.compile(r"\d{1,3}(?:-\d{1,3})+\Z", re.ASCII)
_BETWEEN_PARTS = "/:-"


def _reference(scene: Scene, index: int) -> Phrase | None:
    """ "invoice #2023-007", "(invoice 77/2024)": a number that counts nothing."""
    if not scene.has(index, "ref"):
        return None
    end = index + 1
    while scene.marked(end, "#:"):
        end += 1
    while _is_reference_number(scene, end):
        end += 1
        if scene.marked(end, "/") and _is_reference_number(scene, end + 1):
            end += 1
    return Phrase("noise", index, end) if end > index + 1 else None


def _is_reference_number(scene: Scene, index: int) -> bool:
    atom = scene.at(index)
    return atom is not None and atom.kind in {"number", "blob"} and atom.family is None
