"""The chunker: a clause's atoms become phrases, left to right, each atom in exactly one."""

from __future__ import annotations

from collections.abc import Callable

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.kinds import is_idle, word_kind
from fiscus.core.reader.money import money_at
from fiscus.core.reader.phrases import Named, Phrase
from fiscus.core.reader.terms import term_at
from fiscus.core.reader.things import (
    Scene,
    described_party_at,
    misspelt_place_at,
    party_at,
    place_at,
    token_at,
)
from fiscus.core.reader.vocabulary import NOTHING

MARKERS = (
    "to",
    "into",
    "from",
    "for",
    "with",
    "on",
    "in",
    "via",
    "at",
    "between",
    "as",
    "recipient",
    "of",
    "settles",
)

_TOWARDS = frozenset({"to", "for"})
"""Both in one word: "para"."""
_THROUGH = frozenset({"for", "via"})
"""Both in one word: "por"."""
_WITHIN = frozenset({"on", "into"})
"""Both in one word: "en"."""
_OPEN = frozenset({"on", "via", "in", "with", "for", "at", "settles"})
"""At the end of a clause they wait for a word that never came."""
_SHARES = frozenset({"half", "half_it", "percent", "each", "evenly"})
"""They say how much, and never what for: "for rent half"."""
_REFUSING = ("not", "dont", "never")
_GLUED = 7
"""Letters from which a word that begins with a refusal may be several: "notarequest"."""
_GOALS = ("own", "me", "there", "person", "recipient", "wallet", "network")


def chunks_of(scene: Scene, verb: tuple[int, int]) -> list[Phrase]:
    """All phrases of a clause in order; the atoms of its verb (from, to) are in none."""
    return _Chunker(scene).run(*verb)


