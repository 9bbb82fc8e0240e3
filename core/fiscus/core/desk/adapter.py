"""What the desk asks of a chain family, and what it is told. One adapter a family.

The desk owns the order of things: plan, judge, reserve, seal, record, broadcast, confirm. An
adapter knows how each is done on its chains and decides nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from fiscus.core.desk.door import Intent

TYPED_DATA = "sign_typed_data"
"""The action of an intent whose proposal is EIP-712 typed data in JSON. Its effect has the type as
`call` and the contract that it is for as `target`; once signed it is included, and nothing is sent.
"""

SELF_TRANSFER = "self_transfer"
"""The action of an intent that sends coin from the wallet to itself, to try the way to the chain.
No words are read as this: only a trial asks for it."""

SWEEP = "sweep"
"""The action of an intent that empties the wallet of one asset, into the evacuation address of the
policy file. Its values are a chain and a token; the desk itself puts in how much, and for whom."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A coin or token on one chain; `address` is `None` for the native coin."""

    chain: str
    address: str | None
    symbol: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Move:
    """`units` base units of `asset` leave the wallet for `to`."""

    asset: Asset
    units: int
    to: str


@dataclass(frozen=True, slots=True)
class Gain:
    """At least `units` base units of `asset` arrive at `to`, which is an address of the wallet; on
    another chain than the effect's own, of whom the wallet's owner named."""

    asset: Asset
    units: int
    to: str


@dataclass(frozen=True, slots=True)
class Grant:
    """`spender` may take up to `units` base units of `asset` later; 0 takes the right away."""

    asset: Asset
    units: int
    spender: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call or instruction, decoded: `program` is a contract or program, `text` what it does."""

    program: str
    text: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a signature would do, decoded from the bytes to be signed. What a "yes" buys.

    Nonce, blockhash and the exact fee are no part of it; the highest fee is.
    """

    action: str
    chain: str
    chain_id: int | None
    signer: str
    target: str
    """The account that is called or paid first."""
    call: str
    """Decoded call, like `transfer(address,uint256)`; empty for a plain payment."""
    moves: tuple[Move, ...]
    """What leaves, at most."""
    fee_asset: Asset
    max_fee_units: int
    gains: tuple[Gain, ...] = ()
    """What arrives, at least."""
    grants: tuple[Grant, ...] = ()
    calls: tuple[Call, ...] = ()
    """Everything that is called, inner calls too, where it is more than `target` and `call`."""
    about: str = ""
    """Where nothing leaves: what it is about, behind its action's word: `"FOR on proposal 42"`."""
    payees: tuple[str, ...] = ()
    """Of several payments in one, which are the first moves: what each recipient is called; empty
    where they are known by the address alone."""

    def digest(self) -> str:
        """SHA-256 over everything but the fee cap, which is compared as a bound.

        What leaves has the digest that it had before there was anything else.
        """
        body = asdict(self)
        del body["max_fee_units"]
        for role in ("about", "payees"):
            if not body[role]:
                del body[role]
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def within(self, approved: Effect) -> bool:
        """Whether this is exactly what was approved, at no higher fee."""
        return self.digest() == approved.digest() and self.max_fee_units <= approved.max_fee_units


@dataclass(frozen=True, slots=True)
class Concern:
    """Something an owner must know before they say yes. `code` is stable, `text` a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Target:
    """What an intent names, as far as it is known without asking a chain."""

    chain: str
    asset: Asset | None
    """`None` where the token's contract must be asked first."""
    fee_asset: Asset


@dataclass(frozen=True, slots=True)
class Sight:
    """A transaction in a block that names the wallet: it may be anybody's."""

    id: str
    slot: int


NOTHING: Final = Sight("", 0)
"""Seen of a wallet that has no history."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a chain knows of the wallet's own transactions."""

    sequence: int | None
    """The next free place in the lane, those that wait counted; `None` where there is no order."""
    recent: tuple[Sight, ...] = ()
    """Where there is no order: what names the wallet since the mark, newest first; the newest one
    alone where there is no mark."""

    @classmethod
    def of(cls, plan: Plan) -> Standing:
        return cls(plan.sequence, plan.recent or ())


@dataclass(frozen=True, slots=True)
class Shore:
    """How it stood where a bridge pays out, before anything was signed: what came is told from
    what was there by it."""

    block: int
    units: int
    """What the receiver had of what shall arrive."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A transaction that is built, decoded and simulated, and that nobody has signed."""

    effect: Effect
    amount: Decimal
    recipient: str
    recipient_name: str | None
    concerns: tuple[Concern, ...]
    lane: str
    """Transactions of one lane are ordered: `"evm:8453:0x…"`."""
    sequence: int | None
    """The next free place in the lane as the chain sees it; `None` where there is no order."""
    chain_time: int | None
    """Unix seconds of the newest block."""
    recipient_note: str = ""
    """What is to be known of the recipient's name: `", whose own name is x.eth"`."""
    chain_title: str = ""
    """The chain's name for people."""
    slippage_bps: int | None = None
    """How much less than quoted may arrive, in hundredths of a percent; `None` where nothing is
    traded."""
    price_impact_bps: int | None = None
    """What the trade itself moves the price by; `None` where nobody says."""
    recent: tuple[Sight, ...] | None = None
    """As in `Standing`, where the plan could ask in passing; the desk asks for it otherwise."""
    facts: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """What the chain said that this rests on and that the effect does not show, by its name in a
    sentence: `"the wallet's balance"`. Two nodes must say the same."""
    unlisted: tuple[str, ...] = ()
    """Contracts or programs that would be called and that no list of the chain's knows."""
    stale_seconds: int | None = None
    """How old the newest block of the chain may be; `None` where nobody can say."""
    shore: Shore | None = field(default=None, compare=False)
    """Of a bridge."""
    draft: object = None
    """The adapter's own: what it needs to seal this."""

    @property
    def named(self) -> Sequence[tuple[str, str]]:
        """Everybody who is paid by a name, and the address that it stands for."""
        effect = self.effect
        if not effect.payees:
            return [(self.recipient_name, self.recipient)] if self.recipient_name else []
        paid = zip(effect.payees, effect.moves, strict=False)
        return [(name, move.to) for name, move in paid if name]


