"""What a policy would say to a request, as far as that can be known without asking a chain. Pure.

What is not known counts for nothing in the verdict, and is named beside it with the rules that it
decides: the desk's own verdict is never weaker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from fiscus.core.desk.adapter import Asset, Effect, Gain, Move, Target
from fiscus.core.desk.amounts import exact_units, is_share, is_worth
from fiscus.core.desk.door import Consent
from fiscus.core.desk.policy import Limit, Policy, Scope
from fiscus.core.desk.rules import Case, Verdict, every_reason, rules_about, verdict_of
from fiscus.core.desk.verdicts import named
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import InvalidAmount
from fiscus.core.money import EXACT, from_base_units

NOBODY: Final = "?"
"""In place of an address that is not known."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, and what a chain's words for it are."""

    action: str
    target: Target
    values: Mapping[str, str]
    """By the reader's roles."""
    arrives: Asset | None = None
    """What a swap is into."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the request."""

    agent: str = ""
    signer: str = NOBODY
    prices: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """US dollars of a whole token, by symbol, `chain:SYMBOL` or address."""
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """The addresses of names."""
    is_address: Callable[[str], bool] = lambda text: False
    spent: Spent = field(default_factory=Spent)
    paid_before: frozenset[str] | None = None
    """`None` where it is not known who was paid."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that only the network, or the desk's journal, can tell."""

    fact: str
    rules: tuple[str, ...]
    """The rules that hang on it, by their places."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The verdict of what is known. With `unknown` it may turn out stricter."""

    effect: Effect
    verdict: Verdict
    unknown: tuple[Unknown, ...] = ()


def foresee(policy: Policy, request: Request, facts: Facts) -> Foreseen:
    """Judge a request. Raises `InvalidAmount` for an amount that cannot be."""
    amount = _amount(request, facts)
    recipient = _recipient(request, facts)
    effect = _effect(request, facts, amount.units or 1, recipient or NOBODY)
    known = facts.paid_before
    case = Case(
        effect=effect,
        origins={},
        concerns=(),
        usd=amount.usd,
        fee_usd=None,
        paid_before=frozenset({effect.moves[0].to}) if known is None else known,
        consent=Consent.POLICY,
        trades=bool(effect.gains),
        agent=facts.agent,
        slippage_bps=_slippage(request),
    )
    open_facts = _Open(
        trade=bool(effect.gains),
        token=request.target.asset is None,
        recipient=recipient is None,
        amount=amount.units is None,
        usd=amount.usd is None,
        paid=known is None and recipient is not None,
    )
    said = every_reason(policy, case, facts.spent)
    certain = [reason for reason in said if not open_facts.decides(reason.rule)]
    return Foreseen(effect, verdict_of(policy, certain), tuple(open_facts.told(policy, case)))


@dataclass(frozen=True, slots=True)
class _Amount:
    units: int | None
    usd: Decimal | None


def _amount(request: Request, facts: Facts) -> _Amount:
    said, asset = request.values.get("amount", ""), request.target.asset
    price = _price(asset, facts.prices)
    if is_worth(said):
        dollars = Decimal(said.removeprefix("$"))
        return _Amount(None, dollars)
    if not said or is_share(said) or asset is None:
        return _Amount(None, None)
    units = exact_units(said, asset.decimals)
    if price is None:
        return _Amount(units, None)
    return _Amount(units, EXACT.multiply(from_base_units(units, asset.decimals), price))


def _price(asset: Asset | None, prices: Mapping[str, Decimal]) -> Decimal | None:
    found = [usd for name, usd in prices.items() if asset is not None and named(name, asset)]
    return max(found, default=None)


def _recipient(request: Request, facts: Facts) -> str | None:
    """Its address; `None` where it is a name, or the contract that swaps."""
    said = request.values.get("recipient", "")
    if said in facts.names:
        return facts.names[said]
    return said if said and facts.is_address(said) else None


def _effect(request: Request, facts: Facts, units: int, to: str) -> Effect:
    target = request.target
    asset = target.asset or Asset(target.chain, request.values.get("token"), NOBODY, 0)
    gains = (Gain(request.arrives, 1, facts.signer),) if request.arrives else ()
    return Effect(
        action=request.action,
        chain=target.chain,
        chain_id=None,
        signer=facts.signer,
        target=asset.address or to,
        call="",
        moves=(Move(asset, units, to),),
        fee_asset=target.fee_asset,
        max_fee_units=0,
        gains=gains,
    )


