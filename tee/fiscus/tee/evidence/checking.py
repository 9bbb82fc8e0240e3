"""Evidence, looked at from outside: what holds, what does not, and what nobody could look at."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from fiscus.core.errors import FiscusError
from fiscus.tee.evidence.compose import SCRIPTS, compose_hash, loose_images, what_runs
from fiscus.tee.evidence.document import Evidence
from fiscus.tee.evidence.events import RUNTIME, payloads, replayed
from fiscus.tee.evidence.quotes import QuoteRefused, Report, read_report, verified
from fiscus.tee.evidence.simulated import NOTHING, ROOT
from fiscus.tee.evidence.statement import Statement

UP_TO_DATE: Final = "UpToDate"
POLICY_EVENT: Final = "fiscus-policy"
"""Extended into RTMR3 with the policy's hash at the start and whenever the policy changes."""
KEYS_EVENT: Final = "key-provider"
"""Extended into RTMR3 by dstack's system before any program: JSON with `name` and `id`."""


@dataclass(frozen=True, slots=True)
class Check:
    """`holds` is `None` where there was nothing to hold it against: it proves nothing then."""

    name: str
    holds: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the verifier knows beforehand, each in hex where it is bytes; the more, the better."""

    nonce: str | None = None
    agent_id: str | None = None
    policy_hash: str | None = None
    wallets: Mapping[str, str] | None = None
    """Addresses by chain family; each must be among the agent's."""
    app_compose: str | None = None
    """The published app-compose.json, to the letter."""
    measurements: Mapping[str, str] | None = None
    """`mrtd`, `rtmr0`, `rtmr1` and `rtmr2` of the published system image."""
    transaction: str | None = None
    """Of a payment that it must be about."""
    key_provider: str | None = None
    """Public key of the KMS whose keys the domain has."""


def checked(
    evidence: Evidence,
    collateral: Mapping[str, object],
    expected: Expected,
    *,
    now: int,
    root: bytes | None = None,
) -> list[Check]:
    """All checks, in an order in which each leans on those before it. `now` in Unix seconds;
    `root` (DER) is trusted in place of Intel's: the simulator's, with which nothing is proven.

    A document whose quote cannot be read at all has one check, which does not hold.
    """
    quote = bytes.fromhex(evidence.quote)
    try:
        report = read_report(quote)
    except QuoteRefused as error:
        return [Check("quote", False, error.message)]
    return [
        *_platform(quote, collateral, now, root),
        _debug(report),
        *_log(evidence, report),
        *_code(evidence, expected),
        _system(report, expected),
        _keys(evidence, expected.key_provider),
        *_claims(evidence, report, expected),
        *([Check("hardware", None, NOTHING)] if root == ROOT else []),
    ]


def _platform(
    quote: bytes, collateral: Mapping[str, object], now: int, root: bytes | None
) -> Iterator[Check]:
    try:
        platform = verified(quote, collateral, now=now, root=root)
    except QuoteRefused as error:
        yield Check("quote signature", False, error.message)
        return
    signed = "Intel's root" if root is None else "the simulator's root, which proves nothing"
    yield Check("quote signature", True, f"every signature up to {signed}")
    found = ", ".join((platform.status, *platform.advisories))
    yield Check("platform", platform.status == UP_TO_DATE, f"TCB status {found}")


def _debug(report: Report) -> Check:
    text = "debugging is on: the host can look inside" if report.is_debug else "debugging is off"
    return Check("closed to the host", not report.is_debug, text)


def _log(evidence: Evidence, report: Report) -> Iterator[Check]:
    registers = zip(replayed(evidence.event_log), report.registers, strict=True)
    wrong = [f"RTMR{number}" for number, (ours, its) in enumerate(registers) if ours != its]
    text = f"it does not add up to {', '.join(wrong)}" if wrong else "it adds up to all four RTMRs"
    yield Check("event log", not wrong, text)
    forged = [
        entry.event
        for entry in evidence.event_log
        if entry.imr == RUNTIME
        and (not entry.is_dstacks or entry.own_digest() != entry.extends.hex())
    ]
    yield Check(
        "runtime events",
        not forged,
        f"not what they say: {', '.join(map(repr, forged[:5]))}"
        if forged
        else "each is what its digest says",
    )


def _code(evidence: Evidence, expected: Expected) -> Iterator[Check]:
    ours = compose_hash(evidence.app_compose)
    measured = [payload.hex() for payload in payloads(evidence.event_log, "compose-hash")]
    yield Check(
        "compose",
        measured == [ours],
        f"{ours} is measured" if measured == [ours] else f"measured is {measured}, it has {ours}",
    )
    yield _same("published compose", expected.app_compose, evidence.app_compose, compose_hash)
    try:
        loose, running = loose_images(evidence.app_compose), what_runs(evidence.app_compose)
    except FiscusError as error:
        yield Check("images", False, error.message)
        return
    text = f"named without a digest: {', '.join(loose)}" if loose else "each named by its digest"
    scripts = [name for name in SCRIPTS if name in running]
    beside = f"; beside them runs what it has as {' and '.join(scripts)}" if scripts else ""
    yield Check("images", not loose if running else None, (text if running else "none") + beside)


