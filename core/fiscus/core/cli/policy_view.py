"""A policy as people look at it: shown, linted, explained and tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, cast

import yaml
from pydantic import ValidationError

from fiscus.core.characters import TREASURER, load_character
from fiscus.core.cli.sentences import Asked, open_sentences
from fiscus.core.cli.stops import stops
from fiscus.core.desk.casefile import CaseFile, Tried, tried
from fiscus.core.desk.database import open_database
from fiscus.core.desk.exact import Document, Place, read_document
from fiscus.core.desk.foresight import NOBODY, Facts, Foreseen, Unknown, foresee
from fiscus.core.desk.known import Known
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.lint import lint
from fiscus.core.desk.policy import SMALL_AMOUNTS, Policy
from fiscus.core.desk.policyfile import (
    PolicyFile,
    Problem,
    list_problems,
    problem_of,
    read_policy,
    read_text,
)
from fiscus.core.desk.rules import Kind, verdict_of
from fiscus.core.desk.verdicts import Reason
from fiscus.core.desk.windows import Spent
from fiscus.core.desks import desk_location
from fiscus.core.errors import ConfigError
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.settings import AGENT_NAME, CHARACTER, Settings

ENDINGS: Final = {
    Kind.ALLOW: "Nothing that is known here stands in its way.",
    Kind.NEEDS_APPROVAL: "An owner would be asked.",
    Kind.DENY: "It would be refused.",
}
STOPPED: Final = "stopped"
"""In place of a rule: what stands on record beside the policy file."""
BUILT_IN: Final = "built in: no policy file is named"


@dataclass(frozen=True, slots=True)
class Held:
    """The policy that holds, and where it is written."""

    policy: Policy
    source: str
    document: Document | None = None

    def line(self, rule: str) -> int | None:
        """Where a rule stands in the file."""
        if self.document is None:
            return None
        return self.document.line(self._place(rule)) if self._place(rule) else None

    def _place(self, rule: str) -> Place:
        rules = len(self.policy.rules)
        for index, (prefix, _) in enumerate(self.policy.placed_rules):
            if rule.startswith(prefix):
                listed = ("rules", index) if index < rules else ("agents", index - rules)
                return (*listed, *rule.removeprefix(prefix).split("."))
        parts = tuple(rule.split("."))
        return parts if parts[0] in Policy.model_fields else ()


def hold(path: Path | None) -> Held:
    """The policy of a file, or the built-in one. Raises `ConfigError`."""
    if path is None:
        return Held(SMALL_AMOUNTS, BUILT_IN)
    policy = PolicyFile(path, Known(load_lexicons())).current()
    return Held(policy, str(path), read_document(read_text(path), f"The policy file {str(path)!r}"))


def shown(held: Held) -> str:
    """A policy file that says all of it."""
    body = held.policy.model_dump(mode="json", exclude_none=True)
    # The types of its optional arguments are not all told.
    dump = cast("Callable[..., str]", yaml.safe_dump)  # pyright: ignore[reportUnknownMemberType]
    written = dump(body, sort_keys=False, allow_unicode=True)
    return f"# {held.source}\n{written}".rstrip()


def findings(path: Path) -> list[Problem]:
    """What is wrong with a file. Raises `ConfigError` for one that is no YAML or cannot be read."""
    known = Known(load_lexicons())
    read = read_policy(read_text(path), f"The policy file {str(path)!r}", known)
    problems = list_problems(path, read.policy, known) if read.policy is not None else ()
    return [*lint(read, known), *problems]


@dataclass(frozen=True, slots=True)
class Explained:
    """A request, and what the policy would say to it."""

    asked: Asked
    foreseen: Foreseen


async def explanations(
    settings: Settings,
    policy: Policy,
    text: str,
    *,
    agent: str | None,
    prices: Mapping[str, Decimal],
) -> list[Explained]:
    """What would happen to each request of a text. Raises `RequestError`."""
    facts = Facts(agent=agent or agent_name(settings), prices=prices)
    async with open_sentences(settings) as sentences:
        facts = replace(facts, is_address=sentences.is_address)
        told: list[Explained] = []
        for asked in sentences.requests(text):
            known = await _with_journal(settings, policy, asked, facts)
            foreseen = foresee(policy, asked.request, known)
            told.append(Explained(asked, await _with_stops(settings, policy, asked, foreseen)))
    return told


async def _with_stops(
    settings: Settings, policy: Policy, asked: Asked, foreseen: Foreseen
) -> Foreseen:
    """The same with what has stopped spending outside of the policy file."""
    found = await stops(settings)
    if found is None:
        unknown = Unknown("whether spending is stopped or the wallet frozen", (STOPPED,))
        return replace(foreseen, unknown=(*foreseen.unknown, unknown))
    denied = [
        Reason(Kind.DENY, STOPPED, f"{stop.text}.", stop.hint)
        for stop in found
        if stop.holds(asked.signer or NOBODY)
    ]
    verdict = verdict_of(policy, (*foreseen.verdict.reasons, *denied))
    return replace(foreseen, verdict=verdict if denied else foreseen.verdict)


def agent_name(settings: Settings) -> str:
    """Who acts, by the settings; empty where a character must be fetched to know."""
    source = settings.get(CHARACTER)
    if source:
        return "" if source.startswith("http") else load_character(source).name
    return settings.get(AGENT_NAME) or TREASURER.name


async def _with_journal(settings: Settings, policy: Policy, asked: Asked, facts: Facts) -> Facts:
    """The facts with what the desk of this machine has written down; a database that is elsewhere
    is not asked."""
    where = desk_location(settings)
    signer = asked.signer
    if signer is None or not isinstance(where, Path):
        return replace(facts, signer=signer or NOBODY)
    if not where.exists():
        return replace(facts, signer=signer, spent=Spent(), paid_before=frozenset())
    async with open_database(where) as database:
        ledger = Ledger(database)
        chain = asked.request.target.chain
        spent, paid = await ledger.outlook(signer, chain, policy.horizon_ms)
    return replace(facts, signer=signer, spent=spent, paid_before=paid)


def body(held: Held, explained: Explained) -> dict[str, object]:
    """As JSON."""
    request, foreseen = explained.asked.request, explained.foreseen
    return {
        "action": request.action,
        "chain": request.target.chain,
        "values": dict(request.values),
        "verdict": foreseen.verdict.kind.name.lower(),
        "approvers": foreseen.verdict.approvers,
        "reasons": [
            {"rule": r.rule, "line": held.line(r.rule), "text": r.text, "hint": r.hint}
            for r in foreseen.verdict.reasons
        ],
        "unknown": [{"fact": one.fact, "rules": list(one.rules)} for one in foreseen.unknown],
    }


def told(held: Held, explained: Explained) -> str:
    """For people."""
    request, foreseen = explained.asked.request, explained.foreseen
    verdict = foreseen.verdict
    values = ", ".join(f"{role.replace('_', ' ')} {said}" for role, said in request.values.items())
    lines = [f"{request.action} on {request.target.chain}: {values}", ENDINGS[verdict.kind]]
    if verdict.kind is Kind.NEEDS_APPROVAL and verdict.approvers > 1:
        lines.append(f"It needs {verdict.approvers} approvals.")
    for reason in verdict.reasons:
        line = held.line(reason.rule)
        where = f"{reason.rule} (line {line})" if line else reason.rule
        ends = f" {reason.hint}" if reason.rule == STOPPED and reason.hint else ""
        lines.append(f"  {where}: {reason.text}{ends}")
    if foreseen.unknown and verdict.kind is not Kind.DENY:
        lines.append("What is not known here can make it stricter:")
        lines += [f"  {one.fact}: {', '.join(one.rules)}" for one in foreseen.unknown]
        lines.append("`FISCUS_MODE=simulate fiscus ask` asks the chain, and signs nothing.")
    return "\n".join(lines)


async def tried_cases(settings: Settings, held: Held, path: Path) -> Sequence[Tried]:
    """Try a file of cases. Raises `ConfigError` for one that cannot be read."""
    what = f"The file of cases {str(path)!r}"
    document = read_document(read_text(path), what)
    try:
        file = CaseFile.model_validate(document.data)
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_input=False)
        problems = "; ".join(str(problem_of(error, document, CaseFile)) for error in errors)
        raise ConfigError(
            f"{what} is not valid: {problems}", hint="docs/policy.md has an example."
        ) from exc
    async with open_sentences(settings) as sentences:
        return tried(held.policy, file, sentences.foresee)
