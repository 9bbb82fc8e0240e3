"""Clauses and their mood: only a request may lead to an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import COMMAS, DASHES, QUESTION, SENTENCE_ENDS
from fiscus.core.reader.moods import is_ballot, mood_of

LONGEST_SENTENCE = 120
"""Atoms; it bounds the work on any text, and nobody needs more to ask for something."""
_LOOKAHEAD = 10
_SKIPPED = (
    "noise",
    "please",
    "greeting",
    "request",
    "light",
    "also",
    "then",
    "det",
    "and",
    "subject",
)
_BREAKS = (
    "read",
    "question",
    "void",
    "subject",
    "request",
    "negation",
    "leave",
    "report",
    "unsupported",
    "condition",
    "schedule",
)

_TELLING = (*_BREAKS, "want", "past", "light", "receives", "gets")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of one sentence with at most one verb that asks for something.

    `mood` is `request`, `unsure` ("send 5 USDC to bob.eth?"), `question`, `negated`, `void`
    ("quote only"), `past`, `reported`, `conditional`, `unsupported`, `hypothetical`, `statement`,
    `stance` ("I support proposal 4"), `rambling` (too long to be a request) or `fragment`.
    """

    number: int
    sentence: int
    atoms: tuple[Atom, ...]
    head: int | None
    """Index of the verb among `atoms`."""
    lead: int
    """Index of the light verb before it ("make a transfer"), or the same."""
    frame: str | None
    mood: str
    after: str = ""
    """The connective before it: `then`, `and`, `or`, `comma`, `colon` or nothing."""


def clauses_of(atoms: Sequence[Atom]) -> list[Clause]:
    """Split at sentence ends, and at connectives before a new verb."""
    clauses: list[Clause] = []
    for number, (sentence, asked) in enumerate(_sentences(atoms)):
        if len(sentence) > LONGEST_SENTENCE:
            clauses.append(Clause(len(clauses), number, (), None, 0, None, "rambling"))
            continue
        parts = _parts(sentence)
        for position, (part, after) in enumerate(parts):
            last = position == len(parts) - 1
            if part:
                place = len(clauses), number
                clauses.append(_clause(place, part, after=after, asked=asked and last))
    return clauses


def _sentences(atoms: Sequence[Atom]) -> list[tuple[list[Atom], bool]]:
    sentences: list[tuple[list[Atom], bool]] = []
    current: list[Atom] = []
    for atom in atoms:
        if atom.is_mark(SENTENCE_ENDS):
            if current:
                sentences.append((current, atom.text in QUESTION))
                current = []
            elif sentences and atom.text in QUESTION:
                sentences[-1] = (sentences[-1][0], True)
        else:
            current.append(atom)
    if current:
        sentences.append((current, False))
    return sentences


def _parts(atoms: list[Atom]) -> list[tuple[tuple[Atom, ...], str]]:
    """Cut before connectives that open a new clause."""
    parts: list[tuple[tuple[Atom, ...], str]] = []
    start, after = 0, ""
    told = named = headed = False
    for index, atom in enumerate(atoms):
        link = _link(atoms, index)
        # A clause ends after its verb; before it, only if nothing was named yet ("on base, send").
        ready = bool(link) and index > start and (told or not named)
        ready = ready and not _only_waits(atoms[start:index])
        if ready and _opens_clause(atoms, index, link):
            parts.append((tuple(atoms[start:index]), after))
            start, after = index + 1, link
            told = named = headed = False
            continue
        if headed and index > start and atom.has("subordinate"):
            parts.append((tuple(atoms[start:index]), after))
            start, after, told, named, headed = index, "", True, False, False
            continue
        if link == "then" and index == start and after != "or":
            after = "then"
        headed = headed or is_head(atoms, index)
        told = told or headed or _tells(atom)
        named = named or _is_thing(atom)
    parts.append((tuple(atoms[start:]), after))
    return parts


def _only_waits(atoms: list[Atom]) -> bool:
    """ "when gas is low, …": a condition said first belongs to what follows."""
    return any(atom.kind == "when" for atom in atoms) and all(
        atom.kind in {"when", "mark", "line"} or _is_silent(atom) for atom in atoms
    )


def _tells(atom: Atom) -> bool:
    return not atom.entry.tags.isdisjoint(_TELLING)


def _is_thing(atom: Atom) -> bool:
    entry = atom.entry
    return atom.kind in {"number", "address", "name", "blob"} or bool(entry.chain or entry.token)


def _link(atoms: list[Atom], index: int) -> str:
    atom = atoms[index]
    if atom.kind == "word":
        tags = atom.entry.tags
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        if "then" in tags and following is not None and following.has("time"):
            return ""
        if not tags.isdisjoint(_LINKS):
            return next(tag for tag in _LINKS if tag in tags)
        return "but" if atom.key == "but" else ""
    if atom.is_mark(":"):
        return "colon"
    return "comma" if atom.kind == "line" or atom.is_mark(COMMAS + DASHES + "()") else ""


_LINKS = ("then", "also", "and", "or")
_PAUSES = frozenset({"comma", "colon", "but"})


def _opens_clause(atoms: list[Atom], index: int, link: str) -> bool:
    at = index + 1
    furthest = min(len(atoms), index + _LOOKAHEAD)
    while at < furthest and _is_passed(atoms[at]):
        if link in _PAUSES and not atoms[at].entry.tags.isdisjoint(_BREAKS):
            return True
        at += 1
    if at >= furthest:
        return False
    atom = atoms[at]
    if atom.entry.support is not None and _is_vote(atoms[:index]):
        return False
    if is_head(atoms, at) or atom.has("read"):
        return True
    if link == "then" or _asks_more(atoms, index):
        return True
    if link in {"and", "or", "also"} and atom.entry.support is not None:
        return False
    return link in _PAUSES | {"and", "also"} and not atom.entry.tags.isdisjoint(_BREAKS)


