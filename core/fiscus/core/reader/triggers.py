"""Conditions on the world: "gas is below 10 gwei", "ETH drops under 3000", "I have over 1 ETH"."""

from __future__ import annotations

from collections.abc import Mapping

from fiscus.core.reader.amount import Amount
from fiscus.core.reader.amounts import amount_at
from fiscus.core.reader.conditions import Condition
from fiscus.core.reader.line import Line
from fiscus.core.reader.phrases import Named
from fiscus.core.reader.things import Scene, place_at, token_at
from fiscus.core.reader.waiting import Waiting

Found = tuple[Condition, int]
"""A condition, and the word after it."""


class Triggers:
    """Reads conditions in one sentence. Whatever is not wholly understood is none."""

    def __init__(self, line: Line, scene: Scene, words: Waiting) -> None:
        self.line = line
        self.scene = scene
        self.words = words

    def at(self, index: int) -> Found | None:
        """The condition whose first word (behind "when") is at `index`."""
        return self._gas(index) or self._having(index) or self._balance(index) or self._price(index)

    def _gas(self, index: int) -> Found | None:
        """ "gas is below 10 gwei", "network fees on base are low"."""
        line, words = self.line, self.words
        index = line.skip(index, words.articles)
        chain, index = self._chain(index, marked=False)
        after = line.past(index, words.gas)
        if after is None:
            return None
        if not chain:
            chain, after = self._chain(after, marked=True)
        level = line.match(after, words.levels)
        if level is not None:
            return Condition("gas", "is", level[0], chain), self._closed(level[1])
        for relation, start in self._relations(after):
            amount = self._amount(start)
            if amount is None or amount.kind != "number":
                continue
            end = line.at(amount.end)
            said = self._related(relation, end + 1) if line.word(end) == "gwei" else None
            if said is not None:
                return Condition("gas", said[0], amount.value, chain, "gwei"), said[1]
        return None

    def _relations(self, index: int) -> list[tuple[str | Mapping[str, str], int]]:
        """What may compare from a word on, and the word after it: "drops below", or "unter" with
        the words that must come behind the figure."""
        line, words = self.line, self.words
        around = line.match(index, words.around)
        whole = line.match(index, words.relations)
        bare = words.around.get("")
        found: list[tuple[str | Mapping[str, str], int]] = []
        found += [around] if around is not None else []
        found += [whole] if whole is not None else []
        return found + ([(bare, index)] if bare is not None else [])

    def _related(self, relation: str | Mapping[str, str], end: int) -> tuple[str, int] | None:
        """A relation with what it needs behind the figure that ends before `end`."""
        if isinstance(relation, str):
            return relation, self._closed(end)
        behind = self.line.match(end, relation)
        return (behind[0], self._closed(behind[1])) if behind is not None else None

    def _closed(self, end: int) -> int:
        return self.line.skip(end, self.words.closing)

    def _chain(self, index: int, *, marked: bool) -> tuple[str, int]:
        if marked:
            after = self.line.past(index, self.words.on)
            if after is None:
                return "", index
            chain, end = self._chain(after, marked=False)
            return (chain, end) if chain else ("", index)
        atom = self.line.atom(index)
        found = place_at(self.scene, atom) if atom is not None else None
        if found is None or found[0] is None:
            return "", index
        return found[0].value, self.line.at(found[1])

    def _having(self, index: int) -> Found | None:
        """ "I have more than 1 ETH"."""
        relation = self.line.match(index, self.words.having)
        if relation is None:
            return None
        amount = self._amount(relation[1])
        token = self._token(amount.end) if amount and amount.kind == "number" else None
        if amount is None or token is None:
            return None
        named, atom = token
        end = self.line.at(atom)
        end = self._closed(self.line.skip(end, self.words.mine))
        return Condition("balance", relation[0], amount.value, named.value), end

    def _balance(self, index: int) -> Found | None:
        """ "my USDC balance is above 500", "the balance of USDC exceeds 500"."""
        line, words = self.line, self.words
        index = line.skip(index, words.articles)
        after = line.past(index, words.balance_of)
        token = self._token_at_word(after if after is not None else index)
        if token is None:
            return None
        named, end = token
        if after is None:
            beyond = line.past(end, words.balance)
            if beyond is None:
                return None
            end = beyond
        return self._compared("balance", named, end)

    def _price(self, index: int) -> Found | None:
        """ "ETH drops under $3k", "the price of ETH is above 3000"."""
        line, words = self.line, self.words
        index = line.skip(index, words.articles)
        after = line.past(index, words.price_of)
        token = self._token_at_word(after if after is not None else index)
        if token is None:
            return None
        named, end = token
        if line.word(end) == "'s":
            end += 1
        return self._compared("price", named, line.skip(end, words.price))

    def _compared(self, kind: str, token: Named, index: int) -> Found | None:
        for relation, start in self._relations(index):
            figure = self._figure(kind, token, start)
            said = self._related(relation, figure[2]) if figure is not None else None
            if figure is not None and said is not None:
                return Condition(kind, said[0], figure[0], token.value, figure[1]), said[1]
        return None

    def _figure(self, kind: str, token: Named, index: int) -> tuple[str, str, int] | None:
        """The figure that a price or a balance is compared with, its unit, and the word after."""
        amount = self._amount(index)
        if amount is None or amount.kind not in {"number", "dollars"}:
            return None
        value, end = amount.value.removeprefix("$"), amount.end
        beside = self._token(end) if amount.kind == "number" else None
        unit = "USD"
        if beside is not None:
            unit, end = beside[0].value, beside[1]
        if kind == "balance":
            # A balance counts its own token: "$500 of USDC" is another figure.
            if amount.kind == "dollars" or (beside is not None and unit != token.value):
                return None
            unit = ""
        elif unit == token.value:
            return None
        return value, unit, self.line.at(end)

    def _amount(self, word: int) -> Amount | None:
        atom = self.line.atom(word)
        if atom is None or atom >= len(self.scene.atoms):
            return None
        amount = amount_at(self.scene.atoms, atom, self.scene.vocabulary.language)
        if amount is None or amount.problem or amount.number is None:
            return None
        return amount

    def _token(self, atom: int) -> tuple[Named, int] | None:
        found = token_at(self.scene, atom, after_amount=True)
        return found if found is not None and found[0].known else None

    def _token_at_word(self, word: int) -> tuple[Named, int] | None:
        atom = self.line.atom(word)
        found = self._token(atom) if atom is not None else None
        if found is None and atom is not None and atom < len(self.scene.atoms):
            found = self._owned(atom)
        return (found[0], self.line.at(found[1])) if found is not None else None

    def _owned(self, atom: int) -> tuple[Named, int] | None:
        """The "ETH's" of "ETH's below 3000"."""
        here = self.scene.atoms[atom]
        if not (here.possessive and here.entry.token):
            return None
        return Named(here.entry.token, here.start, here.end), atom + 1
