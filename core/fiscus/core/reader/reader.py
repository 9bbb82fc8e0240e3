"""The reader: one message in, one typed reading out. Deterministic, offline, linear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.characters import disguise
from fiscus.core.reader.choosing import Chooser
from fiscus.core.reader.chunks import chunks_of
from fiscus.core.reader.clauses import Clause, clauses_of
from fiscus.core.reader.conditionals import fold_conditions
from fiscus.core.reader.context import Part, is_plain
from fiscus.core.reader.contrasts import without_contrasts
from fiscus.core.reader.deferral import deferred
from fiscus.core.reader.dialogue import AGENT, Understood, follow
from fiscus.core.reader.fields import fold_fields
from fiscus.core.reader.language import Language
from fiscus.core.reader.languages import LANGUAGES
from fiscus.core.reader.lexer import atoms_of
from fiscus.core.reader.lexicon import Lexicon
from fiscus.core.reader.message import conclude
from fiscus.core.reader.notes import fold_notes
from fiscus.core.reader.numerals import could_be_thousands
from fiscus.core.reader.payees import with_payee_behind
from fiscus.core.reader.phrases import Phrase
from fiscus.core.reader.pieces import Piece, pieces_of
from fiscus.core.reader.queries import query_of
from fiscus.core.reader.reading import Reading
from fiscus.core.reader.requests import Requests, implied_frame
from fiscus.core.reader.settling import READS
from fiscus.core.reader.supplements import supplemented
from fiscus.core.reader.things import Scene
from fiscus.core.reader.upkeep import upkeep_of
from fiscus.core.reader.vocabulary import NOTHING, Vocabulary, catalogue_of, vocabulary_of

LONGEST = 20_000
"""Characters; a longer message is no request."""
LONGEST_TALK = 12
"""Turns of the conversation that can still be meant."""


class Reader:
    """Understands wallet language with the words of `lexicons`.

    It holds no state but the vocabularies that messages needed so far: the first language's from
    the start, another one's from the first message in it.
    """

    def __init__(
        self, lexicons: Sequence[Lexicon], *, languages: Sequence[Language] = LANGUAGES
    ) -> None:
        first, *others = languages
        self._first = first.name
        self._scripts = tuple(language.script for language in languages if language.script)
        self._catalogue = catalogue_of(lexicons)
        self._chooser = Chooser(languages, self._catalogue)
        self._vocabularies = {first.name: vocabulary_of(first, self._catalogue, others)}

    def read(
        self,
        text: str,
        context: Sequence[str] = (),
        *,
        supplied: frozenset[str] = frozenset(),
    ) -> Reading:
        """Understand `text`, said after the turns of `context` (oldest first).

        A turn that begins with "(assistant)" is the agent's, every other one the same person's.
        `supplied` are the roles that need not be said, because whoever acts knows them.
        """
        upkeep = upkeep_of(text, self._vocabularies[self._first])
        if upkeep is not None and self._cut(text)[1] is None:
            return upkeep
        if not context:
            return self._understand(text, 0, self._first, supplied).reading
        talk = context[-LONGEST_TALK:]
        prior = self._spoken(talk)
        return follow(text, talk, lambda said, turn: self._understand(said, turn, prior, supplied))

    def _spoken(self, talk: Sequence[str]) -> str:
        """The language of the person's last turn that shows one."""
        for turn in reversed(talk):
            if not turn.startswith(AGENT):
                choice = self._chooser.choose(self._cut(turn[:LONGEST])[0], self._first)
                if choice.spoken:
                    return choice.languages[0].name
        return self._first

    def _vocabulary(self, language: Language) -> Vocabulary:
        known = self._vocabularies.get(language.name)
        if known is None:
            known = self._vocabularies[language.name] = vocabulary_of(language, self._catalogue)
        return known

    def _understand(self, text: str, turn: int, prior: str, supplied: frozenset[str]) -> Understood:
        pieces, problem = self._cut(text) if len(text) <= LONGEST else ([], None)
        choice = self._chooser.choose(pieces, prior)
        if not text.strip() or len(text) > LONGEST:
            language = choice.languages[0]
            silent = Reading(text, "none", "none", language=language.name)
            return Understood(silent, (), (), self._vocabulary(language))

        def read(language: Language) -> Understood:
            requests = Requests(text, {}, turn=turn, supplied=supplied)
            return _read(requests, pieces, self._vocabulary(language), problem=problem)

        found = [read(language) for language in choice.languages]
        if choice.others and _is_lost(found[0]):
            # What the first language makes nothing of is left to those that know as many words.
            others = [read(each) for each in choice.others if not _is_greeting(pieces, each)]
            found = [one for one in others if one.reading.action != "none"] or found
        found = _clearest(found)
        first, doubt = _settled(found)
        if choice.others and choice.words > 1 and first.reading.action not in _HARMLESS:
            doubt = doubt or _ambiguous(first, pieces)
        if doubt is None:
            return first
        requests = Requests(text, {}, turn=turn, supplied=supplied)
        return _read(requests, pieces, first.vocabulary, problem=doubt)

    def _cut(self, text: str) -> tuple[list[Piece], str | None]:
        """The pieces of a message, and why its characters may mislead."""
        script = next((script for script in self._scripts if script.writes(text)), None)
        if script is None:
            return pieces_of(text), disguise(text)
        if script.foreign(text):
            return script.pieces(text), _UNKNOWN
        return script.pieces(text), disguise(script.plain(text))


_UNKNOWN = "most of the words are in no language known here"
_SEVERAL = "it means different things in different languages"


_WEIGHTY = frozenset(
    {"negation", "void", "condition", "subordinate", "schedule", "past", "report", "tale"}
    | {"hypothesis", "question", "danger", "foreign"}
)


