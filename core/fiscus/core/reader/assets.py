"""Money into roles: what leaves, what arrives, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.atoms import Atom
from fiscus.core.reader.draft import Draft
from fiscus.core.reader.frames import Frame, frame_of
from fiscus.core.reader.notes import Note
from fiscus.core.reader.phrases import Named, Phrase
from fiscus.core.reader.vocabulary import NOTHING


class AssetFiller:
    """Fills the roles of one `Draft` that hold amounts and tokens."""

    def __init__(
        self, draft: Draft, atoms: Sequence[Atom], notes: Mapping[int, Note], *, verb: int
    ) -> None:
        self.draft = draft
        self.atoms = atoms
        self.notes = notes
        self.verb = verb
        """Index of the verb: what stands before it must be silent or marked."""
        self.frame: Frame = frame_of(draft.frame)
        self.last = ""
        """Parameter filled by the phrase before."""
        self.before: Phrase | None = None
        self.leaves = False
        """A chain was named with "from"."""

    def place(self, phrase: Phrase) -> tuple[int, int]:
        """The characters of a phrase."""
        end = max(phrase.start, phrase.end - 1)
        return self.atoms[phrase.start].start, self.atoms[min(end, len(self.atoms) - 1)].end

    def _words(self, phrase: Phrase) -> str:
        start, end = self.place(phrase)
        return self.draft.text[start:end][:80]

    def _put(self, role: str, named: Named) -> None:
        self.draft.put_named(role, named)
        self.last = role

    def _on_money(self, phrase: Phrase) -> None:
        role = self._worth_role(phrase) or self.frame.money.get(phrase.marker)
        if role == "asset":
            self._asset(phrase)
        elif role == "out":
            self._out(phrase)
        elif role == "asset_token" and phrase.amount is None and phrase.token is not None:
            self._put("token", phrase.token)
        elif role == "nobody":
            self.draft.evidence = True
            self.draft.doubt("recipient", f"no address or name: {self._words(phrase)!r}")
        else:
            self.draft.evidence = True
            self.draft.doubt(
                "amount" if phrase.amount else "token", f"the role of {self._words(phrase)!r}"
            )

    def _worth_role(self, phrase: Phrase) -> str | None:
        """ "buy for 25 dollars of ETH", "send for …": what is worth so much is bought, or sent."""
        dollars = phrase.amount is not None and phrase.amount.kind == "dollars"
        if not dollars or phrase.token is None or phrase.marker != "for":
            return None
        return {"buy": "out", "send": "asset"}.get(self.draft.frame)

    def _is_place(self, phrase: Phrase) -> bool:
        """Decide whether a word like "eth" is the chain or the token here."""
        if phrase.chain is None or phrase.amount is not None:
            return False
        filled, marker = self.draft.params, phrase.marker
        if marker in {"on", "via", "at"}:
            return True
        if marker == "as":
            return False
        if marker == "within":
            return not self._becomes(phrase)
        if marker == "in" and self._becomes_elsewhere(phrase):
            return False
        if marker == "in" and "token" in filled and self._is_symbol(phrase):
            self.draft.doubt("from_chain", f"{self._words(phrase)!r}: the token or the chain")
        if marker in {"in", "from"}:
            return "token" in filled or (marker == "from" and self.frame.prefers_place)
        if marker in {"to", "into"}:
            return self.frame.prefers_place or self._crossing(phrase)
        return self.frame.prefers_place and "token" in filled and self._stands_apart(phrase)

    def _spent_on(self, phrase: Phrase) -> Named | None:
        """The token of "spend 100 USDC on ETH": its symbol, where none is said yet to be bought."""
        atom = self.atoms[phrase.start]
        token = atom.entry.token
        verb = self.atoms[self.verb].key if self.verb >= 0 else ""
        spent = verb in {"spend", "spending"} and phrase.marker == "on"
        known = {"amount", "token"} <= self.draft.params.keys()
        if not (spent and known and token) or "to_token" in self.draft.params:
            return None
        alone = phrase.end == phrase.start + 1 and atom.text.upper() == token
        return Named(token, atom.start, atom.end) if alone else None

    def _is_object(self, phrase: Phrase) -> bool:
        """ "send a reminder 5 USDC": what is sent is a text or a word nobody knows, no money."""
        if phrase.start != self.verb + 2 or self.verb < 0:
            return False
        atom = self.atoms[phrase.start]
        stranger = atom.entry == NOTHING or atom.has("tale")
        followed = any(atom.has("of") for atom in self.atoms[phrase.end : phrase.end + 1])
        return stranger and self.atoms[phrase.start - 1].has("det") and not followed

    def _becomes(self, phrase: Phrase) -> bool:
        """ "100 USDC en ETH": the symbol itself, where what is wanted is still to be said."""
        wanted = self.frame.money.get("within") == "out" and "to_token" not in self.draft.params
        symbol = phrase.token is not None and self._words(phrase).upper() == phrase.token.value
        return wanted and symbol and self.frame.action == "swap" and "token" in self.draft.params

    def _becomes_elsewhere(self, phrase: Phrase) -> bool:
        """ "50 USDC in ETH on Base": the chain is named right behind, and the coin is wanted."""
        behind = self.atoms[phrase.end : phrase.end + 2]
        if len(behind) < 2 or not behind[0].has("on") or behind[1].entry.token:
            return False
        filled = self.draft.params
        wanted = self.frame.action == "swap" and "token" in filled and "to_token" not in filled
        return wanted and bool(behind[1].entry.chain) and self._is_symbol(phrase)

    def _stands_apart(self, phrase: Phrase) -> bool:
        """Not right behind the token: "5 USDC ETH" names two tokens, "5 USDC, op" a chain."""
        if self.frame.action == "bridge" or self.before is None:
            return True
        return self.before.kind != "money"

    def _crossing(self, phrase: Phrase) -> bool:
        """ "from base to optimism": after a chain to leave, the next one is where to arrive.

        A symbol there ("from base to ETH") may as well be the token that is wanted.
        """
        if not self.leaves or "to_chain" in self.draft.params or phrase.token is None:
            return False
        if self._is_symbol(phrase):
            self.draft.doubt("to_token", f"{self._words(phrase)!r}: the token or the chain")
        return True

    def _is_symbol(self, phrase: Phrase) -> bool:
        """Written as the token is: "ETH", but not "ethereum"."""
        return (
            phrase.token is not None and self._words(phrase).lower() == phrase.token.value.lower()
        )

    def _asset(self, phrase: Phrase) -> None:
        draft = self.draft
        if phrase.worth_of is not None:
            self._worth(phrase)
            return
        if self._is_bare_out(phrase):
            self._out(phrase)
            return
        if phrase.amount is None and self.last == "to_token" and phrase.marker == "":
            self.draft.doubt("to_token", f"{self._words(phrase)!r} as well")
            return
        if phrase.amount is not None:
            self._amount(phrase, phrase.amount)
        if phrase.token is not None:
            self._put("token", phrase.token)
            if self._is_definite(phrase):
                draft.definite = self.place(phrase)
        elif phrase.anaphor:
            draft.anaphors["token"] = self.place(phrase)
        if phrase.amount is None and self.before is not None and self.before.kind == "word":
            draft.doubt(
                "token", f"what {self.before.text[:60]!r} means for {self._words(phrase)!r}"
            )
        if phrase.vague and phrase.amount is None:
            draft.evidence = draft.vague = True

    def _is_definite(self, phrase: Phrase) -> bool:
        """ "the ETH" and "half the ETH", but not "the ETH I have"."""
        amount = phrase.amount
        if amount is not None and amount.kind != "share":
            return False
        first = phrase.start if amount is None else amount.start
        last = phrase.start + 1 if amount is None else phrase.end
        said = {word for atom in self.atoms[first:last] for word in atom.key.split()}
        if said.isdisjoint({"the", "that"}):
            return False
        following = self.atoms[phrase.end] if phrase.end < len(self.atoms) else None
        if following is None or following.is_mark(","):
            return True
        return not following.entry.tags.isdisjoint(("to", "into", "for", "on", "from", "please"))

    def _is_bare_out(self, phrase: Phrase) -> bool:
        """ "swap 1 eth usdc": a second token right behind the first."""
        bare = phrase.marker == "" and phrase.amount is None and phrase.token is not None
        amount = "amount" in self.draft.params and "to_token" not in self.draft.params
        return bare and amount and self.last == "token" and self.frame.action == "swap"

    def _worth(self, phrase: Phrase) -> None:
        """ "0.001 ETH worth of USDC": an amount of one token, counted in another."""
        token, worth, amount = phrase.token, phrase.worth_of, phrase.amount
        if token is None or worth is None or amount is None:
            return
        if frame_of(self.draft.frame) is frame_of("buy"):
            self._amount(phrase, amount)
            self._put("token", token)
            self._put("to_token", worth)
            return
        self._put("token", worth)
        start = self.atoms[amount.start].start
        if amount.problem:
            self.draft.doubt("amount", amount.problem)
        self.draft.put("amount", f"{amount.value} {token.value}-worth", (start, token.end))

    def _amount(self, phrase: Phrase, amount: Amount) -> None:
        problem = phrase.problem or amount.problem
        self.draft.evidence = True
        self.last = "amount"
        if amount.kind == "bps" or problem is not None:
            self.draft.doubt("amount", problem or "basis points are no amount")
            return
        if amount.kind == "share" and amount.of_previous:
            self.draft.pending_amount = True
        place = self.atoms[amount.start].start, self.atoms[amount.end - 1].end
        if "amount" in self.draft.values:
            self.draft.doubt("amount", f"a second amount: {self._words(phrase)!r}")
        self.draft.put("amount", amount.value, place)

    def _out(self, phrase: Phrase) -> None:
        if phrase.worth_of is not None:
            if frame_of(self.draft.frame) is frame_of("buy"):
                self._worth(phrase)
            else:
                self.draft.doubt("amount", self._words(phrase))
            return
        if phrase.amount is not None:
            self._out_amount(phrase, phrase.amount)
        if phrase.token is not None:
            self._put("to_token", phrase.token)
        elif phrase.anaphor:
            self.draft.anaphors["to_token"] = self.place(phrase)
        if phrase.vague and phrase.amount is None:
            self.draft.evidence = self.draft.vague = True

    def _out_amount(self, phrase: Phrase, amount: Amount) -> None:
        trailing = phrase.token is not None and self.atoms[amount.start].start > phrase.token.start
        if amount.kind == "share" or (trailing and "amount" not in self.draft.params):
            self.draft.doubt("amount", f"of which token: {self._words(phrase)!r}")
            return
        self._amount(phrase, amount)
        if amount.kind == "number":
            place = self.atoms[amount.start].start, self.atoms[amount.end - 1].end
            self.draft.put("amount_side", "out", place)
