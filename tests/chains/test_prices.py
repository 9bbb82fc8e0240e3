from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest

from fiscus.chains.prices import CoinGecko
from fiscus.core.errors import RpcRefused, RpcUnavailable
from fiscus.core.secrets import Secret
from tests.chains.market import PATH_KEY, Market, reply, serve, slow

USDC_BASE = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
USDC_POLYGON = "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359"
BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
ROWS = {
    "ethereum": '{"usd": 2084.57379936447, "last_updated_at": 1779092258}',
    "polygon-ecosystem-token": '{"usd": 0.2}',
    "solana": '{"usd": 150}',
    USDC_BASE.lower(): '{"usd": 0.999871, "last_updated_at": 1779094527}',
    BONK: '{"usd": 2.041e-05}',
}


@dataclass(slots=True)
class Hands:
    """A clock that stands still until it is moved."""

    time: float = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
async def market() -> AsyncGenerator[Market]:
    async with serve(Market(dict(ROWS))) as serving:
        yield serving


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def gecko(http: httpx.AsyncClient, market: Market, clock: Hands) -> CoinGecko:
    return CoinGecko(http, base_url=market.url, deadline=30.0, clock=clock)


async def test_coins_are_priced_to_the_last_digit_in_one_request(
    gecko: CoinGecko, market: Market
) -> None:
    prices = await gecko.coin_prices(["ethereum", "polygon-ecosystem-token"])
    assert prices["ethereum"].usd == Decimal("2084.57379936447")
    assert prices["polygon-ecosystem-token"].usd == Decimal("0.2")
    assert market.paths == ["simple/price"]


async def test_a_quote_names_its_source_and_its_age(gecko: CoinGecko) -> None:
    prices = await gecko.coin_prices(["ethereum", "solana"])
    assert prices["ethereum"].source == "coingecko"
    assert prices["ethereum"].age(1779092268) == 10
    assert prices["solana"].age(1779092268) is None


async def test_a_token_is_found_by_its_address_in_any_case(
    gecko: CoinGecko, market: Market
) -> None:
    for spelling in (USDC_BASE, USDC_BASE.lower(), "0x" + USDC_BASE[2:].upper()):
        quote = await gecko.token_price("base", spelling)
        assert quote is not None
        assert quote.usd == Decimal("0.999871")
    assert market.paths == ["simple/token_price/base"]


async def test_what_has_no_price_is_absent(gecko: CoinGecko, market: Market) -> None:
    market.rows["celo"] = '{"usd": null}'
    market.rows["dead-coin"] = '{"usd": 0}'
    market.rows["dai"] = '{"eth": 0.0003068}'
    assert await gecko.coin_prices(["celo", "dead-coin", "dai", "no-such-coin"]) == {}
    assert await gecko.token_price("base", "0x" + "1" * 40) is None


async def test_assets_of_several_chains_are_priced_together(
    gecko: CoinGecko, market: Market
) -> None:
    prices = await gecko.usd(
        [
            ("base", None), ("ethereum", None), ("polygon", None), ("solana", None),
            ("base", USDC_BASE), ("solana", BONK), ("polygon", USDC_POLYGON),
        ]
    )  # fmt: skip
    assert {asset: quote.usd for asset, quote in prices.items()} == {
        ("base", None): Decimal("2084.57379936447"),
        ("ethereum", None): Decimal("2084.57379936447"),
        ("polygon", None): Decimal("0.2"),
        ("solana", None): Decimal(150),
        ("base", USDC_BASE): Decimal("0.999871"),
        ("solana", BONK): Decimal("0.00002041"),
    }
    assert sorted(market.paths) == [
        "simple/price",
        "simple/token_price/base",
        "simple/token_price/polygon-pos",
        "simple/token_price/solana",
    ]


async def test_coins_of_test_networks_and_unknown_ones_are_not_asked_for(
    gecko: CoinGecko, market: Market
) -> None:
    assert await gecko.usd([("sepolia", None), ("sepolia", USDC_BASE), ("nowhere", None)]) == {}
    assert market.requests == []


async def test_the_key_travels_in_its_header_and_only_there(
    http: httpx.AsyncClient, market: Market
) -> None:
    await CoinGecko(http, base_url=market.url, key=Secret("CG-abc")).coin_prices(["ethereum"])
    await CoinGecko(http, base_url=market.url + "/").coin_prices(["ethereum"])
    keyed, open_ = market.requests
    assert keyed.headers["x-cg-demo-api-key"] == "CG-abc"
    assert "CG-abc" not in str(keyed.url)
    assert "x-cg-demo-api-key" not in open_.headers


async def test_an_answer_is_good_for_thirty_seconds(
    gecko: CoinGecko, market: Market, clock: Hands
) -> None:
    await gecko.coin_prices(["ethereum", "no-such-coin"])
    clock.time += 29.9
    market.rows["ethereum"] = '{"usd": 3000}'
    assert (await gecko.coin_prices(["ethereum"]))["ethereum"].usd < 3000
    assert await gecko.coin_prices(["no-such-coin"]) == {}
    assert len(market.requests) == 1
    clock.time += 0.2
    assert (await gecko.coin_prices(["ethereum"]))["ethereum"].usd == 3000


async def test_only_what_is_not_known_is_asked_for(gecko: CoinGecko, market: Market) -> None:
    await gecko.coin_prices(["ethereum"])
    await gecko.coin_prices(["ethereum", "solana"])
    assert [request.query["ids"] for request in market.requests] == ["ethereum", "solana"]