def _is_vote(atoms: list[Atom]) -> bool:
    """ "cast vote: proposal 31, abstain": how to vote, and no verb of its own."""
    votes = [atom for atom in atoms if atom.entry.verb and atom.entry.verb.frame == "vote"]
    return bool(votes) and all(atom.entry.support is None for atom in atoms)


_ASKABLE = frozenset({"price", "balance", "portfolio", "history", "address_of"})
_BEFORE_ASKABLE = ("and", "det", "my", "your", "also", "noise", "please")


def _asks_more(atoms: list[Atom], index: int) -> bool:
    """ "the price of LINK and my LINK balance": two questions."""
    if all(atom.entry.tags.isdisjoint(_ASKABLE) for atom in atoms[:index]):
        return False
    for atom in atoms[index + 1 : index + 5]:
        if not atom.entry.tags.isdisjoint(_ASKABLE):
            return True
        small = any(atom.has(tag) for tag in _BEFORE_ASKABLE)
        if not (small or atom.entry.token or atom.entry.chain):
            return False
    return False


def _is_passed(atom: Atom) -> bool:
    return _is_silent(atom) or atom.kind == "when" or atom.is_mark(",")


def _is_silent(atom: Atom) -> bool:
    return not atom.entry.tags.isdisjoint(_SKIPPED) and atom.entry.verb is None


def is_head(atoms: Sequence[Atom], index: int) -> bool:
    """Whether the verb here is a verb: not "a swap", "my trade", "the vote", "for helping"."""
    atom = atoms[index]
    verb = atom.entry.verb
    if verb is None or verb.form == "third" or atom.kind != "word" or atom.possessive:
        return False
    if atom.entry.noun is not None and _key(atoms, index + 1) == "of":
        return False
    before = atoms[index - 1] if index else None
    if before is None:
        return True
    if before.glued and before.is_mark("$#@"):
        return False
    nominal = any(before.has(tag) for tag in ("my", "your", "some", "adjective"))
    if nominal or before.key in {"a", "an", "the", "this", "that", "any", "of"}:
        return False
    return not (verb.form == "gerund" and before.has("for"))


def _key(atoms: Sequence[Atom], index: int) -> str:
    return atoms[index].key if index < len(atoms) else ""


def _clause(place: tuple[int, int], atoms: tuple[Atom, ...], *, after: str, asked: bool) -> Clause:
    lead, head, frame = _head(atoms)
    mood = mood_of(atoms, lead, head, asked=asked)
    return Clause(*place, atoms, head, lead, frame, mood, after)


def _head(atoms: tuple[Atom, ...]) -> tuple[int, int | None, str | None]:
    """Where the verb begins, the verb (or the noun: "make a transfer of"), and its frame."""
    infinitive = _infinitive(atoms)
    if infinitive is not None:
        return infinitive, infinitive, _frame_at(atoms, infinitive)
    payee = _payee(atoms)
    if payee is not None:
        return payee, payee, "send"
    for index, atom in enumerate(atoms):
        if is_ballot(atoms, index) and _silent_before(atoms, index):
            return index, index, "vote"
        made = _made(atoms, index) if atom.has("light") else None
        if made is not None:
            return made
        if is_head(atoms, index) and atom.entry.verb is not None:
            return index, index, atom.entry.verb.frame
    for index, atom in enumerate(atoms):
        if atom.has("want"):
            return index, index, "buy"
    return 0, None, None


def _made(atoms: tuple[Atom, ...], index: int) -> tuple[int, int, str | None] | None:
    """ "make a transfer", and "mets la proposition 8 … en file" with the noun at its end."""
    if any(later.entry.noun == "queue" for later in atoms[index + 1 :]):
        return index, index, "queue"
    noun = _noun_after(atoms, index)
    return None if noun is None else (index, noun, atoms[noun].entry.noun)


def _payee(atoms: tuple[Atom, ...]) -> int | None:
    """The "should get" of "bob.eth should get 5 USDC"."""
    for index in range(1, len(atoms)):
        if atoms[index].has("receives") or atoms[index].has("gets"):
            named = atoms[index - 1].kind in {"address", "name"} or atoms[index - 1].is_mark(")>")
            return index if named else None
    return None


def _silent_before(atoms: tuple[Atom, ...], index: int) -> bool:
    return all(_is_silent(atom) or atom.kind != "word" for atom in atoms[:index])


def _frame_at(atoms: tuple[Atom, ...], index: int) -> str | None:
    verb = atoms[index].entry.verb
    return verb.frame if verb is not None else None


def _infinitive(atoms: tuple[Atom, ...]) -> int | None:
    """The second verb of "use 120 DAI to buy WETH": the first only says what with."""
    if not any(_frame_at(atoms, index) == "spend" for index in range(len(atoms))):
        return None
    for index in range(2, len(atoms)):
        if atoms[index - 1].has("to") and is_head(atoms, index):
            return index if _frame_at(atoms, index) != "spend" else None
    return None


def _noun_after(atoms: tuple[Atom, ...], index: int) -> int | None:
    """The last action noun within a few words of a light verb: "a cross chain bridging order"."""
    found: int | None = None
    for at in range(index + 1, min(index + 7, len(atoms))):
        atom = atoms[at]
        if atom.entry.noun is not None and (found is None or atom.entry.noun != "send"):
            found = at
        elif not (atom.has("det") or atom.has("noise") or atom.has("token") or atom.has("order")):
            break
    return found
