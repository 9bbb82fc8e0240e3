"""Uniswap v2 and v3 on the sandbox, with pools whose prices are those of the CoinGecko stand-in,
and what aggregators need to trade there.

Uniswap's contracts are its own, as `contracts/uniswap.mjs` takes them from its npm packages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import Final

from fiscus.chains.evm.abi import MAX_UINT256, address_word, approve
from fiscus.chains.evm.decoding.catalogue import LIFI, functions
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.evm.decoding.kinds import function
from fiscus.chains.sandbox import definition as at
from fiscus.chains.sandbox.acts import Act
from fiscus.chains.sandbox.bytecode import creation_code
from fiscus.chains.sandbox.calldata import calldata

ETHER: Final = 10**18
DOLLAR: Final = 10**6
"""Of USDC."""
NOBODY: Final = "0x" + "0" * 40
END_OF_TIME: Final = 2**40

DEPOSIT: Final = function("deposit()")
MINT: Final = function("mint(address to,uint256 units)")
ENABLE_FEE: Final = function("enableFeeAmount(uint24 fee,int24 tickSpacing)")
ADD_LIQUIDITY: Final = function(
    "addLiquidity(address tokenA,address tokenB,uint256 amountADesired,uint256 amountBDesired,"
    "uint256 amountAMin,uint256 amountBMin,address to,uint256 deadline)"
)
CREATE_POOL: Final = function(
    "createAndInitializePoolIfNecessary"
    "(address token0,address token1,uint24 fee,uint160 sqrtPriceX96)"
)
MINT_POSITION: Final = function(
    "mint((address token0,address token1,uint24 fee,int24 tickLower,int24 tickUpper,"
    "uint256 amount0Desired,uint256 amount1Desired,uint256 amount0Min,uint256 amount1Min,"
    "address recipient,uint256 deadline) params)"
)

ADD_FACET: Final = function("addFacet(address facet,bytes4[] selectors)")
BRIDGES: Final = frozenset(
    {
        "startBridgeTokensViaAcrossV4",
        "swapAndStartBridgeTokensViaAcrossV4",
        "startBridgeTokensViaStargate",
    }
)
"""What the sandbox's bridge can be called with."""
REFUND: Final = function("refund(bytes32 transactionId,address token,address to,uint256 amount)")
OWNER_SLOT: Final = 0
"""Of the diamond."""
WRAPPED_SLOT: Final = 0
"""Of Bebop's settlement contract."""

GAS_OF_CODE: Final = 6_000_000
GAS_OF_POOL: Final = 6_000_000
"""A pool of v3 is a contract of 22,142 bytes."""
LAST_TICK: Final = 887_272
STEP_BY_FEE: Final = {100: 1, 500: 10, 3000: 60}
"""How far the ticks of v3 pools are apart, by fee in millionths."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What is in it at the start, in base units: that is its price. `fee` is one of v3."""

    first: tuple[str, int]
    second: tuple[str, int]
    fee: int | None = None


POOLS: Final = (
    Pool((at.WETH, 1_000 * ETHER), (at.USDC, 3_000_000 * DOLLAR)),
    Pool((at.WETH, 500 * ETHER), (at.DAI, 1_500_000 * ETHER)),
    Pool((at.USDC, 2_000_000 * DOLLAR), (at.DAI, 2_000_000 * ETHER)),
    Pool((at.WETH, 2_000 * ETHER), (at.USDC, 6_000_000 * DOLLAR), fee=500),
    Pool((at.WETH, 1_000 * ETHER), (at.USDC, 3_000_000 * DOLLAR), fee=3000),
    Pool((at.WETH, 500 * ETHER), (at.DAI, 1_500_000 * ETHER), fee=3000),
    Pool((at.USDC, 2_000_000 * DOLLAR), (at.DAI, 2_000_000 * ETHER), fee=100),
)
UNISWAP: Final = (
    ("uniswap/UniswapV2Factory", (at.MARKET_MAKER,)),
    ("uniswap/UniswapV2Router02", (at.V2_FACTORY, at.WETH)),
    ("uniswap/UniswapV3Factory", ()),
    ("uniswap/NonfungiblePositionManager", (at.V3_FACTORY, at.WETH, NOBODY)),
    ("uniswap/QuoterV2", (at.V3_FACTORY, at.WETH)),
    ("uniswap/SwapRouter02", (at.V2_FACTORY, at.V3_FACTORY, at.V3_POSITIONS, at.WETH)),
)
"""Contracts and their arguments, in the order that gives them their addresses."""
AGGREGATORS: Final = (("GenericSwapFacet", (at.V2_ROUTER, at.SWAP_ROUTER_02)),)
"""Those that come after them."""
INVENTORY: Final = {
    at.WETH: 500 * ETHER,
    at.USDC: 1_500_000 * DOLLAR,
    at.DAI: 1_500_000 * ETHER,
}
"""What the maker on Bebop trades with."""
FACETS: Final = {at.LIFI_SWAPS: "swapTokensSingle"}
"""What the functions begin with that a contract does for LI.FI's diamond."""


