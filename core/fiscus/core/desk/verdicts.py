"""What the rules are asked, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from fiscus.core.desk.adapter import Asset, Concern, Effect
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.policy import Scope, address_key
from fiscus.core.desk.windows import Posting, Spent


class Kind(IntEnum):
    """In the order of strictness; the strictest rule wins."""

    ALLOW = 0
    NEEDS_APPROVAL = 1
    DENY = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke. `rule` is its place in the policy file."""

    kind: Kind
    rule: str
    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    kind: Kind
    reasons: tuple[Reason, ...]
    approvers: int = 1
    """How many must say yes where it needs an approval."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What a higher fee is paid for: it counts since long ago. `usd` as it was valued then."""

    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict may depend on."""

    effect: Effect
    origins: Mapping[str, Given]
    concerns: Sequence[Concern]
    usd: Decimal | None
    """What may leave, at the highest known price; `None` where any part has no price."""
    fee_usd: Decimal | None
    paid_before: frozenset[str]
    consent: Consent
    loss_usd: Decimal | None = None
    """What leaves less what must arrive, at the worst prices; `None` where that is not known."""
    trades: bool = False
    """Whether something must come back for what leaves."""
    agent: str = ""
    slippage_bps: int | None = None
    price_impact_bps: int | None = None
    unlisted: Sequence[str] = ()
    """What is called and stands on no list of known contracts or programs."""
    reserved: Reserved | None = None
    """Where only the fee is new."""

    @property
    def stake_usd(self) -> Decimal | None:
        """What the fee is paid for."""
        return self.usd if self.reserved is None else self.reserved.usd

    def posting(self, now: int) -> Posting:
        """As it would count from now on."""
        return Posting(now, self.effect, self.usd, self.loss_usd, self.agent)


@dataclass(frozen=True, slots=True)
class Heard:
    """A case before one scope of a policy: the file itself, or a rule that it is about."""

    scope: Scope
    prefix: str
    """Of the places in the file: empty, or `"rules.trader."`."""
    case: Case
    spent: Spent
    """Those postings that the scope is about."""

    def deny(self, rule: str, text: str, hint: str | None = None) -> Reason:
        return Reason(Kind.DENY, self.prefix + rule, text, hint)

    def ask(self, rule: str, text: str, hint: str | None = None) -> Reason:
        return Reason(Kind.NEEDS_APPROVAL, self.prefix + rule, text, hint)


def called(effect: Effect) -> frozenset[str]:
    """The keys of all that is called; a plain payment calls nobody."""
    programs = [call.program for call in effect.calls]
    if effect.call:
        programs.append(effect.target)
    return frozenset(map(address_key, programs))


def assets(effect: Effect) -> frozenset[Asset]:
    """What leaves, may be taken, or arrives; the fee's coin only where it is one of them."""
    moved = [move.asset for move in effect.moves] + [gain.asset for gain in effect.gains]
    return frozenset((*moved, *(grant.asset for grant in effect.grants)))


def named(name: str, asset: Asset) -> bool:
    """Whether `SYMBOL`, `chain:SYMBOL`, an address or `chain:address` is of this asset."""
    chain, _, which = name.rpartition(":")
    if chain.lower() not in {"", asset.chain.lower()}:
        return False
    if asset.address is not None and address_key(which) == address_key(asset.address):
        return True
    return which.upper() == asset.symbol.upper()
