"""What the sandbox chain itself says: read anew each time, past the suite's clients and caches."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, cast

from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.console import open_console
from fiscus.chains.sandbox.definition import SANDBOX, SANDBOX_TOKENS
from fiscus.chains.sandbox.errors import EngineFailed
from fiscus.core.money import from_base_units
from fiscus.core.sandbox import Sighting

BALANCE_OF: Final = "0x70a08231"
COIN_DECIMALS: Final = 18


async def read_holdings(url: str, address: str) -> Mapping[str, Decimal]:
    """The native coin and every sandbox token. Raises `EngineFailed`."""
    owner = address.removeprefix("0x").lower().rjust(64, "0")
    asked = [
        Call("eth_call", ({"to": token.address, "data": BALANCE_OF + owner}, "latest"))
        for token in SANDBOX_TOKENS
    ]
    async with open_console(url) as console:
        wei, *units = await console.ask([Call("eth_getBalance", (address, "latest")), *asked])
    held = {SANDBOX.coin: from_base_units(_number(wei), COIN_DECIMALS)}
    for token, answer in zip(SANDBOX_TOKENS, units, strict=True):
        held[token.symbol] = from_base_units(_number(answer), token.decimals)
    return held


async def read_sighting(url: str, transaction: str) -> Sighting | None:
    """The transaction's receipt. Raises `EngineFailed`."""
    async with open_console(url) as console:
        (receipt,) = await console.ask([Call("eth_getTransactionReceipt", (transaction,))])
    if not isinstance(receipt, dict):
        return None
    fields = cast("Mapping[str, Json]", receipt)
    fee_wei = _number(fields.get("gasUsed")) * _number(fields.get("effectiveGasPrice"))
    return Sighting(
        block=_number(fields.get("blockNumber")),
        succeeded=_number(fields.get("status")) == 1,
        fee=from_base_units(fee_wei, COIN_DECIMALS),
        fee_token=SANDBOX.coin,
    )


def _number(answer: Json) -> int:
    if not isinstance(answer, str) or not answer.startswith("0x"):
        raise EngineFailed(
            "The sandbox chain answered with something that is no number",
            hint="Let anvil be fetched anew.",
        )
    return int(answer, 16)
