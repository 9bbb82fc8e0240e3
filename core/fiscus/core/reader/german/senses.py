"""Small German words that mean several things, and which one it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.tables import words
from fiscus.core.reader.vocabulary import NOTHING, Entry

_ABBREVIATIONS = frozenset(
    words("nr ca max min mind evtl bzw inkl mio mrd tsd ggf adr st exkl zzgl abzgl usw prop")
)
_INVERTED = frozenset({"ich", "er", "man", "wir"})
_SMALL = frozenset({"noise", "please", "det"})


def _of(tag: str) -> Entry:
    return Entry(frozenset({tag}))


def sensed(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` of one sentence, each small word with the meaning it has here."""
    found = [_sense(atoms, index) for index in range(len(atoms))]
    for index in range(1, len(found)):
        _then_first(found, index)
    for index in range(len(found) - 1, 0, -1):
        # "Sende ich …?" asks: the subject goes before the verb, where the grammar looks for it.
        verb = found[index - 1].entry.verb
        if found[index].low in _INVERTED and verb is not None and verb.form != "past":
            asked = replace(found[index], entry=_of("question"))
            found[index - 1 : index + 1] = [asked, found[index - 1]]
    return found


def _then_first(found: list[Atom], index: int) -> None:
    """ "und sende dann …": the word for "then" goes before its verb."""
    at = index - 1
    if not found[index].has("then") or " " in found[index].low:
        return
    while at > 0 and not found[at].entry.tags.isdisjoint(_SMALL) and found[at].entry.verb is None:
        at -= 1
    close = at == index - 1
    if found[at].entry.verb is not None and not (close and found[at].low.endswith("n")):
        found.insert(at, found.pop(index))


def _sense(atoms: Sequence[Atom], index: int) -> Atom:
    atom = atoms[index]
    if atom.kind != "word":
        return atom
    entry = _SENSES[atom.low](atoms, index) if atom.low in _SENSES else None
    if atom.has("person") and index + 1 < len(atoms) and _is_party(atoms[index + 1]):
        entry = _of("noise")
    if _is_introduced(atoms, index):
        entry = _of("noise")
    if atom.entry.noun is not None and index and _is_told(atoms, index):
        entry = _of("danger")
    if atom.entry.verb is not None and atom.entry.verb.frame == "send" and _tells(atoms):
        entry = _of("read")
    return atom if entry is None else replace(atom, entry=entry)


def _is_party(atom: Atom) -> bool:
    return atom.kind in {"address", "name"}


def _is_introduced(atoms: Sequence[Atom], index: int) -> bool:
    """ "Maria (0x…)": a name nobody knows beside the address it stands for."""
    unknown = atoms[index].entry is NOTHING and atoms[index].text[:1].isupper()
    beside = atoms[index + 1 : index + 3]
    return unknown and len(beside) == 2 and beside[0].is_mark("(") and _is_party(beside[1])


def _is_told(atoms: Sequence[Atom], index: int) -> bool:
    """ "Die Überweisung von 5 USDC": one that is spoken of, where nothing asks for one."""
    certain = atoms[index - 1].low in {"die", "der", "das", "den", "dem", "diese", "dieser"}
    asked = any(
        atom.entry.verb is not None or not atom.entry.tags.isdisjoint({"light", "request", "want"})
        for atom in atoms
    )
    return certain and not asked


def _tells(atoms: Sequence[Atom]) -> bool:
    """ "Kannst du mir meine Adresse geben?": what is given is only told."""
    asked = any(not atom.entry.tags.isdisjoint(_TOLD) for atom in atoms)
    return asked and not any(atom.number is not None or _is_party(atom) for atom in atoms)


_TOLD = frozenset({"address_of", "balance", "portfolio", "price", "history"})


def _counts(atoms: Sequence[Atom], index: int) -> bool:
    """Whether an amount starts at `index`."""
    if index >= len(atoms):
        return False
    atom = atoms[index]
    amount = not atom.entry.tags.isdisjoint({"all", "half", "numeral"})
    return atom.number is not None or atom.is_mark("$~") or amount


