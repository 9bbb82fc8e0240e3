"""What events tell of a wallet: tokens that came, and rights to spend that it gave.

Nodes answer `eth_getLogs` for so many blocks at once and no more, each provider with a bound of its
own; a refusal is taken as "too many", and fewer are asked for. What was looked through is a
stretch of blocks that grows at both ends: to the newest block first, then back in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import (
    APPROVAL_EVENT,
    TRANSFER_EVENT,
    address_word,
    approval_of,
    transfer_of,
)
from fiscus.chains.evm.quantities import hash32, hex_quantity, quantity
from fiscus.chains.evm.records import Log
from fiscus.chains.evm.records import log as read_log
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

SPAN: Final = 9_000
"""Blocks of the first question: below the bound of most public nodes (10,000)."""
LEAST_SPAN: Final = 10
"""What even the narrowest plans of the large providers answer."""
KEPT_APPROVAL: Final = "0xda9fa7c1b00402c17d0161b249b1ab8bbec047c5a52207b9c112deffd817036b"
KEPT_PERMIT: Final = "0xc6a377bfc4eb120024a8ac08eef205be16b817020812c73223e81d1bdb9708ec"
"""`Approval` and `Permit` of Permit2: owner, token and spender are indexed.
https://github.com/Uniswap/permit2/blob/main/src/interfaces/IAllowanceTransfer.sol"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Tokens that came to the wallet. Addresses are in lower case."""

    token: str
    sender: str
    units: int
    block: int
    transaction: str
    place: int
    """Of the event in its block."""


@dataclass(frozen=True, slots=True, order=True)
class Allowed:
    """A right to spend that the wallet gave once; what is left of it, the chain must be asked."""

    token: str
    spender: str
    kept: bool = False
    """Permit2 keeps it."""


@dataclass(frozen=True, slots=True)
class Covered:
    """Every block from `low` to `high`; none where `high` is below `low`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was found, and how far it was looked."""

    arrivals: tuple[Arrival, ...]
    allowed: frozenset[Allowed]
    covered: Covered
    span: int
    """Blocks that one question may ask for."""
    since: int
    """From this block on everything that was known is found again, or undone."""


async def look_through(
    client: EvmClient,
    wallet: str,
    covered: Covered | None,
    *,
    keeper: str | None,
    span: int = SPAN,
    pages: int = 4,
) -> Sightings:
    """Go on from what was covered, by at most so many pages of one request each.

    `keeper` is Permit2, where the chain has it. Raises where the chain does not answer, and
    `RpcRefused` where it tells no events at all.
    """
    chain, head = client.chain, (await client.ask(queries.block())).number
    if covered is None or covered.high > head or chain.stale_seconds is None:
        # Nothing is known of this chain, or it begins anew with every program.
        stretch, since = Covered(head + 1, head), 0
    else:
        # What was not final may have been undone since: it is looked at again.
        since = max(covered.low, covered.high - chain.final_depth + 1)
        stretch = Covered(covered.low, since - 1)
    arrivals, allowed = list[Arrival](), set[Allowed]()
    while pages > 0 and (page := _next(stretch, head, span)) is not None:
        try:
            found = await client.gather_all(_questions(wallet, page, keeper))
        except RpcRefused:
            if span <= LEAST_SPAN:
                raise
            span = max(span // 4, LEAST_SPAN)
            continue
        arrivals += [one for events in found for one in events if isinstance(one, Arrival)]
        allowed |= {one for events in found for one in events if isinstance(one, Allowed)}
        stretch = Covered(min(stretch.low, page.low), max(stretch.high, page.high))
        pages -= 1
    return Sightings(tuple(arrivals), frozenset(allowed), stretch, span, since)


def _next(stretch: Covered, head: int, span: int) -> Covered | None:
    """The next page: towards the newest block, then back to the first."""
    if stretch.high < head:
        return Covered(stretch.high + 1, min(stretch.high + span, head))
    if stretch.low > 0:
        return Covered(max(stretch.low - span, 0), stretch.low - 1)
    return None


def _questions(
    wallet: str, page: Covered, keeper: str | None
) -> Sequence[Query[list[Arrival | Allowed]]]:
    me = "0x" + address_word(wallet).hex()
    asked = [
        _logs(page, [TRANSFER_EVENT, None, me]),
        _logs(page, [APPROVAL_EVENT, me]),
    ]
    if keeper is not None:
        asked.append(_logs(page, [[KEPT_APPROVAL, KEPT_PERMIT], me], keeper))
    return asked


def _logs(
    page: Covered, topics: list[Json], contract: str | None = None
) -> Query[list[Arrival | Allowed]]:
    wanted: dict[str, Json] = {
        "fromBlock": hex_quantity(page.low),
        "toBlock": hex_quantity(page.high),
        "topics": topics,
    }
    if contract is not None:
        wanted["address"] = contract
    return Query(Call("eth_getLogs", (wanted,)), lambda answer: _events(answer, topics, page))


def _events(answer: Json, topics: list[Json], page: Covered) -> list[Arrival | Allowed]:
    found: list[Arrival | Allowed] = []
    for entry in items(answer):
        event = read_log(entry)
        block = quantity(fields(entry).get("blockNumber"))
        if not _fits(event, topics) or not page.low <= block <= page.high:
            raise BadAnswer("A node tells events that nobody asked for")
        known = _event(event, fields(entry), block)
        if known is not None:
            found.append(known)
    return found


def _fits(event: Log, topics: list[Json]) -> bool:
    if len(event.topics) < len(topics):
        return False
    for wanted, topic in zip(topics, event.topics, strict=False):
        if isinstance(wanted, str) and wanted != topic:
            return False
        if isinstance(wanted, list) and topic not in wanted:
            return False
    return True


def _event(event: Log, entry: dict[str, Json], block: int) -> Arrival | Allowed | None:
    """`None` for events of other standards (ERC-721 indexes the third value)."""
    if (moved := transfer_of(event)) is not None:
        transaction = hash32(entry.get("transactionHash"))
        place = quantity(entry.get("logIndex"))
        return Arrival(moved.token, moved.sender, moved.units, block, transaction, place)
    if (given := approval_of(event)) is not None:
        return Allowed(given.token, given.spender)
    if event.topics[0] in {KEPT_APPROVAL, KEPT_PERMIT} and len(event.topics) == 4:
        token, spender = ("0x" + topic[-40:] for topic in event.topics[2:])
        return Allowed(token, spender, kept=True)
    return None
