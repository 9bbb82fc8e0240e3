"""What an effect is, in words: a payment, a swap, a permission. The same words on every chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fiscus.core.desk.adapter import Effect, Gain, Grant, Move
from fiscus.core.desk.amounts import shown


class Deed(StrEnum):
    """The kinds of effects that people tell apart."""

    SEND = "send"
    SWAP = "swap"
    BRIDGE = "bridge"
    WRAP = "wrap"
    UNWRAP = "unwrap"
    ALLOW = "allow"
    REVOKE = "revoke"
    VOTE = "vote"
    PROPOSE = "propose"
    QUEUE = "queue"
    EXECUTE = "execute"
    DELEGATE = "delegate"

    @property
    def moves_nothing(self) -> bool:
        """Whether it is a word in an assembly: what it is about stands in the effect's `about`."""
        return self in WORDS_IN_AN_ASSEMBLY


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a deed is told: to be done, done, and as a thing. `{out}` leaves, `{into}` arrives.

    Of what moves nothing `{about}` tells the rest; `{whom}` is the contract that is called.
    """

    order: str
    past: str
    thing: str


WORDS_IN_AN_ASSEMBLY: Final = frozenset(
    {Deed.VOTE, Deed.PROPOSE, Deed.QUEUE, Deed.EXECUTE, Deed.DELEGATE}
)
SWAPPED: Final = "{out} for at least {into}"
ALLOWED: Final = "{whom} to spend exactly {out}"
PHRASES: Final[Mapping[Deed, Phrase]] = {
    Deed.SEND: Phrase("Send {out} to {whom}", "Transferred {out} to {whom}", "{out} to {whom}"),
    Deed.SWAP: Phrase(f"Swap {SWAPPED}", f"Swapped {SWAPPED}", f"the swap of {SWAPPED}"),
    Deed.BRIDGE: Phrase(
        "Bridge {out}, at least {into} arriving, starting",
        "Sent {out} over the bridge, at least {into} arriving, starting",
        "the bridging of {out} to at least {into}",
    ),
    Deed.WRAP: Phrase(
        "Wrap {out} into {into}", "Wrapped {out} into {into}", "the wrapping of {out} into {into}"
    ),
    Deed.UNWRAP: Phrase(
        "Unwrap {out} into {into}",
        "Unwrapped {out} into {into}",
        "the unwrapping of {out} into {into}",
    ),
    Deed.ALLOW: Phrase(
        f"Allow {ALLOWED}", f"Allowed {ALLOWED}", "the permission for {whom} to spend {out}"
    ),
    Deed.REVOKE: Phrase(
        "Take back the right of {whom} to spend {token}",
        "Took back the right of {whom} to spend {token}",
        "taking back the right of {whom} to spend {token}",
    ),
    Deed.VOTE: Phrase("Vote {about}", "Voted {about}", "the vote {about}"),
    Deed.PROPOSE: Phrase("Propose {about}", "Created proposal: {about}", "the proposal of {about}"),
    Deed.QUEUE: Phrase("Queue {about}", "Queued {about}", "the queueing of {about}"),
    Deed.EXECUTE: Phrase("Execute {about}", "Executed {about}", "the execution of {about}"),
    Deed.DELEGATE: Phrase("Delegate {about}", "Delegated {about}", "the delegation of {about}"),
}


def deed_of(effect: Effect) -> Deed:
    """By what it does; its action's name only tells a wrapping from another trade."""
    if crosses(effect):
        return Deed.BRIDGE
    if effect.gains:
        return Deed(effect.action) if effect.action in {Deed.WRAP, Deed.UNWRAP} else Deed.SWAP
    if not (effect.moves or effect.grants) and effect.about:
        return Deed(effect.action)
    if effect.moves or not effect.grants:
        return Deed.SEND
    return Deed.ALLOW if any(grant.units for grant in effect.grants) else Deed.REVOKE


def crosses(effect: Effect) -> bool:
    """Whether what arrives arrives on another chain."""
    return any(gain.asset.chain != effect.chain for gain in effect.gains)


def arriving(effect: Effect) -> str:
    """`"1990 USDC"`; from a bridge `"99.5 USDC on optimism"`, and for whom where that is somebody
    else."""
    if not crosses(effect):
        return amounts(effect.gains)
    return " and ".join(
        f"{amounts([gain])} on {gain.asset.chain}"
        + (f" for {gain.to}" if gain.to != effect.signer else "")
        for gain in effect.gains
    )


def subject(effect: Effect) -> Move | Grant:
    """What it is mainly about: the first thing that leaves, or the first right that changes; no
    coin at all where nothing leaves."""
    if effect.moves:
        return effect.moves[0]
    return effect.grants[0] if effect.grants else Move(effect.fee_asset, 0, effect.target)


def several(effect: Effect) -> str:
    """Several payments in one: `"1 SOL to bob.sol (9x…) and 2 USDC to 7f…"`; empty for one.

    What opens accounts for their recipients comes last.
    """
    called = names_of(effect)
    told = [f"{amounts([m])} to {titled(m.to, called.get(m.to))}" for m in effect.moves]
    return listed(told) if effect.payees else ""


def names_of(effect: Effect) -> Mapping[str, str]:
    """What the recipients of several payments in one are called, by their addresses."""
    paid = zip(effect.moves, effect.payees, strict=False)
    return {move.to: name for move, name in paid if name}


def titled(address: str, name: str | None) -> str:
    """`"bob.sol (9x…)"`."""
    return f"{name} ({address})" if name else address


def listed(parts: Sequence[str]) -> str:
    """`"a, b and c"`."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def amounts(parts: Iterable[Move | Gain | Grant]) -> str:
    """`"1 ETH and 2 USDC"`."""
    return " and ".join(shown(part.units, part.asset.decimals, part.asset.symbol) for part in parts)
