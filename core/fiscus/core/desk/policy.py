"""The policy: what the desk allows, asks about, and refuses. A file, or the built-in small amounts.

```yaml
version: 1
mode: live                 # or simulate: everything is checked, nothing is signed
limits:                    # replaces the built-in amounts as a whole
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
evacuation: {evm: 0x…}     # where `fiscus tee sweep` moves everything, by chain family
agents:                    # in processes of their own, whose word counts within limits
  - name: trader
    limits: {per_transaction: {ask_usd: 25}, per_24h: {ask_usd: 100}}
rules:                     # narrower ones; each can only forbid more
  - when: {agents: [trader], chains: [base]}
    limits: {per_1h: {usd: 50}}
```

What a file leaves out stays as it is built in; `limits: {}` is no limit on amounts, and the bounds
of fees, slippage and price impact stay. docs/policy.md has every key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    Field,
    PrivateAttr,
    model_validator,
)

from fiscus.core.desk.approvers import Approving
from fiscus.core.desk.writing import (
    WINDOW,
    Address,
    Amount,
    Paths,
    Percent,
    RuleName,
    keys_of,
    unknown_key,
    window_ms,
)

Choice: TypeAlias = Literal["approve", "allow", "deny"]


def address_key(address: str) -> str:
    """The one spelling to compare by: hexadecimal has two of one address, base58 does not."""
    return address.lower() if address[:2] in {"0x", "0X"} else address


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
        for key in keys_of(data):
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

    book: Literal["allow", "only"] | None = None
    """Whom the operator's address book names counts as allowed; with `only`, nobody else is paid
    but those on `allow`."""

    @property
    def closed(self) -> bool:
        """Whether nobody is paid who is not listed."""
        return bool(self.allow) or self.book == "only"


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


class RuleApproving(_Part, frozen=True):
    """How many of the file's approvers must say yes where the rule asks."""

    required: int = Field(default=1, ge=1)


class Rule(Scope, frozen=True):
    """A narrower rule. It can only forbid more than the rest of the file does."""

    name: RuleName | None = None
    when: When = When()
    approvals: RuleApproving = RuleApproving()
    always: Literal["approve", "deny"] | None = None
    """Asks about, or refuses, everything it is about."""
    limits: RuleLimits = RuleLimits()
    spenders: RuleSpenders = RuleSpenders()


class AgentWord(_Part, frozen=True):
    """An agent in a process of its own whose word counts. All that others ask for waits for a
    yes; what goes beyond its limits, too."""

    name: RuleName
    """As the settings of the desk have it: what the process itself says does not count."""
    limits: RuleLimits

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        for name in ("per_transaction", "per_24h"):
            if not getattr(self.limits, name).in_dollars:
                raise ValueError(
                    "an agent's word counts within limits: `per_transaction` and `per_24h` each"
                    f" need `ask_usd` or `usd`, and `{name}` has none"
                )
        return self

    @property
    def rule(self) -> Rule:
        """Its limits, as a rule about it."""
        return Rule(name=self.name, when=When(agents=(self.name,)), limits=self.limits)


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
    evacuation: dict[str, Address] = Field(default_factory=dict)
    """Where a sweep moves everything, by chain family: `evm`, `solana`. Nowhere else."""
    agents: tuple[AgentWord, ...] = ()
    """Agents in processes of their own whose word counts, each within limits."""
    rules: tuple[Rule, ...] = ()

    _sanctioned: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [rule.name for rule in self.rules if rule.name is not None]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two rules have the name {min(twice)!r}")
        if len({agent.name.casefold() for agent in self.agents}) != len(self.agents):
            raise ValueError("two agents have the same name")
        most = max(len(self.approvals.approvers), 1)
        for prefix, rule in self.placed_rules:
            if rule.approvals.required > most:
                raise ValueError(f"{prefix}approvals.required is more approvers than are listed")
        return self

    @property
    def placed_rules(self) -> Iterator[tuple[str, Rule]]:
        """Its rules and how their places begin: `"rules.trader."`, `"rules.0."`; and what it says
        of agents, `"agents.Trader."`."""
        for index, rule in enumerate(self.rules):
            yield f"rules.{index if rule.name is None else rule.name}.", rule
        for agent in self.agents:
            yield f"agents.{agent.name}.", agent.rule

    def word_counts(self, agent: str) -> bool:
        """Whether what an agent says from a process of its own counts, within its limits."""
        return any(agent.casefold() == one.name.casefold() for one in self.agents)

    def approving(self, rules: Collection[str]) -> Approving:
        """Who says yes to what these rules, by their places, ask about, and how many must."""
        asked = [
            rule.approvals.required
            for prefix, rule in self.placed_rules
            if any(one.startswith(prefix) for one in rules)
        ]
        required = max([self.approvals.required, *asked])
        return self.approvals.model_copy(update={"required": required})

    @property
    def scopes(self) -> Iterator[Scope]:
        yield self
        yield from (rule for _, rule in self.placed_rules)

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