class _Chunker:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.phrases: list[Phrase] = []
        self.marker = ""
        self.marker_start = -1
        self.after = -1
        """Index of the first atom after the verb."""
        self.readers: tuple[Callable[[int], Phrase | None], ...] = (
            self._term,
            self._marked_party,
            self._place,
            self._money,
            self._person,
        )
        self.persons = (self._marked_party, self._misspelt_place, self._person)
        """What a word in nobody's vocabulary may begin."""

    def run(self, verb: int, after: int) -> list[Phrase]:
        self.after = after
        index = 0
        while index < len(self.scene.atoms):
            if index == verb:
                self._forget_marker()
                index = after
                continue
            phrase = self._thing(index)
            if phrase is not None and not (phrase.start < verb < phrase.end):
                self._keep(phrase)
                index = max(phrase.end, index + 1)
                continue
            marker = self._marker(index)
            if self.marker and self.scene.atoms[index].text == "@":
                index += 1
                continue
            if marker:
                self._drop_marker()
                self.marker, self.marker_start = marker, index
                index += 1
                continue
            index = self._word(index)
        self._drop_marker()
        return self.phrases

    def _keep(self, phrase: Phrase) -> None:
        self.phrases.append(phrase)
        self.marker, self.marker_start = "", -1

    def _drop_marker(self) -> None:
        """A marker without a thing is a word."""
        if self.marker_start >= 0:
            text = self.scene.atoms[self.marker_start].text
            start = self.marker_start
            ballot = self._is_ballot(start)
            following = self.scene.at(start + 1)
            explained = following is not None and following.note is not None
            heavy = self.marker in {"to", "into", "from", "recipient"} or self._strands(start + 1)
            heavy = heavy and not (explained or ballot)
            kind = "dangling" if heavy else "noise"
            self.phrases.append(Phrase(kind, start, start + 1, self.marker, text=text))
        self.marker, self.marker_start = "", -1

    def _is_ballot(self, index: int) -> bool:
        """The "for" of "vote for", and not that of "send it for"."""
        verbs = (atom.entry.verb for atom in self.scene.atoms[:index])
        voting = any(verb is not None and verb.frame == "vote" for verb in verbs)
        return voting and self.scene.atoms[index].entry.support is not None

    def _strands(self, index: int) -> bool:
        """ "on arbitrm": a word nobody knows stands where a chain is expected; or nothing does."""
        if all(is_idle(atom) for atom in self.scene.atoms[index:]):
            return self.marker in _OPEN
        if self.marker not in {"on", "via", "in"}:
            return False
        atom = self.scene.atoms[index]
        entry = atom.entry
        unknown = not (entry.tags or entry.verb or entry.noun) or atom.has("token")
        return atom.kind in {"word", "blob"} and unknown

    def _forget_marker(self) -> None:
        """The "to" of an infinitive is no marker."""
        if self.marker != "to":
            self._drop_marker()
        self.marker, self.marker_start = "", -1

    def _marker(self, index: int) -> str:
        atom = self.scene.atoms[index]
        if atom.kind == "arrow":
            return "into"
        if atom.entry.verb is not None and atom.entry.verb.frame == "spend":
            return "with"
        if atom.entry.tags >= _TOWARDS:
            return "to" if self._aims(index + 1) else "for"
        if atom.entry.tags >= _THROUGH:
            place = place_at(self.scene, index + 1)
            return "via" if place is not None and place[2] else "for"
        if atom.entry.tags >= _WITHIN:
            return self._within(index + 1)
        for tag in MARKERS:
            if tag in atom.entry.tags:
                return tag
        return ""

    def _aims(self, index: int) -> bool:
        """Whether "para" says where to (a party, a chain, somebody), and not what for."""
        scene = self.scene
        index = scene.skip(index, "det", "my")
        atom = scene.at(index)
        if atom is None:
            return False
        if atom.kind in {"address", "name", "blob"} or scene.has(index, *_GOALS):
            return True
        if atom.entry.chain or atom.entry.token:
            return True
        return described_party_at(scene, index) is not None

    def _within(self, index: int) -> str:
        """What "en" says: on a chain, or (what it becomes) into a token."""
        place = place_at(self.scene, index)
        if place is None or self.scene.has(index, "venue"):
            return "into" if token_at(self.scene, index, after_amount=True) else "on"
        return "on" if place[2] else "within"

    def _thing(self, index: int) -> Phrase | None:
        atom = self.scene.atoms[index]
        if atom.kind in {"quote", "note"}:
            return Phrase(atom.kind, index, index + 1, self.marker, text=atom.text)
        unknown = atom.kind == "word" and atom.entry is NOTHING and not atom.text.isupper()
        for reader in self.persons if unknown else self.readers:
            phrase = reader(index)
            if phrase is not None:
                return phrase
        return None

    def _term(self, index: int) -> Phrase | None:
        return term_at(self.scene, index, self.marker)

    def _marked_party(self, index: int) -> Phrase | None:
        """An address or name, directly or (after a marker) with words around it."""
        found = party_at(self.scene, index)
        if found is None and self._takes_party(index):
            found = described_party_at(self.scene, index)
        if found is None and self.scene.has(index, "governor"):
            found = self._governor(index)
        if found is None:
            return None
        governor = any(atom.has("governor") for atom in self.scene.atoms[index : found[1]])
        marker = "governor" if governor else self.marker
        return Phrase("party", index, found[1], marker, party=found[0])

    def _takes_party(self, index: int) -> bool:
        atom = self.scene.atoms[index]
        if self.marker in {"to", "at", "recipient", "into", "from"}:
            return not atom.entry.token or not atom.text.isupper()
        if self.marker == "for" and (atom.has("there") or atom.has("wallet") or atom.has("det")):
            return self._near_governor(index) or atom.has("there")
        return self.marker in {"on", "of", "in", "with"} and self._near_governor(index)

    def _near_governor(self, index: int) -> bool:
        atoms = self.scene.atoms[index : index + 3]
        return any(atom.has("governor") or atom.has("wallet") for atom in atoms)

    def _governor(self, index: int) -> tuple[Named, int] | None:
        return described_party_at(self.scene, index)

    def _place(self, index: int) -> Phrase | None:
        found = place_at(self.scene, index)
        if found is None:
            return self._somewhere(index)
        named, end, certain = found
        if not (certain or self.marker == "on"):
            return None
        problem = None if named else "an unknown chain id"
        return Phrase("place", index, end, self.marker, chain=named, problem=problem)

    def _misspelt_place(self, index: int) -> Phrase | None:
        named = misspelt_place_at(self.scene, index, self.marker)
        return Phrase("place", index, index + 1, self.marker, chain=named) if named else None

    def _somewhere(self, index: int) -> Phrase | None:
        """ "to another chain": a place without a name."""
        scene, end = self.scene, index
        if self.marker not in {"to", "into", "on", "from"}:
            return None
        while scene.has(end, "det", "danger", "some"):
            end += 1
        if end == index or not scene.has(end, "network"):
            return None
        return Phrase(
            "place", index, scene.skip(end, "network"), self.marker, problem="which chain"
        )

    def _money(self, index: int) -> Phrase | None:
        expected = self.marker in {"into", "with", "of"} or index == self.after
        return money_at(self.scene, index, self.marker, expected=expected)

    def _person(self, index: int) -> Phrase | None:
        """The writer, or somebody without an address."""
        scene = self.scene
        if scene.has(index, "own_source"):
            return Phrase("own_source", index, index + 1)
        if scene.has(index, "own", "me"):
            return Phrase("own", index, index + 1, self.marker)
        if scene.has(index, "there") and self.marker:
            return Phrase("there", index, index + 1, self.marker, text=scene.atoms[index].text)
        if scene.has(index, "venue"):
            return Phrase("venue", index, index + 1, self.marker, text=scene.atoms[index].text)
        handle = index > 0 and self._is_handle(index)
        if (self.marker in {"to", "recipient"} or handle) and self._is_unknown(scene.atoms[index]):
            end = index
            while end < len(scene.atoms) and end < index + 4 and self._is_unknown(scene.atoms[end]):
                end += 1
            text = " ".join(atom.text for atom in scene.atoms[index:end])
            return Phrase("somebody", index, end, "to" if handle else self.marker, text=text)
        return None

    def _is_handle(self, index: int) -> bool:
        return self.scene.atoms[index].glued and self.scene.atoms[index - 1].text == "@"

    def _is_unknown(self, atom: Atom) -> bool:
        plain = not atom.entry.tags and not atom.entry.verb and not atom.entry.noun
        return (atom.kind == "word" and plain) or atom.has("wallet") or atom.has("their")

    def _word(self, index: int) -> int:
        atom = self.scene.atoms[index]
        kind = "doubt" if self._is_disguised(index) else word_kind(atom)
        if self.marker and kind not in {"comma", "and", "or", "doubt"}:
            purpose = self._purpose(index)
            if purpose:
                return purpose
        self._drop_marker()
        self._keep(Phrase(kind, index, index + 1, text=atom.text))
        return index + 1

    def _is_disguised(self, index: int) -> bool:
        """ "#notarequest", "dontsend": several words glued into one that nobody knows."""
        atom = self.scene.atoms[index]
        if atom.kind != "word" or atom.entry is not NOTHING:
            return False
        tagged = atom.glued and self.scene.marked(index - 1, "#")
        return tagged or (len(atom.low) >= _GLUED and atom.low.startswith(_REFUSING))

    def _purpose(self, index: int) -> int:
        """ "for my share of the dinner": words after "for" up to the next thing."""
        if self.marker not in {"for", "as", "settles"}:
            return 0
        scene, end = self.scene, index
        strange = 0
        while end < len(scene.atoms) and self._in_purpose(end) and strange < 2:
            # Where every word must be known, one names the purpose; a second one may say more.
            strange += scene.vocabulary.language.strict and scene.atoms[end].entry is NOTHING
            end += strange < 2
        if end == index:
            return 0
        text = " ".join(atom.text for atom in scene.atoms[index:end])
        self._keep(Phrase("purpose", self.marker_start, end, text=text))
        return end

    def _in_purpose(self, index: int) -> bool:
        scene, atom = self.scene, self.scene.atoms[index]
        if scene.vocabulary.language.strict and word_kind(atom) in {"doubt", "verb"}:
            return False
        if not atom.entry.tags.isdisjoint(_SHARES):
            return False
        if atom.kind == "number":
            return scene.has(index - 1, "ref") or scene.marked(index - 1, "#")
        if atom.kind == "blob":
            return scene.has(index - 1, "ref") or scene.marked(index - 1, "#")
        if atom.is_mark("#"):
            return True
        if atom.kind != "word" or not atom.entry.tags.isdisjoint(
            ("negation", "condition", "schedule", "danger")
        ):
            return False
        if atom.entry.tags.isdisjoint(
            ("to", "on", "from", "with", "via", "recipient", "and", "or", "into")
        ):
            return not (atom.entry.token and (atom.entry.is_plain or atom.text.isupper()))
        return False
