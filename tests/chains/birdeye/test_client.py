"""Birdeye's client against the answers of its documentation, and what is asked instead of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from decimal import Decimal

import httpx
import pytest

from fiscus.chains.api import BadServiceAnswer, ServiceUnavailable
from fiscus.chains.birdeye.client import Birdeye
from fiscus.chains.jupiter.client import Jupiter
from fiscus.chains.solana.market import Market
from fiscus.core.desk.adapter import Asset
from fiscus.core.secrets import Secret
from tests.chains.openapi import shared
from tests.chains.service import Service, says, serving

SOL = "So11111111111111111111111111111111111111112"
BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
OWNER = "5QXePTiaWgmqSCHh9YDWAiVvEeKWaM5cUN62K4SXwUSB"
MANY, ONE = "/defi/multi_price", "/defi/price"
WALLET, FACTS = "/v1/wallet/token_list", "/defi/v3/token/meta-data/multiple"
PRICES = f'{{"success": true, "data": {{"{SOL}": {{"value": 127.32916175338693}}}}}}'


def recorded(name: str) -> str:
    return shared(f"recorded/birdeye/{name}.json").read_text()


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    async with serving(Service()) as running:
        yield running


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
def birdeye(http: httpx.AsyncClient, service: Service) -> Birdeye:
    return Birdeye(http, base_url=service.url, key=Secret("k" * 20))


async def test_prices_are_read_to_the_last_digit(birdeye: Birdeye, service: Service) -> None:
    service.answers[MANY] = says(recorded("get_defi_multi_price"))
    found = await birdeye.prices([SOL, BONK, USDC])
    assert found[SOL].usd == Decimal("127.32916175338693")
    assert found[BONK].usd == Decimal("0.00001598090539282")
    assert found[BONK].updated_at == 1726673185
    assert USDC not in found
    (asked,) = service.asked
    assert asked.query == {"list_address": f"{SOL},{BONK},{USDC}"}
    assert (asked.headers["x-api-key"], asked.headers["x-chain"]) == ("k" * 20, "solana")
    assert "kkkk" not in repr(birdeye.api)


async def test_one_price_is_asked_for_alone(birdeye: Birdeye, service: Service) -> None:
    service.answers[ONE] = says(recorded("get_defi_price"))
    price = await birdeye.price(SOL)
    assert price is not None and price.usd == Decimal("0.38622452197470425")
    service.answers[ONE] = says('{"success": true, "data": null}')
    assert await birdeye.price(SOL) is None


@pytest.mark.covers("SOL-37")
async def test_a_wallet_is_read_in_base_units(birdeye: Birdeye, service: Service) -> None:
    service.answers[WALLET] = says(recorded("get_v1_wallet_token_list"))
    items = await birdeye.wallet(OWNER)
    assert [(item.symbol, item.units, item.decimals) for item in items] == [
        ("SOL", 130718, 9),
        ("JitoSOL", 20280, 9),
        ("SPX", 3159, 8),
    ]
    assert service.asked[0].query == {"wallet": OWNER}


async def test_tokens_are_described(birdeye: Birdeye, service: Service) -> None:
    service.answers[FACTS] = says(recorded("get_defi_v3_token_meta_data_multiple"))
    found = await birdeye.metadata([SOL, USDC, BONK])
    assert (found[USDC].symbol, found[USDC].name, found[USDC].decimals) == ("USDC", "USD Coin", 6)
    assert BONK not in found


@pytest.mark.parametrize("text", ['{"success": false, "message": "no"}', "[]", "{}", "x"])
async def test_what_is_no_success_is_none(birdeye: Birdeye, service: Service, text: str) -> None:
    service.answers[MANY] = says(text)
    with pytest.raises(BadServiceAnswer):
        await birdeye.prices([SOL])


@pytest.mark.parametrize("value", ["0", "-1", "null", '"x"', "1e400"])
async def test_a_price_that_could_not_be_meant_is_none(
    birdeye: Birdeye, service: Service, value: str
) -> None:
    service.answers[MANY] = says(
        f'{{"success": true, "data": {{"{SOL}": {{"value": {value}}}, "{BONK}": null}}}}'
    )
    if value == "1e400":
        with pytest.raises(BadServiceAnswer):
            await birdeye.prices([SOL, BONK])
    else:
        assert await birdeye.prices([SOL, BONK]) == {}


def market(http: httpx.AsyncClient, service: Service, birdeye: Birdeye | None) -> Market:
    return Market(Jupiter(http, base_url=service.url), birdeye)


JUPITERS = (
    f'{{"{SOL}": {{"usdPrice": 147.48, "decimals": 9}},'
    f' "{BONK}": {{"usdPrice": 2e-5, "decimals": 5}}}}'
)


async def test_what_birdeye_does_not_price_jupiter_does(
    http: httpx.AsyncClient, service: Service, birdeye: Birdeye
) -> None:
    service.answers |= {MANY: says(PRICES), "/price/v3": says(JUPITERS)}
    found = await market(http, service, birdeye).prices([SOL, BONK])
    assert {mint: (quote.usd, quote.source) for mint, quote in found.items()} == {
        SOL: (Decimal("127.32916175338693"), "birdeye"),
        BONK: (Decimal("0.00002"), "jupiter"),
    }
    assert service.asked[-1].query == {"ids": BONK}


@pytest.mark.covers("SOL-06")
async def test_without_a_key_birdeye_is_not_asked(
    http: httpx.AsyncClient, service: Service
) -> None:
    service.answers["/price/v3"] = says(JUPITERS)
    found = await market(http, service, None).prices([SOL])
    assert found[SOL].source == "jupiter"
    assert service.paths == ["/price/v3"]
    assert market(http, service, None).price_sources == ()


async def test_where_birdeye_fails_jupiter_is_asked_and_the_other_way_round(
    http: httpx.AsyncClient, service: Service, birdeye: Birdeye
) -> None:
    service.answers |= {MANY: says("", 500), "/price/v3": says(JUPITERS)}
    assert (await market(http, service, birdeye).prices([SOL]))[SOL].source == "jupiter"
    service.answers |= {MANY: says(PRICES), "/price/v3": says("", 500)}
    assert list(await market(http, service, birdeye).prices([SOL, BONK])) == [SOL]
    service.answers[MANY] = says("", 500)
    with pytest.raises(ServiceUnavailable):
        await market(http, service, birdeye).prices([SOL])


async def test_the_desk_judges_by_birdeye_and_never_by_who_quotes_the_swap(
    http: httpx.AsyncClient, service: Service, birdeye: Birdeye
) -> None:
    service.answers[MANY] = says(PRICES)
    (source,) = market(http, service, birdeye).price_sources
    coin, test = Asset("solana", None, "SOL", 9), Asset("solana-devnet", None, "SOL", 9)
    found = await source.usd([coin, Asset("base", "0x1", "X", 18), test])
    assert {asset: [quote.source for quote in said] for asset, said in found.items()} == {
        coin: ["birdeye"]
    }
    assert await source.usd([test]) == {}
    assert service.paths == [MANY]
