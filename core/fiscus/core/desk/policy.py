"""The policy: what the desk allows, asks about, and refuses. A file, or the built-in small amounts.

```yaml
version: 1
mode: live                 # or simulate: everything is checked, nothing is signed
limits:                    # replaces the built-in limits as a whole
  per_transaction: {usd: 250, ask_usd: 100, units: {ETH: 0.1, "base:USDC": 250}}
  per_24h: {usd: 1000, loss_usd: 20}
  per_7d: {usd: 3000}
  fee_usd: 10              # a dearer fee asks
first_payment: approve     # a recipient never paid before on that chain: approve | allow | deny
unknown_price: approve     # nobody knows what it is worth: approve | allow | deny
second_opinion_usd: 1000   # above it two nodes must agree on what a payment rests on; null: never
recipients:                # addresses
  allow: [0x…]             # if any are named, nobody else is paid; these need no first approval
  deny: [0x…]
approvals:                 # one owner says yes, unless approvers are listed: see `approvers.py`
  required: 1
messages:                  # typed data that may be signed: none, unless it is listed
  allow: [{type: Permit, contract: 0x…, chain: base}]
rules:                     # narrower ones; each can only forbid more
  - when: {agents: [trader], chains: [base]}
    limits: {per_1h: {usd: 50}}
```

What a file leaves out stays as it is built in; `limits: {}` is no limit at all. docs/policy.md has
every key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, Literal, Self, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainSerializer,
    PrivateAttr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.nearest import nearest

Choice: TypeAlias = Literal["approve", "allow", "deny"]

UNIT_MS: Final = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}
WINDOW: Final = re.compile(r"per_([1-9][0-9]{0,4})([mhd])")
"""A rolling window by its length: `per_30m`, `per_1h`, `per_7d`."""
_PERCENT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")


def address_key(address: str) -> str:
    """The one spelling to compare by: hexadecimal has two of one address, base58 does not."""
    return address.lower() if address[:2] in {"0x", "0X"} else address


def _address(text: str) -> str:
    if not text or "." in text or any(character.isspace() for character in text):
        raise ValueError(f"{text!r} is not an address; names are not looked up here")
    return text


def _percent(written: object) -> object:
    if isinstance(written, Decimal):
        return written
    match = _PERCENT.fullmatch(written.strip()) if isinstance(written, str) else None
    if match is None:
        raise ValueError(f"{written!r} is not a share; write it like 3%")
    return Decimal(match.group(1))


def _keys(data: object) -> list[str]:
    return (
        [str(key) for key in cast("dict[object, object]", data)] if isinstance(data, dict) else []
    )


def _several(written: object) -> object:
    return (written,) if isinstance(written, str) else written


Amount = Annotated[Decimal, Field(ge=0)]
Address = Annotated[str, AfterValidator(_address)]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    PlainSerializer(lambda share: f"{share:f}%", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?%$"}),
]
Paths = Annotated[
    tuple[str, ...],
    BeforeValidator(_several),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]


class _Part(BaseModel, frozen=True, extra="forbid", use_attribute_docstrings=True):
    pass


class Limit(_Part, frozen=True):
    """At most this much, in a transaction or in a window."""

    usd: Amount | None = None
    ask_usd: Amount | None = None
    """Above it an owner is asked."""
    loss_usd: Amount | None = None
    """What leaves less what must arrive, at the worst prices, of all trades together."""
    units: dict[str, Amount] = Field(default_factory=dict)
    """Whole tokens by `SYMBOL`, `chain:SYMBOL`, or address."""

    @property
    def in_dollars(self) -> bool:
        return not (self.usd is None and self.ask_usd is None)


class Limits(BaseModel, frozen=True, extra="allow", use_attribute_docstrings=True):
    """Amounts, fees and shares. A plain key asks above it, its `max_` key refuses above it."""

    __pydantic_extra__: dict[str, Limit] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    per_transaction: Limit = Limit()
    per_24h: Limit = Limit()
    fee_usd: Amount | None = Decimal(10)
    max_fee_usd: Amount | None = None
    fee_share: Percent | None = None
    """The fee as a share of what leaves."""
    max_fee_share: Percent | None = None
    slippage: Percent | None = Decimal(3)
    max_slippage: Percent | None = Decimal(5)
    price_impact: Percent | None = Decimal(3)
    max_price_impact: Percent | None = Decimal(15)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: object) -> object:
        for key in _keys(data):
            if key not in cls.model_fields and not WINDOW.fullmatch(key):
                raise unknown_key(key, cls.model_fields)
        return data

    @property
    def windows(self) -> Iterator[tuple[str, int, Limit]]:
        """Name, length in milliseconds and limit of every rolling window."""
        for name, limit in (("per_24h", self.per_24h), *self.__pydantic_extra__.items()):
            yield name, window_ms(name), limit

    @property
    def all(self) -> Iterator[Limit]:
        yield self.per_transaction
        for _, _, limit in self.windows:
            yield limit


class RuleLimits(Limits, frozen=True):
    """Those of a rule: what it does not say it does not limit."""

    fee_usd: Amount | None = None
    slippage: Percent | None = None
    max_slippage: Percent | None = None
    price_impact: Percent | None = None
    max_price_impact: Percent | None = None


class Listing(_Part, frozen=True):
    """Addresses. If `allow` names any, no other is taken."""

    allow: tuple[Address, ...] = ()
    deny: tuple[Address, ...] = ()

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(map(address_key, self.allow))

    @cached_property
    def _denied(self) -> frozenset[str]:
        return frozenset(map(address_key, self.deny))

    def allows(self, address: str) -> bool:
        return address_key(address) in self._allowed

    def denies(self, address: str) -> bool:
        return address_key(address) in self._denied


class Recipients(Listing, frozen=True):
    """Who is paid; those allowed need no first approval."""


class Spenders(Listing, frozen=True):
    """Who may be given a right to spend."""

    unlisted: Choice = "approve"
    """A spender that is not on `allow`, nor named by the operator's settings."""
    unlimited: Choice = "deny"
    """A right to spend without a bound."""


