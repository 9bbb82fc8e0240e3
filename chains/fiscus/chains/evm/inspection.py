"""What stands at a recipient's address where it is more than a plain account."""

from __future__ import annotations

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import WORD, read_address, read_uint
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.multicall import ContractCall, read_contracts
from fiscus.chains.evm.recipients import describe_contract, describe_delegate
from fiscus.core.desk.adapter import Concern
from fiscus.core.errors import InvalidRecipient

GET_THRESHOLD = bytes.fromhex("e75235b8")
GET_OWNERS = bytes.fromhex("a0e67e2b")
MOST_OWNERS = 100


async def inspect(client: EvmClient, address: str, code: bytes) -> Concern:
    """A sentence about the contract. Raises `InvalidRecipient` where it is a token."""
    delegate = queries.eip7702_delegate(code)
    if delegate is not None:
        return describe_delegate(address, checksum(delegate))
    token = (await read_metadata(client, [address]))[address]
    if token is not None:
        raise InvalidRecipient(
            f"{address} is the contract of the token {token.symbol!r} on {client.chain.title}:"
            " what goes there is lost",
            hint="Give the address of a person or a wallet, not of the token.",
        )
    calls = [ContractCall(address, GET_THRESHOLD), ContractCall(address, GET_OWNERS)]
    threshold, owners = await read_contracts(client, calls)
    return describe_contract(
        address, threshold=threshold.read(read_uint), owners=owners.read(_addresses) or ()
    )


def _addresses(returned: bytes) -> list[str]:
    start = read_uint(returned)
    if start % WORD or start > len(returned):
        raise BadAnswer("The contract returned a broken offset")
    array = returned[start:]
    count = read_uint(array)
    if count > MOST_OWNERS:
        raise BadAnswer("The contract returned too much")
    return [read_address(array, index + 1) for index in range(count)]
