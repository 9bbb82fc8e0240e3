"""Phrases into roles, as the frame of the verb says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from fiscus.core.reader.assets import AssetFiller
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.frames import frame_of
from fiscus.core.reader.notes import Note
from fiscus.core.reader.numerals import shifted, spelled
from fiscus.core.reader.phrases import Named, Phrase

_QUIET = frozenset({"noise", "and", "comma", "own_source", "purpose", "evenly", "each", "when"})
_CHOSEN = frozenset({"money", "party", "place", "slippage"})
_OPEN_ROLES = {
    **dict.fromkeys(("on", "from"), "from_chain"),
    **dict.fromkeys(("via", "in", "with", "for", "at", "settles"), "request"),
}
OWN_WALLET = "that is this wallet itself"


def _runs_on(name: str) -> bool:
    """ "tobob.eth" may be "to bob.eth"; "toly.sol" is a name."""
    return name.lower().startswith("to") and len(name.split(".")[0]) > 4


class Filler(AssetFiller):
    """Fills one `Draft` from the phrases of one clause."""

    def __init__(
        self, draft: Draft, atoms: Sequence[Atom], notes: Mapping[int, Note], *, verb: int
    ) -> None:
        super().__init__(draft, atoms, notes, verb=verb)
        self.handlers: dict[str, Callable[[Phrase], None]] = {
            "money": self._on_thing,
            "party": self._on_party,
            "place": self._on_place,
            "own": self._on_own,
            "somebody": self._on_somebody,
            "there": self._on_there,
            "slippage": self._on_slippage,
            "min": self._on_min,
            "note": self._on_note,
            "venue": self._on_venue,
            "word": self._on_word,
            "dangling": self._on_dangling,
            "proposal": self._on_proposal,
        }

    def fill(self, phrases: Sequence[Phrase]) -> Draft:
        for index, phrase in enumerate(phrases):
            if phrase.kind == "or" and self._precedes_choice(phrases, index):
                pass
            elif self._is_alternative(phrase):
                self._alternative(phrase)
            else:
                self.handlers.get(phrase.kind, self._on_other)(phrase)
                self._after_doubt(phrase)
            self.before = phrase
        self._whole()
        return self.draft

    def _whole(self) -> None:
        """ "empty my USDC into …"."""
        verb = self.atoms[self.verb].entry.verb if self.verb >= 0 else None
        params = self.draft.params
        if verb is None or not verb.whole or "token" not in params or "amount" in params:
            return
        if "amount" not in self.draft.doubts:
            atom = self.atoms[self.verb]
            self.draft.put("amount", "all", (atom.start, atom.end))

    def _is_alternative(self, phrase: Phrase) -> bool:
        """ "USDC or DAI": the second is a choice for the role of the first."""
        chosen = self.before is not None and self.before.kind == "or" and bool(self.last)
        return chosen and phrase.kind in _CHOSEN

    def _alternative(self, phrase: Phrase) -> None:
        draft, why = self.draft, f"{self._words(phrase)!r} is another choice"
        amount = phrase.amount
        named = self._alternatively(phrase)
        if named is not None:
            draft.offer(self.last, named, why)
        elif amount is not None and self._is_another_figure(phrase):
            start, end = self.atoms[amount.start].start, self.atoms[amount.end - 1].end
            draft.offer("amount", Named(amount.value, start, end), why)
            if phrase.token is not None:
                draft.put_named("token", phrase.token)
        else:
            draft.doubt(self.last, why)
            if phrase.kind == "money" and amount is not None:
                draft.doubt("amount", why)

    def _alternatively(self, phrase: Phrase) -> Named | None:
        """The other value for the role of the first, where it says nothing beside."""
        if phrase.kind == "party" and self.last == "recipient":
            return phrase.party
        if phrase.amount is not None or phrase.problem or phrase.anaphor or phrase.vague:
            return None
        if self.last in {"from_chain", "to_chain"}:
            return phrase.chain
        plain = phrase.kind == "money" and phrase.worth_of is None
        return phrase.token if plain and self.last in {"token", "to_token"} else None

    def _is_another_figure(self, phrase: Phrase) -> bool:
        """ "5 or 10 USDC", "5 USDC or 10 USDC": another amount of the same."""
        amount, token = phrase.amount, phrase.token
        if amount is None or amount.kind != "number" or phrase.problem or phrase.worth_of:
            return False
        said = self.draft.params.get("token")
        same = token is None or token.value == said or (said is None and self.last == "amount")
        return same and self.last in {"amount", "token"} and "amount" in self.draft.params

    def _precedes_choice(self, phrases: Sequence[Phrase], index: int) -> bool:
        """The "or" before another value: the doubt is on that value's role."""
        following = phrases[index + 1] if index + 1 < len(phrases) else None
        return bool(self.last) and following is not None and following.kind in _CHOSEN

    def _after_doubt(self, phrase: Phrase) -> None:
        """ "except bob.eth": what follows a doubtful word is in doubt itself."""
        if self.before is None or self.before.kind != "doubt" or not self.last:
            return
        if phrase.kind in {"money", "party", "place"} and self.before.end == phrase.start:
            role = "amount" if phrase.amount is not None else self.last
            self.draft.doubt(role, f"what {self.before.text!r} changes is unclear")

    def _on_thing(self, phrase: Phrase) -> None:
        if self._is_place(phrase):
            self._on_place(phrase)
        elif self._is_bracketed_chain(phrase):
            self._on_place(replace(phrase, marker="on"))
        else:
            self._on_money(phrase)

    def _is_bracketed_chain(self, phrase: Phrase) -> bool:
        """ "for DAI (Ethereum)". In "for ETH (Ethereum)" it may be the coin's name as well."""
        if phrase.chain is None or phrase.token is None or phrase.amount is not None:
            return False
        if self.last not in {"token", "to_token"} or not self.atoms[phrase.start - 1].is_mark("("):
            return False
        same = self.draft.params.get(self.last) == phrase.token.value
        if same and "from_chain" not in self.draft.params:
            self.draft.doubt("from_chain", f"whether {self._words(phrase)!r} is the chain")
        return True

    # parties and places

    def _on_party(self, phrase: Phrase) -> None:
        role = self.frame.party.get(phrase.marker)
        if phrase.marker == "" and self.before is not None and self.before.kind == "own_source":
            role = "source"
        if phrase.marker == "for" and self._is_destined(phrase):
            role = "recipient"
        if phrase.party is None or role is None:
            self.draft.doubt("recipient", f"the role of {self._words(phrase)!r}")
            self.draft.evidence = True
        elif role == "source":
            self.draft.doubt("source", "only this wallet can be spent from")
            self.draft.evidence = True
        elif role == "recipient":
            if phrase.marker == "" and self.last and _runs_on(phrase.party.value):
                self.draft.doubt("recipient", f"whether {phrase.party.value!r} begins with 'to'")
            self._put("recipient", phrase.party)
        else:
            self._token_address(phrase.party, role)

    def _is_destined(self, phrase: Phrase) -> bool:
        """ "For 0x…: 0.75 ETH", "for the address 0x…"; "for bob.eth" may be somebody told of."""
        if self.frame.action != "transfer":
            return False
        end = self.atoms[phrase.end] if phrase.end < len(self.atoms) else None
        named = any(
            atom.has("wallet") or atom.has("there")
            for atom in self.atoms[phrase.start : phrase.end]
        )
        return named or (phrase.start <= 1 and end is not None and end.is_mark(":"))

    def _token_address(self, party: Named, role: str) -> None:
        """An address in a swap is a token, unless both tokens are known already."""
        filled = self.draft.params
        if role == "bare_token":
            role = "out_token" if "token" in filled else "asset_token"
        target = "to_token" if role == "out_token" else "token"
        if target in filled or "." in party.value:
            self._put("recipient", party)
        else:
            self._put(target, party)

    def _on_place(self, phrase: Phrase) -> None:
        spent = self._spent_on(phrase)
        if spent is not None:
            self._put("to_token", spent)
            return
        role = self.frame.place.get(phrase.marker)
        if phrase.chain is None or role is None:
            role = role or "from_chain"
            if role == "to_chain" and self.frame.action == "transfer":
                self.draft.action = "bridge"
            self.draft.doubt(role, phrase.problem or f"{self._words(phrase)!r}")
            return
        if phrase.marker == "via" and self.draft.action == "bridge":
            self.draft.doubt("from_chain", f"whether {self._words(phrase)!r} is where it leaves")
        self.leaves = self.leaves or phrase.marker == "from"
        self._put(self._attached(phrase, role), phrase.chain)

    def _attached(self, phrase: Phrase, role: str) -> str:
        """A second "on" stands beside what arrives: "USDC on base for ETH on arbitrum"."""
        filled = self.draft.params
        chain = phrase.chain.value if phrase.chain else ""
        apart = filled.get("from_chain") not in {None, chain}
        if apart and self.last == "to_token" and phrase.marker == "" and "to_chain" not in filled:
            return "to_chain"
        behind = self.last == "from_chain" and phrase.marker == "" and "to_chain" not in filled
        if behind and self.draft.action == "bridge":
            return "to_chain"
        if role != "from_chain" or phrase.marker in {"from", ""}:
            return role
        if filled.get("from_chain") not in {None, chain} and "to_chain" not in filled:
            return "to_chain" if self._beside_arrival() else role
        arrived = self.last in {"to_chain", "recipient", "to_token"}
        if self.draft.action == "bridge" and arrived and "to_chain" not in filled:
            return "to_chain"
        return role

    def _beside_arrival(self) -> bool:
        """Right behind what arrives: "ETH on arbitrum", but not "on base on arbitrum"."""
        if self.draft.action == "transfer":
            return False
        return self.before is not None and self.before.kind == "money"

    def _on_own(self, phrase: Phrase) -> None:
        if phrase.marker == "from" and self.atoms[phrase.start].has("elsewhere"):
            self.draft.doubt("source", "only this wallet can be spent from")
        if phrase.marker in {"from", "of", "on", "in", "at"}:
            return
        if self.frame.action == "transfer" and phrase.marker in {"to", "into", "recipient", ""}:
            self.draft.doubt("recipient", OWN_WALLET)

    def _on_there(self, phrase: Phrase) -> None:
        role = "recipient" if phrase.marker in {"to", "into", "recipient", "between"} else "request"
        self.draft.doubt(role, f"who or where {phrase.text!r} is")

    def _on_somebody(self, phrase: Phrase) -> None:
        if self.frame.action in {"transfer", "bridge"}:
            self.draft.doubt("recipient", f"no address or name for {phrase.text[:60]!r}")
            self.draft.params.setdefault("recipient_name", phrase.text)
        else:
            self.draft.doubt("to_token", f"unknown: {phrase.text[:60]!r}")
        self.draft.strangers += 1

    # terms

    def _on_slippage(self, phrase: Phrase) -> None:
        amount = phrase.amount
        self.last = "slippage"
        if self.frame.action not in {"swap", "bridge"}:
            self.draft.doubt("request", "slippage belongs to a swap")
        if amount is None or amount.problem or amount.number is None:
            self.draft.doubt("slippage", "how much slippage")
            return
        percent = shifted(amount.number, -2) if amount.kind == "bps" else amount.number
        self.draft.put("slippage", spelled(percent), self.place(phrase))

    def _on_min(self, phrase: Phrase) -> None:
        amount = phrase.amount
        if self.frame.action not in {"swap", "bridge"} or amount is None or amount.kind != "number":
            self.draft.doubt("amount", f"{self._words(phrase)!r}")
            return
        if amount.problem:
            self.draft.doubt("min_out", amount.problem)
            return
        self.draft.put("min_out", amount.value, self.place(phrase))
        if phrase.token is not None:
            self._put("to_token", phrase.token)

    def _on_note(self, phrase: Phrase) -> None:
        note = self.notes[self.atoms[phrase.start].start]
        if note.problem:
            self.draft.doubt(note.role, note.problem)
        self.draft.put(note.role, note.value, (note.start, note.end))

    def _on_venue(self, phrase: Phrase) -> None:
        if phrase.marker in {"via", "on", "with", "at", "in"}:
            self.draft.params["venue"] = phrase.text
        elif phrase.marker != "for":
            self.draft.doubt("request", f"what {phrase.text!r} changes is unclear")

    # everything else

    def _on_word(self, phrase: Phrase) -> None:
        atom = self.atoms[phrase.start]
        if (atom.has("confirm") and phrase.start < self.verb) or self._is_named(phrase):
            return
        if atom.has("time"):
            self.draft.doubt("condition", f"what {phrase.text[:60]!r} changes is unclear")
        following = self.atoms[phrase.end] if phrase.end < len(self.atoms) else None
        if atom.has("money") and following is not None and following.is_mark(":"):
            return
        if self._joins_payee(phrase):
            self.draft.doubt("recipient", f"no address or name for {phrase.text[:60]!r}")
        if atom.has("money") or atom.has("token"):
            self.draft.evidence = True
        else:
            self.draft.chatter = True
            self.draft.strangers += 1
        if phrase.start == self.verb + 1:
            self.draft.stranger_object = True
        unread = atom.has("memo") and self.frame.action in {"transfer", "bridge"}
        if (
            unread
            or self._is_object(phrase)
            or self._is_ahead(phrase)
            or self._beside_token(phrase)
        ):
            self.draft.doubt("request", f"what {phrase.text[:60]!r} changes is unclear")

    def _joins_payee(self, phrase: Phrase) -> bool:
        """ "to alice.eth and my mom": somebody else is to be paid, too."""
        at = phrase.start - 1
        while at > 0 and (self.atoms[at].has("my") or self.atoms[at].has("det")):
            at -= 1
        if at < 1 or self.last != "recipient":
            return False
        named = self.atoms[at - 1].kind in {"address", "name"}
        person = self.atoms[phrase.start].has("person") and self.atoms[at].is_mark(",")
        return named and (self.atoms[at].has("and") or person)

    def _is_ahead(self, phrase: Phrase) -> bool:
        """Before the verb, and not a form of address ("hey siri")."""
        if phrase.start >= self.verb:
            return False
        return not (phrase.start and self.atoms[phrase.start - 1].has("greeting"))

    def _beside_token(self, phrase: Phrase) -> bool:
        """An unknown word right after a token may change what is meant: "5 ETH futures"."""
        if not phrase.start:
            return False
        place = self.atoms[phrase.start - 1].end
        return any(
            value.end == place
            for role, value in self.draft.values.items()
            if role in {"token", "to_token", "amount"}
        )

    def _on_dangling(self, phrase: Phrase) -> None:
        swap = self.frame.action == "swap"
        role = _OPEN_ROLES.get(phrase.marker, "to_token" if swap else "recipient")
        self.draft.doubt(role, f"{phrase.text!r} what is unclear")

    def _on_proposal(self, phrase: Phrase) -> None:
        self.draft.doubt("request", f"what {self._words(phrase)!r} changes is unclear")

    def _on_other(self, phrase: Phrase) -> None:
        if phrase.kind in _QUIET or self._is_title(phrase):
            return
        reason = f"what {self._words(phrase)!r} changes is unclear"
        atom = self.atoms[phrase.start]
        if phrase.kind == "stray" and atom.note:
            reason = atom.note
            self.draft.evidence = True
        self.draft.doubt(self._doubted(phrase, atom), reason)

    def _is_named(self, phrase: Phrase) -> bool:
        """The "there" of "his address is 0x…, send 5 USDC there"."""
        place = self.draft.values.get("recipient")
        if place is None or self.verb < 0 or "recipient" in self.draft.doubts:
            return False
        there = self.atoms[phrase.start].key == "there" and phrase.end == phrase.start + 1
        return there and place.end <= self.atoms[self.verb].start

    def _is_title(self, phrase: Phrase) -> bool:
        """The "transfer of" of a request without a verb: "transfer of 5 USDC to bob.eth"."""
        noun = self.atoms[phrase.start].entry.noun
        plain = self.verb < 0 and phrase.kind == "verb" and phrase.start <= 1
        return plain and noun is not None and frame_of(noun).action == self.draft.action

    def _doubted(self, phrase: Phrase, atom: Atom) -> str:
        """Which role a word that could not be read would have had."""
        if atom.has("condition") or atom.has("schedule"):
            return "condition"
        if phrase.kind != "stray":
            return "request"
        if atom.number is not None or self._before_amount(phrase):
            return "amount"
        if atom.entry.chain:
            return "from_chain"
        before = self.atoms[phrase.start - 1] if phrase.start else None
        if before is not None and (before.has("to") or atom.family or before.has("recipient")):
            return "to_token" if self.frame.action == "swap" else "recipient"
        if atom.kind == "blob" and "amount" not in self.draft.params and atom.text[:1].isdigit():
            return "amount" if not atom.text.startswith("0x") else "recipient"
        return "recipient" if atom.kind in {"blob", "address", "name"} else "request"

    def _before_amount(self, phrase: Phrase) -> bool:
        """ "√4": a sign glued to the number it changes."""
        following = self.atoms[phrase.end] if phrase.end < len(self.atoms) else None
        return following is not None and following.number is not None and following.glued
