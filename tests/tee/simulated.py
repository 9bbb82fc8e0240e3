"""Evidence of an agent in the simulator, as it should be: what tests then tamper with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from fiscus.tee.evidence.checking import POLICY_EVENT, Check, Expected, checked
from fiscus.tee.evidence.compose import normalized
from fiscus.tee.evidence.document import Evidence
from fiscus.tee.evidence.simulated import ROOT
from fiscus.tee.evidence.statement import Statement
from fiscus.tee.simulator.domain import SimulatedDomain
from fiscus.tee.simulator.pki import Papers, papers

NOW: Final = int(datetime(2026, 11, 29, tzinfo=UTC).timestamp())
POLICY: Final = "ab" * 32
STATEMENT: Final[Mapping[str, object]] = {
    "agent_id": "treasury",
    "software": "fiscus 0.1.0",
    "policy_hash": POLICY,
    "wallets": {"evm": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"},
    "nonce": "00112233445566778899aabbccddeeff",
}
IMAGE: Final = "ghcr.io/fiscus/fiscus@sha256:" + "0" * 64
APP_COMPOSE: Final = normalized(
    {
        "manifest_version": 2,
        "name": "treasury",
        "runner": "docker-compose",
        "docker_compose_file": f"services:\n  desk:\n    image: {IMAGE}\n",
    }
)


@cache
def machine(status: str = "UpToDate") -> Papers:
    return papers(datetime.fromtimestamp(NOW, UTC), status=status)


def domain(*, status: str = "UpToDate") -> SimulatedDomain:
    """One whose agent has logged its policy."""
    made = SimulatedDomain(APP_COMPOSE, "cd" * 20, vouched=machine(status))
    made.emit(POLICY_EVENT, bytes.fromhex(POLICY))
    return made


def attested(
    in_domain: SimulatedDomain, statement: Mapping[str, object] = STATEMENT
) -> dict[str, Any]:
    """The document that it hands out."""
    data = Statement.model_validate(statement).report_data()
    quoted = in_domain.quoted(data)
    return {
        "quote": quoted["quote"],
        "event_log": quoted["event_log"],
        "app_compose": in_domain.app_compose,
        "statement": dict(statement),
        "collateral": dict(in_domain.vouched.collateral),
        "simulated": True,
    }


def looked(body: Mapping[str, Any], expected: Expected, *, now: int = NOW) -> list[Check]:
    evidence = Evidence.model_validate(body)
    assert evidence.collateral is not None
    return checked(evidence, evidence.collateral, expected, now=now, root=ROOT)


def wrong(checks: list[Check]) -> set[str]:
    return {check.name for check in checks if check.holds is False}
