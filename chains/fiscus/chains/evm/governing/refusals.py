"""What stands in the way of a vote, a proposal, or what was decided: told before signing."""

from __future__ import annotations

from fiscus.core.errors import RequestError


class GovernorMissing(RequestError):
    """Nobody said whose assembly is meant, or no governor answers there."""

    code = "GOVERNOR_MISSING"


class ProposalUnknown(RequestError):
    """No proposal has that id or text, or several do."""

    code = "PROPOSAL_UNKNOWN"


class ProposalNotReady(RequestError):
    """The proposal stands where this cannot be done with it."""

    code = "PROPOSAL_NOT_READY"


class AlreadyVoted(RequestError):
    code = "ALREADY_VOTED"


class NoVotes(RequestError):
    """The wallet has no voting power where it would count."""

    code = "NO_VOTING_POWER"


class SupportUnknown(RequestError):
    """A vote is for, against, or an abstention."""

    code = "INVALID_SUPPORT"


class ProposalUnclear(RequestError):
    """What is to be proposed is no list of calls."""

    code = "INVALID_PROPOSAL"
