"""What a clause is made of: money, parties, places and words, each with the marker before it."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.core.reader.amount import Amount


@dataclass(frozen=True, slots=True)
class Named:
    """A value as the vocabulary knows it, and the characters it was read from."""

    value: str
    start: int
    end: int
    family: str | None = None
    known: bool = True
    """False for a ticker symbol nobody has heard of."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`kind` is one of

    `money` (an amount, a token, or both), `party` (address or name), `own` (the writer's wallet),
    `somebody` (a person without an address), `place` (a chain), `slippage`, `min`, `note` (memo,
    reason or description), `proposal`, `code`, `venue`, `verb`, `comma`, `and`, `or`, `each`,
    `evenly`, `ratio` (its parts in `text`), `when` (a condition), `noise`, `doubt` (a word that
    changes the meaning) or `word` (unknown).
    """

    kind: str
    start: int
    end: int
    marker: str = ""
    amount: Amount | None = None
    token: Named | None = None
    worth_of: Named | None = None
    """The second token of "100 USDC worth of PEPE"."""
    chain: Named | None = None
    """For money without an amount: the chain the same word may mean ("to eth")."""
    party: Named | None = None
    text: str = ""
    vague: bool = False
    """ "some USDC", "my USDC": a token with a word that stands in for an amount."""
    anaphor: bool = False
    """ "it": the token or party of the step before."""
    problem: str | None = None