class RuleSpenders(Spenders, frozen=True):
    """Those of a rule: what it does not say it does not mind."""

    unlisted: Choice = "allow"
    unlimited: Choice = "allow"


class Tokens(_Part, frozen=True):
    """By `SYMBOL`, `chain:SYMBOL`, address or `chain:address`."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class When(_Part, frozen=True):
    """What a rule is about: one of each list; an empty list is about everything."""

    agents: tuple[str, ...] = ()
    """By their names."""
    chains: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    """What leaves, may be taken, or arrives."""
    actions: tuple[str, ...] = ()


class Scope(_Part, frozen=True):
    """What a policy says of everything, and a rule of what it is about."""

    limits: Limits = RuleLimits()
    first_payment: Choice = "allow"
    unknown_price: Choice = "approve"
    recipients: Recipients = Recipients()
    contracts: Listing = Listing()
    """What is called, on chains with hexadecimal addresses; the tokens themselves need no place."""
    programs: Listing = Listing()
    """The same on the others."""
    spenders: Spenders = RuleSpenders()
    tokens: Tokens = Tokens()


class MessageType(_Part, frozen=True):
    """Typed data (EIP-712) that may be signed: by its type, its contract, and its chain."""

    type: str = Field(min_length=1, max_length=64)
    contract: Address
    chain: str


class Messages(_Part, frozen=True):
    """Signatures under what is no transaction. Each is shown to an owner first."""

    allow: tuple[MessageType, ...] = ()


class Rule(Scope, frozen=True):
    """A narrower rule. It can only forbid more than the rest of the file does."""

    name: str | None = Field(default=None, min_length=1, max_length=60)
    when: When = When()
    always: Literal["approve", "deny"] | None = None
    """Asks about, or refuses, everything it is about."""
    limits: RuleLimits = RuleLimits()
    spenders: RuleSpenders = RuleSpenders()


SMALL_LIMITS: Final = Limits(
    per_transaction=Limit(usd=Decimal(25)), per_24h=Limit(usd=Decimal(100))
)


class Policy(Scope, frozen=True):
    """Frozen, pure data. See the module's docstring for the file."""

    version: int = Field(default=1, ge=1, le=1)
    mode: Literal["live", "simulate"] = "live"
    stop: bool | str = False
    """The kill switch; a sentence says why."""
    limits: Limits = SMALL_LIMITS
    first_payment: Choice = "approve"
    spenders: Spenders = Spenders()
    second_opinion_usd: Amount | None = Decimal(1000)
    """What is worth more, or nobody knows how much, is signed only where two independent nodes say
    the same. `None` asks one node, whatever it is worth."""
    approvals: Approving = Approving()
    messages: Messages = Messages()
    sanctions: Paths = ()
    """Files with an address a line, beside the policy file; nothing to do with them is signed."""
    rules: tuple[Rule, ...] = ()

    _sanctioned: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [rule.name for rule in self.rules if rule.name is not None]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two rules have the name {min(twice)!r}")
        return self

    @property
    def scopes(self) -> Iterator[Scope]:
        yield self
        yield from self.rules

    @property
    def horizon_ms(self) -> int:
        """The longest window in it."""
        lengths = [
            length
            for scope in self.scopes
            for _, length, limit in scope.limits.windows
            if limit != Limit()
        ]
        return max(lengths, default=0)

    def with_sanctioned(self, addresses: Iterable[str]) -> Policy:
        """This policy, with the addresses that its files of sanctions hold."""
        copy = self.model_copy()
        keys = frozenset(map(address_key, addresses))
        copy._sanctioned = keys  # pyright: ignore[reportAttributeAccessIssue]
        return copy

    def sanctions_address(self, address: str) -> bool:
        return address_key(address) in self._sanctioned


SMALL_AMOUNTS: Final = Policy()
"""Where no policy file is named."""

OWN_CHAIN: Final = Policy(
    limits=Limits(fee_usd=None),
    first_payment="allow",
    unknown_price="allow",
    second_opinion_usd=None,
    spenders=Spenders(unlisted="allow"),
)
"""On chains that this very process started, where no policy file is named."""


def window_ms(name: str) -> int:
    """`window_ms("per_24h")` is 86,400,000."""
    match = WINDOW.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no window")
    return int(match.group(1)) * UNIT_MS[match.group(2)]


def unknown_key(key: str, known: Iterable[str]) -> PydanticCustomError:
    """The error for a key that is not there, with the one that was meant."""
    context = {"key": key, "near": nearest(key, known) or ""}
    return PydanticCustomError("unknown_key", "there is no key {key}", context)
