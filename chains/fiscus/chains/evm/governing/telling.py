"""What a person must know before they vote, or have something executed."""

from __future__ import annotations

from fiscus.chains.evm.governing.assembly import Assembly, Standing, State
from fiscus.chains.evm.governing.proposals import Proposal
from fiscus.chains.evm.governing.readiness import moment


def standing_text(assembly: Assembly, standing: Standing, proposal: Proposal | None) -> str:
    """State, votes, quorum, deadline and the wallet's own power; then what it says, marked as
    somebody else's words."""
    lines = [
        f"Proposal {standing.id} is {standing.state.word}.",
        f"For: {assembly.votes(standing.infavour)}, against: {assembly.votes(standing.against)},"
        f" abstain: {assembly.votes(standing.abstain)}{_quorum(assembly, standing)}.",
        *_times(assembly, standing),
    ]
    if proposal is not None and proposal.title:
        lines.append(f"Its proposer, {proposal.proposer}, wrote: “{proposal.title}”")
    return "\n".join(lines)


def _quorum(assembly: Assembly, standing: Standing) -> str:
    if standing.quorum is None:
        return ""
    counted = standing.infavour + standing.abstain
    reached = "reached" if counted >= standing.quorum else "not reached"
    return f"; the quorum of {assembly.votes(standing.quorum)} is {reached}"


def _times(assembly: Assembly, standing: Standing) -> list[str]:
    if standing.state is State.PENDING:
        return [f"The vote begins {moment(assembly, standing.snapshot + 1)}."]
    if standing.state is State.ACTIVE:
        voted = " and has voted" if standing.voted else ""
        return [
            f"The vote ends {moment(assembly, standing.deadline)}."
            f" This wallet has {assembly.votes(standing.power)} to vote with{voted}."
        ]
    return []
