"""A language as the generator knows it: tables of words, and shapes of sentences.

A shape is a template. `{role}` takes a word of the table of that name, `[…]` is there or not, and
`(a|b)` is one of several. Words of a table are kept apart by world: a name of one chain family
never stands beside a token of another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.core.reader.generation.sentence import Params, Sentence, Word, spoken

Table = Mapping[str, str]
"""What is written, and what it means."""

_OPTION = re.compile(r"\[([^\[\]]*)\]")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_ROLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Shape:
    """One way of saying `action`. `also` are values that no word of it gives."""

    action: str
    template: str
    also: Params = field(default_factory=dict[str, str])
    kind: str = ""
    worlds: tuple[str, ...] = ("evm", "solana")


@dataclass(frozen=True, slots=True)
class Tongue:
    """`tables` by role; a role of one world is written `evm.token`."""

    name: str
    tables: Mapping[str, Table]
    shapes: Sequence[Shape]
    before: Sequence[str] = ("",)
    """What is put before a request without changing it."""
    after: Sequence[str] = ("",)
    frames: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    """By what they do to a request: ways of not making it."""
    negations: Sequence[str] = ("not ",)
    """What turns one word of a request round."""

    def sentence(self, draw: Random) -> Sentence:
        """A request, dressed as people dress them."""
        shape = draw.choice(self.shapes)
        world = draw.choice(shape.worlds)
        words = [Word(draw.choice(self.before)), *self._words(draw, shape, world)]
        words.append(Word(draw.choice(self.after)))
        kind = f"{self.name} {shape.kind or shape.action}"
        return spoken(words, action=shape.action, kind=kind, world=world, also=shape.also)

    def table(self, role: str, world: str) -> Table:
        name = _KIN.get(role, role)
        return self.tables.get(f"{world}.{name}") or self.tables[name]

    def others(self, role: str, world: str, *values: str) -> list[tuple[str, str]]:
        """The words for `role`, and what they mean, that mean none of `values`."""
        return [pair for pair in self.table(role, world).items() if pair[1] not in values]

    def _words(self, draw: Random, shape: Shape, world: str) -> list[Word]:
        template = _settled(draw, shape.template)
        words: list[Word] = []
        said: dict[str, tuple[str, str]] = {}
        at = 0
        for found in _ROLE.finditer(template):
            words.append(Word(template[at : found.start()]))
            at, role = found.end(), found[1]
            if role in _SAME:
                words.append(Word(said[_SAME[role]][0]))
                continue
            taken = [said[other][1] for other in _APART.get(role, ()) if other in said]
            text, value = said[role] = draw.choice(self.others(role, world, *taken))
            words.append(Word(text, "" if role in _SILENT else _MEANT.get(role, role), value))
        words.append(Word(template[at:]))
        return words


_KIN = {"to_token": "token", "to_chain": "chain", "from_chain": "chain"}
"""Roles that take their words from another's table."""
_APART = {
    "to_token": ("token",),
    "token": ("to_token",),
    "to_chain": ("from_chain",),
    "from_chain": ("to_chain",),
}
"""Roles that never have the same value."""
_SAME = {"out_token": "to_token"}
"""Roles that repeat the word of another."""
_MEANT = {"chain": "from_chain", "exact": "amount"}
"""Tables whose words give a role of another name."""
_SILENT = frozenset({"send", "swap", "bridge", "buy", "sell", "vote", "show"})
"""Tables of verbs and small words: they give no value."""


def _settled(draw: Random, template: str) -> str:
    """The template with every option and choice taken."""
    while found := _CHOICE.search(template):
        chosen = draw.choice(found[1].split("|"))
        template = template[: found.start()] + chosen + template[found.end() :]
    while found := _OPTION.search(template):
        chosen = found[1] if draw.random() < 0.4 else ""
        template = template[: found.start()] + chosen + template[found.end() :]
    return template
