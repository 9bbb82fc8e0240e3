"""One of several: "the first one", "the other one", said to the agent's question.

Only what the person named can be picked; of tokens and chains also what the agent's question
lists, as long as the reader knows them. Whatever is not exactly one thing is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from fiscus.core.reader.answers import NO
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.draft import Draft, Option
from fiscus.core.reader.marks import COMMAS, DASHES
from fiscus.core.reader.numerals import number_of
from fiscus.core.reader.settling import missing_of, settle
from fiscus.core.reader.vocabulary import NOTHING, Vocabulary

OTHER = 0
"""The place of "the other one"."""
UNCLEAR = "which one is meant is unclear"
_ASIDE = frozenset({"confirm", "please", "noise", "correct"})
_LEADING = _ASIDE | {"to", "on"}
_CHAINS = ("from_chain", "to_chain")
_TOKENS = ("token", "to_token")


def place_of(text: str, vocabulary: Vocabulary) -> int | None:
    """Which place of a list `text` names; `OTHER`, or `None` where it says anything else."""
    words = text.lower().replace(",", " ").strip(" .!").split()
    while words and (words[0] in NO or _is(words[0], vocabulary, _LEADING)):
        words.pop(0)
    while words and _is(words[-1], vocabulary, _ASIDE):
        words.pop()
    return vocabulary.language.picks.get(" ".join(words))


def _is(word: str, vocabulary: Vocabulary, tags: frozenset[str]) -> bool:
    return not vocabulary.entries.get(word, NOTHING).tags.isdisjoint(tags)


def picked(
    place: int, said: tuple[str, int], pending: Draft, line: Sequence[Atom], vocabulary: Vocabulary
) -> Draft:
    """`pending` with what is at `place`, or in doubt about it. `said` is the text and its turn."""
    draft = deepcopy(pending)
    ordered = _in_order(line) and not any(_turns(atom) for atom in line)
    own = _own(place, pending, line) if ordered else None
    if own is not None:
        role, option = own
        draft.pick(role, option)
        return settle(draft, vocabulary)
    listed = _listed(place, pending, line) if ordered else None
    if listed is None:
        draft.doubt("request", UNCLEAR)
        return draft
    draft.text, draft.turn = said
    draft.put(*listed, (0, len(draft.text)))
    return settle(draft, vocabulary)


def _own(place: int, pending: Draft, line: Sequence[Atom]) -> tuple[str, Option] | None:
    """Of what the person named: by its order, or as what the agent's question left out."""
    if len(pending.choices) != 1:
        return None
    role, options = next(iter(pending.choices.items()))
    values = [_plain(role, option.value.value) for option in options]
    others = {_plain(role, str(value)) for value in pending.params.values()}
    named = list(dict.fromkeys(_named(role, line)))
    if len(set(values)) < len(values) or not set(named) <= others | set(values):
        return None
    named = [value for value in named if value in values]
    if place == OTHER:
        if len(values) != 2 or len(named) != 1:
            return None
        return role, options[1 - values.index(named[0])]
    if place > len(values) or (named and named != values):
        return None
    return role, options[place - 1]


def _plain(role: str, value: str) -> str:
    """A value as it is compared with what the agent's line says."""
    number = number_of(value) if role == "amount" else None
    return str(number.normalize()) if number is not None else value.lower()


def _named(role: str, line: Sequence[Atom]) -> list[str]:
    """Every value of the role's kind in the agent's line, in order."""
    if role == "recipient":
        return [atom.text.lower() for atom in line if atom.kind in {"address", "name", "blob"}]
    if role == "amount":
        return [str(atom.number.normalize()) for atom in line if atom.number is not None]
    return [name.lower() for atom in line if (name := _thing(role, atom)) is not None]


def _thing(role: str, atom: Atom) -> str | None:
    entry = atom.entry
    if atom.kind != "word":
        return None
    symbol = bool(entry.token) and atom.text.upper() == entry.token
    if role in _CHAINS:
        return None if symbol else entry.chain
    return entry.token if entry.token and (atom.text.isupper() or entry.is_plain) else None


def _listed(place: int, pending: Draft, line: Sequence[Atom]) -> tuple[str, str] | None:
    """Of the tokens or chains that the agent's question lists for the one open role."""
    role = _open(pending, line)
    if role is None or place == OTHER or pending.doubts or _says_more(pending, line):
        return None
    taken = [pending.params.get(other) for other in (*_TOKENS, *_CHAINS)]
    found = [
        (index, name)
        for index, atom in enumerate(line)
        if (name := _thing(role, atom)) is not None and name not in taken
    ]
    names = [name for _, name in found]
    if len(set(names)) < len(names) or len(names) < 2 or place > len(names):
        return None
    first, last = found[0][0], found[-1][0]
    if _goes_on(line, first - 1) or _goes_on(line, last + 1):
        return None
    places = {index for index, _ in found}
    between = [line[index] for index in range(first, last) if index not in places]
    if not all(_parts(atom) for atom in between) or len(between) < len(names) - 1:
        return None
    return role, names[place - 1]


def _open(pending: Draft, line: Sequence[Atom]) -> str | None:
    """The token or chain to be asked for; the chain of a whole request may be, too."""
    missing = missing_of(pending)
    if not missing and "from_chain" not in pending.params:
        missing = ["from_chain"]
    alone = len(missing) == 1 and missing[0] in (*_TOKENS, *_CHAINS)
    return missing[0] if alone and missing[0] not in pending.params else None


def _says_more(pending: Draft, line: Sequence[Atom]) -> bool:
    """A party or figure that is not the person's, or words of somebody else."""
    own = {str(value).lower() for value in pending.params.values()}
    for index, atom in enumerate(line):
        if atom.kind in {"quote", "note", "blob"}:
            return True
        if atom.kind in {"address", "name"} and atom.text.lower() not in own:
            return True
        if atom.number is not None and atom.text not in own and not _enumerates(line, index):
            return True
    return False


def _enumerates(line: Sequence[Atom], index: int) -> bool:
    """The "1" of "1. USDC"."""
    following = line[index + 1] if index + 1 < len(line) else None
    counts = line[index].number is not None and following is not None
    return counts and following is not None and following.is_mark(".)")


def _turns(atom: Atom) -> bool:
    """Somebody else's words, or "which one should I not pay?"."""
    refuses = atom.has("negation") or atom.has("void") or atom.key == "instead"
    return refuses or atom.kind in {"quote", "note"}


def _in_order(line: Sequence[Atom]) -> bool:
    """Numbers before the options count them: 1, 2, 3."""
    counted = [line[index].number for index in range(len(line)) if _enumerates(line, index)]
    return counted == list(range(1, len(counted) + 1))


def _goes_on(line: Sequence[Atom], index: int) -> bool:
    """The list has something more there, that is no token or chain the reader knows."""
    if not 0 <= index < len(line):
        return False
    atom = line[index]
    if atom.is_mark(".)") and index:
        return line[index - 1].number != 1
    return atom.kind == "line" or atom.has("or") or atom.is_mark(COMMAS + DASHES + ";/•*(")


def _parts(atom: Atom) -> bool:
    if atom.kind == "word":
        return any(atom.has(tag) for tag in ("or", "on", "from", "to", "for", "det"))
    return atom.kind == "line" or atom.number is not None or atom.is_mark(",;.)(/")
