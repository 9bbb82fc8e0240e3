"""The exchanges of a sandbox chain as aggregators see them: what they offer, and how to take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.abi import WORD
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.evm.decoding.kinds import Function, function
from fiscus.chains.evm.decoding.trades import ROUTER
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox import definition as at
from fiscus.chains.sandbox.calldata import calldata
from fiscus.chains.sandbox.console import Console
from fiscus.chains.sandbox.market import STEP_BY_FEE
from fiscus.core.errors import ChainError

AMOUNTS_OUT: Final = function("getAmountsOut(uint256 amountIn,address[] path)")
AMOUNTS_IN: Final = function("getAmountsIn(uint256 amountOut,address[] path)")
QUOTE_IN: Final = function(
    "quoteExactInputSingle((address tokenIn,address tokenOut,uint256 amountIn,uint24 fee,"
    "uint160 sqrtPriceLimitX96) params)"
)
QUOTE_OUT: Final = function(
    "quoteExactOutputSingle((address tokenIn,address tokenOut,uint256 amount,uint24 fee,"
    "uint160 sqrtPriceLimitX96) params)"
)
SWAP: Final = function(
    "exactInputSingle((address tokenIn,address tokenOut,uint24 fee,address recipient,"
    "uint256 amountIn,uint256 amountOutMinimum,uint160 sqrtPriceLimitX96) params)"
)
UNWRAP: Final = function("unwrapWETH9(uint256 amountMinimum,address recipient)")
MULTICALL: Final = function("multicall(uint256 deadline,bytes[] data)")
FOR_TOKENS: Final = function(
    "swapExactTokensForTokens"
    "(uint256 amountIn,uint256 amountOutMin,address[] path,address to,uint256 deadline)"
)
FOR_COIN: Final = function(
    "swapExactTokensForETH"
    "(uint256 amountIn,uint256 amountOutMin,address[] path,address to,uint256 deadline)"
)
WITH_COIN: Final = function(
    "swapExactETHForTokens(uint256 amountOutMin,address[] path,address to,uint256 deadline)"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """`gas` is what a swap takes in all, an aggregator's part included."""

    key: str
    name: str
    router: str
    gas: int


V2: Final = Exchange("uniswapV2", "Uniswap V2", at.V2_ROUTER, 230_000)
V3: Final = Exchange("uniswapV3", "Uniswap V3", at.SWAP_ROUTER_02, 270_000)
EXCHANGES: Final = (V2, V3)


@dataclass(frozen=True, slots=True)
class Pair:
    """What is sold for what. `None` is the native coin, which pools know in its wrapped form."""

    sold: str | None
    bought: str | None

    @property
    def path(self) -> tuple[str, str]:
        """As pools see it."""
        return self.sold or at.WETH, self.bought or at.WETH


@dataclass(frozen=True, slots=True)
class Offer:
    """What a pool gives right now, in base units. `fee` is one of v3, in millionths."""

    exchange: Exchange
    pair: Pair
    units_in: int
    units_out: int
    fee: int | None = None

    def swap(self, *, least: int, receiver: str, deadline: int) -> bytes:
        """Calldata for the exchange's router, which whoever calls it lets take what is sold."""
        if self.fee is None:
            return self._on_v2(least, receiver, deadline)
        sold, bought = self.pair.path
        order: Values = {
            "tokenIn": sold, "tokenOut": bought, "fee": self.fee,
            "recipient": ROUTER if self.pair.bought is None else receiver,
            "amountIn": self.units_in, "amountOutMinimum": least, "sqrtPriceLimitX96": 0,
        }  # fmt: skip
        calls = [calldata(SWAP, order)]
        if self.pair.bought is None:
            calls.append(calldata(UNWRAP, least, receiver))
        return calldata(MULTICALL, deadline, calls)

    def _on_v2(self, least: int, receiver: str, deadline: int) -> bytes:
        rest = least, list(self.pair.path), receiver, deadline
        if self.pair.sold is None:
            return calldata(WITH_COIN, *rest)
        called = FOR_COIN if self.pair.bought is None else FOR_TOKENS
        return calldata(called, self.units_in, *rest)


@dataclass(frozen=True, slots=True)
class _Question:
    """To a pool: `word` of the answer is what comes, or what it takes."""

    exchange: Exchange
    to: str
    data: bytes
    word: int = 0
    fee: int | None = None

    @property
    def call(self) -> Call:
        return Call("eth_call", ({"to": self.to, "data": "0x" + self.data.hex()}, "latest"))

    def read(self, told: Json | ChainError) -> int:
        """0 where the pool cannot do it, or is not there."""
        if not isinstance(told, str):
            return 0
        start = 2 + 2 * WORD * self.word
        return int(told[start : start + 2 * WORD] or "0", 16)


async def offers_of(console: Console, pair: Pair, units: int) -> list[Offer]:
    """For `units` of what is sold, the best first. Empty where no pool can do it."""
    path = list(pair.path)
    questions = [
        _Question(V2, at.V2_ROUTER, calldata(AMOUNTS_OUT, units, path), word=3),
        *_to_quoter(QUOTE_IN, pair, {"amountIn": units}),
    ]
    found = [
        Offer(question.exchange, pair, units, told, question.fee)
        for question, told in await _told(console, questions)
    ]
    return sorted(found, key=lambda offer: -offer.units_out)


async def offers_for(console: Console, pair: Pair, units: int) -> list[Offer]:
    """For `units` of what is bought, the cheapest first."""
    path = list(pair.path)
    questions = [
        _Question(V2, at.V2_ROUTER, calldata(AMOUNTS_IN, units, path), word=2),
        *_to_quoter(QUOTE_OUT, pair, {"amount": units}),
    ]
    found = [
        Offer(question.exchange, pair, told, units, question.fee)
        for question, told in await _told(console, questions)
    ]
    return sorted(found, key=lambda offer: offer.units_in)


def _to_quoter(asked: Function, pair: Pair, amount: Values) -> Iterator[_Question]:
    sold, bought = pair.path
    tokens: Values = {"tokenIn": sold, "tokenOut": bought, "sqrtPriceLimitX96": 0}
    for fee in STEP_BY_FEE:
        data = calldata(asked, {**tokens, **amount, "fee": fee})
        yield _Question(V3, at.V3_QUOTER, data, fee=fee)


async def _told(
    console: Console, questions: Sequence[_Question]
) -> Iterator[tuple[_Question, int]]:
    answers = await console.try_all([question.call for question in questions])
    read = [question.read(told) for question, told in zip(questions, answers, strict=True)]
    return ((question, told) for question, told in zip(questions, read, strict=True) if told)