class Variant(StrEnum):
    """Which of the transactions that share one place in a lane."""

    ORIGINAL = "original"
    FASTER = "faster"
    """The same at a higher fee."""
    CANCEL = "cancel"
    """Moves nothing, and takes the place."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Signed bytes. They are on record before they are on the wire."""

    id: str
    """Transaction hash or signature."""
    raw: bytes
    sequence: int | None
    valid_until: int | None = None
    """The last block height at which it can land; `None` where it does not expire."""
    variant: Variant = Variant.ORIGINAL


class Taken(StrEnum):
    """What the nodes said to the bytes."""

    YES = "yes"
    """Taken now, or known already."""
    UNSURE = "unsure"
    """No answer, or one that proves nothing: they may have taken them."""
    NEVER = "never"
    """Refused in a way that means these bytes cannot land, unless they did already. The desk looks,
    and lets go only where the look says so."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    taken: Taken
    reason: str | None = None
    private: bool = False
    """They were offered to nodes that keep them to themselves until they are in a block."""


class Fate(StrEnum):
    """What the chain says of sealed bytes."""

    INCLUDED = "included"
    REVERTED = "reverted"
    WAITING = "waiting"
    """Not in a block, and they still could be."""
    TAKEN = "taken"
    """Something else has their place in the lane, and that is not final yet."""
    DEAD = "dead"
    """They cannot land any more: what has their place is final, or they expired for good."""


@dataclass(frozen=True, slots=True)
class Look:
    """The chain's word on the variants of one payment: at most one of them can land."""

    fate: Fate
    fee_units: int | None = None
    block: int | None = None
    mismatch: str | None = None
    """Where what happened is not what was signed for: a sentence."""
    transaction: str | None = None
    """Which of the variants is in the block."""
    final: bool = False
    """The block cannot be undone."""
    successor: str | None = None
    """The foreign transaction that has their place, where it could be found."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the desk fixes before a plan is made."""

    price_usd: Decimal | None = None
    """One whole token, valued as for leaving; needed for amounts in dollars."""
    units: int | None = None
    """The exact amount an approval was given for, in base units."""
    max_fee_units: int | None = None
    """The fee cap an approval was given for."""
    mark: Sight | None = None
    """The newest transaction that names the wallet and is explained; `None` at first sight."""


class Adapter(Protocol):
    """One family of chains, seen from the desk."""

    @property
    def family(self) -> str: ...

    @property
    def signer(self) -> str | None:
        """The address that signs; `None` when this wallet is read-only."""
        ...

    def locate(self, intent: Intent) -> Target:
        """Chain and asset of an intent, offline. Raises what the person can mend."""
        ...

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Resolve, build, decode and simulate. Signs nothing. Raises where it cannot be done."""
        ...

    def alone(self, chain: str) -> Sequence[Adapter]:
        """This adapter as each node of the chain alone would have it, the preferred first.

        One for every host: nodes of one host are not independent. Where something that a plan needs
        has one host only, the list is as short. What they seal is nobody's: they only plan.
        """
        ...

    async def outbid(self, effect: Effect, variants: Sequence[Sealed], variant: Variant) -> Plan:
        """Plan what takes the place of waiting bytes: `FASTER` or `CANCEL`. Signs nothing.

        Raises `NotReplaceable` where the chain knows no such thing.
        """
        ...

    async def seal(self, plan: Plan, sequence: int | None) -> Sealed:
        """Finish the transaction, simulate it again where foreign code runs, and sign it."""
        ...

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        """Offer the bytes to the nodes, each once. A `ChainError` is as good as `UNSURE`."""
        ...

    async def look(
        self, effect: Effect, variants: Sequence[Sealed], *, since: int | None = None
    ) -> Look:
        """What became of the bytes, of which one at most can land.

        `since` is the block that had one of them when they were last looked for: then the answer
        also says whether that is final, and a node that has not seen that block says nothing. A
        `ChainError` says nothing about them.
        """
        ...

    async def standing(self, chain: str, mark: Sight | None) -> Standing:
        """What the chain knows of the wallet's own transactions since `mark`."""
        ...

    async def ours(self, chain: str, transactions: Sequence[str]) -> Sequence[str]:
        """Which of these transactions the wallet signed. Asked only where there is no order."""
        ...

    def explorer_url(self, chain: str, transaction: str) -> str | None: ...

    def owned(self, chain: str) -> bool:
        """Whether this very process started the chain."""
        ...


@dataclass(frozen=True, slots=True)
class Quote:
    """A price of one whole token in US dollars."""

    usd: Decimal
    source: str


class PriceSource(Protocol):
    """Says what assets are worth. An asset it cannot price is absent, never zero."""

    async def usd(self, assets: Sequence[Asset]) -> Mapping[Asset, Sequence[Quote]]: ...