async def test_many_who_ask_at_once_share_one_request(gecko: CoinGecko, market: Market) -> None:
    market.faults.append(slow(0.05, reply(200, '{"ethereum": {"usd": 7}}')))
    answers = await asyncio.gather(*(gecko.usd([("base", None)]) for _ in range(20)))
    assert [answer["base", None].usd for answer in answers] == [7] * 20
    assert len(market.requests) == 1


async def test_the_others_still_get_their_price_when_the_first_gives_up(
    gecko: CoinGecko, market: Market
) -> None:
    market.faults.append(slow(5, reply()))
    first = asyncio.create_task(gecko.coin_prices(["ethereum"]))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(gecko.coin_prices(["ethereum"]))
    await asyncio.sleep(0)
    first.cancel()
    assert "ethereum" in await second


@pytest.mark.parametrize("code", [429, 500, 502, 503])
async def test_a_passing_failure_is_tried_once_more(
    gecko: CoinGecko, market: Market, code: int
) -> None:
    market.faults.append(reply(code))
    assert "ethereum" in await gecko.coin_prices(["ethereum"])
    assert len(market.requests) == 2


async def test_a_second_failure_is_final(gecko: CoinGecko, market: Market) -> None:
    market.faults += [reply(503), reply(503)]
    with pytest.raises(RpcUnavailable, match="HTTP 503"):
        await gecko.coin_prices(["ethereum"])
    assert len(market.requests) == 2


async def test_retry_after_is_honoured(gecko: CoinGecko, market: Market) -> None:
    market.faults.append(reply(429, Retry_After="1"))
    started = time.monotonic()
    assert "ethereum" in await gecko.coin_prices(["ethereum"])
    assert time.monotonic() - started >= 1.0


async def test_no_one_waits_for_a_retry_after_the_deadline(
    gecko: CoinGecko, market: Market, clock: Hands
) -> None:
    market.faults.append(reply(429, Retry_After="60"))
    started = time.monotonic()
    with pytest.raises(RpcUnavailable, match="HTTP 429"):
        await gecko.coin_prices(["ethereum"])
    assert time.monotonic() - started < 30
    clock.time += 59
    with pytest.raises(RpcUnavailable):
        await gecko.coin_prices(["ethereum"])
    assert len(market.requests) == 1
    clock.time += 2
    assert "ethereum" in await gecko.coin_prices(["ethereum"])


async def test_a_hanging_service_costs_no_more_than_the_deadline(
    http: httpx.AsyncClient, market: Market
) -> None:
    gecko = CoinGecko(http, base_url=market.url, deadline=0.2)
    market.faults += [slow(60, reply()), slow(60, reply())]
    started = time.monotonic()
    with pytest.raises(RpcUnavailable, match=r"within 0\.2 seconds"):
        await gecko.usd([("base", None), ("base", USDC_BASE)])
    assert time.monotonic() - started < 30


async def test_a_service_that_failed_is_left_alone_for_a_moment(
    gecko: CoinGecko, market: Market, clock: Hands
) -> None:
    market.faults += [reply(500), reply(500)]
    for _ in range(5):
        with pytest.raises(RpcUnavailable):
            await gecko.coin_prices(["ethereum"])
    assert len(market.requests) == 2
    clock.time += 10
    assert "ethereum" in await gecko.coin_prices(["ethereum"])


async def test_a_service_that_is_not_there_is_unavailable(http: httpx.AsyncClient) -> None:
    gecko = CoinGecko(http, base_url=f"http://127.0.0.1:1/{PATH_KEY}", key=Secret("CG-abc"))
    with pytest.raises(RpcUnavailable, match="cannot be reached") as failure:
        await gecko.usd([("base", None)])
    assert not any(secret in str(failure.value) for secret in ("CG-abc", PATH_KEY, "127.0.0.1"))


@pytest.mark.parametrize("code", [301, 400, 401, 403, 404])
async def test_a_refusal_is_not_tried_again(gecko: CoinGecko, market: Market, code: int) -> None:
    market.faults.append(reply(code, "send your coins to 0xbad"))
    with pytest.raises(RpcRefused, match=f"HTTP {code}") as failure:
        await gecko.coin_prices(["ethereum"])
    assert "0xbad" not in str(failure.value)
    assert len(market.requests) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '"usd"', "null", '{"a": ', "[" * 100_000])
async def test_a_malformed_answer_is_no_price(gecko: CoinGecko, market: Market, body: str) -> None:
    market.faults.append(reply(200, body))
    with pytest.raises(RpcUnavailable, match="no list of prices"):
        await gecko.coin_prices(["ethereum"])


async def test_an_endless_answer_is_cut_off(gecko: CoinGecko, market: Market) -> None:
    market.faults.append(reply(200, "{" + " " * 2_000_000 + "}"))
    with pytest.raises(RpcUnavailable, match="more than"):
        await gecko.coin_prices(["ethereum"])


async def test_one_failed_request_does_not_hide_the_other_prices(
    gecko: CoinGecko, market: Market
) -> None:
    market.faults.append(reply(404))
    prices = await gecko.usd([("base", None), ("base", USDC_BASE)])
    assert len(prices) == 1


async def test_where_nothing_is_known_the_failure_is_raised(
    gecko: CoinGecko, market: Market
) -> None:
    market.faults += [reply(404), reply(404)]
    with pytest.raises(RpcRefused):
        await gecko.usd([("base", None), ("base", USDC_BASE)])
