"""Tokens, chains, parties and proposals at a place in a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.marks import DASHES
from fiscus.core.reader.phrases import Named
from fiscus.core.reader.slips import chain_meant
from fiscus.core.reader.vocabulary import NOTHING, Entry, Vocabulary

_SKIP_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """A clause's atoms, and what is needed to name things in it."""

    atoms: Sequence[Atom]
    vocabulary: Vocabulary
    shouting: bool = False
    """The whole message is in capitals: capitals say nothing about tickers."""

    def at(self, index: int) -> Atom | None:
        return self.atoms[index] if 0 <= index < len(self.atoms) else None

    def has(self, index: int, *tags: str) -> bool:
        if not 0 <= index < len(self.atoms):
            return False
        return not self.atoms[index].entry.tags.isdisjoint(tags)

    def marked(self, index: int, marks: str) -> bool:
        atom = self.at(index)
        return atom is not None and atom.is_mark(marks)

    def skip(self, index: int, *tags: str) -> int:
        furthest = index + _SKIP_LIMIT
        while index < furthest and self.has(index, *tags):
            index += 1
        return index


def token_at(scene: Scene, index: int, *, after_amount: bool) -> tuple[Named, int] | None:
    """A token by symbol, name, `$TICKER`, or by address beside the word "token"."""
    atom = scene.at(index)
    if atom is None:
        return None
    following = scene.at(index + 1)
    if atom.is_mark("$") and following is not None and following.glued:
        named = _ticker(scene, following, marked=True)
        return (named, index + 2) if named else None
    if atom.kind == "address":
        return _contract(scene, index) if scene.has(index + 1, "token") else None
    if scene.has(index, "token"):
        return _after_noun(scene, index)
    named = _symbol(atom, after_amount=after_amount) or _ticker(scene, atom, marked=False)
    return (named, index + 1) if named else None


def _after_noun(scene: Scene, index: int) -> tuple[Named, int] | None:
    """ "token 0x…", "token: 0x…", "contract 0x…"."""
    index = scene.skip(index, "token", "at")
    while scene.marked(index, ":=") or scene.has(index, "at"):
        index += 1
    return _contract(scene, index)


def _contract(scene: Scene, index: int) -> tuple[Named, int] | None:
    atom = scene.at(index)
    if atom is None or atom.kind != "address":
        return None
    return Named(atom.text, atom.start, atom.end, atom.family), index + 1


def _symbol(atom: Atom, *, after_amount: bool) -> Named | None:
    entry = atom.entry
    if not entry.token or atom.kind != "word" or atom.possessive:
        return None
    if entry.is_plain or _means_only(entry, after_amount):
        return Named(entry.token, atom.start, atom.end)
    if not atom.text.isupper() or (not after_amount and len(atom.text) < 3):
        return None
    return Named(entry.token, atom.start, atom.end)


def _means_only(entry: Entry, expected: bool) -> bool:
    """An ordinary word, or the name of a protocol, is a token where one is expected."""
    other = entry.tags - {"ordinary", "venue", "unsupported"}
    return expected and not (other or entry.verb or entry.noun)


def _ticker(scene: Scene, atom: Atom, *, marked: bool) -> Named | None:
    """An unknown symbol: after `$`, or in capitals."""
    text = atom.text
    if atom.kind not in {"word", "blob"} or not (text.isascii() and text.isalnum()):
        return None
    if not 2 <= len(text) <= 11 or (text[0].isdigit() and text.isdigit()):
        return None
    if marked:
        return Named(
            atom.entry.token or text.upper(), atom.start, atom.end, known=bool(atom.entry.token)
        )
    capitals = scene.vocabulary.language.capitals
    plain = atom.entry == type(atom.entry)()
    if not (plain and text.isupper()) or scene.shouting or text in capitals or atom.kind == "blob":
        return None
    return Named(text, atom.start, atom.end, known=False)


def place_at(scene: Scene, index: int) -> tuple[Named | None, int, bool] | None:
    """A chain: its name or id with the words around it. The last item says it can be nothing else.

    `(None, …)` is a chain id nobody knows.
    """
    start = index
    index = _before_chain(scene, index)
    if scene.has(index, "chain_id") or (
        scene.has(index - 1, "network") and _is_count(scene, index)
    ):
        return _by_id(scene, scene.skip(index, "chain_id", "network"), start)
    atom = scene.at(index)
    if atom is None or not atom.entry.chain or atom.kind != "word":
        return None
    end = index + 1
    certain = index > start and (scene.has(index - 1, "network") or scene.marked(index - 1, ":="))
    while scene.has(end, "network") and not (_is_chain(scene, end) or scene.marked(end + 1, ":=")):
        end += 1
        certain = True
    if (start < index and scene.has(start, "my")) or scene.has(start - 1, "my"):
        end = scene.skip(end, "wallet")
    certain = certain or not atom.entry.token
    return Named(atom.entry.chain, atom.start, atom.end), end, certain


def misspelt_place_at(scene: Scene, index: int, marker: str) -> Named | None:
    """ "on optimsm", and in a bridge "from etherium": where nothing but a chain can be meant."""
    atom = scene.at(index)
    if scene.vocabulary.language.strict or atom is None or atom.possessive:
        return None
    if not (atom.low.isascii() and atom.low.isalpha()):
        return None
    if marker != "on" and not (marker in {"from", "to", "into"} and _bridges(scene)):
        return None
    following = scene.at(index + 1)
    if following is not None and not (following.is_mark(",.!") or scene.has(index + 1, *_BEHIND)):
        # "optimsm sepolia" is another chain than "optimism".
        return None
    chain = chain_meant(atom.low, scene.vocabulary)
    return Named(chain, atom.start, atom.end) if chain else None


