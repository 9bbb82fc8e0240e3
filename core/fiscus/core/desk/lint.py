"""What is wrong with a policy file, and what its writer cannot have meant. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.core.desk.exact import Document, Place
from fiscus.core.desk.known import Known
from fiscus.core.desk.nearest import nearest
from fiscus.core.desk.policy import Limit, Limits, Policy, Rule, Scope, address_key
from fiscus.core.desk.policyfile import Problem, Read, scope_places

LISTS: Final = ("recipients", "contracts", "programs", "spenders", "tokens")
ACTIONS: Final = (
    "transfer",
    "swap",
    "bridge",
    "approve",
    "revoke",
    "wrap",
    "unwrap",
    "vote",
    "propose",
    "queue",
    "execute",
    "delegate",
    "sweep",
)
"""What an effect can be called."""
SHARES: Final = ("fee_usd", "fee_share", "slippage", "price_impact")


@dataclass(frozen=True, slots=True)
class Lint:
    """Looks at one policy that could be read."""

    policy: Policy
    document: Document
    known: Known

    def findings(self) -> Iterator[Problem]:
        for place, scope in scope_places(self.policy):
            yield from self._names(place, scope)
            yield from self._lists(place, scope)
            yield from self._limits(place, scope.limits)
            if isinstance(scope, Rule):
                yield from self._rule(place, scope)

    def _at(self, place: Place, text: str) -> Problem:
        return Problem(".".join(map(str, place)), text, self.document.line(place))

    def _names(self, place: Place, scope: Scope) -> Iterator[Problem]:
        for which, limit in _named_limits(scope.limits):
            for name in limit.units:
                if problem := self.known.token_problem(name):
                    yield self._at((*place, "limits", which, "units", name), problem)
        for which in ("allow", "deny"):
            listed: Sequence[str] = getattr(scope.tokens, which)
            for number, name in enumerate(listed):
                if problem := self.known.token_problem(name):
                    yield self._at((*place, "tokens", which, number), problem)

    def _lists(self, place: Place, scope: Scope) -> Iterator[Problem]:
        for name in LISTS:
            listing = getattr(scope, name)
            allowed = {address_key(entry) for entry in listing.allow}
            for number, entry in enumerate(listing.deny):
                if address_key(entry) in allowed:
                    at = (*place, name, "deny", number)
                    yield self._at(at, f"{entry} is allowed too; deny wins")

    def _limits(self, place: Place, limits: Limits) -> Iterator[Problem]:
        once = limits.per_transaction
        for which, limit in _named_limits(limits):
            at = (*place, "limits", which)
            if _over(limit.ask_usd, limit.usd):
                yield self._at((*at, "ask_usd"), "what is above it is refused already by `usd`")
            if which != "per_transaction" and _below(limit.usd, once.usd):
                text = "it is less than `per_transaction.usd`, which can never be reached"
                yield self._at((*at, "usd"), text)
        for name in SHARES:
            written = name in limits.model_fields_set
            if written and _over(getattr(limits, name), getattr(limits, f"max_{name}")):
                text = f"what is above it is refused already by `max_{name}`"
                yield self._at((*place, "limits", name), text)

    def _rule(self, place: Place, rule: Rule) -> Iterator[Problem]:
        for number, name in enumerate(rule.when.chains):
            if problem := self.known.chain_problem(name):
                yield self._at((*place, "when", "chains", number), problem)
        for number, name in enumerate(rule.when.tokens):
            if problem := self.known.token_problem(name):
                yield self._at((*place, "when", "tokens", number), problem)
        for number, name in enumerate(rule.when.actions):
            if name.lower() not in ACTIONS:
                meant = nearest(name, ACTIONS)
                asked = f"; did you mean {meant}?" if meant else ""
                yield self._at((*place, "when", "actions", number), f"no such action{asked}")
        if rule.model_copy(update={"name": None, "when": Rule().when}) == Rule():
            yield self._at(place, "the rule says nothing: it has no limit and no list")


def lint(read: Read, known: Known) -> list[Problem]:
    """All findings, in the order of their lines."""
    found = list(read.problems)
    if read.policy is not None:
        found += Lint(read.policy, read.document, known).findings()
    return sorted(found, key=lambda problem: problem.line or 0)


def _named_limits(limits: Limits) -> Iterator[tuple[str, Limit]]:
    yield "per_transaction", limits.per_transaction
    for name, _, limit in limits.windows:
        yield name, limit


def _over(ask: Decimal | None, most: Decimal | None) -> bool:
    return ask is not None and most is not None and ask >= most


def _below(window: Decimal | None, once: Decimal | None) -> bool:
    return window is not None and once is not None and window < once
