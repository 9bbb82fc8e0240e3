"""Whether something can be done now: a clear word before anything is signed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from fiscus.chains.evm.governing.assembly import Assembly, Standing, State
from fiscus.chains.evm.governing.refusals import (
    AlreadyVoted,
    NoVotes,
    ProposalNotReady,
    SupportUnknown,
)

SUPPORT: Final = {"against": 0, "0": 0, "for": 1, "1": 1, "abstain": 2, "2": 2}
"""As OpenZeppelin's `GovernorCountingSimple` counts; other systems have other numbers."""
DELEGATE_FIRST: Final = (
    "Votes count from the moment they are delegated, also to oneself: say"
    ' "delegate my votes to myself" before the next proposal is made.'
)


def support_code(text: str) -> int:
    """Raises `SupportUnknown`."""
    code = SUPPORT.get(text.strip().lower())
    if code is None:
        raise SupportUnknown(
            f"{text[:40]!r} is no vote", hint="It is for (1), against (0), or abstain (2)."
        )
    return code


def check_vote(assembly: Assembly, standing: Standing) -> None:
    """Raise what stands in the way of a vote."""
    if standing.state is State.PENDING:
        raise ProposalNotReady(
            f"The vote on proposal {standing.id} has not begun",
            hint=f"It begins {moment(assembly, standing.snapshot + 1)}.",
        )
    if standing.voted:
        raise AlreadyVoted(
            f"This wallet has voted on proposal {standing.id}", hint="A vote cannot be changed."
        )
    if standing.state is not State.ACTIVE:
        raise ProposalNotReady(
            f"Proposal {standing.id} is {standing.state.word}: its vote is over",
            hint=f"It ended {moment(assembly, standing.deadline)}.",
        )
    if not standing.power:
        raise NoVotes(
            f"This wallet had no {assembly.symbol} to vote with when proposal {standing.id} took"
            f" its snapshot ({moment(assembly, standing.snapshot)})",
            hint=DELEGATE_FIRST,
        )


def check_proposer(assembly: Assembly, power: int) -> None:
    """Raise where the wallet may not propose."""
    if power < assembly.threshold:
        raise NoVotes(
            f"Proposing takes {assembly.votes(assembly.threshold)}, and this wallet votes with"
            f" {assembly.votes(power)}",
            hint=DELEGATE_FIRST,
        )


def check_queueable(assembly: Assembly, standing: Standing) -> None:
    if standing.state is not State.SUCCEEDED:
        raise _not_ready(assembly, standing, "queued")
    if assembly.timelock is None:
        raise ProposalNotReady(
            f"Proposal {standing.id} needs no queue: this governor has no timelock",
            hint="Execute it.",
        )


def check_executable(assembly: Assembly, standing: Standing) -> None:
    if standing.state is State.SUCCEEDED and assembly.timelock is not None:
        raise ProposalNotReady(
            f"Proposal {standing.id} has succeeded, and is not queued", hint="Queue it first."
        )
    if standing.state not in {State.SUCCEEDED, State.QUEUED}:
        raise _not_ready(assembly, standing, "executed")
    if standing.eta > assembly.time:
        raise ProposalNotReady(
            f"The timelock holds proposal {standing.id} back until {_date(standing.eta)}",
            hint="Execute it then.",
        )


def moment(assembly: Assembly, at: int) -> str:
    """`"on 2026-01-05 12:00:00 UTC"`, or `"at block 1234"`."""
    return f"on {_date(at)}" if assembly.by_time else f"at block {at}"


def _not_ready(assembly: Assembly, standing: Standing, what: str) -> ProposalNotReady:
    hint = {
        State.PENDING: f"Its vote begins {moment(assembly, standing.snapshot + 1)}.",
        State.ACTIVE: f"Its vote ends {moment(assembly, standing.deadline)}.",
        State.QUEUED: "It is queued already: execute it once the timelock allows it.",
        State.EXECUTED: "There is nothing left to do.",
    }.get(standing.state, "It cannot be done any more.")
    return ProposalNotReady(
        f"Proposal {standing.id} is {standing.state.word}, and cannot be {what}", hint=hint
    )


def _date(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