def _is_lost(one: Understood) -> bool:
    """No request was found, and no word that would be the reason for that."""
    nothing = one.reading.action == "none" or one.reading.missing == ("action",)
    return nothing and not _is_weighty(one)


def _is_weighty(one: Understood) -> bool:
    return any(not atom.entry.tags.isdisjoint(_WEIGHTY) for atom in one.atoms)


def _is_greeting(pieces: Sequence[Piece], language: Language) -> bool:
    """A word of greeting alone ("hi", "ok") asks for nothing in any language that has it."""
    if len(pieces) != 1:
        return False
    low = pieces[0].text.lower()
    said = low in language.tags.get("greeting", ())
    return said and low not in language.verbs and low not in language.compounds


def _clearest(found: list[Understood]) -> list[Understood]:
    """Those that know a verb, with the fewest words that nobody knows in their language."""
    if len(found) == 1:
        return found
    found = [one for one in found if one.reading.missing != ("action",)] or found
    strange = [sum(atom.entry is NOTHING for atom in one.atoms) for one in found]
    return [one for one, count in zip(found, strange, strict=True) if count == min(strange)]


def _settled(found: Sequence[Understood]) -> tuple[Understood, str | None]:
    """The reading that counts, and why it is not sure enough to be acted on.

    Where one language acts and another one asks, the question is only a gap in its words, unless
    a word of weight may be the reason for it.
    """
    acting = [one for one in found if one.reading.action not in _HARMLESS]
    if not acting:
        return next((one for one in found if one.reading.action != "none"), found[0]), None
    others = [one for one in found if one.reading.action in _HARMLESS]
    against = any(one.reading.action != "clarify" or _is_weighty(one) for one in others)
    if against or len({repr(one.reading.steps) for one in acting}) > 1:
        return acting[0], _SEVERAL
    return acting[0], _UNKNOWN if _is_foreign(acting[0]) else None


_JOINING = frozenset({"to", "into", "from", "for", "with", "on", "in", "at", "of"})


def _ambiguous(one: Understood, pieces: Sequence[Piece]) -> str | None:
    """ "swap 1.250 USDC a ETH": a thousand or one, as the language has it that is not certain.

    A preposition of the language ("to") makes it certain.
    """
    if any(not atom.entry.tags.isdisjoint(_JOINING) for atom in one.atoms):
        return None
    return _SEVERAL if any(could_be_thousands(piece.text) for piece in pieces) else None


def _is_foreign(one: Understood) -> bool:
    """More words nobody knows than words that say something; names do not count."""
    words = [atom for atom in one.atoms if atom.kind == "word" and not atom.text[:1].isupper()]
    labels = one.vocabulary.language.labels
    strange = sum(atom.entry is NOTHING and atom.low not in labels for atom in words)
    return strange > 1 and strange * 2 > len(words)


_HARMLESS = READS | {"none", "clarify"}


def _read(
    requests: Requests, pieces: list[Piece], vocabulary: Vocabulary, *, problem: str | None
) -> Understood:
    """One message with the words of one language; with a `problem` nothing is acted on."""
    text, turn = requests.text, requests.turn
    folded = fold_notes(text, atoms_of(text, pieces, vocabulary))
    arranged = vocabulary.language.arranged
    if arranged is not None:
        folded.atoms = arranged(folded.atoms)
    shouting = _is_shouted(text)
    requests.notes = folded.notes
    parts: list[Part] = []
    scenes: dict[int, Scene] = {}
    plain = with_payee_behind(without_contrasts(folded.atoms))
    waiting = fold_conditions(text, fold_fields(plain, vocabulary), vocabulary)
    for clause in clauses_of(waiting.atoms):
        scene = Scene(clause.atoms, vocabulary, shouting)
        scenes[clause.number] = scene
        parts.append(_part(clause, scene, requests, parts))
    if len(parts) > 1:
        parts = supplemented(parts, requests, scenes)
    parts = deferred(parts, waiting.said)
    reading, drafts = conclude(text, parts, vocabulary, disguised=problem)
    reading = replace(reading, language=vocabulary.language.name)
    atoms = tuple(waiting.atoms)
    return Understood(reading, tuple(drafts), atoms, vocabulary, turn=turn, said=waiting.said)


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
    elif any(part.mood != "fragment" for part in before) and not _begins_anew(clause, before):
        return Part(clause, clause.mood, ())
    drafts = requests.of(clause, scene, frame, head=None)
    return Part(clause, "request", tuple(drafts))


def _begins_anew(clause: Clause, before: Sequence[Part]) -> bool:
    """ "Time to pay rent. 800 USDC to … please": asked for, after a sentence of no consequence."""
    begged = any(atom.has("please") for atom in clause.atoms)
    return begged and all(
        part.clause.sentence < clause.sentence and is_plain(part.clause) and _is_small_talk(part)
        for part in before
    )


def _is_small_talk(part: Part) -> bool:
    empty = not any(draft.params or draft.evidence or draft.vague for draft in part.drafts)
    return empty and part.mood in {"fragment", "told", "request"}


def _tells(phrase: Phrase, scene: Scene) -> bool:
    """Whether a phrase makes a stretch without a verb a story instead of a request."""
    entry = scene.atoms[phrase.start].entry
    # "envio 5 USDC …" may be "I send" as well as "transfer".
    both = scene.vocabulary.language.strict and entry.verb is not None
    return phrase.kind in _TOLD and (entry.noun is None or both)


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
    got = verb.key == "got" and any(
        atom.has("subject") or "i" in atom.key.split() for atom in clause.atoms
    )
    return got or any(
        atom.has("address_of") and not (index and clause.atoms[index - 1].has("det"))
        for index, atom in enumerate(clause.atoms)
    )
