"""What LI.FI says tokens are worth, as one opinion among others."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from decimal import Decimal

import httpx
import pytest

from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.valuation import LifiPrices
from fiscus.chains.lifi.client import Lifi
from fiscus.chains.lifi.models import NATIVE
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import ChainError
from tests.chains.service import Service, says, serving

COIN = native_asset(CHAINS["base"])
PLACES = [f"0x{number:040x}" for number in range(0xA0, 0xA5)]
TOKENS = [Asset("base", place, f"T{number}", 6) for number, place in enumerate(PLACES)]


def row(address: str, price: str | None, decimals: int) -> dict[str, object]:
    shown: dict[str, object] = {
        "address": address,
        "chainId": 8453,
        "symbol": "T",
        "name": "Token",
        "decimals": decimals,
    }
    return shown if price is None else {**shown, "priceUSD": price}


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    async with serving(Service()) as running:
        yield running


@pytest.fixture
async def prices(service: Service) -> AsyncGenerator[LifiPrices]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield LifiPrices(Lifi(http, base_url=service.url))


async def test_the_coin_has_a_price(prices: LifiPrices, service: Service) -> None:
    service.answers["/v1/token"] = says(json.dumps(row(NATIVE, "2084.57", 18)))
    [quote] = (await prices.usd([COIN]))[COIN]
    assert (quote.usd, quote.source) == (Decimal("2084.57"), "lifi")


async def test_many_tokens_are_one_question_and_what_is_not_the_same_token_is_left_out(
    prices: LifiPrices, service: Service
) -> None:
    rows = [
        row(PLACES[0].upper().replace("0X", "0x"), "1.5", 6),
        row(PLACES[1], None, 6),
        row(PLACES[2], "7", 18),
        row(PLACES[3], "0", 6),
    ]
    service.answers["/v1/tokens"] = says(json.dumps({"tokens": {"8453": rows}}))
    found = await prices.usd(TOKENS)
    usd = {asset.symbol: said[0].usd for asset, said in found.items()}
    assert usd == {"T0": Decimal("1.5"), "T3": Decimal(0)}
    assert len(service.asked) == 1


async def test_a_service_that_fails_says_so(prices: LifiPrices, service: Service) -> None:
    service.answers["/v1/token"] = says("{}", 500)
    with pytest.raises(ChainError):
        await prices.usd([COIN])


async def test_a_price_is_asked_once_in_half_a_minute(service: Service) -> None:
    now = 0.0
    service.answers["/v1/token"] = says(json.dumps(row(NATIVE, "2084.57", 18)))
    async with httpx.AsyncClient(trust_env=False) as http:
        prices = LifiPrices(Lifi(http, base_url=service.url), clock=lambda: now)
        assert COIN in await prices.usd([COIN])
        now = 29.0
        assert COIN in await prices.usd([COIN])
        assert len(service.asked) == 1
        now = 30.0
        assert COIN in await prices.usd([COIN])
        assert len(service.asked) == 2


async def test_what_it_does_not_price_is_not_asked_again_either(
    prices: LifiPrices, service: Service
) -> None:
    service.answers["/v1/token"] = says(json.dumps(row(NATIVE, None, 18)))
    for _ in range(2):
        assert await prices.usd([COIN]) == {}
    assert len(service.asked) == 1


async def test_no_payment_waits_for_a_service_that_failed_a_moment_ago(service: Service) -> None:
    now = 0.0
    service.answers["/v1/token"] = says("{}", 500)
    async with httpx.AsyncClient(trust_env=False) as http:
        prices = LifiPrices(Lifi(http, base_url=service.url), clock=lambda: now)
        with pytest.raises(ChainError):
            await prices.usd([COIN])
        asked = len(service.asked)
        now = 9.0
        with pytest.raises(ChainError, match="a moment ago"):
            await prices.usd([COIN])
        assert len(service.asked) == asked
        now = 10.0
        service.answers["/v1/token"] = says(json.dumps(row(NATIVE, "2084.57", 18)))
        assert COIN in await prices.usd([COIN])


async def test_other_chains_and_test_networks_are_not_asked(
    prices: LifiPrices, service: Service
) -> None:
    others = [Asset("solana", None, "SOL", 9), native_asset(CHAINS["sepolia"])]
    assert await prices.usd(others) == {}
    assert service.asked == []
