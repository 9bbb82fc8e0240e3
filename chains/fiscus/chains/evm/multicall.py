"""Many calls to contracts in one `eth_call`, by Multicall3's `aggregate3`.

https://github.com/mds1/multicall: `aggregate3((address target, bool allowFailure, bytes data)[])`
returns `(bool success, bytes returnData)[]`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import (
    AGGREGATE3,
    WORD,
    address_word,
    dynamic_bytes,
    read_bytes,
    read_uint,
    uint_word,
    word_at,
)
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.refusals import revert_data
from fiscus.chains.query import Query
from fiscus.core.errors import RpcRefused

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

T = TypeVar("T")

CHUNK: Final = 250
"""Calls in one `eth_call`: 250 balances take some 8 million gas, below every node's cap."""


@dataclass(frozen=True, slots=True)
class ContractCall:
    target: str
    calldata: bytes


@dataclass(frozen=True, slots=True)
class Returned:
    """What a contract returned, or what it reverted with."""

    succeeded: bool
    data: bytes

    def read(self, decode: Callable[[bytes], T]) -> T | None:
        """The decoded value, `None` where there is none that can be believed."""
        if not self.succeeded:
            return None
        try:
            return decode(self.data)
        except BadAnswer:
            return None


async def read_contracts(
    client: EvmClient, calls: Sequence[ContractCall], *, block: str = queries.LATEST
) -> list[Returned]:
    """What each call returned, in order: one HTTP request.

    On a chain without Multicall3 the same calls go as one batch, in a second request.
    """
    if not calls:
        return []
    returned = await aggregate(client, calls, block=block)
    if returned is not None:
        return returned
    return await client.gather_all([contract_query(call, block=block) for call in calls])


async def aggregate(
    client: EvmClient, calls: Sequence[ContractCall], *, block: str = queries.LATEST
) -> list[Returned] | None:
    """As `read_contracts`, and `None` where the chain has no Multicall3 that answers."""
    asked = multicall(client.chain, calls, block=block)
    chunks = await client.gather_all(asked)
    if not asked or any(chunk is None for chunk in chunks):
        return None
    return [returned for chunk in chunks if chunk for returned in chunk]


def multicall(
    chain: EvmChain, calls: Sequence[ContractCall], *, block: str = queries.LATEST
) -> list[Query[list[Returned] | None]]:
    """Queries for `calls` in chunks; each is `None` where no Multicall3 answered.

    Empty where the chain is known to have none.
    """
    if chain.multicall is None:
        return []
    chunks = [calls[i : i + CHUNK] for i in range(0, len(calls), CHUNK)]
    return [_aggregate(chain.multicall, chunk, block) for chunk in chunks]


def contract_query(call: ContractCall, *, block: str = queries.LATEST) -> Query[Returned]:
    """The same call on its own; a refusal of any kind is a value."""
    query = queries.call(call.target, call.calldata, block=block)

    def refused(refusal: RpcRefused) -> Returned:
        return Returned(False, revert_data(refusal))

    return Query(query.call, lambda answer: Returned(True, query.decode(answer)), refused)


def encode_aggregate3(calls: Sequence[ContractCall]) -> bytes:
    """Calldata in which every call may fail on its own."""
    bodies = [
        address_word(call.target)
        + uint_word(1)
        + uint_word(3 * WORD)
        + dynamic_bytes(call.calldata)
        for call in calls
    ]
    offset, offsets = len(calls) * WORD, b""
    for body in bodies:
        offsets += uint_word(offset)
        offset += len(body)
    return AGGREGATE3 + uint_word(WORD) + uint_word(len(calls)) + offsets + b"".join(bodies)


def decode_aggregate3(returned: bytes, count: int) -> list[Returned]:
    """Raises `BadAnswer` for anything but `count` well-formed results."""
    array = _tail(returned, 0)
    if read_uint(array) != count:
        raise BadAnswer("The multicall answered another number of calls")
    entries = array[WORD:]
    return [_result(_tail(entries, index)) for index in range(count)]


def _aggregate(
    contract: str, calls: Sequence[ContractCall], block: str
) -> Query[list[Returned] | None]:
    query = queries.call(contract, encode_aggregate3(calls), block=block)

    def decode(returned: bytes) -> list[Returned] | None:
        # A call to an address without code succeeds and returns nothing.
        return decode_aggregate3(returned, len(calls)) if returned else None

    found = query.then(decode)
    return Query(found.call, found.decode, lambda _: None)


def _tail(data: bytes, index: int) -> bytes:
    offset = read_uint(data, index)
    if offset > len(data):
        raise BadAnswer("The multicall returned a broken offset")
    return data[offset:]


def _result(entry: bytes) -> Returned:
    return Returned(any(word_at(entry, 0)), read_bytes(entry, 1))
