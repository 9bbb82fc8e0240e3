"""A stand-in of CoinGecko that knows the sandboxes' tokens at prices that never change.

Paths, parameters and answers are those of CoinGecko's "Demo API" (OpenAPI): `/ping`,
`/simple/price` and `/simple/token_price/{id}`. Errors have the statuses that its documentation
lists. A key is taken and not looked at.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.definition import DAI, FAR, SANDBOX, USDC, WETH
from fiscus.chains.sandbox.loopback import Request, Response
from fiscus.chains.sandbox.solana import definition as solana
from fiscus.chains.solana.programs import WRAPPED_SOL

JsonNumber: TypeAlias = int | float

USD_BY_COIN: Final[Mapping[str, JsonNumber]] = {
    "ethereum": 3000, "weth": 3000, "usd-coin": 1, "dai": 1,
    "solana": 150, "wrapped-solana": 150, "bonk": 0.00002,
}  # fmt: skip
USD_BY_ADDRESS: Final[Mapping[str, JsonNumber]] = {
    WETH.lower(): 3000,
    USDC.lower(): 1,
    DAI.lower(): 1,
}
USD_BY_MINT: Final[Mapping[str, JsonNumber]] = {
    WRAPPED_SOL: 150,
    solana.USDC: 1,
    solana.BONK: 0.00002,
    solana.RAY: 2,
    solana.JTO: 3,
}
PLATFORMS: Final[Mapping[str, Mapping[str, JsonNumber]]] = {
    str(SANDBOX.coingecko_platform): USD_BY_ADDRESS,
    str(FAR.coingecko_platform): USD_BY_ADDRESS,
    "solana": USD_BY_MINT,
}
TOKEN_PRICE: Final = "/simple/token_price/"
EXTRAS: Final[Mapping[str, Callable[[], tuple[str, int]]]] = {
    "include_market_cap": lambda: ("usd_market_cap", 0),
    "include_24hr_vol": lambda: ("usd_24h_vol", 0),
    "include_24hr_change": lambda: ("usd_24h_change", 0),
    "include_last_updated_at": lambda: ("last_updated_at", int(time.time())),
}

Reply: TypeAlias = tuple[int, Json]


async def answer(request: Request) -> Response:
    """Handler for `loopback.serve`."""
    status, body = _reply(request)
    return Response(status, json.dumps(body, separators=(",", ":")).encode())


def _reply(request: Request) -> Reply:
    if request.method not in {"GET", "HEAD"}:
        return 405, {"error": "Method not allowed"}
    if request.path == "/ping":
        return 200, {"gecko_says": "(V3) To the Moon!"}
    if request.path == "/simple/price":
        return _prices(request.query, "ids", USD_BY_COIN)
    if request.path.startswith(TOKEN_PRICE):
        prices = PLATFORMS.get(request.path.removeprefix(TOKEN_PRICE))
        if prices is None:
            return 404, {"error": "asset platform not found"}
        return _prices(request.query, "contract_addresses", prices)
    return 404, {"error": "Incorrect path"}


def _prices(query: Mapping[str, str], asked: str, prices: Mapping[str, JsonNumber]) -> Reply:
    """By what was asked for, in lower case but for base58; what is not known is absent."""
    for name in (asked, "vs_currencies"):
        if not _words(query, name):
            return 400, {"error": f"Missing parameter {name}"}
    spelled = [word if word in prices else word.lower() for word in _words(query, asked)]
    known = [key for key in spelled if key in prices]
    in_dollars = "usd" in map(str.lower, _words(query, "vs_currencies"))
    return 200, {key: _price(query, prices[key]) if in_dollars else {} for key in known}


def _price(query: Mapping[str, str], usd: JsonNumber) -> dict[str, Json]:
    wanted = (extra() for name, extra in EXTRAS.items() if query.get(name) == "true")
    return {"usd": usd, **dict(wanted)}


def _words(query: Mapping[str, str], name: str) -> list[str]:
    return [word.strip() for word in query.get(name, "").split(",") if word.strip()]
