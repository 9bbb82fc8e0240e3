"""What an owner has on one chain: the native coin and any number of tokens, in one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import GET_ETH_BALANCE, WORD, address_word, balance_of, read_uint
from fiscus.chains.evm.multicall import ContractCall, Returned, aggregate, contract_query

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient


@dataclass(frozen=True, slots=True)
class Balances:
    """`None` is unavailable: the contract did not answer, which is not the same as zero."""

    owner: str
    native_wei: int | None
    tokens: Mapping[str, int | None]
    """Base units by token address, as given."""


async def read_balances(
    client: EvmClient, owner: str, *, tokens: Sequence[str] = (), block: str = queries.LATEST
) -> Balances:
    """Everything at one block, by one multicall; on a chain without Multicall3, by one batch.

    Raises where the chain cannot be reached; one token's failure is its own.
    """
    unique = list(dict.fromkeys(tokens))
    calls = [ContractCall(token, balance_of(owner)) for token in unique]
    units = await _by_multicall(client, owner, calls, block)
    if units is None:
        units = await _by_batch(client, owner, calls, block)
    return Balances(owner, units.pop(), dict(zip(unique, units, strict=True)))


async def _by_multicall(
    client: EvmClient, owner: str, calls: Sequence[ContractCall], block: str
) -> list[int | None] | None:
    contract = client.chain.multicall
    if contract is None:
        return None
    native = ContractCall(contract, GET_ETH_BALANCE + address_word(owner))
    returned = await aggregate(client, [*calls, native], block=block)
    return None if returned is None else [result.read(read_units) for result in returned]


async def _by_batch(
    client: EvmClient, owner: str, calls: Sequence[ContractCall], block: str
) -> list[int | None]:
    asked = [contract_query(call, block=block).then(_units) for call in calls]
    return await client.gather_all([*asked, queries.balance(owner, block).then(_known)])


def _units(returned: Returned) -> int | None:
    return returned.read(read_units)


def _known(wei: int) -> int | None:
    return wei


def read_units(returned: bytes) -> int:
    """A single word, exactly: an account without code returns nothing, which is not zero."""
    if len(returned) != WORD:
        raise BadAnswer("The contract returned no number")
    return read_uint(returned)
