"""Chinese sentences as the shared grammar reads them: places behind a preposition, numbers as
numbers, and the words that set the mood ahead of the verb. Every atom keeps its place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.chinese.numbering import numbered
from fiscus.core.reader.chinese.places import placed
from fiscus.core.reader.chinese.senses import meaning, sensed
from fiscus.core.reader.clauses import LONGEST_SENTENCE
from fiscus.core.reader.marks import COMMAS, SENTENCE_ENDS

_MOODS = frozenset(
    {"question", "leave", "report", "tale", "hypothesis", "past", "unsupported", "negation"}
)
_ASKING = frozenset("吗么呢嘛")
_READ = frozenset({"price", "balance", "portfolio", "address_of", "history"})
_ABLE = frozenset("能可")
"""In a wish that may end in 吗: 能不能, 可以."""
_TRADING = frozenset({"swap", "sell"})


def arranged(atoms: Sequence[Atom]) -> list[Atom]:
    """`atoms` in the order of an English sentence."""
    found: list[Atom] = []
    sentence: list[Atom] = []
    for atom in numbered(atoms):
        if atom.is_mark(SENTENCE_ENDS):
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
        # "在 Base 上呢", "多少钱了": nothing was done that these could be about.
        reads = any(not atom.entry.tags.isdisjoint(_READ) for atom in atoms)
        idle = frozenset("呢了" if reads else "呢")
        atoms = [
            replace(atom, entry=meaning("noise")) if atom.low in idle else atom for atom in atoms
        ]
    parts = _parts(sensed(atoms))
    wished = any(atom.has("request") and not _ABLE.isdisjoint(atom.low) for atom in atoms)
    found: list[Atom] = []
    acted = False
    for link, part in parts:
        part = placed(_unclaimed(_one_verb(part)))
        asking = [atom for atom in part if atom.low in _ASKING]
        if asking and wished:
            part = [atom for atom in part if atom.low not in _ASKING]
        acts = any(atom.entry.verb is not None for atom in part)
        if link is not None:
            found.append(_then(link) if acts and acted else link)
        acted = acted or acts
        found += _moods_first(part)
    return found


def _then(link: Atom) -> Atom:
    """A comma between two requests."""
    return replace(link, kind="word", entry=meaning("then"), key="then")


def _parts(atoms: Sequence[Atom]) -> list[tuple[Atom | None, list[Atom]]]:
    """What stands between commas and words like 然后, with the one before it."""
    parts: list[tuple[Atom | None, list[Atom]]] = [(None, [])]
    for atom in atoms:
        if atom.has("then") and not any(map(_says_more, parts[-1][1])):
            # "昨天先…": what stands before the word for "first" belongs to what comes.
            parts[-1] = (atom, parts[-1][1])
        elif _parts_here(atom):
            parts.append((atom, []))
        else:
            parts[-1][1].append(atom)
    return parts


def _parts_here(atom: Atom) -> bool:
    listed = atom.is_mark("\u3001")
    return (atom.is_mark(COMMAS + ":") and not listed) or atom.kind == "line" or atom.has("then")


def _says_more(atom: Atom) -> bool:
    """A verb or a thing: more than when or how."""
    entry = atom.entry
    thing = atom.number is not None or atom.kind in {"address", "name", "blob"}
    return thing or bool(entry.verb or entry.token or entry.chain)


def _one_verb(part: list[Atom]) -> list[Atom]:
    """ "卖 1 ETH 换 USDC": the second verb says only what for."""
    found: list[Atom] = []
    trading = False
    for index, atom in enumerate(part):
        verb = atom.entry.verb
        if verb is not None and trading and verb.frame == "swap":
            marked = index + 1 < len(part) and part[index + 1].has("into")
            found.append(replace(atom, entry=meaning("noise" if marked else "into")))
            continue
        trading = trading or (verb is not None and verb.frame in _TRADING)
        found.append(atom)
    return found


_CLAIMING = frozenset({"to", "from", "of", "between", "recipient", "governor", "token"})
_BESIDE = frozenset({"on", "with", "via", "wallet"})
_ABOUT = frozenset({"noise", "det", "my", "their", "person", "and", "wallet"})


def _unclaimed(part: list[Atom]) -> list[Atom]:
    """ "alice.eth 转 10 USDC": whoever stands bare before the verb acts, and receives nothing."""
    verb = next((at for at, atom in enumerate(part) if atom.entry.verb is not None), 0)
    first = next((at for at in range(verb) if part[at].kind in {"address", "name"}), None)
    if first is None or _is_claimed(part[:first]):
        return part
    doubt = replace(part[first], kind="word", family=None, entry=meaning("danger"))
    return [*part[:first], doubt, *part[first:]]


def _is_claimed(before: Sequence[Atom]) -> bool:
    """Whether a preposition or a role stands before what comes, with words about it between."""
    if before and not before[-1].entry.tags.isdisjoint(_BESIDE):
        return True
    for atom in reversed(before):
        if not atom.entry.tags.isdisjoint(_CLAIMING):
            return True
        if atom.entry.tags.isdisjoint(_ABOUT) and not atom.is_mark(":("):
            return False
    return False


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
