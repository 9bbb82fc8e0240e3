"""What was proposed, out of the governor's own events: foreign text, and calls to be read.

Public RPCs give the logs of a few thousand blocks at a time. A proposal whose id is known is looked
for where its snapshot says that it was made; a text is looked for from the newest block backwards.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Final, cast

from fiscus.chains.answers import BadAnswer, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.codec import Unreadable, Value, decode
from fiscus.chains.evm.governing import calls
from fiscus.chains.evm.governing.assembly import Assembly, Standing, known
from fiscus.chains.evm.governing.refusals import ProposalUnknown
from fiscus.chains.evm.quantities import hex_quantity
from fiscus.chains.evm.records import Log, log
from fiscus.chains.jsonrpc import Call, Json, escaped
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused

PAGE: Final = 5_000
"""Blocks whose logs are asked for at once; halved where a node finds that too many."""
SMALLEST_PAGE: Final = 300
MOST_PAGES: Final = 60
SAME_TIME: Final = 16
"""Blocks that may have the same second on a fast chain."""
TITLE_LENGTH: Final = 120
TEXT_LENGTH: Final = 600
SHOWN: Final = 5
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One `ProposalCreated`. Addresses are in lower case; `text` is somebody else's."""

    id: int
    proposer: str
    calls: tuple[Message, ...]
    text: bytes

    @property
    def title(self) -> str:
        """The first line, safe to show."""
        lines = self._words.strip().splitlines() or [""]
        return escaped(lines[0].lstrip("# "), TITLE_LENGTH)

    @property
    def shown(self) -> str:
        """All of it, safe to show, and cut."""
        return escaped(self._words, TEXT_LENGTH)

    @property
    def _words(self) -> str:
        return self.text.decode(errors="replace")

    def says(self, text: str) -> bool:
        """Whether every word of `text` is in it."""
        return set(_words(text)) <= set(_words(self._words))


async def find_by_id(assembly: Assembly, standing: Standing) -> Proposal:
    """What is proposed under an id that the governor knows. Raises `ProposalUnknown`."""
    if (there := await look_up(assembly, standing)) is not None:
        return there
    async for found in _backwards(assembly):
        if found.id == standing.id:
            return found
    raise ProposalUnknown(
        f"What proposal {standing.id} says is in none of the blocks that were looked through",
        hint="Use an RPC that gives the logs of older blocks.",
    )


async def look_up(assembly: Assembly, standing: Standing) -> Proposal | None:
    """What it says, where its snapshot says that it was made; `None` where it is not there."""
    found = await _where_made(assembly, standing)
    return next((one for one in found if one.id == standing.id), None)


async def created_in(client: EvmClient, transaction: str) -> Proposal | None:
    """The proposal that a transaction made."""
    receipt = await client.receipt(transaction)
    logs = receipt.logs if receipt else ()
    made = [entry for entry in logs if entry.topics[:1] == (calls.topic(calls.CREATED),)]
    return _proposal(made[0]) if made else None


async def find_by_text(assembly: Assembly, text: str) -> Proposal:
    """The one proposal that has all these words. Raises `ProposalUnknown`, naming candidates."""
    found = [one async for one in _backwards(assembly) if one.says(text)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ProposalUnknown(
            f"No proposal at {assembly.address} says {text!r}, as far back as the node tells",
            hint="Give its id.",
        )
    named = _named(found[:SHOWN])
    raise ProposalUnknown(f"{len(found)} proposals say {text!r}: {named}", hint="Give the id.")


async def candidates(assembly: Assembly) -> str:
    """The newest proposals for a hint; empty where the node tells of none.

    It is looked no further than the newest page: nobody waits long to be told that they erred.
    """
    last = (await assembly.client.ask(queries.block())).number
    page = _logs(assembly.address, max(last - PAGE + 1, 0), last)
    found = await assembly.client.ask(page.settled())
    if isinstance(found, RpcRefused) or not found:
        return ""
    return f"The newest are {_named(found[: -SHOWN - 1 : -1])}."


async def _where_made(assembly: Assembly, standing: Standing) -> Sequence[Proposal]:
    """Of the block that the snapshot points to, as long as the delay is what it was."""
    made, client = standing.snapshot - assembly.delay, assembly.client
    if assembly.by_time:
        block = await _block_at(client, made)
        if block is None:
            return []
        first, last = max(block - SAME_TIME, 0), block
    else:
        first = last = made
    found = await client.ask(_logs(assembly.address, first, last).settled())
    return [] if isinstance(found, RpcRefused) else found


async def _backwards(assembly: Assembly) -> AsyncGenerator[Proposal]:
    client = assembly.client
    last, size = (await client.ask(queries.block())).number, PAGE
    for _ in range(MOST_PAGES):
        first = max(last - size + 1, 0)
        found = await client.ask(_logs(assembly.address, first, last).settled())
        if isinstance(found, RpcRefused):
            size //= 2
            if size < SMALLEST_PAGE:
                raise found
            continue
        for one in reversed(found):
            yield one
        if first == 0:
            return
        last = first - 1


async def _block_at(client: EvmClient, moment: int) -> int | None:
    """The last block that is not younger, by halving; `None` where the node keeps no old ones."""
    low, high = 0, (await client.ask(queries.block())).number
    while low < high:
        middle = (low + high + 1) // 2
        block = await client.ask(known(queries.block(middle)))
        if block is None:
            return None
        if block.timestamp <= moment:
            low = middle
        else:
            high = middle - 1
    return low


def _logs(governor: str, first: int, last: int) -> Query[list[Proposal]]:
    """The proposals of some blocks, the oldest first."""
    wanted: dict[str, Json] = {
        "address": governor,
        "topics": [calls.topic(calls.CREATED)],
        "fromBlock": hex_quantity(first),
        "toBlock": hex_quantity(last),
    }

    def read(answer: Json) -> list[Proposal]:
        logs = [log(entry) for entry in items(answer)]
        found = [_proposal(entry) for entry in logs if entry.address == governor.lower()]
        return [one for one in found if one is not None]

    return Query(Call("eth_getLogs", (wanted,)), read)


def _proposal(entry: Log) -> Proposal | None:
    """`None` for an event that cannot be read: it is nobody's proposal here."""
    try:
        told = decode(calls.CREATED.inputs, entry.data)
    except Unreadable:
        return None
    targets, values, calldatas, signatures = (
        _list(told[name]) for name in ("targets", "values", "calldatas", "signatures")
    )
    if not len(targets) == len(values) == len(calldatas) or any(signatures):
        return None
    return Proposal(
        id=cast("int", told["proposalId"]),
        proposer=str(told["proposer"]),
        calls=tuple(
            Message(str(to), cast("int", wei), cast("bytes", data))
            for to, wei, data in zip(targets, values, calldatas, strict=True)
        ),
        text=cast("bytes", told["description"]),
    )


def _list(value: Value) -> Sequence[Value]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise BadAnswer("An event holds no list")
    return value


def _named(found: Sequence[Proposal]) -> str:
    return "; ".join(f"{one.id} (“{one.title}”)" for one in found)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