def _slippage(request: Request) -> int | None:
    said = request.values.get("slippage")
    if said is None:
        return None
    try:
        return int(EXACT.multiply(Decimal(said.removesuffix("%")), Decimal(100)))
    except ArithmeticError:
        raise InvalidAmount(f"{said!r} is no share", hint="Write it like 1%.") from None


@dataclass(frozen=True, slots=True)
class _Open:
    """Which facts are not known."""

    trade: bool
    token: bool
    recipient: bool
    amount: bool
    usd: bool
    paid: bool

    def decides(self, rule: str) -> bool:
        """Whether a rule spoke for the want of a fact."""
        last = rule.rpartition(".")[2]
        if last == "unknown_price":
            return True
        if self.token and "tokens." in rule:
            return True
        return self.recipient and (last == "first_payment" or "recipients." in rule)

    def told(self, policy: Policy, case: Case) -> Iterator[Unknown]:
        scopes: list[tuple[str, Scope]] = [("", policy), *rules_about(policy, case)]
        facts = (
            (self.token, "which token is meant", _tokens),
            (self.recipient and not self.trade, "whose address is meant", _who),
            (self.recipient or self.paid, "who was paid before", _first),
            (self.trade, "what is called, and who may spend", _trade),
            (self.amount, "the amount in tokens", _units),
            (self.usd, "what it is worth", _dollars),
            (True, "the network fee", _fees),
            (self.trade, "what must arrive, and the price impact", _losses),
        )
        for is_open, fact, places in facts:
            rules = [f"{prefix}{rule}" for prefix, scope in scopes for rule in places(scope)]
            if policy.sanctions and places in {_who, _trade}:
                rules.append("sanctions")
            if is_open and rules:
                yield Unknown(fact, tuple(rules))
        yield Unknown("whether the chain's own checks find something to ask about", ("concern",))


def _tokens(scope: Scope) -> Sequence[str]:
    return _written("tokens", scope.tokens.allow, scope.tokens.deny)


def _who(scope: Scope) -> Sequence[str]:
    return _written("recipients", scope.recipients.allow, scope.recipients.deny)


def _written(name: str, allow: Sequence[str], deny: Sequence[str]) -> Sequence[str]:
    listed = ((f"{name}.allow", allow), (f"{name}.deny", deny))
    return [rule for rule, entries in listed if entries]


def _first(scope: Scope) -> Sequence[str]:
    return ["first_payment"] if scope.first_payment != "allow" else []


def _trade(scope: Scope) -> Sequence[str]:
    minds = (scope.spenders.unlisted, scope.spenders.unlimited) != ("allow", "allow")
    listings = {
        "spenders": scope.spenders,
        "contracts": scope.contracts,
        "programs": scope.programs,
        "recipients": scope.recipients,
    }
    listed = [name for name, listing in listings.items() if listing.allow or listing.deny]
    return list(dict.fromkeys(["spenders", *listed] if minds else listed))


def _units(scope: Scope) -> Sequence[str]:
    return [f"limits.{name}.units" for name, limit in _limits(scope) if limit.units]


def _dollars(scope: Scope) -> Sequence[str]:
    return [f"limits.{name}.usd" for name, limit in _limits(scope) if limit.in_dollars]


def _losses(scope: Scope) -> Sequence[str]:
    shares = (scope.limits.price_impact, scope.limits.max_price_impact)
    moved = ["limits.price_impact"] if any(share is not None for share in shares) else []
    limits = [name for name, limit in _limits(scope) if limit.loss_usd is not None]
    return [*(f"limits.{name}.loss_usd" for name in limits), *moved]


def _fees(scope: Scope) -> Sequence[str]:
    names = ("fee_usd", "max_fee_usd", "fee_share", "max_fee_share")
    return [f"limits.{name}" for name in names if getattr(scope.limits, name) is not None]


def _limits(scope: Scope) -> Iterator[tuple[str, Limit]]:
    yield "per_transaction", scope.limits.per_transaction
    for name, _, limit in scope.limits.windows:
        yield name, limit
