"""Votes and proposals: which one, how, and at which governor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.filling import Filler
from fiscus.core.reader.frames import frame_of
from fiscus.core.reader.notes import Note
from fiscus.core.reader.phrases import Phrase

_AT = frozenset({"governor", "at", "on", "with"})
_PAYMENT = ("amount", "token", "recipient")
_CODES = {"0": "against", "1": "for", "2": "abstain"}
_BEFORE_TITLE = frozenset({"", "on", "for", "of", "to"})
_TURNING = frozenset({"danger", "negation", "void", "or", "condition", "schedule"})
_CODE_OF = {support: int(code) for code, support in _CODES.items()}


class GovernanceFiller(Filler):
    """Bare numbers are proposal ids, addresses are governors."""

    def __init__(
        self, draft: Draft, atoms: Sequence[Atom], notes: Mapping[int, Note], *, verb: int
    ) -> None:
        super().__init__(draft, atoms, notes, verb=verb)
        self.numbers: list[Phrase] = []
        self.handlers["doubt"] = self._on_doubt
        self.handlers["quote"] = self._on_quote
        self.handlers["purpose"] = self._on_purpose
        self.handlers["own"] = self._on_self
        self.handlers["verb"] = self._on_verb
        self.handlers["stray"] = self._on_stray
        if draft.action == "propose" and " " in atoms[verb].text:
            draft.evidence = True
        self.used: set[int] = set()
        """Atoms that a vote was read from."""

    def fill(self, phrases: Sequence[Phrase]) -> Draft:
        if self.draft.action == "vote":
            self._read_support()
        if self.draft.action == "propose":
            phrases = self._purposed(phrases)
        super().fill(phrases)
        self._assign_numbers()
        if {"proposal_text", "proposal_id"} <= self.draft.params.keys():
            self.draft.doubt("request", "two proposals are named, or something else is quoted")
        if self.draft.action != "vote" and "description" not in self.draft.params:
            self._describe()
        return self.draft

    def _purposed(self, phrases: Sequence[Phrase]) -> Sequence[Phrase]:
        """Take in what shall be done, as in "to transfer 100 USDC to bob.eth"; answers with the
        phrases that are about the proposal itself."""
        cut = next((at for at, phrase in enumerate(phrases) if _opens_purpose(phrase)), None)
        inner = phrases[cut + 1 :] if cut is not None else ()
        if not inner:
            return phrases
        own = [phrase for phrase in inner if _names_governor(phrase)]
        verb = self.atoms[inner[0].start].entry.verb if inner[0].kind == "verb" else None
        if verb is not None and frame_of(verb.frame).action == "transfer":
            self._pays([phrase for phrase in inner[1:] if phrase not in own], inner[0].start)
        elif verb is not None:
            self.draft.doubt("calldatas", f"which calls {inner[0].text!r} would be")
        return [*phrases[:cut], *own]

    def _pays(self, phrases: Sequence[Phrase], verb: int) -> None:
        """A payment out of the treasury, whole or not at all."""
        paid = Draft(
            "send",
            "transfer",
            self.draft.clause,
            self.draft.text,
            self.draft.turn,
            quotations=self.draft.quotations,
        )
        Filler(paid, self.atoms, self.notes, verb=verb).fill(phrases)
        chain = paid.values.get("from_chain")
        if chain is not None:
            self.draft.put("from_chain", chain.value, (chain.start, chain.end))
        whole = all(role in paid.values for role in _PAYMENT) and not paid.chatter
        if paid.doubts.keys() - {"source"} or not whole:
            self.draft.doubt("calldatas", "what exactly would be paid, and to whom")
            return
        for role in _PAYMENT:
            value = paid.values[role]
            self.draft.put(role, value.value, (value.start, value.end))

    def _read_support(self) -> None:
        """Every word that is a vote; "for" only where nothing else is."""
        found: list[tuple[str, int]] = []
        weak: list[int] = []
        for index, atom in enumerate(self.atoms):
            support = atom.entry.support
            if support is None or atom.possessive or index == self.verb or self._names_code(index):
                continue
            if atom.key == "for":
                weak.append(index)
            else:
                found.append((support, index))
        strong = [index for index in weak if self._follows_vote(index)]
        strong = [index for index in strong if not self._is_side(index + 1)]
        found += [("for", index) for index in strong]
        own = self.atoms[self.verb].entry.support
        if not found and own is not None and not self._has_code():
            found = [(own, self.verb)]
        if not found and weak:
            found = [("for", index) for index in weak[:1] if self._is_vote_for(index)]
        for support, index in found:
            self.used.add(index)
            self._support(support, index)

    def _names_code(self, index: int) -> bool:
        """The "support" of "with support code 2"."""
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        return following is not None and following.text.lower() == "code"

    def _is_side(self, index: int) -> bool:
        """ "for the 'against' side", but not "for the treasury proposal"."""
        if index >= len(self.atoms) or not self.atoms[index].has("det"):
            return False
        for atom in self.atoms[index + 1 : index + 5]:
            if atom.has("proposal") or atom.number is not None:
                return False
            if atom.has("on") or atom.has("at"):
                return True
        return True

    def _follows_vote(self, index: int) -> bool:
        before = self.atoms[index - 1].entry.verb if index else None
        return index == self.verb + 1 or (before is not None and before.frame == "vote")

    def _has_code(self) -> bool:
        """ "support=0", "support code 1"."""
        following = self.atoms[self.verb + 1 : self.verb + 3]
        return any(atom.is_mark("=:") or atom.key == "code" for atom in following)

    def _is_vote_for(self, index: int) -> bool:
        """ "cast my vote for proposal 5": before a proposal, a number, or nothing."""
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        if following is None or following.text.lower() == "vote":
            return True
        return following.has("proposal") or following.number is not None or following.is_mark("#")

    def _support(self, support: str, index: int) -> None:
        atom = self.atoms[index]
        self.draft.put("support", support, (atom.start, atom.end))
        self.draft.params["support_code"] = _CODE_OF[support]

    def _on_thing(self, phrase: Phrase) -> None:
        amount = phrase.amount
        if phrase.anaphor:
            return
        whole = amount is not None and amount.kind == "number"
        if phrase.chain is not None and phrase.amount is None:
            self._on_place(phrase)
            return
        if phrase.token is not None and phrase.token.family and phrase.amount is None:
            self._on_party(replace(phrase, party=phrase.token, token=None))
            return
        if phrase.token is not None and phrase.amount is None:
            self.draft.chatter = True
            if self.draft.action != "propose":
                self.draft.doubt("governor", f"{self._words(phrase)!r} is not an address")
            return
        if whole and phrase.token is None and self.draft.action != "propose":
            self.numbers.append(phrase)
        elif self.draft.action != "propose":
            self.draft.doubt("proposal_id", f"{self._words(phrase)!r}")

    def _assign_numbers(self) -> None:
        """A bare number is the proposal, or the vote where the proposal is named."""
        for phrase in self.numbers:
            place = self.place(phrase)
            text = self.draft.text[place[0] : place[1]]
            coded = self._is_code(phrase)
            if coded and text in _CODES and "support" not in self.draft.params:
                self._support(_CODES[text], phrase.start)
            elif coded or not text.isdigit():
                self.draft.doubt("support" if coded else "proposal_id", repr(text[:60]))
            else:
                self.draft.put("proposal_id", text, place)
                self.draft.evidence = True

    def _is_code(self, phrase: Phrase) -> bool:
        if self.draft.action != "vote":
            return False
        before = self.atoms[phrase.start - 1] if phrase.start else None
        if before is not None and before.text.lower() == "code":
            return True
        if before is not None and (before.is_mark("=:") or before.entry.support == "for"):
            named = self.atoms[phrase.start - 2] if phrase.start > 1 else before
            return named.entry.support is not None and before.is_mark("=:")
        others = len(self.numbers) > 1 or "proposal_id" in self.draft.params
        return others and phrase.start == self.verb + 1

    def _on_proposal(self, phrase: Phrase) -> None:
        self.draft.evidence = True
        if phrase.party is not None:
            self.draft.put(
                "proposal_id", phrase.party.value, (phrase.party.start, phrase.party.end)
            )

    def _on_party(self, phrase: Phrase) -> None:
        if phrase.party is None:
            return
        if (
            self.before is not None
            and self.before.kind == "proposal"
            and self.before.party is None
            and self.before.end == phrase.start
        ):
            self.draft.doubt("proposal_id", f"{self._words(phrase)!r} is no proposal")
            self.draft.doubt("governor", "which address")
            return
        if self.draft.action == "delegate" and phrase.marker == "to":
            self.draft.put_named("recipient", phrase.party)
            return
        if self.draft.action in {"propose", "delegate"} and phrase.marker not in _AT:
            self.draft.doubt("governor", f"the role of {self._words(phrase)!r}")
            return
        self.draft.put_named("governor", phrase.party)

    def _on_purpose(self, phrase: Phrase) -> None:
        """ "vote for the treasury proposal" is about one, "vote for pedro" is not."""
        if any(self._turns(index) for index in range(phrase.start, phrase.end)):
            self.draft.doubt("request", f"{self._words(phrase)[:60]!r}")
        if any(atom.has("proposal") for atom in self.atoms[phrase.start : phrase.end]):
            self.draft.evidence = True
        else:
            self.draft.chatter = True

    def _turns(self, index: int) -> bool:
        """ "#anything but 7": a word that excludes, or a # without its number."""
        atom = self.atoms[index]
        following = self.atoms[index + 1] if index + 1 < len(self.atoms) else None
        alone = atom.is_mark("#") and (following is None or following.number is None)
        return alone or not atom.entry.tags.isdisjoint(_TURNING)

    def _on_self(self, phrase: Phrase) -> None:
        """ "delegate my votes to myself"."""
        if self.draft.action == "delegate" and phrase.marker == "to":
            self.draft.put("recipient", "self", self.place(phrase))
            self.draft.evidence = True
        else:
            self._on_own(phrase)

    def _on_somebody(self, phrase: Phrase) -> None:
        self.draft.chatter = True

    def _on_dangling(self, phrase: Phrase) -> None:
        self.draft.chatter = True

    def _on_word(self, phrase: Phrase) -> None:
        if phrase.start in self.used and phrase.start > self.verb:
            return
        self.draft.chatter = True
        if phrase.start < self.verb and phrase.start not in self.used:
            self.draft.doubt("request", f"{phrase.text[:60]!r}")

    def _on_doubt(self, phrase: Phrase) -> None:
        if phrase.start not in self.used:
            self.draft.doubt("request", f"{phrase.text[:60]!r}")

    def _on_verb(self, phrase: Phrase) -> None:
        verb = self.atoms[phrase.start].entry.verb
        if verb is not None and verb.frame == "vote" and self.draft.action == "vote":
            return
        if self._names_code(phrase.start):
            return
        if phrase.start not in self.used and phrase.start != self.verb:
            self.draft.doubt("request", f"{phrase.text!r}")

    def _on_stray(self, phrase: Phrase) -> None:
        if phrase.text not in {"=", "#"}:
            self._on_other(phrase)

    def _on_quote(self, phrase: Phrase) -> None:
        """What is proposed, or the words by which a proposal is known."""
        role = "description" if self.draft.action == "propose" else "proposal_text"
        start, end = self.place(phrase)
        if phrase.marker not in _BEFORE_TITLE:
            self.draft.doubt("request", f"{self._words(phrase)!r}")
            return
        self.draft.put(role, self.draft.text[start + 1 : end - 1].strip(), (start, end))

    def _doubted(self, phrase: Phrase, atom: Atom) -> str:
        return "governor" if phrase.kind == "stray" and atom.kind == "blob" else "request"

    def _describe(self) -> None:
        """The words after "to" describe what is proposed: "to increase the treasury allocation"."""
        if self.draft.action != "propose":
            return
        for index in range(self.verb + 1, len(self.atoms)):
            if self.atoms[index].has("to") and index + 1 < len(self.atoms):
                start, end = self.atoms[index + 1].start, self.atoms[-1].end
                self.draft.put("description", self.draft.text[start:end].strip(), (start, end))
                return


def _opens_purpose(phrase: Phrase) -> bool:
    return phrase.kind == "dangling" and phrase.marker == "to"


def _names_governor(phrase: Phrase) -> bool:
    return phrase.kind == "party" and phrase.marker in _AT
