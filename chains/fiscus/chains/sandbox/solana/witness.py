"""What the chain itself says: read anew each time, past the suite's clients and caches."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypedDict, cast

from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.console import open_console
from fiscus.chains.sandbox.solana.definition import BONK, USDC
from fiscus.chains.solana import programs
from fiscus.core.money import from_base_units
from fiscus.core.sandbox import Sighting

COIN: Final = "SOL"
COIN_DECIMALS: Final = 9
SYMBOLS: Final[Mapping[str, str]] = {
    programs.WRAPPED_SOL: "WSOL",
    USDC: "USDC",
    BONK: "BONK",
}


class _Amount(TypedDict):
    amount: str
    decimals: int


class _Info(TypedDict):
    mint: str
    tokenAmount: _Amount


class _Parsed(TypedDict):
    info: _Info


class _Data(TypedDict):
    parsed: _Parsed


class _Account(TypedDict):
    data: _Data


class _Row(TypedDict):
    account: _Account


class _Meta(TypedDict):
    err: Json
    fee: int


class _Landed(TypedDict):
    slot: int
    meta: _Meta


async def read_holdings(url: str, address: str) -> Mapping[str, Decimal]:
    """SOL and the tokens with a symbol, in all token accounts. Raises `EngineFailed`."""
    options: Json = {"encoding": "jsonParsed", "commitment": "confirmed"}
    params: tuple[Json, ...] = (address, {"programId": programs.TOKEN}, options)
    async with open_console(url) as console:
        balance, accounts = await console.ask(
            [Call("getBalance", (address, options)), Call("getTokenAccountsByOwner", params)]
        )
    lamports = cast("dict[str, int]", balance)["value"]
    held = {COIN: from_base_units(lamports, COIN_DECIMALS)}
    held |= dict.fromkeys(SYMBOLS.values(), Decimal(0))
    for row in cast("dict[str, list[_Row]]", accounts)["value"]:
        info = row["account"]["data"]["parsed"]["info"]
        if (symbol := SYMBOLS.get(info["mint"])) is not None:
            amount = info["tokenAmount"]
            held[symbol] += from_base_units(int(amount["amount"]), amount["decimals"])
    return held


async def read_sighting(url: str, transaction: str) -> Sighting | None:
    """What is in a confirmed block. Raises `EngineFailed`."""
    options: Json = {"commitment": "confirmed", "maxSupportedTransactionVersion": 0}
    async with open_console(url) as console:
        (found,) = await console.ask([Call("getTransaction", (transaction, options))])
    if found is None:
        return None
    landed = cast("_Landed", found)
    return Sighting(
        block=landed["slot"],
        succeeded=landed["meta"]["err"] is None,
        fee=from_base_units(landed["meta"]["fee"], COIN_DECIMALS),
        fee_token=COIN,
    )
