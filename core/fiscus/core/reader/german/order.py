"""German sentences in the order that the shared grammar reads: the verb before its things.

Verbs at the end come forward ("5 USDC an bob.eth senden"), verbs in two parts become one ("Stimme
… ab"), and small words that mean several things become the one they mean here. Every atom keeps
its place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.clauses import LONGEST_SENTENCE
from fiscus.core.reader.german.numbering import numbered
from fiscus.core.reader.german.particles import joined_verbs
from fiscus.core.reader.german.senses import sensed
from fiscus.core.reader.language import Verb
from fiscus.core.reader.marks import COMMAS, DASHES, SENTENCE_ENDS
from fiscus.core.reader.vocabulary import Entry

_OPENING = frozenset({"request", "want", "light", "question", "leave"})
_HOLDING = frozenset({"request", "question", "leave"})
_TELLING = frozenset(
    {"report", "tale", "hypothesis", "past", "subject", "unsupported", "subordinate", "condition"}
    | {"schedule", "read", "void"}
)
_TRAILING = frozenset({"please", "noise", "greeting", "order", "schedule"})
_LINKS = frozenset({"and", "or", "then", "also"})


def arranged(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` in the order of an English sentence."""
    found: list[Atom] = []
    sentence: list[Atom] = []
    for atom in numbered(atoms):
        if atom.is_mark(SENTENCE_ENDS) or atom.kind == "line":
            found += [*_sentence(sentence), atom]
            sentence = []
        else:
            sentence.append(atom)
    return found + _sentence(sentence)


def _sentence(atoms: list[Atom]) -> list[Atom]:
    if len(atoms) > LONGEST_SENTENCE or not any(atom.kind == "word" for atom in atoms):
        return atoms
    return _fronted(_led(sensed(joined_verbs(_wished(atoms)))))


def _led(atoms: list[Atom]) -> list[Atom]:
    """ "Bitte erst …", "gestern dann …": the word for "then" parts nothing before anything is
    said, and so goes ahead."""
    for index, atom in enumerate(atoms):
        entry = atom.entry
        if atom.has("then"):
            return [atom, *atoms[:index], *atoms[index + 1 :]]
        if entry.verb or entry.token or entry.chain or entry.noun or atom.kind != "word":
            break
        if not entry.tags.isdisjoint(_LINKS | _OPENING):
            break
    return atoms


def _wished(atoms: list[Atom]) -> list[Atom]:
    """ "Ich möchte, dass du 5 USDC an bob.eth schickst": a wish and an infinitive."""
    for index, atom in enumerate(atoms[:12]):
        if atom.low not in {"dass", "wenn"} or index < 2 or index + 2 > len(atoms):
            continue
        opened = atoms[index - 2].entry.tags & {"request", "want"}
        if opened and atoms[index - 1].is_mark(",") and atoms[index + 1].low in {"du", "sie"}:
            rest = [_infinitive(other) for other in atoms[index + 2 :]]
            if rest and rest[-1].low in _ABLE:
                rest.pop()
            return [*atoms[: index - 1], *rest]
    return atoms


_ABLE = frozenset(
    {"kannst", "könntest", "koenntest", "würdest", "wuerdest"}
    | {"können", "könnten", "koennten", "würden", "wuerden"}
)


def _infinitive(atom: Atom) -> Atom:
    verb = atom.entry.verb
    if verb is None or verb.form != "third" or not atom.low.endswith("st"):
        return atom
    return replace(atom, low="-en", entry=replace(atom.entry, verb=Verb(verb.frame)))


def _fronted(atoms: list[Atom]) -> list[Atom]:
    """Verbs at the end of their part, moved to its beginning; what sets the mood stays ahead."""
    found: list[Atom] = []
    mark = -1
    """Index in `found` of the last word that sets the mood, or of the last verb."""
    opener: Atom | None = None
    """The "kannst du" that holds for every infinitive of the sentence."""
    for index, atom in enumerate(atoms):
        if _is_final(atoms, index):
            infinitive = [atom]
            if found and found[-1].low == "zu":
                found.pop()
                mark = min(mark, len(found) - 1)
                infinitive = [Atom("word", "zu", atom.start, atom.start, _TO, low="zu"), atom]
                if opener is None and mark < 0:
                    # "Bitte bob.eth, 5 USDC zu senden": somebody else is to do it.
                    infinitive = [replace(infinitive[0], entry=_DANGER), atom]
            at = _beginning(found, mark)
            purpose = _is_purpose(found, at) or infinitive[0].entry is _DANGER
            moved = infinitive if purpose else [atom]
            if opener is not None and mark >= 0 and found[mark].entry.verb is not None:
                moved = [replace(opener, start=atom.start, end=atom.start), *moved]
            found[at:at] = moved
            mark = at + len(moved) - 1
            continue
        found.append(atom)
        if opener is None and not atom.entry.tags.isdisjoint(_HOLDING):
            opener = atom
        if atom.entry.verb is not None or not atom.entry.tags.isdisjoint(_OPENING | _TELLING):
            mark = len(found) - 1
    return [atom for atom in found if atom.low != "um" or atom.entry.tags]


_DANGER = Entry(frozenset({"danger"}))
_TO = Entry(frozenset({"to"}))


def _is_purpose(found: Sequence[Atom], at: int) -> bool:
    """ "um ETH zu kaufen"."""
    return any(atom.low == "um" for atom in found[max(0, at - 1) : at + 1])


def _is_final(atoms: Sequence[Atom], index: int) -> bool:
    """An infinitive with nothing but small words behind it in its part of the sentence."""
    atom = atoms[index]
    verb = atom.entry.verb
    if verb is None or verb.form != "base" or not atom.low.endswith("n") or not index:
        return False
    for following in atoms[index + 1 :]:
        if not following.entry.tags.isdisjoint(_LINKS) or _pauses(following):
            return True
        if following.entry.tags.isdisjoint(_TRAILING) or following.kind != "word":
            return False
    return True


def _pauses(atom: Atom) -> bool:
    return atom.is_mark(COMMAS + DASHES + "():")


def _beginning(found: Sequence[Atom], mark: int) -> int:
    """Where the part begins whose last word that sets the mood is at `mark`."""
    if mark < 0:
        return int(bool(found) and found[0].has("then"))
    if found[mark].entry.verb is None and not found[mark].entry.tags.isdisjoint(_OPENING):
        return mark + 1
    parted = False
    for index in range(mark + 1, len(found)):
        parts = not found[index].entry.tags.isdisjoint(_LINKS) or _pauses(found[index])
        if parted and not parts:
            return index
        parted = parted or parts
    return len(found) if parted else mark + 1
