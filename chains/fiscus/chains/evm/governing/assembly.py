"""One governor as it stands: its proposals, their votes, and what the wallet may do about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeVar

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.evm.governing import calls
from fiscus.chains.evm.governing.refusals import GovernorMissing
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.jsonrpc import Json
from fiscus.chains.query import Query
from fiscus.core.desk.amounts import shown

V = TypeVar("V")
ZERO: Final = "0x" + "0" * 40


class State(IntEnum):
    """As `IGovernor.ProposalState` has them, the same in both versions."""

    PENDING = 0
    ACTIVE = 1
    CANCELED = 2
    DEFEATED = 3
    SUCCEEDED = 4
    QUEUED = 5
    EXPIRED = 6
    EXECUTED = 7

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Assembly:
    """A governor. Addresses are checksummed."""

    client: EvmClient
    address: str
    block: str
    """The tag of the block that all is read at."""
    token: str
    symbol: str
    decimals: int
    timelock: str | None
    """Where what was decided waits, and who then acts; `None` where the governor does itself."""
    now: int
    """By the clock that it votes by: a block's number, or Unix seconds."""
    by_time: bool
    time: int
    """Unix seconds of that block."""
    delay: int
    threshold: int
    """What a proposer must be able to vote with."""

    @property
    def contract(self) -> calls.Contract:
        return calls.Contract(self.address, self.block)

    @property
    def executor(self) -> str:
        """Who acts on what was decided, and holds the treasury."""
        return self.timelock or self.address

    def votes(self, units: int) -> str:
        """`"1000 GOV"`."""
        return shown(units, self.decimals, self.symbol)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a proposal stands, and the wallet with it. Votes are base units of the token."""

    id: int
    state: State
    snapshot: int
    deadline: int
    against: int
    infavour: int
    abstain: int
    quorum: int | None
    """`None` where it is not known before the vote begins."""
    power: int
    """The wallet's: at the snapshot, or what it would be now where that is still to come."""
    voted: bool
    eta: int
    """Unix seconds from which it can be executed; 0 where it is not queued."""


async def read_assembly(client: EvmClient, governor: str) -> Assembly:
    """Raises `GovernorMissing` where none answers."""
    last, head = await client.gather(queries.block(), queries.block(queries.PENDING))
    block = queries.PENDING
    if head.timestamp < last.timestamp:
        # Some nodes give the next block their own clock's time, which may be behind the chain's.
        block, head = queries.LATEST, last
    at = calls.Contract(governor, block)
    token, delay, threshold, timelock, clock, mode = await client.gather(
        known(at.whom(calls.TOKEN)),
        known(at.number(calls.VOTING_DELAY)),
        known(at.number(calls.THRESHOLD)),
        known(at.whom(calls.TIMELOCK)),
        known(at.number(calls.CLOCK)),
        known(at.asked(calls.CLOCK_MODE, {}, calls.TEXT)),
    )
    if token is None or delay is None:
        raise _none(client, governor)
    found = (await read_metadata(client, [checksum(token)]))[checksum(token)]
    return Assembly(
        client=client,
        address=checksum(governor),
        block=block,
        token=checksum(token),
        symbol=found.symbol if found else "votes",
        decimals=found.decimals if found else 18,
        timelock=checksum(timelock) if timelock else None,
        now=head.number if clock is None else clock,
        by_time=mode is not None and b"timestamp" in _raw(mode["value"]),
        time=head.timestamp,
        delay=delay,
        threshold=threshold or 0,
    )


async def read_standing(assembly: Assembly, proposal: int, wallet: str) -> Standing | None:
    """`None` for an id that the governor does not know."""
    at, client = assembly.contract, assembly.client
    state, snapshot, deadline, counted, eta, voted = await client.gather(
        known(at.number(calls.STATE, proposalId=proposal)),
        known(at.number(calls.SNAPSHOT, proposalId=proposal)),
        known(at.number(calls.DEADLINE, proposalId=proposal)),
        known(at.asked(calls.COUNTED, {"proposalId": proposal}, calls.VOTES)),
        known(at.number(calls.ETA, proposalId=proposal)),
        known(at.flag(calls.HAS_VOTED, proposalId=proposal, account=wallet)),
    )
    if state is None or snapshot is None or deadline is None or state not in list(State):
        return None
    past = snapshot < assembly.now
    moment = snapshot if past else assembly.now - 1
    quorum, power = await client.gather(
        known(at.number(calls.QUORUM, timepoint=snapshot)),
        known(at.number(calls.POWER, account=wallet, timepoint=moment)),
    )
    return Standing(
        id=proposal,
        state=State(state),
        snapshot=snapshot,
        deadline=deadline,
        against=_count(counted, "against"),
        infavour=_count(counted, "infavour"),
        abstain=_count(counted, "abstain"),
        quorum=quorum if past else None,
        power=power or 0,
        voted=voted is True,
        eta=eta or 0,
    )


async def power_now(assembly: Assembly, wallet: str) -> int:
    """What the wallet could vote with, if the snapshot were taken now."""
    query = assembly.contract.number(calls.POWER, account=wallet, timepoint=assembly.now - 1)
    return await assembly.client.ask(known(query)) or 0


def known(query: Query[V]) -> Query[V | None]:
    """`None` where the contract does not tell, or answers something else."""

    def read(answer: Json) -> V | None:
        try:
            return query.decode(answer)
        except BadAnswer:
            return None

    return Query(query.call, read, lambda _: None)


def _none(client: EvmClient, governor: str) -> GovernorMissing:
    return GovernorMissing(
        f"There is no governor at {checksum(governor)} on {client.chain.title}",
        hint="Give the address of an OpenZeppelin Governor whose votes are a token's.",
    )


def _raw(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _count(counted: Values | None, name: str) -> int:
    value = counted[name] if counted else 0
    return value if isinstance(value, int) else 0