def _above(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Überweisung über 5 USDC", "über 5 USDC" (more than), "über Vorschlag 23"."""
    if _counts(atoms, index + 1):
        told = index > 0 and atoms[index - 1].entry.noun is not None
        return _of("of") if told else _of("approx")
    ahead = atoms[index + 1 : index + 4]
    return _of("on") if any(atom.has("proposal") for atom in ahead) else None


def _onto(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "100 USDC von Base auf Arbitrum bridgen": where they go."""
    crosses = any(
        atom.entry.verb is not None and atom.entry.verb.frame in {"bridge", "move"}
        for atom in atoms
    ) or any(atom.entry.noun == "bridge" for atom in atoms)
    leaves = any(
        atom.has("from") and _places(atoms, at + 1) for at, atom in enumerate(atoms) if at != index
    )
    arrives = any(
        atom.has("to") and _places(atoms, at + 1) for at, atom in enumerate(atoms) if at != index
    )
    if not _places(atoms, index + 1) or arrives or not (crosses or leaves):
        return None
    return _of("to")


def _places(atoms: Sequence[Atom], index: int) -> bool:
    """A chain at `index`, perhaps behind an article or "Netzwerk"."""
    for atom in atoms[index : index + 3]:
        if atom.entry.chain:
            return True
        if not (atom.has("det") or atom.has("network")):
            return False
    return False


def _out_of(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "die Hälfte von meinem ETH", "10 % von"."""
    before = atoms[index - 1] if index else None
    if before is None:
        return None
    if before.has("wallet"):
        return _of("noise")
    share = before.is_mark("%") or not before.entry.tags.isdisjoint({"all", "half", "percent"})
    counted = before.entry.noun is not None and _counts(atoms, index + 1)
    return _of("of") if share or counted else None


def _into(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "100 USDC in ETH tauschen", but "25 Dollar in ETH"."""
    before = atoms[index - 1] if index else None
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    acts = any(atom.entry.verb is not None or atom.entry.noun is not None for atom in atoms)
    if not acts or following is None or not (following.entry.token or following.has("token")):
        return None
    valued = before is not None and (
        before.has("dollar")
        or before.is_mark("$")
        or (index > 1 and before.number is not None and atoms[index - 2].is_mark("$"))
    )
    return None if valued else _of("into")


def _for_me(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Kannst du mir 5 USDC an bob.eth senden": done for the writer, not sent to them."""
    for at, atom in enumerate(atoms):
        if atom.has("to") and any(
            other.kind in {"address", "name"} for other in atoms[at + 1 : at + 6]
        ):
            return _of("noise")
    return None


def _after(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "nach 5 Minuten"."""
    return _of("schedule") if _counts(atoms, index + 1) else None


def _she(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "senden Sie", "sende sie an …", "sie senden"."""
    before = atoms[index - 1] if index else None
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    if before is not None and before.entry.verb is not None:
        return _of("noise") if before.low.endswith("en") else _of("it")
    if before is not None and before.has("light") and before.low.endswith("en"):
        return _of("noise")
    if following is not None and (following.entry.verb is not None or following.has("past")):
        return _of("subject")
    return _of("it") if index else _of("subject")


def _times(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "2 mal"."""
    return _of("danger") if index and _counts(atoms, index - 1) else None


def _for(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "für 100 Dollar ETH kaufen": what is bought is counted in dollars."""
    buys = any(
        atom.entry.verb is not None and atom.entry.verb.frame in {"buy", "get"} for atom in atoms
    )
    end = index + 3
    if not buys or end >= len(atoms) or not _counts(atoms, index + 1):
        return None
    signed = atoms[index + 1].is_mark("$")
    valued = signed or atoms[index + 2].has("dollar") or atoms[index + 2].is_mark("$")
    return _of("noise") if valued and atoms[end].entry.token else None


def _auxiliary(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Ist ETH gestiegen?" asks, "die Überweisung ist fehlgeschlagen" tells."""
    before = [atom for atom in atoms[:index] if atom.entry.tags.isdisjoint(_IDLE)]
    asked = not before or any(atom.has("question") or atom.has("read") for atom in before)
    return None if asked else _of("hypothesis")


def _just(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Könntest du mal eben …": no past."""
    return _of("noise") if index and atoms[index - 1].has("request") else None


def _would(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Ich hätte gern 5 USDC gesendet": a wish, or what was never done."""
    done = any(
        atom.entry.verb is not None and atom.entry.verb.form == "past" for atom in atoms[index:]
    )
    return Entry(frozenset({"want", "danger"})) if done else None


def _modal(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Bob will …", "du kannst …": only without a subject is it the writer who wishes."""
    said = any(
        atom.low in _PERSONS or atom.entry.tags.isdisjoint(_UNSAID) for atom in atoms[:index]
    )
    return _of("report") if said else None


def _let(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "lass bob.eth 5 USDC zukommen"; whoever is let do something does it."""
    arrives = any(atom.low.startswith("zukomm") for atom in atoms)
    return None if arrives else _of("danger")


def _confirmed(atoms: Sequence[Atom], index: int) -> Entry | None:
    """ "Transaktion 5 USDC an bob.eth bestätigt" tells, "bestätigt" alone says yes."""
    return _of("past") if any(atom.number is not None for atom in atoms) else None


_PERSONS = frozenset({"du", "sie", "er", "es", "ihr", "wir", "man"})
_UNSAID = frozenset({"greeting", "noise", "and", "please", "then", "also"})
_MODALS = [
    "möchte",
    "moechte",
    "will",
    "möchte gern",
    "möchte gerne",
    "würde gern",
    "würde gerne",
    "kannst",
    "könntest",
    "würdest",
    "magst",
    "koenntest",
    "wuerdest",
    "moechte gern",
    "moechte gerne",
    "wuerde gern",
    "wuerde gerne",
    "brauche",
    "brauch",
]
_LIKED = [
    f"{who}{have} {like}"
    for who in ("ich ", "")
    for have in ("hätte", "haette", "hätt")
    for like in ("gern", "gerne")
]
_IDLE = frozenset({"greeting", "noise", "and", "please"})
_SENSES = {
    **dict.fromkeys(("ist", "sind", "war", "waren", "hat", "wird", "werden", "wurde"), _auxiliary),
    "wurden": _auxiliary,
    **dict.fromkeys(("eben", "grad", "gerade"), _just),
    **dict.fromkeys(_LIKED, _would),
    **dict.fromkeys(_MODALS, _modal),
    **dict.fromkeys(("bestätigt", "bestaetigt"), _confirmed),
    **dict.fromkeys(("lass", "lasse", "lassen"), _let),
    "über": _above,
    "ueber": _above,
    "auf": _onto,
    "aufs": _onto,
    "von": _out_of,
    "vom": _out_of,
    "nach": _after,
    "in": _into,
    "mir": _for_me,
    "uns": _for_me,
    "sie": _she,
    "mal": _times,
    "für": _for,
    "fuer": _for,
}


def without_abbreviating(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` without the full stops of "Nr. 23" and "ca. 5"."""
    kept: list[Atom] = []
    for atom in atoms:
        short = bool(kept) and kept[-1].low.rpartition(" ")[2] in _ABBREVIATIONS
        if not (atom.is_mark(".") and atom.glued and short):
            kept.append(atom)
    return kept
