"""A stand-in of Birdeye's public API on this chain.

Paths, parameters and answers are those of its documentation (docs.birdeye.so). Without a key it
refuses, as Birdeye does; any key will do.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from solders.pubkey import Pubkey

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.loopback import Request, Response
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.layouts import read_holding
from fiscus.chains.sandbox.solana.market import DEPTH, LISTED, Listed
from fiscus.chains.solana.addresses import is_address
from fiscus.chains.solana.programs import WRAPPED_SOL

MOST_PRICES: Final = 100
KEY: Final = "x-api-key"


@dataclass(frozen=True, slots=True)
class Birdeye:
    """Handler for `loopback.serve`."""

    engine: Engine

    async def __call__(self, request: Request) -> Response:
        if not request.headers.get(KEY):
            status, data = 401, None
        else:
            status, data = 200, self._data(request)
        told: Json = {"success": True, "data": data} if data is not None else _failure(status)
        code = status if data is not None or status == 401 else 400
        return Response(code, json.dumps(told, separators=(",", ":")).encode())

    def _data(self, request: Request) -> Json:
        """`None` for what cannot be answered."""
        query = request.query
        listed = [mint for mint in query.get("list_address", "").split(",") if mint]
        match request.path:
            case "/defi/price" if (token := LISTED.get(query.get("address", ""))) is not None:
                return _price(token)
            case "/defi/multi_price" if 0 < len(listed) <= MOST_PRICES:
                return {mint: _price(LISTED[mint]) for mint in listed if mint in LISTED}
            case "/defi/v3/token/meta-data/multiple" if listed:
                return {mint: _facts(LISTED[mint]) for mint in listed if mint in LISTED}
            case "/v1/wallet/token_list" if is_address(query.get("wallet", "")):
                return {"items": [*self._items(query["wallet"])]}
            case _:
                return None

    def _items(self, wallet: str) -> Iterable[Json]:
        owner = Pubkey.from_string(wallet)
        held = {WRAPPED_SOL: self.engine.balance(owner)}
        for _, account in self.engine.known():
            holding = read_holding(account)
            if holding is not None and holding.owner == owner and holding.amount:
                mint = str(holding.mint)
                held[mint] = held.get(mint, 0) + holding.amount
        for mint, units in held.items():
            if (token := LISTED.get(mint)) is not None and units:
                whole = _number(Fraction(units, 10**token.decimals))
                yield {
                    **_facts(token),
                    "balance": units,
                    "uiAmount": whole,
                    "chainId": "solana",
                    "priceUsd": token.price,
                    "valueUsd": _number(token.worth(units)),
                }


def _price(token: Listed) -> dict[str, Json]:
    now = int(time.time())
    return {
        "value": token.price,
        "updateUnixTime": now,
        "updateHumanTime": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)),
        "priceChange24h": 0,
        "liquidity": 2 * DEPTH,
    }


def _facts(token: Listed) -> dict[str, Json]:
    return {
        "address": token.mint,
        "symbol": token.symbol,
        "name": token.name,
        "decimals": token.decimals,
    }


def _failure(status: int) -> dict[str, Json]:
    message = "Unauthorized" if status == 401 else "Bad request"
    return {"success": False, "message": message}


def _number(value: Fraction) -> int | float:
    return value.numerator / value.denominator
