from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import httpx
import pytest

from fiscus.chains.prices import CoinGecko
from fiscus.chains.sandbox.definition import DAI, USDC, WETH
from fiscus.chains.sandbox.session import Sandbox

TOKENS = "/simple/token_price/sandbox"


def get(sandbox: Sandbox, path: str, **query: str) -> tuple[int, Any]:
    with httpx.Client(trust_env=False, verify=False) as http:
        response = http.get(sandbox.coingecko_url + path, params=query)
    assert response.headers["content-type"] == "application/json"
    return response.status_code, response.json()


def test_it_says_it_is_there(sandbox: Sandbox) -> None:
    assert get(sandbox, "/ping") == (200, {"gecko_says": "(V3) To the Moon!"})


@pytest.mark.parametrize(
    ("coin", "usd"), [("ethereum", 3000), ("weth", 3000), ("usd-coin", 1), ("dai", 1)]
)
def test_a_coin_has_its_price_by_id(sandbox: Sandbox, coin: str, usd: int) -> None:
    assert get(sandbox, "/simple/price", ids=coin, vs_currencies="usd") == (
        200,
        {coin: {"usd": usd}},
    )


@pytest.mark.parametrize(("address", "usd"), [(WETH, 3000), (USDC, 1), (DAI, 1)])
def test_a_token_has_its_price_by_address_in_lower_case(
    sandbox: Sandbox, address: str, usd: int
) -> None:
    answer = get(sandbox, TOKENS, contract_addresses=address, vs_currencies="usd")
    assert answer == (200, {address.lower(): {"usd": usd}})


def test_several_are_answered_at_once_and_unknown_ones_left_out(sandbox: Sandbox) -> None:
    answer = get(sandbox, "/simple/price", ids="ethereum, bitcoin,DAI", vs_currencies="usd,eur")
    assert answer == (200, {"ethereum": {"usd": 3000}, "dai": {"usd": 1}})


def test_a_currency_that_is_not_known_is_left_out(sandbox: Sandbox) -> None:
    assert get(sandbox, "/simple/price", ids="dai", vs_currencies="eur") == (200, {"dai": {}})


def test_what_else_can_be_asked_for_is_there(sandbox: Sandbox) -> None:
    asked = {
        "include_market_cap": "true",
        "include_24hr_vol": "true",
        "include_24hr_change": "true",
        "include_last_updated_at": "true",
        "precision": "full",
    }
    _, answer = get(sandbox, "/simple/price", ids="dai", vs_currencies="usd", **asked)
    updated = answer["dai"].pop("last_updated_at")
    assert abs(updated - time.time()) < 60
    assert answer["dai"] == {"usd": 1, "usd_market_cap": 0, "usd_24h_vol": 0, "usd_24h_change": 0}


@pytest.mark.parametrize(
    ("path", "query", "status", "error"),
    [
        ("/simple/price", {"ids": "dai"}, 400, "Missing parameter vs_currencies"),
        ("/simple/price", {"vs_currencies": "usd"}, 400, "Missing parameter ids"),
        (TOKENS, {"vs_currencies": "usd"}, 400, "Missing parameter contract_addresses"),
        ("/simple/token_price/ethereum", {"vs_currencies": "usd"}, 404, "asset platform not found"),
        ("/coins/list", {}, 404, "Incorrect path"),
        ("/simple/price/", {}, 404, "Incorrect path"),
    ],
)
def test_what_cannot_be_answered_is_an_error(
    sandbox: Sandbox, path: str, query: dict[str, str], status: int, error: str
) -> None:
    assert get(sandbox, path, **query) == (status, {"error": error})


def test_it_only_reads(sandbox: Sandbox) -> None:
    with httpx.Client(trust_env=False, verify=False) as http:
        assert http.post(f"{sandbox.coingecko_url}/ping", json={}).status_code == 405
        head = http.head(f"{sandbox.coingecko_url}/ping")
    assert (head.status_code, head.content) == (200, b"")


async def test_the_suites_own_client_reads_it(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        client = CoinGecko(http, base_url=sandbox.coingecko_url)
        assets = [("sandbox", None), ("sandbox", WETH), ("sandbox", USDC), ("sandbox", DAI)]
        prices = await client.usd(assets)
    assert [prices[asset].usd for asset in assets] == [
        Decimal(3000),
        Decimal(3000),
        Decimal(1),
        Decimal(1),
    ]
