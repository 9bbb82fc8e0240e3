"""Chinese sentences as the shared grammar reads them: places behind a preposition, numbers as
numbers, and the words that set the mood ahead of the verb. Every atom keeps its place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chinese.numbering import numbered
from fiscus.core.reader.chinese.places import placed
from fiscus.core.reader.clauses import LONGEST_SENTENCE
from fiscus.core.reader.marks import COMMAS, SENTENCE_ENDS
from fiscus.core.reader.vocabulary import Entry

_MOODS = frozenset(
    {"question", "leave", "report", "tale", "hypothesis", "past", "unsupported", "negation"}
)
_ASKING = frozenset("吗么呢嘛")
_TRADING = frozenset({"swap", "sell"})


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
    spoken = any(atom.kind == "word" and not atom.text.isascii() for atom in atoms)
    if len(atoms) > LONGEST_SENTENCE or not spoken:
        return atoms
    acting = any(atom.entry.verb is not None for atom in atoms)
    if not acting:
        # "在 Base 上呢": goes on with what was asked before.
        atoms = [replace(atom, entry=_of("noise")) if atom.low == "呢" else atom for atom in atoms]
    parts = _parts([_sense(atoms, index) for index in range(len(atoms))])
    wished = any(atom.has("request") or atom.has("please") for atom in atoms)
    found: list[Atom] = []
    acted = False
    for link, part in parts:
        part = placed(_one_verb(part))
        asking = [atom for atom in part if atom.low in _ASKING]
        if asking and wished:
            part = [atom for atom in part if atom.low not in _ASKING]
        acts = any(atom.entry.verb is not None for atom in part)
        if link is not None:
            found.append(_then(link) if acts and acted else link)
        acted = acted or acts
        found += _moods_first(part)
    return found


def _sense(atoms: Sequence[Atom], index: int) -> Atom:
    """Words of one character that mean several things, and which one it is."""
    atom = atoms[index]
    before = atoms[index - 1] if index else None
    following = atoms[index + 1] if index + 1 < len(atoms) else None
    if atom.low == "的" and _after_share(atoms, index):
        return replace(atom, entry=_of("of"))
    if atom.low == "的":
        return replace(atom, entry=_of("noise"))
    if atom.low == "号" and following is not None and following.has("proposal"):
        return replace(atom, entry=_of("noise"))
    if atom.low == "第" and following is not None and following.number is not None:
        return replace(atom, entry=_of("noise"))
    if atom.low in {"并", "并且", "而且"}:
        return replace(atom, entry=_of("then"), key="then")
    if atom.low in _INSIDE and before is not None and _holds(before):
        return replace(atom, entry=_of("noise"))
    if atom.low in _WRITER and all(
        not other.entry.tags.isdisjoint(_IDLE) for other in atoms[:index]
    ):
        return replace(atom, entry=Entry(frozenset({"subject", "my"})))
    return atom


_INSIDE = frozenset({"上", "里", "中", "内", "里面", "上面"})
_WRITER = frozenset({"我", "我们", "咱们"})
_IDLE = frozenset({"greeting", "please", "noise", "then"})


def _holds(atom: Atom) -> bool:
    """ "在治理合约 0x… 上", "在 Uniswap 上"."""
    return atom.kind in {"address", "name"} or not atom.entry.tags.isdisjoint(
        {"venue", "governor", "wallet"}
    )


def _after_share(atoms: Sequence[Atom], index: int) -> bool:
    """ "100 美元的 ETH", "30% 的 ETH", "100 USDC 的 ETH"."""
    if not index or index + 1 >= len(atoms):
        return False
    before, after = atoms[index - 1], atoms[index + 1]
    thing = bool(after.entry.token) or after.kind == "address"
    worth = before.has("dollar") or before.has("cent") or before.is_mark("%$")
    counted = index > 1 and bool(before.entry.token) and atoms[index - 2].number is not None
    shared = before.has("all") or before.has("half")
    return thing and (worth or counted or shared)


def _of(tag: str) -> Entry:
    return Entry(frozenset({tag}))


def _then(link: Atom) -> Atom:
    """A comma between two requests."""
    return replace(link, kind="word", entry=_of("then"), key="then")


def _parts(atoms: Sequence[Atom]) -> list[tuple[Atom | None, list[Atom]]]:
    """What stands between commas and words like 然后, with the one before it."""
    parts: list[tuple[Atom | None, list[Atom]]] = [(None, [])]
    for atom in atoms:
        if atom.is_mark(COMMAS.replace("\u3001", "") + ":") or atom.has("then"):
            parts.append((atom, []))
        else:
            parts[-1][1].append(atom)
    return parts


def _one_verb(part: list[Atom]) -> list[Atom]:
    """ "卖 1 ETH 换 USDC": the second verb says only what for."""
    found: list[Atom] = []
    trading = False
    for index, atom in enumerate(part):
        verb = atom.entry.verb
        if verb is not None and trading and verb.frame == "swap":
            marked = index + 1 < len(part) and part[index + 1].has("into")
            found.append(replace(atom, entry=_of("noise" if marked else "into")))
            continue
        trading = trading or (verb is not None and verb.frame in _TRADING)
        found.append(atom)
    return found


def _moods_first(part: list[Atom]) -> list[Atom]:
    """Question words, 了 and what else sets the mood, ahead of the verb it belongs to."""
    verb = next((at for at, atom in enumerate(part) if atom.entry.verb is not None), None)
    if verb is None:
        return part
    behind = [atom for atom in part[verb + 1 :] if _sets_mood(atom)]
    if not behind:
        return part
    return [
        *part[:verb],
        *behind,
        part[verb],
        *(atom for atom in part[verb + 1 :] if not _sets_mood(atom)),
    ]


def _sets_mood(atom: Atom) -> bool:
    moody = not atom.entry.tags.isdisjoint(_MOODS)
    return moody and atom.entry.verb is None and atom.entry.support is None