_BEHIND = ("to", "from", "into", "for", "with", "and", "then", "please", "network")


def _bridges(scene: Scene) -> bool:
    verbs = (atom.entry.verb for atom in scene.atoms)
    return any(verb is not None and verb.frame == "bridge" for verb in verbs)


def _is_same_chain(scene: Scene, index: int) -> bool:
    """ "L1 Ethereum", but not "mainnet arbitrum": those are two."""
    atom, following = scene.at(index), scene.at(index + 1)
    if atom is None or following is None:
        return False
    return atom.entry.chain == following.entry.chain


def _is_chain(scene: Scene, index: int) -> bool:
    atom = scene.at(index)
    return atom is not None and bool(atom.entry.chain)


def _before_chain(scene: Scene, index: int) -> int:
    """Skip "the network", "L2", but not a word that is itself a chain ("mainnet")."""
    while scene.has(index, "det", "my", "network"):
        if _is_chain(scene, index) and not _is_same_chain(scene, index):
            break
        labelled = scene.has(index, "network") and scene.marked(index + 1, ":=")
        index += 2 if labelled and _is_chain(scene, index + 2) else 1
    return index


def _is_count(scene: Scene, index: int) -> bool:
    while scene.marked(index, "=:"):
        index += 1
    atom = scene.at(index)
    return atom is not None and atom.number is not None


def _by_id(scene: Scene, index: int, start: int) -> tuple[Named | None, int, bool] | None:
    while scene.marked(index, ":=#") or scene.has(index, "of"):
        index += 1
    atom = scene.at(index)
    if atom is None or atom.number is None or not atom.text.isdigit():
        return None
    name = scene.vocabulary.chain_ids.get(int(atom.text[:20]))
    named = Named(name, atom.start, atom.end) if name else None
    return named, index + 1, True


def party_at(scene: Scene, index: int) -> tuple[Named, int] | None:
    """An address or a name as such."""
    atom = scene.at(index)
    if atom is None or atom.kind not in {"address", "name"}:
        return None
    end = index + 1
    if atom.possessive:
        if not scene.has(end, "wallet"):
            return None
        end += 1
    return Named(atom.text, atom.start, atom.end, atom.family), end


_DECORATION_LIMIT = 7


def described_party_at(scene: Scene, index: int) -> tuple[Named, int] | None:
    """A party after words about it: "my friend Bob at 0x…", "the wallet 0x…", "Bob (0x…)"."""
    end = index
    while end < min(index + _DECORATION_LIMIT, len(scene.atoms)):
        found = party_at(scene, end)
        if (
            found is not None
            and scene.atoms[end].kind == "name"
            and not _introduced(scene, index, end)
        ):
            return None
        if found is not None:
            named, after = found
            opened = any(atom.is_mark("(") for atom in scene.atoms[index:end])
            return named, after + 1 if opened and scene.marked(after, ")") else after
        if not _describes_at(scene, index, end) or _is_strange(scene, index, end):
            return None
        if end > index and scene.has(index, "there") and not _points(scene.atoms[end]):
            return None
        end += 1
    return None


def _points(atom: Atom) -> bool:
    """What may stand in "him at 0x…"; "whoever deployed 0x…" is somebody else."""
    return atom.kind in {"mark", "line"} or any(
        atom.has(tag) for tag in ("at", "wallet", "recipient", "det", "there")
    )


def _is_strange(scene: Scene, start: int, index: int) -> bool:
    """Where every word must be known: a word that is no name, "a juan 0x…" excepted."""
    atom = scene.atoms[index]
    if not scene.vocabulary.language.strict or atom.entry is not NOTHING or atom.kind != "word":
        return False
    alone = index == start and party_at(scene, index + 1) is not None
    return not (alone or atom.text[0].isupper())


def _introduced(scene: Scene, start: int, end: int) -> bool:
    """ "my friend bob.eth", "Bob at bob.eth": but "whoever owns bob.eth" is somebody else."""
    before = scene.atoms[end - 1]
    if end == start or before.possessive or before.kind != "word":
        return True
    if before.has("wallet") or before.has("at") or before.has("recipient"):
        return True
    if before.has("of") and scene.has(end - 2, "wallet"):
        return True
    strangers = [atom for atom in scene.atoms[start:end] if not atom.entry.tags]
    return len(strangers) < 2 and (scene.has(start, "my", "det", "their") or not strangers)


_DESCRIBING = frozenset(
    {
        "det",
        "my",
        "wallet",
        "at",
        "own",
        "noise",
        "me",
        "recipient",
        "their",
        "person",
        "announce",
        "there",
    }
)
_GOVERNING = frozenset({"governor", "proposal"})


def _describes_at(scene: Scene, start: int, index: int) -> bool:
    """Also the "of" of "the wallet of alice.eth"."""
    owned = index > start and scene.has(index, "of") and scene.has(index - 1, "wallet")
    return owned or _describes(scene.atoms[index])


def _describes(atom: Atom) -> bool:
    if atom.kind in {"mark", "line"}:
        return atom.text in "(:=" + DASHES
    if atom.kind != "word" or atom.entry.verb or atom.entry.chain:
        return False
    tags = atom.entry.tags
    if tags:
        return not tags.isdisjoint(_DESCRIBING | _GOVERNING)
    return not (atom.entry.token and atom.text.isupper())
