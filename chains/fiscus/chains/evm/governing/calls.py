"""How governors, and the tokens that vote, are called.

https://docs.openzeppelin.com/contracts/5.x/api/governance and the same pages of 4.x; EIP-5805 and
ERC-6372 for the tokens and their clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.decoding.codec import Unreadable, Value, Values, decode, encode
from fiscus.chains.evm.decoding.kinds import Field, Function, fields, function
from fiscus.chains.query import Query

PROPOSED: Final = "address[] targets,uint256[] values,bytes[] calldatas"
PROPOSE: Final = function(f"propose({PROPOSED},string description)")
QUEUE: Final = function(f"queue({PROPOSED},bytes32 descriptionHash)")
EXECUTE: Final = function(f"execute({PROPOSED},bytes32 descriptionHash)")
VOTE: Final = function("castVote(uint256 proposalId,uint8 support)")
VOTE_WITH_REASON: Final = function(
    "castVoteWithReason(uint256 proposalId,uint8 support,string reason)"
)
DELEGATE: Final = function("delegate(address delegatee)")

STATE: Final = function("state(uint256 proposalId)")
SNAPSHOT: Final = function("proposalSnapshot(uint256 proposalId)")
DEADLINE: Final = function("proposalDeadline(uint256 proposalId)")
COUNTED: Final = function("proposalVotes(uint256 proposalId)")
ETA: Final = function("proposalEta(uint256 proposalId)")
HAS_VOTED: Final = function("hasVoted(uint256 proposalId,address account)")
POWER: Final = function("getVotes(address account,uint256 timepoint)")
QUORUM: Final = function("quorum(uint256 timepoint)")
THRESHOLD: Final = function("proposalThreshold()")
VOTING_DELAY: Final = function("votingDelay()")
CLOCK: Final = function("clock()")
CLOCK_MODE: Final = function("CLOCK_MODE()")
TOKEN: Final = function("token()")
TIMELOCK: Final = function("timelock()")
DELEGATES: Final = function("delegates(address account)")
CURRENT_POWER: Final = function("getVotes(address account)")

CREATED: Final = function(
    "ProposalCreated(uint256 proposalId,address proposer,address[] targets,uint256[] values,"
    "string[] signatures,bytes[] calldatas,uint256 voteStart,uint256 voteEnd,string description)"
)
"""Not indexed, in either version."""
NUMBER: Final = fields("uint256 value")
FLAG: Final = fields("bool value")
ADDRESS: Final = fields("address value")
TEXT: Final = fields("string value")
VOTES: Final = fields("uint256 against,uint256 infavour,uint256 abstain")


def topic(event: Function) -> str:
    """What an event's logs begin with."""
    from eth_hash.auto import keccak

    return "0x" + keccak(event.signature.encode()).hex()


def calldata(called: Function, given: Mapping[str, Value]) -> bytes:
    """Raises `ValueError` or `OverflowError` for values that do not fit."""
    return called.selector + encode(called.inputs, given)


@dataclass(frozen=True, slots=True)
class Contract:
    """What is asked of a contract, as it is at a block."""

    address: str
    block: str = queries.PENDING

    def asked(
        self, called: Function, given: Mapping[str, Value], returns: tuple[Field, ...]
    ) -> Query[Values]:
        """What it answers. A revert is an `RpcRefused`."""

        def read(returned: bytes) -> Values:
            try:
                return decode(returns, returned)
            except Unreadable as exc:
                raise BadAnswer(f"{called.name} answers something else") from exc

        data = calldata(called, given)
        return queries.call(self.address, data, block=self.block).then(read)

    def number(self, called: Function, **given: Value) -> Query[int]:
        def read(values: Values) -> int:
            value = values["value"]
            return value if isinstance(value, int) else 0

        return self.asked(called, given, NUMBER).then(read)

    def flag(self, called: Function, **given: Value) -> Query[bool]:
        return self.asked(called, given, FLAG).then(lambda values: values["value"] is True)

    def whom(self, called: Function, **given: Value) -> Query[str]:
        """An address, in lower case."""
        return self.asked(called, given, ADDRESS).then(lambda values: str(values["value"]))