def _system(report: Report, expected: Expected) -> Check:
    if expected.measurements is None:
        return Check("system image", None, "no published measurements were given")
    found = {"mrtd": report.mrtd, **{f"rtmr{n}": report.registers[n] for n in range(RUNTIME)}}
    wrong = [name for name, its in found.items() if expected.measurements.get(name) != its.hex()]
    text = f"not as published: {', '.join(wrong)}" if wrong else "as published"
    return Check("system image", not wrong, text)


def _keys(evidence: Evidence, expected: str | None) -> Check:
    """Where the keys of all wallets come from: whoever runs another KMS knows every key."""
    logged = list(payloads(evidence.event_log, KEYS_EVENT))
    name, its = _provider(logged[0]) if len(logged) == 1 else (f"{len(logged)} of them", "")
    if expected is None:
        text = f"no KMS was given; they come from {name!r} {its}".rstrip()
        return Check("keys", None if len(logged) == 1 else False, text)
    return Check("keys", bool(its) and its == expected.lower(), f"they come from {name!r} {its}")


def _provider(payload: bytes) -> tuple[str, str]:
    try:
        told = cast("dict[str, object]", json.loads(payload))
        return str(told["name"]), str(told["id"]).lower()
    except (ValueError, KeyError, TypeError):
        return "something that cannot be read", ""


def _claims(evidence: Evidence, report: Report, expected: Expected) -> Iterator[Check]:
    said = evidence.statement
    if said is None:
        yield Check("statement", False, "the agent says nothing of itself")
        return
    bound = said.report_data() == report.report_data
    text = "it is the one in the quote" if bound else "the quote holds another"
    yield Check("statement", bound, text)
    yield _same("nonce", expected.nonce, said.nonce)
    yield _same("agent", expected.agent_id, said.agent_id)
    yield _wallets(said, expected.wallets)
    yield _same("policy", expected.policy_hash, said.policy_hash)
    yield _renewed(evidence, said)
    yield from _payment(said, expected.transaction)


def _wallets(said: Statement, expected: Mapping[str, str] | None) -> Check:
    shown = ", ".join(f"{family} {address}" for family, address in sorted(said.wallets.items()))
    if expected is None:
        return Check("wallets", None, f"no address was given; it claims {shown or 'none'}")
    wrong = [family for family, address in expected.items() if said.wallets.get(family) != address]
    text = f"others than were given: {shown or 'none'}" if wrong else shown
    return Check("wallets", not wrong, text)


def _renewed(evidence: Evidence, said: Statement) -> Check:
    """A guest agent without `EmitEvent` logs none of them; then the statement alone speaks."""
    logged = [payload.hex() for payload in payloads(evidence.event_log, POLICY_EVENT)]
    if not logged:
        return Check("policy changes", None, "the guest agent logged none")
    current = logged[-1] == said.policy_hash
    changes = f"{len(logged) - 1} since the start"
    text = changes if current else f"{changes}, and the statement is of another than the last"
    return Check("policy changes", current, text)


def _payment(said: Statement, expected: str | None) -> Iterator[Check]:
    paid = said.payment
    if paid is None:
        if expected is not None:
            yield Check("payment", False, "the statement is about no payment")
        return
    place = f"row {paid.row} of its journal ({paid.row_hash})"
    text = f"{paid.transaction} on {paid.chain} by {paid.signer}, {paid.state} in {place}"
    if paid.signer not in said.wallets.values():
        yield Check("payment", False, f"by none of its wallets: {text}")
    elif expected not in (None, paid.transaction):
        yield Check("payment", False, f"given was {expected}, it is about {text}")
    else:
        yield Check("payment", None if expected is None else True, text)


def _same(name: str, expected: str | None, found: str, shown: Callable[[str], str] = str) -> Check:
    if expected is None:
        return Check(name, None, f"none was given to compare; it has {shown(found)}")
    if expected == found:
        return Check(name, True, shown(found))
    return Check(name, False, f"given was {shown(expected)}, it has {shown(found)}")


def all_hold(checks: Sequence[Check]) -> bool:
    """Whether nothing is wrong. What could not be compared is for the reader to weigh."""
    return all(check.holds is not False for check in checks)


def all_proven(checks: Sequence[Check]) -> bool:
    """Whether everything was compared, and holds."""
    return all(check.holds for check in checks)
