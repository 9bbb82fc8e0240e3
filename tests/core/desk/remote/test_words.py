"""The part of a policy file that says whose word counts: never without limits."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fiscus.core.desk.known import Known
from fiscus.core.desk.lint import lint
from fiscus.core.desk.policyfile import read_policy
from fiscus.core.reader.loading import load_lexicons

KNOWN = Known(load_lexicons())


def found(text: str) -> list[str]:
    """What `fiscus policy check` says."""
    return [str(problem) for problem in lint(read_policy(dedent(text), "it", KNOWN), KNOWN)]


def test_an_agents_word_counts_within_limits() -> None:
    read = read_policy(
        "agents: [{name: Trader, limits: {per_transaction: {ask_usd: 5}, per_24h: {usd: 9}}}]",
        "it",
    )
    assert read.policy is not None
    assert read.policy.word_counts("trader")
    assert not read.policy.word_counts("Treasurer")
    assert read.policy.horizon_ms == 24 * 60 * 60 * 1000


@pytest.mark.parametrize(
    ("limits", "lacks"),
    [
        ("{}", "per_transaction"),
        ("{per_transaction: {ask_usd: 5}}", "per_24h"),
        ("{per_24h: {ask_usd: 5}, per_transaction: {units: {ETH: 1}}}", "per_transaction"),
    ],
)
def test_an_agents_word_without_a_limit_is_refused(limits: str, lacks: str) -> None:
    (problem,) = found(f"agents: [{{name: Trader, limits: {limits}}}]")
    assert f"`{lacks}` has none" in problem


def test_an_agent_is_named_once_and_with_limits_that_can_be_reached() -> None:
    twice = """
        agents:
          - {name: Trader, limits: {per_transaction: {ask_usd: 5}, per_24h: {ask_usd: 9}}}
          - {name: trader, limits: {per_transaction: {ask_usd: 5}, per_24h: {ask_usd: 9}}}
        """
    assert "two agents have the same name" in " ".join(found(twice))
    (problem,) = found(
        """
        agents:
          - name: Trader
            limits: {per_transaction: {usd: 50}, per_24h: {usd: 9, units: {ETH: 1}}}
        """
    )
    assert "agents.0.limits.per_24h.usd" in problem and "4" in problem
