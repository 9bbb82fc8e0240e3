"""Which marker gives which role to what, per verb. Data: a new verb is a line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """The roles of one way of asking for `action`.

    `money`, `party` and `place` map a marker (empty for none) to a role: `asset` (what leaves),
    `out` (what arrives), `recipient`, `source` (somebody else's account), `from_chain`, `to_chain`.
    """

    action: str
    money: Mapping[str, str]
    party: Mapping[str, str] = field(default_factory=dict[str, str])
    place: Mapping[str, str] = field(default_factory=dict[str, str])
    needs: tuple[str, ...] = ()
    prefers_place: bool = False
    """A word that is both a token and a chain is a chain after "to" and "from"."""


_AT = {
    "on": "from_chain",
    "in": "from_chain",
    "within": "from_chain",
    "via": "from_chain",
    "with": "from_chain",
    "": "from_chain",
}
_HERE = {**_AT, "at": "from_chain", "of": "from_chain"}
_MOVES = {**_HERE, "from": "from_chain", "to": "to_chain", "into": "to_chain"}
_TO_PARTY = {
    "to": "recipient",
    "into": "recipient",
    "recipient": "recipient",
    "at": "recipient",
    "": "recipient",
    "between": "recipient",
    "in": "recipient",
    "from": "source",
}

_SWAP = {"": "asset", "from": "asset", "of": "asset", "with": "asset"}
_SWAPPED = {
    **_SWAP,
    "for": "out",
    "to": "out",
    "into": "out",
    "in": "out",
    "within": "out",
    "as": "out",
}
_BUYING = {
    "": "out",
    "of": "out",
    "with": "asset",
    "from": "asset",
    "for": "asset",
    "in": "asset",
    "via": "asset",
}
_TOKENS = {
    "": "bare_token",
    "for": "out_token",
    "to": "out_token",
    "into": "out_token",
    "with": "asset_token",
    "of": "bare_token",
    "from": "source",
    "in": "recipient",
    "recipient": "recipient",
}
_BRIDGED = {**_TO_PARTY, "for": "recipient"}

FRAMES: Mapping[str, Frame] = {
    "send": Frame(
        "transfer",
        {
            "": "asset",
            "of": "asset",
            "with": "asset",
            "in": "asset_token",
            "for": "stray",
            "as": "asset_token",
            "to": "nobody",
            "into": "nobody",
            "recipient": "nobody",
        },
        {**_TO_PARTY, "on": "recipient"},
        _MOVES,
        ("amount", "token", "recipient"),
        prefers_place=True,
    ),
    "swap": Frame("swap", _SWAPPED, _TOKENS, _MOVES, ("amount", "token", "to_token")),
    "sell": Frame("swap", _SWAPPED, _TOKENS, _MOVES, ("amount", "token", "to_token")),
    "spend": Frame(
        "swap",
        {**_SWAPPED, "on": "out"},
        {**_TOKENS, "on": "out_token"},
        _MOVES,
        ("amount", "token", "to_token"),
    ),
    "buy": Frame(
        "swap", _BUYING, {**_TOKENS, "": "out_token"}, _MOVES, ("amount", "token", "to_token")
    ),
    "bridge": Frame(
        "bridge",
        {
            "": "asset",
            "of": "asset",
            "with": "asset",
            "for": "out",
            "into": "out",
            "to": "out",
            "as": "out",
            "in": "out",
        },
        _BRIDGED,
        _MOVES,
        ("amount", "token", "from_chain", "to_chain"),
        prefers_place=True,
    ),
    "wrap": Frame(
        "swap",
        {"": "asset", "of": "asset", "to": "out", "into": "out"},
        {},
        _MOVES,
        ("amount", "token", "to_token"),
    ),
    "unwrap": Frame(
        "swap",
        {"": "asset", "of": "asset", "to": "out", "into": "out"},
        {},
        _MOVES,
        ("amount", "token", "to_token"),
    ),
    "split": Frame(
        "transfer",
        {"": "asset", "of": "asset", "between": "nobody", "to": "nobody", "with": "nobody"},
        {**_TO_PARTY, "with": "recipient"},
        _MOVES,
        ("amount", "token", "recipient"),
        prefers_place=True,
    ),
    "vote": Frame("vote", {}, {}, _HERE, ("proposal_id", "support", "governor")),
    "propose": Frame(
        "propose", {}, {}, _HERE, ("governor", "targets", "values", "calldatas", "description")
    ),
    "queue": Frame("queue", {}, {}, _HERE, ("proposal_id", "governor")),
    "execute": Frame("execute", {}, {}, _HERE, ("proposal_id", "governor")),
    "delegate": Frame("delegate", {}, {}, _HERE, ("recipient", "governor")),
}
ALIASES: Mapping[str, str] = {
    "move": "send",
    "support": "vote",
    "get": "buy",
    "cash": "sell",
    "implicit": "swap",
}
"""Verbs that share a frame with another, told apart by what they are said with."""
PAYING: Mapping[str, str] = {"get": "send", "cash": "send"}
"""Verbs that take another frame where somebody or a chain to go to is named."""


def frame_of(name: str) -> Frame:
    return FRAMES[ALIASES.get(name, name)]
