"""Judging a plan by a policy. Pure: no clock, no store, no network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import IntEnum

from fiscus.core.desk.adapter import Asset, Concern, Effect, Plan
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.policy import WINDOW_MS, Limit, Policy
from fiscus.core.desk.records import SHOWN_FIRST
from fiscus.core.desk.windows import Outflow, Posting, Spent, outflows, tokens_of
from fiscus.core.money import EXACT, from_base_units, plain
from fiscus.core.origins import Origin


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
    agent: str = ""

    def posting(self, now: int) -> Posting:
        """As it would count from now on."""
        return Posting(now, self.effect, self.usd, self.loss_usd, self.agent)


def trades(plan: Plan) -> bool:
    """Whether something must come back for what leaves."""
    return bool(plan.effect.gains) or plan.slippage_bps is not None


def judge(policy: Policy, case: Case, spent: Spent) -> Verdict:
    """The strictest of what the rules say; `ALLOW` where none spoke."""
    reasons = tuple(_reasons(policy, case, spent))
    kind = max((reason.kind for reason in reasons), default=Kind.ALLOW)
    return Verdict(kind, tuple(reason for reason in reasons if reason.kind == kind))


def _reasons(policy: Policy, case: Case, spent: Spent) -> Iterator[Reason]:
    yield from _recipients(policy, case)
    window = outflows([*spent.within(WINDOW_MS), case.posting(spent.now)])
    yield from _dollars(policy, case, window)
    yield from _units(policy.limits.per_transaction, "per_transaction", tokens_of(case.effect))
    yield from _units(policy.limits.per_24h, "per_24h", [p for out in window for p in out.tokens])
    yield from _fee(policy, case)
    yield from _origins(case)
    if not _all_listed(policy, case):
        for concern in case.concerns:
            yield Reason(Kind.NEEDS_APPROVAL, f"concern.{concern.code}", concern.text)
    if case.consent is Consent.ASK:
        yield Reason(Kind.NEEDS_APPROVAL, SHOWN_FIRST, "Every payment is shown first here.")


def _recipients(policy: Policy, case: Case) -> Iterator[Reason]:
    lists = policy.recipients
    for to in dict.fromkeys(move.to for move in case.effect.moves):
        if lists.denies(to):
            yield Reason(
                Kind.DENY,
                "recipients.deny",
                f"The policy never pays {to}.",
                "An operator would have to take it off `recipients.deny`.",
            )
        elif lists.allow and not lists.allows(to):
            yield Reason(
                Kind.DENY,
                "recipients.allow",
                f"The policy pays listed recipients only, and {to} is not listed.",
                "An operator can add it to `recipients.allow`.",
            )
        elif to not in case.paid_before and not lists.allows(to):
            yield from _first_payment(policy, to)


def _first_payment(policy: Policy, to: str) -> Iterator[Reason]:
    if policy.first_payment == "approve":
        yield Reason(
            Kind.NEEDS_APPROVAL, "first_payment", f"{to} was never paid from this wallet before."
        )
    elif policy.first_payment == "deny":
        yield Reason(
            Kind.DENY,
            "first_payment",
            f"{to} was never paid from this wallet before, and the policy pays nobody new.",
            "An operator can add it to `recipients.allow`.",
        )


def _dollars(policy: Policy, case: Case, window: Sequence[Outflow]) -> Iterator[Reason]:
    once, daily = policy.limits.per_transaction.usd, policy.limits.per_24h.usd
    if case.usd is None:
        if not (once is None and daily is None):
            yield from _unpriced(policy)
    elif once is not None and case.usd > once:
        yield _over("per_transaction.usd", case.usd, once, f"At most {_usd(once)} at once.")
    elif daily is not None and (total := _sum(out.usd for out in window)) > daily:
        left = max(EXACT.subtract(daily, EXACT.subtract(total, case.usd)), Decimal(0))
        yield _over(
            "per_24h.usd", case.usd, daily, f"{_usd(left, ROUND_FLOOR)} are left in these 24 hours."
        )


def _unpriced(policy: Policy) -> Iterator[Reason]:
    if policy.unknown_price == "allow":
        return
    denied = policy.unknown_price == "deny"
    yield Reason(
        Kind.DENY if denied else Kind.NEEDS_APPROVAL,
        "unknown_price",
        "No price is known right now, so the limits in US dollars cannot be checked.",
        "Ask again when prices are reachable." if denied else None,
    )


def _over(rule: str, usd: Decimal, limit: Decimal, left: str) -> Reason:
    window = "a transaction" if rule.startswith("per_transaction") else "24 hours"
    return Reason(
        Kind.DENY,
        f"limits.{rule}",
        f"This is worth {_usd(usd)}, over the limit of {_usd(limit)} for {window}.",
        f"{left} An operator can raise `limits.{rule}` in the file named by FISCUS_POLICY.",
    )


def _units(limit: Limit, window: str, left: Sequence[tuple[Asset, int]]) -> Iterator[Reason]:
    for name, most in limit.units.items():
        total = _whole([pair for pair in left if _named(name, pair[0])])
        if total > most:
            yield Reason(
                Kind.DENY,
                f"limits.{window}.units.{name}",
                f"That would make {plain(total)} {name}, over the limit of {plain(most)}.",
                f"An operator can raise `limits.{window}.units` in the policy file.",
            )


def _fee(policy: Policy, case: Case) -> Iterator[Reason]:
    most = policy.limits.fee_usd
    if most is None:
        return
    if case.fee_usd is None:
        yield from _unpriced(policy)
    elif case.fee_usd > most:
        yield Reason(
            Kind.NEEDS_APPROVAL,
            "limits.fee_usd",
            f"The network fee can reach {_usd(case.fee_usd)}, more than {_usd(most)}.",
        )


def _origins(case: Case) -> Iterator[Reason]:
    for role, given in sorted(case.origins.items()):
        if given.origin.needs_approval:
            yield Reason(
                Kind.NEEDS_APPROVAL, "origin", f"The {role} is not your own word ({_whose(given)})."
            )


def _whose(given: Given) -> str:
    return {
        Origin.MODEL: "a model proposed it",
        Origin.MEMORY: "it comes from memory",
    }.get(given.origin, "it comes from a tool's answer")


def _all_listed(policy: Policy, case: Case) -> bool:
    return all(policy.recipients.allows(move.to) for move in case.effect.moves)


def _named(name: str, asset: Asset) -> bool:
    chain, _, symbol = name.rpartition(":")
    here = chain.lower() in {"", asset.chain.lower()}
    return here and symbol.upper() == asset.symbol.upper()


def _whole(pairs: Sequence[tuple[Asset, int]]) -> Decimal:
    total = Decimal(0)
    for asset, units in pairs:
        total = EXACT.add(total, from_base_units(units, asset.decimals))
    return total


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def _usd(amount: Decimal, rounding: str = ROUND_CEILING) -> str:
    """In cents; rounded so that what is over a limit never reads as the limit itself."""
    cents = amount.quantize(Decimal("0.01"), rounding=rounding, context=EXACT)
    return f"{cents:,f} USD"
