"""Judging a plan by a policy. Pure: no clock, no store, no network.

The file's own lists and limits are heard, and every rule that is about the case: the strictest
word wins, so no order of them and no further rule can make a verdict weaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from fiscus.core.desk.adapter import SWEEP, Effect
from fiscus.core.desk.budgets import budgets
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.evacuation import evacuation
from fiscus.core.desk.listings import all_listed, lists, sanctions, strangers
from fiscus.core.desk.messages import messages
from fiscus.core.desk.policy import Policy, Rule, When
from fiscus.core.desk.records import SHOWN_FIRST
from fiscus.core.desk.verdicts import (
    Case,
    Heard,
    Kind,
    Reason,
    Verdict,
    assets,
    named,
)
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.origins import Origin

__all__ = ["Case", "Kind", "Reason", "Verdict", "every_reason", "judge", "verdict_of"]

ORIGIN: Final = "origin"
"""The rule that asks about what nobody with authority said."""
ABOUT_RECIPIENTS: Final = frozenset(
    {
        "contract",
        "contract_wallet",
        "delegated_account",
        "program_account",
        "program_address",
        "token_multisig",
    }
)
"""Concerns that an operator settles by listing the recipient."""
ABOUT_GOVERNORS: Final = frozenset({"unlisted_governor"})
"""Concerns that an operator settles by listing the contract."""


def judge(policy: Policy, case: Case, spent: Spent) -> Verdict:
    """The strictest of what the rules say; `ALLOW` where none spoke."""
    return verdict_of(policy, every_reason(policy, case, spent))


def verdict_of(policy: Policy, reasons: Iterable[Reason]) -> Verdict:
    """The strictest of some words."""
    reasons = tuple(reasons)
    kind = max((reason.kind for reason in reasons), default=Kind.ALLOW)
    strictest = tuple(reason for reason in reasons if reason.kind == kind)
    shown = all(reason.rule == SHOWN_FIRST for reason in strictest)
    asked = policy.approving([reason.rule for reason in strictest])
    return Verdict(kind, strictest, 1 if shown else asked.required)


def about(when: When, *, agent: str, effect: Effect) -> bool:
    """Whether a rule is about what an agent does."""
    tokens = not when.tokens or any(
        named(name, asset) for name in when.tokens for asset in assets(effect)
    )
    return (
        tokens
        and _one_of(when.agents, agent)
        and _one_of(when.chains, effect.chain)
        and _one_of(when.actions, effect.action)
    )


def rules_about(policy: Policy, case: Case) -> Iterator[tuple[str, Rule]]:
    """The rules that a case concerns, with the beginning of their places in the file. A sweep
    concerns those alone that name it."""
    for prefix, rule in policy.placed_rules:
        heard = case.effect.action != SWEEP or rule.when.actions
        if heard and about(rule.when, agent=case.agent, effect=case.effect):
            yield prefix, rule


def _one_of(names: tuple[str, ...], name: str) -> bool:
    return not names or name.casefold() in {one.casefold() for one in names}


def every_reason(policy: Policy, case: Case, spent: Spent) -> Iterator[Reason]:
    """All that the rules say, those too that a stricter one makes idle."""
    if policy.stop:
        yield _stopped(policy)
    if (unlisted := messages(policy, case.effect)) is not None:
        yield unlisted
    everything = Heard(policy, "", case, spent)
    yield from sanctions(policy, everything)
    yield from strangers(everything)
    swept = case.effect.action == SWEEP
    yield from evacuation(policy, everything) if swept else _scope(everything)
    for prefix, rule in rules_about(policy, case):
        yield from _rule(rule, Heard(rule, prefix, case, spent.where(_Matches(rule.when))))
    if not swept:
        yield from _origins(case)
    settled = ABOUT_RECIPIENTS if all_listed(everything) else frozenset[str]()
    if policy.contracts.allows(case.effect.target):
        settled |= ABOUT_GOVERNORS
    for concern in case.concerns:
        if concern.code not in settled:
            yield Reason(Kind.NEEDS_APPROVAL, f"concern.{concern.code}", concern.text)
    if case.consent is Consent.ASK:
        yield Reason(Kind.NEEDS_APPROVAL, SHOWN_FIRST, "Every payment is shown first here.")


@dataclass(frozen=True, slots=True)
class _Matches:
    when: When

    def __call__(self, posting: Posting) -> bool:
        return about(self.when, agent=posting.agent, effect=posting.effect)


def _stopped(policy: Policy) -> Reason:
    why = f": {policy.stop.rstrip('.')}" if isinstance(policy.stop, str) else ""
    hint = "An operator takes `stop` out of the policy file to go on."
    return Reason(Kind.DENY, "stop", f"The policy has stopped all spending{why}.", hint)


def _scope(heard: Heard) -> Iterator[Reason]:
    yield from lists(heard)
    yield from budgets(heard)


def _rule(rule: Rule, heard: Heard) -> Iterator[Reason]:
    yield from _scope(heard)
    if rule.always == "deny":
        yield heard.deny("always", "The policy never does this.")
    elif rule.always == "approve":
        yield heard.ask("always", "The policy has an owner asked about this.")


def _origins(case: Case) -> Iterator[Reason]:
    """One sentence for all that somebody put in."""
    told: dict[str, list[str]] = {}
    for role, given in sorted(case.origins.items()):
        if given.origin.needs_approval:
            told.setdefault(_whose(given), []).append(role)
    for whose, roles in told.items():
        if len(roles) == 1:
            text = f"The {roles[0]} is not your own word ({whose})."
        else:
            named = f"{', '.join(roles[:-1])} and {roles[-1]}"
            text = f"The {named} are not your own words ({whose})."
        yield Reason(Kind.NEEDS_APPROVAL, ORIGIN, text)


def _whose(given: Given) -> str:
    return {
        Origin.MODEL: "a model proposed it",
        Origin.MEMORY: "it comes from memory",
    }.get(given.origin, "it comes from a tool's answer")
