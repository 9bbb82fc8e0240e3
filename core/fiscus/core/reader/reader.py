"""The reader: one message in, one typed reading out. Deterministic, offline, linear."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.characters import disguise
from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.clauses import Clause, clauses_of
from fiscus.core.reader.conditionals import fold_conditions
from fiscus.core.reader.context import Part
from fiscus.core.reader.deferral import deferred
from fiscus.core.reader.dialogue import Understood, follow
from fiscus.core.reader.english import ENGLISH
from fiscus.core.reader.fields import fold_fields
from fiscus.core.reader.language import Language
from fiscus.core.reader.lexer import atoms_of
from fiscus.core.reader.lexicon import Lexicon
from fiscus.core.reader.message import conclude
from fiscus.core.reader.notes import fold_notes
from fiscus.core.reader.phrases import Phrase
from fiscus.core.reader.queries import query_of
from fiscus.core.reader.reading import Reading
from fiscus.core.reader.requests import Requests, implied_frame
from fiscus.core.reader.supplements import supplemented
from fiscus.core.reader.things import Scene
from fiscus.core.reader.vocabulary import vocabulary_of

LONGEST = 20_000
"""Characters; a longer message is no request."""
LONGEST_TALK = 12
"""Turns of the conversation that can still be meant."""


class Reader:
    """Understands wallet language with the words of `lexicons`. It holds no state."""

    def __init__(self, lexicons: Sequence[Lexicon], *, language: Language = ENGLISH) -> None:
        self._vocabulary = vocabulary_of(language, lexicons)

    def read(self, text: str, context: Sequence[str] = ()) -> Reading:
        """Understand `text`, said after the turns of `context` (oldest first).

        A turn that begins with "(assistant)" is the agent's, every other one the same person's.
        """
        if not context:
            return self._understand(text, 0).reading
        return follow(text, context[-LONGEST_TALK:], self._understand, self._vocabulary)

    def _understand(self, text: str, turn: int) -> Understood:
        if not text.strip() or len(text) > LONGEST:
            return Understood(Reading(text, "none", "none"), (), ())
        folded = fold_notes(text, atoms_of(text, self._vocabulary))
        shouting = _is_shouted(text)
        requests = Requests(text, folded.notes, turn=turn)
        parts: list[Part] = []
        scenes: dict[int, Scene] = {}
        fields = fold_fields(folded.atoms, self._vocabulary)
        waiting = fold_conditions(text, fields, self._vocabulary)
        for clause in clauses_of(waiting.atoms):
            scene = Scene(clause.atoms, self._vocabulary, shouting)
            scenes[clause.number] = scene
            parts.append(_part(clause, scene, requests, parts))
        if len(parts) > 1:
            parts = supplemented(parts, requests, scenes)
        parts = deferred(parts, waiting.said)
        reading, drafts = conclude(text, parts, self._vocabulary, disguised=disguise(text))
        return Understood(reading, tuple(drafts), tuple(folded.atoms))


def _is_shouted(text: str) -> bool:
    if sum(map(str.isupper, text[:400])) < 12:
        return False
    letters = [char for char in text[:400] if char.isalpha()]
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _part(clause: Clause, scene: Scene, requests: Requests, before: Sequence[Part]) -> Part:
    query = query_of(clause, scene, requests.text, turn=requests.turn) if _may_ask(clause) else None
    if query is not None:
        return Part(clause, "read", (query,))
    if clause.frame is not None and clause.head is not None:
        drafts = requests.of(clause, scene, clause.frame, head=clause.head)
        return Part(clause, clause.mood, tuple(drafts))
    if clause.mood == "fragment":
        return _verbless(clause, scene, requests, before)
    return Part(clause, clause.mood, ())


def _verbless(clause: Clause, scene: Scene, requests: Requests, before: Sequence[Part]) -> Part:
    """A clause without a verb: the verb before it still holds, or things alone say enough."""
    phrases = chunks_of(scene, (-1, -1))
    frame = implied_frame(phrases)
    if frame is None or any(_tells(phrase, scene) for phrase in phrases):
        return Part(clause, clause.mood, ())
    previous = before[-1] if before else None
    if previous is not None and previous.mood == "request" and clause.after:
        frame = previous.drafts[-1].frame if previous.drafts else frame
    elif previous is not None and any(part.mood != "fragment" for part in before):
        return Part(clause, clause.mood, ())
    drafts = requests.of(clause, scene, frame, head=None)
    return Part(clause, "request", tuple(drafts))


def _tells(phrase: Phrase, scene: Scene) -> bool:
    """Whether a phrase makes a stretch without a verb a story instead of a request."""
    return phrase.kind in _TOLD and scene.atoms[phrase.start].entry.noun is None


_TOLD = frozenset({"word", "verb", "doubt", "own"})


def _may_ask(clause: Clause) -> bool:
    """A clause with a verb of action asks for that, unless it only fetches ("get my balance")."""
    if clause.mood in {"negated", "void", "reported", "past", "conditional", "told"}:
        return False
    if clause.head is None:
        return True
    verb: Atom = clause.atoms[clause.head]
    if clause.mood == "question" and _is_idle(clause, verb):
        return True
    return verb.has("read") or verb.has("want")


def _is_idle(clause: Clause, verb: Atom) -> bool:
    """ "how much have I got", "which address do I give out"."""
    got = verb.text.lower() == "got" and any(
        atom.has("subject") or "i" in atom.text.lower().split() for atom in clause.atoms
    )
    return got or any(atom.has("address_of") for atom in clause.atoms)
