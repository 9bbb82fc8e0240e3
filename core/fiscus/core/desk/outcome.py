"""What became of an intent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a payment stands; `transitions` says what may follow what. Only the chain makes it
    `CONFIRMED`, `FAILED` or `REPLACED`."""

    PLANNED = "planned"
    """Waits for an approval. Nothing is signed, nothing is reserved."""
    APPROVED = "approved"
    """Its owners said yes. It is reserved in the same step: nothing rests here."""
    RESERVED = "reserved"
    """Its budget is taken and its place in the lane is set. Nothing is signed."""
    SIGNED = "signed"
    """The bytes are on record; no node has said that it took them."""
    SENT = "sent"
    """A node took the bytes; they are not in a block yet."""
    CONFIRMED = "confirmed"
    FAILED = "failed"
    """In a block, and reverted: only the fee is gone."""
    DROPPED = "dropped"
    """Proven never to land."""
    REPLACED = "replaced"
    """Called back: a transaction that moves nothing took its place in the lane."""
    DENIED = "denied"
    """The policy or an owner said no."""
    SIMULATED = "simulated"
    """Everything was checked; the mode signs nothing."""

    @property
    def open(self) -> bool:
        """May still land, or is about to."""
        return self in {State.RESERVED, State.SIGNED, State.SENT}

    @property
    def counts(self) -> bool:
        """Takes part in the spending windows."""
        return self.open or self is State.CONFIRMED


@dataclass(frozen=True, slots=True)
class Approval:
    """A question to an owner, bound to the digest of the effect that was shown."""

    id: str
    summary: str
    digest: str
    expires_at: str
    """ISO 8601, UTC."""
    reasons: tuple[str, ...] = ()
    required: int = 1
    """How many approvers must say yes."""
    given: tuple[str, ...] = ()
    """Who of them did."""


@dataclass(frozen=True, slots=True)
class Paid:
    """One of several payments in one transaction."""

    recipient: str
    recipient_name: str | None
    token: str
    token_address: str | None
    amount: str
    amount_units: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The desk's answer to an intent: where the payment stands, in exact figures."""

    state: State
    chain: str
    chain_id: int | None
    sender: str
    recipient: str
    recipient_name: str | None
    token: str
    token_address: str | None
    amount: str
    """Whole tokens, exact."""
    amount_units: int
    journal_id: str
    hash: str | None = None
    fee_units: int | None = None
    """What the chain took, once it is known; the cap before that."""
    fee_token: str = ""
    fee_decimals: int = 18
    explorer_url: str | None = None
    approval: Approval | None = None
    also: tuple[str, ...] = ()
    """What leaves beside it and is no fee: `("0.00203928 SOL",)`."""
    deed: str = "send"
    """A value of `Deed`. For a right to spend, `amount` is how much and `recipient` who may."""
    gains: str = ""
    """What arrives, at least: `"1990 USDC"`."""
    about: str = ""
    """Where nothing leaves: what the deed is about. `recipient` is the contract then."""
    detail: str | None = None
    """A sentence on why it stands there, where that is not plain."""
    side: str | None = None
    """A value of `crossings.Side`, once a bridge's payment is in a block."""
    came: str = ""
    """What a chain showed to have come of it: `"99.5 USDC on optimism"`."""
    came_by: str | None = None
    """The transaction there, where one is known."""
    payments: tuple[Paid, ...] = ()
    """All of them, where several are one transaction; the first one's figures stand above, too."""
    signature: str | None = None
    """Under typed data, in hexadecimal; `None` for a transaction, which is sent."""
