"""Prices out of Uniswap's own pools, as one opinion among others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fiscus.chains.evm.assets import native_asset, token_asset
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.pools import PoolPrices
from fiscus.chains.evm.tokens import Token, TokenList
from fiscus.core.desk.adapter import Asset
from tests.chains.evm.market import TAXED, USDC, V2, Market
from tests.chains.evm.wallets import ME
from tests.chains.proxy import hang, refusing

BASE = CHAINS["base"]
COIN = native_asset(BASE)
WETH = Asset("base", BASE.wrapped, "WETH", 18)
LISTED = Token("base", TAXED, "TAX", "Taxed", 18)


def prices(market: Market, *tokens: Token) -> PoolPrices:
    known = market.wallet.evm
    return PoolPrices(known.networks, TokenList([*known.tokens, *tokens]))


async def price(source: PoolPrices, asset: Asset) -> Decimal | None:
    said = (await source.usd([asset])).get(asset)
    return said[0].usd if said else None


async def test_the_coin_and_what_is_traded_for_it_have_the_price_of_the_deepest_pool(
    market: Market,
) -> None:
    source = prices(market, LISTED)
    found = await source.usd([COIN, WETH, token_asset(LISTED)])
    usd = {asset.symbol: said[0].usd for asset, said in found.items()}
    assert {symbol: round(worth, 2) for symbol, worth in usd.items()} == {
        "ETH": 2000,
        "WETH": 2000,
        # The tax was taken of what was put into the pool.
        "TAX": Decimal("1.03"),
    }
    before = market.proxy.round_trips
    await source.usd([COIN, WETH, token_asset(LISTED)])
    # Without Multicall3 there is a batch behind it.
    assert market.proxy.round_trips - before == 2


async def test_a_dollar_by_issue_and_a_token_on_no_list_are_not_asked(market: Market) -> None:
    stranger = Asset("base", TAXED, "TAX", 18)
    dollar = Asset("base", USDC, "USDC", 6)
    before = market.proxy.round_trips
    assert await prices(market).usd([stranger, dollar]) == {}
    assert market.proxy.round_trips == before


async def test_a_shallow_pool_says_nothing(market: Market) -> None:
    source = prices(market, LISTED)
    drain = "swapExactTokensForETHSupportingFeeOnTransferTokens"
    kinds = "(uint256,uint256,address[],address,uint256)"
    market.chain.call(TAXED, "approve(address,uint256)", V2, 10**27)
    path = [TAXED, BASE.wrapped]
    # The other side of the pool is bought away: of 1,000 ETH some 20 are left.
    market.chain.call(V2, drain + kinds, 100_000_000 * 10**18, 0, path, ME, 2**40)
    assert await price(source, token_asset(LISTED)) is None
    assert await price(source, COIN) is not None


async def test_a_chain_that_does_not_answer_has_no_opinion(market: Market) -> None:
    source = prices(market)
    market.proxy.changes["eth_call"] = refusing(-32000, "no")
    assert await source.usd([COIN]) == {}
    del market.proxy.changes["eth_call"]
    assert await price(source, COIN) is None
    assert await price(prices(market), COIN) is not None
    market.proxy.faults["*"] = [hang(), hang(), hang()]
    nowhere = replace(COIN, chain="solana")
    assert await prices(market).usd([nowhere]) == {}
