"""A plan, its prices, and what the policy says of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Final, Protocol

from fiscus.core.desk.adapter import Asset, Plan
from fiscus.core.desk.door import Consent, Intent
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.records import SHOWN_FIRST, ApprovalRecord
from fiscus.core.desk.rules import ORIGIN, Case, Kind, Reason, Verdict, judge
from fiscus.core.desk.valuation import Prices, value, value_of
from fiscus.core.desk.verdicts import Reserved
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import PolicyDenied
from fiscus.core.money import EXACT

WHOLE_BPS: Final = 10_000


class Judge(Protocol):
    """What stands in the way of one plan."""

    @property
    def horizon_ms(self) -> int:
        """The longest window it looks at."""
        ...

    def forbidden(self, spent: Spent, paid_before: frozenset[str]) -> Verdict | None:
        """Given what was spent and who was paid before, the verdict that forbids it, if any."""
        ...


@dataclass(frozen=True, slots=True)
class Quoted:
    """A plan and the prices it is judged by."""

    plan: Plan
    prices: Prices
    head: int = 0
    """The journal's newest row when planning began."""
    lowest: Prices = field(default_factory=dict[Asset, Decimal])
    """Of what arrives."""
    reserved: Reserved | None = None
    """Where only the fee is new, what it is paid for."""
    payees: frozenset[str] = frozenset()
    """Who among the plan's recipients was paid before, when it was made."""
    at: float = field(default_factory=time.monotonic, compare=False)
    """When it was made, on this process' own clock."""

    @property
    def usd(self) -> Decimal | None:
        """What may leave by it, in US dollars: rights to spend count like what is spent."""
        effect = self.plan.effect
        return value((*effect.moves, *effect.grants), self.prices)

    @property
    def trades(self) -> bool:
        """Whether something must come back for what leaves."""
        return bool(self.plan.effect.gains) or self.plan.slippage_bps is not None

    @property
    def loss_usd(self) -> Decimal | None:
        """What leaves less what must arrive, at the worst prices, and never a gain; `None` where a
        price is not known, or nothing is traded."""
        if not self.trades:
            return None
        paid = value(self.plan.effect.moves, self.prices)
        got = value(self.plan.effect.gains, self.lowest)
        if paid is None or got is None:
            return None
        return max(EXACT.subtract(paid, got), Decimal(0))

    @property
    def price_impact_bps(self) -> int | None:
        """How far a trade falls behind the market's prices, its slippage aside: where the chain
        does not say it, by what leaves and what arrives at the worst prices."""
        plan = self.plan
        if plan.price_impact_bps is not None or not plan.effect.gains:
            return plan.price_impact_bps
        # What opens an account stays the wallet's: it is no part of the price.
        sold = [move for move in plan.effect.moves if move.to != plan.effect.signer]
        paid, got = value(sold, self.prices), value(plan.effect.gains, self.lowest)
        kept = WHOLE_BPS - (plan.slippage_bps or 0)
        if not paid or got is None or kept <= 0:
            return None
        fair = EXACT.multiply(paid, Decimal(kept))
        behind = EXACT.subtract(fair, EXACT.multiply(got, Decimal(WHOLE_BPS)))
        share = EXACT.divide(EXACT.multiply(behind, Decimal(WHOLE_BPS)), fair)
        return max(int(share.to_integral_value(ROUND_CEILING)), 0)


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy applied to one plan; all that is missing is what was spent before."""

    policy: Policy
    intent: Intent
    quoted: Quoted
    consent: Consent
    agent: str = ""

    @property
    def horizon_ms(self) -> int:
        return self.policy.horizon_ms

    def __call__(self, spent: Spent, paid_before: frozenset[str]) -> Verdict:
        plan, prices = self.quoted.plan, self.quoted.prices
        effect = plan.effect
        case = Case(
            effect=effect,
            origins=self.intent.values,
            concerns=plan.concerns,
            usd=self.quoted.usd,
            fee_usd=value_of(effect.fee_asset, effect.max_fee_units, prices),
            paid_before=paid_before,
            consent=self.consent,
            loss_usd=self.quoted.loss_usd,
            trades=self.quoted.trades,
            agent=self.agent,
            slippage_bps=plan.slippage_bps,
            price_impact_bps=self.quoted.price_impact_bps,
            unlisted=plan.unlisted,
            reserved=self.quoted.reserved,
        )
        return judge(self.policy, case, spent)

    def forbidden(self, spent: Spent, paid_before: frozenset[str]) -> Verdict | None:
        """The verdict, unless it allows, or an owner's yes was given and is enough."""
        verdict = self(spent, paid_before)
        return None if self.settled(verdict) else verdict

    def settled(self, verdict: Verdict) -> bool:
        """Whether nothing more is needed: what one owner agreed to is one yes, and no more.

        A yes that was given before anything was shown buys what the owner said, and not what a
        model, a memory or a tool put in its place.
        """
        if verdict.kind is Kind.NEEDS_APPROVAL:
            alone = self.consent is Consent.GIVEN and verdict.approvers == 1
            return alone and all(reason.rule != ORIGIN for reason in verdict.reasons)
        return verdict.kind is Kind.ALLOW


@dataclass(frozen=True, slots=True)
class Bound:
    """An owner's yes, held against a plan: it buys what was shown, and nothing wider."""

    rules: Rules
    shown: ApprovalRecord

    @property
    def horizon_ms(self) -> int:
        return self.rules.horizon_ms

    def forbidden(self, spent: Spent, paid_before: frozenset[str]) -> Verdict | None:
        """The verdict that denies, or that says what was not shown."""
        verdict = self.rules(spent, paid_before)
        if verdict.kind is Kind.DENY:
            return verdict
        news = tuple(self._news(verdict))
        return Verdict(Kind.NEEDS_APPROVAL, (*news, *verdict.reasons)) if news else None

    def _news(self, verdict: Verdict) -> Iterator[Reason]:
        effect = self.rules.quoted.plan.effect
        if effect.digest() != self.shown.effect.digest():
            text = "It would now do something else than what was shown."
            yield Reason(Kind.NEEDS_APPROVAL, "changed.effect", text)
        elif not effect.within(self.shown.effect):
            text = "The network fee can now be higher than what was shown."
            yield Reason(Kind.NEEDS_APPROVAL, "changed.fee", text)
        elif any(self._unshown(reason) for reason in verdict.reasons):
            text = "There is something to know that was not shown."
            yield Reason(Kind.NEEDS_APPROVAL, "changed.concern", text)

    def _unshown(self, reason: Reason) -> bool:
        if reason.rule.startswith("concern."):
            return reason.text not in self.shown.reasons
        # Older questions did not keep their rules; what is shown at a terminal is no news.
        known = self.shown.rules
        return any(known) and reason.rule != SHOWN_FIRST and reason.rule not in known


def refusal(verdict: Verdict) -> PolicyDenied:
    """A verdict as the error that says so."""
    return PolicyDenied(
        sentence(verdict),
        hint=verdict.reasons[0].hint,
        rules=tuple(reason.rule for reason in verdict.reasons),
    )


def sentence(verdict: Verdict) -> str:
    """Why, in words."""
    return " ".join(dict.fromkeys(reason.text for reason in verdict.reasons))
