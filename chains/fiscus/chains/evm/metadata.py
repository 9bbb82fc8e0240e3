"""What a token says of itself. Foreign text: escaped, cut, and shown as a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import DECIMALS, NAME, SYMBOL, balance_of, read_text
from fiscus.chains.evm.balances import read_units
from fiscus.chains.evm.multicall import ContractCall, Returned, read_contracts
from fiscus.chains.jsonrpc import escaped

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

MAX_DECIMALS: Final = 36
SYMBOL_LENGTH: Final = 16
NAME_LENGTH: Final = 40
NOBODY: Final = "0x0000000000000000000000000000000000000001"


@dataclass(frozen=True, slots=True)
class TokenMetadata:
    """An ERC-20. `symbol` and `name` are safe to show, and empty where it has none."""

    address: str
    symbol: str
    name: str
    decimals: int


async def read_metadata(
    client: EvmClient, tokens: Sequence[str], *, block: str = queries.LATEST
) -> Mapping[str, TokenMetadata | None]:
    """All in one multicall; `None` for what is not an ERC-20.

    A token answers `decimals()` with at most 36 and `balanceOf(address)` with one number.
    """
    unique = list(dict.fromkeys(tokens))
    questions = (DECIMALS, balance_of(NOBODY), SYMBOL, NAME)
    calls = [ContractCall(token, question) for token in unique for question in questions]
    returned = await read_contracts(client, calls, block=block)
    rows = [returned[i : i + len(questions)] for i in range(0, len(returned), len(questions))]
    return {token: _metadata(token, row) for token, row in zip(unique, rows, strict=True)}


def _metadata(token: str, row: Sequence[Returned]) -> TokenMetadata | None:
    decimals, balance, symbol, name = row
    count = decimals.read(read_units)
    if count is None or count > MAX_DECIMALS or balance.read(read_units) is None:
        return None
    return TokenMetadata(
        address=token,
        symbol=escaped(symbol.read(read_text) or "", SYMBOL_LENGTH),
        name=escaped(name.read(read_text) or "", NAME_LENGTH),
        decimals=count,
    )
