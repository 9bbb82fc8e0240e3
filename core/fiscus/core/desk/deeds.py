"""What an effect is, in words: a payment, a swap, a permission. The same words on every chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a deed is told: to be done, done, and as a thing. `{out}` leaves, `{into}` arrives."""

    order: str
    past: str
    thing: str


SWAPPED: Final = "{out} for at least {into}"
ALLOWED: Final = "{whom} to spend exactly {out}"
PHRASES: Final[Mapping[Deed, Phrase]] = {
    Deed.SEND: Phrase("Send {out} to {whom}", "Transferred {out} to {whom}", "{out} to {whom}"),
    Deed.SWAP: Phrase(f"Swap {SWAPPED}", f"Swapped {SWAPPED}", f"the swap of {SWAPPED}"),
    Deed.BRIDGE: Phrase(
        "Bridge {out}, of which at least {into} arrives",
        "Sent {out} over the bridge, of which at least {into} arrives",
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
}


def deed_of(effect: Effect) -> Deed:
    """By what it does; its action's name only tells a wrapping from another trade."""
    if crosses(effect):
        return Deed.BRIDGE
    if effect.gains:
        return Deed(effect.action) if effect.action in {Deed.WRAP, Deed.UNWRAP} else Deed.SWAP
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
    """What it is mainly about: the first thing that leaves, or the first right that changes."""
    return effect.moves[0] if effect.moves else effect.grants[0]


def amounts(parts: Iterable[Move | Gain | Grant]) -> str:
    """`"1 ETH and 2 USDC"`."""
    return " and ".join(shown(part.units, part.asset.decimals, part.asset.symbol) for part in parts)