def blocks_of_market() -> Iterator[list[Act]]:
    """Everything that makes the market, a block at a time."""
    for contracts in (UNISWAP, AGGREGATORS):
        yield [_deployment(contract, arguments) for contract, arguments in contracts]
    pairs = (act for pool in POOLS if pool.fee is None for act in _open(pool))
    yield [*_facets(), *_money(), *pairs, *_inventory()]
    for fee in STEP_BY_FEE:
        yield [act for pool in POOLS if pool.fee == fee for act in _open(pool)]


def acts_of_market_maker() -> int:
    """How many transactions of theirs are on a chain whose market is complete."""
    return sum(act.sender == at.MARKET_MAKER for acts in blocks_of_market() for act in acts)


def _deployment(contract: str, arguments: tuple[str, ...]) -> Act:
    code = creation_code(contract) + b"".join(map(address_word, arguments))
    return Act(at.MARKET_MAKER, None, code, gas=GAS_OF_CODE)


def _money() -> Iterator[Act]:
    """What the market maker needs, the rights to spend it, and the fee of 0.01 %."""
    maker = at.MARKET_MAKER
    wei = sum(units for token, units in _provided() if token == at.WETH)
    yield Act(maker, at.WETH, calldata(DEPOSIT), wei)
    for token in (at.USDC, at.DAI):
        units = sum(units for provided, units in _provided() if provided == token)
        yield Act(at.STEWARD, token, calldata(MINT, maker, units))
    for token in (at.WETH, at.USDC, at.DAI):
        units = sum(units for provided, units in _provided() if provided == token)
        for spender in (at.V2_ROUTER, at.V3_POSITIONS):
            yield Act(maker, token, approve(spender, units))
    yield Act(maker, at.V3_FACTORY, calldata(ENABLE_FEE, 100, STEP_BY_FEE[100]))


def _inventory() -> Iterator[Act]:
    maker = at.BEBOP_MAKER
    yield Act(maker, at.WETH, calldata(DEPOSIT), INVENTORY[at.WETH])
    for token in (at.USDC, at.DAI):
        yield Act(at.STEWARD, token, calldata(MINT, maker, INVENTORY[token]))
    for token in INVENTORY:
        yield Act(maker, token, approve(at.BEBOP_SETTLEMENT, MAX_UINT256))


def _facets() -> Iterator[Act]:
    for facet, beginning in FACETS.items():
        known = functions()[LIFI].values()
        selectors = [found.selector for found in known if found.name.startswith(beginning)]
        data = calldata(ADD_FACET, facet, selectors)
        yield Act(at.MARKET_MAKER, at.LIFI_DIAMOND, data)


def bridge_facet() -> bytes:
    """Calldata that lets the diamond bridge."""
    known = [found for found in functions()[LIFI].values() if found.name in BRIDGES]
    selectors = [found.selector for found in (*known, REFUND)]
    return calldata(ADD_FACET, at.LIFI_BRIDGES, selectors)


def _provided() -> Iterator[tuple[str, int]]:
    for pool in POOLS:
        yield from (pool.first, pool.second)


def _open(pool: Pool) -> Iterator[Act]:
    if pool.fee is None:
        yield _open_v2(pool)
    else:
        yield from _open_v3(pool, pool.fee)


def _open_v2(pool: Pool) -> Act:
    (token, units), (other, more) = pool.first, pool.second
    amounts = units, more, units, more
    data = calldata(ADD_LIQUIDITY, token, other, *amounts, at.MARKET_MAKER, END_OF_TIME)
    return Act(at.MARKET_MAKER, at.V2_ROUTER, data, gas=GAS_OF_POOL)


def _open_v3(pool: Pool, fee: int) -> Iterator[Act]:
    """Over the whole range of prices, so that it never runs dry."""
    (token, units), (other, more) = sorted(
        (pool.first, pool.second), key=lambda side: side[0].lower()
    )
    price = isqrt((more << 192) // units)
    last = LAST_TICK // STEP_BY_FEE[fee] * STEP_BY_FEE[fee]
    position: Values = {
        "token0": token, "token1": other, "fee": fee, "tickLower": -last, "tickUpper": last,
        "amount0Desired": units, "amount1Desired": more, "amount0Min": 0, "amount1Min": 0,
        "recipient": at.MARKET_MAKER, "deadline": END_OF_TIME,
    }  # fmt: skip
    create = calldata(CREATE_POOL, token, other, fee, price)
    yield Act(at.MARKET_MAKER, at.V3_POSITIONS, create, gas=GAS_OF_POOL)
    yield Act(at.MARKET_MAKER, at.V3_POSITIONS, calldata(MINT_POSITION, position))
