"""Every transition of both families, and what has it happen: what is asked, what came before.

Weather makes some of them once in thousands of payments. Here each has its script: lives that end
at a point, and what the chain does while nobody lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

SIDES: Final = ("before", "after")


@dataclass(frozen=True, slots=True)
class Asked:
    """A new message for the family of a step."""

    kind: str = "plain"
    """`plain`; `stranger`, who was never paid; `much`, which the policy denies; `breaker`."""
    answer: str = "given"
    then: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A life, and the point where it ends."""

    point: str
    """Without its family."""
    asked: Asked | None = None
    """`None`: older messages are delivered again, and what was left open goes on."""
    during: frozenset[str] = frozenset()
    """`held`: no blocks until the next life; `unsent`: no node takes anything; `swallowed`: nodes
    say that they do, and do not; `breaking`: who waits to pay the breaker is reverted; `forked`:
    the nodes have a fork without what landed lately."""
    before: tuple[Step | str, ...] = ()
    """The lives before it, and what the chain does after one: see `World.happen`."""


PLAIN, BREAKER, MUCH = Asked(), Asked("breaker"), Asked("much")
YES, NO, LATER = (Asked("stranger", answer) for answer in ("yes", "no", "later"))
FASTER, CANCEL = Asked(then="faster"), Asked(then="cancel")
HELD: Final = frozenset({"held"})
UNSENT: Final = frozenset({"unsent", "held"})


def _at(way: str, asked: Asked | None = None, *during: str) -> Step:
    return Step(f"{way} after", asked, frozenset(during))


def _then(way: str, *before: Step | str, during: frozenset[str] = frozenset()) -> Step:
    """Reached by whoever takes up what the lives before left."""
    return Step(f"{way} after", None, during, before)


_OFFERED = _at("broadcast", PLAIN, "held")
_ASKED = (
    _at("new>planned", YES),
    _at("approval_used>approved", YES),
    _at("approved>reserved", YES),
    _at("approval_denied>denied", NO),
    _at("new>denied", MUCH),
)
_PAID = (
    _at("new>reserved", PLAIN),
    _at("reserved>signed", PLAIN),
    _then("reserved>dropped", _at("new>reserved", PLAIN)),
    replace(_at("signed>signed", PLAIN), during=UNSENT),
    _at("signed>sent", PLAIN),
    _then("signed>confirmed", _at("broadcast", PLAIN)),
    _at("sent>confirmed", PLAIN),
    _then("confirmed>confirmed", _at("sent>confirmed", PLAIN), "leap"),
)
_AGAIN = _then("asked>planned", _at("planned>asked", LATER), "expire")

_EVM_FAILED = _then("sent>failed", _at("signed>sent", BREAKER, "held"), "break", during=HELD)
_EVM_UNDONE = _then("confirmed>reorged", _at("sent>confirmed", PLAIN), "undo", during=HELD)
_EVM_BROKEN = _then("failed>reorged", _EVM_FAILED, "undo", during=HELD)
_OUTBID = _at("sent>outbid", FASTER, "held")
_CALLED_BACK = _then(
    "outbid>replaced", _at("sent>outbid", CANCEL, "held"), _then("broadcast", during=HELD)
)
_BACK_AGAIN = _then("replaced>reorged", _CALLED_BACK, "undo", during=HELD)
_UNSENT_OUTBID = replace(_at("signed>outbid", FASTER), during=UNSENT)

_SOLANA_FAILED = _then("sent>failed", _at("signed>sent", PLAIN, "held"), "break", during=HELD)
_FORKED: Final = frozenset({"held", "forked"})
_SOLANA_UNDONE = _then("confirmed>reorged", _at("sent>confirmed", PLAIN), during=_FORKED)
_SOLANA_BROKEN = _then("failed>reorged", _SOLANA_FAILED, during=_FORKED)

_EVM: Final = (
    _then("signed>failed", _at("broadcast", BREAKER, "held"), "break"),
    _then("signed>dropped", replace(_OFFERED, point="broadcast before"), "usurp", "leap"),
    _EVM_FAILED,
    _then("sent>sent", _at("signed>sent", PLAIN, "held"), "usurp"),
    _then("sent>dropped", _at("signed>sent", PLAIN, "held"), "usurp", "leap"),
    _then("failed>failed", _EVM_FAILED, "leap"),
    _EVM_UNDONE,
    _EVM_BROKEN,
    _then("reorged>confirmed", _EVM_UNDONE),
    _then("reorged>failed", _EVM_BROKEN, during=frozenset({"held", "breaking"})),
    _UNSENT_OUTBID,
    _OUTBID,
    _then("outbid>sent", _UNSENT_OUTBID, during=HELD),
    _then("outbid>confirmed", _OUTBID),
    _then("outbid>failed", _at("sent>outbid", replace(BREAKER, then="faster"), "held"), "break"),
    _CALLED_BACK,
    _then("replaced>replaced", _CALLED_BACK, "leap"),
    _BACK_AGAIN,
    _then("reorged>replaced", _BACK_AGAIN),
)
_SOLANA: Final = (
    _then("signed>failed", _OFFERED, "break"),
    _then("signed>dropped", replace(_OFFERED, point="broadcast before"), "leap"),
    _SOLANA_FAILED,
    _then("sent>dropped", _at("signed>sent", PLAIN, "swallowed"), "leap"),
    _then("failed>failed", _SOLANA_FAILED, "leap"),
    _SOLANA_UNDONE,
    _SOLANA_BROKEN,
    _then("reorged>confirmed", _SOLANA_UNDONE),
    _then("reorged>failed", _SOLANA_BROKEN),
)
_QUESTIONS: Final = (
    _at("planned>asked", LATER),
    _at("asked>approval_used", YES),
    _at("asked>approval_denied", NO),
)
"""Rows of the journal that name no lane: they are nobody's family."""

QUESTIONS: Final = frozenset(step.point.partition(" ")[0] for step in _QUESTIONS)
LISTED: Final[Mapping[str, tuple[Step, ...]]] = {
    "evm": (*_ASKED, _AGAIN, *_PAID, *_EVM),
    "solana": (*_ASKED, _AGAIN, *_PAID, *_SOLANA),
    "any": _QUESTIONS,
}


def ways() -> list[str]:
    """`evm reserved>signed`: every transition that is hit on both sides."""
    return [f"{family} {_way(step)}" for family, steps in LISTED.items() for step in steps]


def aimed_at(point: str) -> Step:
    """What leads to a point, `evm reserved>signed before`; a payment, where it is not listed."""
    family, _, where = point.partition(" ")
    way, _, _ = where.rpartition(" ")
    for step in LISTED.get(family, ()):
        if _way(step) == way:
            return replace(step, point=where)
    return Step(where, PLAIN)


def _way(step: Step) -> str:
    return step.point.rpartition(" ")[0]
