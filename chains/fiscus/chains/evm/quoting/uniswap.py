"""Offers of Uniswap itself, v2 and v3, made from what its contracts say now.

For where no aggregator answers. The contracts are those that are listed for the chain.
https://docs.uniswap.org/contracts/v3/reference/periphery/lens/QuoterV2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import read_uint, word_at
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decoding.catalogue import (
    ROUTER_02,
    V2_ROUTER,
    V3_QUOTER,
    Directory,
    functions,
)
from fiscus.chains.evm.decoding.codec import Value, Values, encode
from fiscus.chains.evm.decoding.kinds import function
from fiscus.chains.evm.decoding.trades import ROUTER as ITSELF
from fiscus.chains.evm.quoting.offers import WHOLE_BPS, Offer, Order
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.query import Query
from fiscus.core.desk.door import Proposed
from fiscus.core.errors import RequestError, RpcRefused

FEES: Final = (100, 500, 3000, 10_000)
"""Of v3's pools, in millionths."""
USUAL_FEES: Final = (500, 3000)
"""Of the pools between tokens that everything is traded in."""
VALID_SECONDS: Final = 20 * 60
"""Until the deadline: time for a yes."""
V2_GAS: Final = 130_000
V3_GAS: Final = 40_000
"""Beside what the quoter says that the pools take."""
TINY: Final = 1000
"""A trade so many times smaller shows the price without its own weight."""
AMOUNTS_OUT: Final = function("getAmountsOut(uint256 amountIn,address[] path)")
AMOUNTS_IN: Final = function("getAmountsIn(uint256 amountOut,address[] path)")
QUOTE_IN: Final = function("quoteExactInput(bytes path,uint256 amountIn)")
QUOTE_OUT: Final = function("quoteExactOutput(bytes path,uint256 amountOut)")
Path: TypeAlias = tuple[str, ...]


class NoMarket(RequestError):
    """No exchange that is known on the chain trades one for the other."""

    code = "NO_ROUTE"


@dataclass(frozen=True, slots=True)
class _Way:
    """Tokens in the order of the trade, with the fees between them for v3."""

    tokens: Path
    fees: tuple[int, ...] = ()

    @property
    def version(self) -> int:
        return 3 if self.fees else 2

    def packed(self, *, backwards: bool) -> bytes:
        """As v3 takes it; what must arrive is traded for from the end."""
        tokens, fees = self.tokens, self.fees
        if backwards:
            tokens, fees = tokens[::-1], fees[::-1]
        parts = [bytes.fromhex(tokens[0][2:])]
        for fee, token in zip(fees, tokens[1:], strict=True):
            parts += [fee.to_bytes(3, "big"), bytes.fromhex(token[2:])]
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class _Found:
    way: _Way
    units: int
    """Of what the order does not give."""
    gas: int


@dataclass(frozen=True, slots=True)
class Uniswap:
    """The exchange on the chain of `client`. `now` gives Unix seconds."""

    client: EvmClient
    tokens: TokenList
    now: Callable[[], float]

    async def offer(self, order: Order) -> Offer:
        """The best way over at most two pools. Raises `NoMarket`."""
        found = await self._quotes(order, list(self._ways(order)), order.units)
        if not found:
            raise NoMarket(
                f"No pool is known on {order.chain.title} that trades {order.sold.symbol} for"
                f" {order.bought.symbol}",
                hint="Trade something else, or on another chain.",
            )
        best = min(found, key=lambda f: f.units if order.exact_out else -f.units)
        tiny = await self._quotes(order, [best.way], max(order.units // TINY, 1))
        return self._made(order, best, tiny[0] if tiny else None)

    async def _quotes(self, order: Order, ways: Sequence[_Way], units: int) -> list[_Found]:
        asked = [self._question(order, way, units).settled() for way in ways]
        told = await self.client.gather_all(asked)
        return [found for found in told if not isinstance(found, RpcRefused) and found.units > 0]

    def _question(self, order: Order, way: _Way, units: int) -> Query[_Found]:
        if way.version == 2:
            known = AMOUNTS_IN if order.exact_out else AMOUNTS_OUT
            named: Values = {known.inputs[0].name: units, "path": list(way.tokens)}
            at = self._at(V2_ROUTER)
        else:
            known = QUOTE_OUT if order.exact_out else QUOTE_IN
            path = way.packed(backwards=order.exact_out)
            named, at = {"path": path, known.inputs[1].name: units}, self._at(V3_QUOTER)
        query = queries.call(at, known.selector + encode(known.inputs, named))
        return query.then(lambda returned: _read(order, way, returned))

    def _ways(self, order: Order) -> Iterator[_Way]:
        first, last = (self._pooled(order, a.address) for a in (order.sold, order.bought))
        between = [t for t in self._hubs() if t not in {first, last}]
        if self._has(V2_ROUTER):
            yield _Way((first, last))
            yield from (_Way((first, hub, last)) for hub in between)
        if self._has(V3_QUOTER) and self._has(ROUTER_02):
            yield from (_Way((first, last), (fee,)) for fee in FEES)
            for hub, fees in product(between, product(USUAL_FEES, USUAL_FEES)):
                yield _Way((first, hub, last), fees)

    def _hubs(self) -> list[str]:
        """What most is traded in: the wrapped coin, and the first dollar of the list."""
        chain = self.client.chain
        pegged = (t.address for t in self.tokens.on_chain(chain.name) if t.pegged_usd)
        hubs = [chain.wrapped, next(pegged, None)]
        return [hub.lower() for hub in hubs if hub]

    def _pooled(self, order: Order, address: str | None) -> str:
        """The token that pools hold: of the coin, its wrapped form."""
        found = address or order.chain.wrapped
        if found is None:
            raise NoMarket(
                f"{order.chain.coin} has no wrapped form on {order.chain.title}",
                hint="Name another chain.",
            )
        return found.lower()

    def _made(self, order: Order, found: _Found, tiny: _Found | None) -> Offer:
        expected_in = found.units if order.exact_out else order.units
        expected_out = order.units if order.exact_out else found.units
        most = order.most(expected_in) if order.exact_out else order.units
        least = order.units if order.exact_out else order.least(expected_out)
        deadline = int(self.now()) + VALID_SECONDS
        made = _v2 if found.way.version == 2 else _v3
        target = self._at(V2_ROUTER if found.way.version == 2 else ROUTER_02)
        data = made(order, found.way, most, least, deadline)
        value = most if order.sold.address is None else 0
        return Offer(
            source=f"Uniswap v{found.way.version}",
            route="",
            proposed=Proposed("0x" + data.hex(), target, value, least_out=least, most_in=most),
            spender=target if order.sold.address else None,
            units_in=expected_in,
            units_out=expected_out,
            least_out=least,
            most_in=most,
            gas=found.gas,
            impact_bps=_impact(order, found, tiny),
        )

    def _has(self, kind: str) -> bool:
        return self._directory.listed(kind) is not None

    def _at(self, kind: str) -> str:
        found = self._directory.listed(kind)
        if found is None:
            raise TypeError(f"{kind} is not listed here")
        return found

    @property
    def _directory(self) -> Directory:
        return Directory(self.client.chain, self.tokens)


def _read(order: Order, way: _Way, returned: bytes) -> _Found:
    if way.version == 3:
        return _Found(way, read_uint(returned), read_uint(returned, 3) + V3_GAS)
    count = read_uint(returned, 1)
    if count != len(way.tokens):
        raise BadAnswer("The router tells another number of amounts")
    word_at(returned, 1 + count)
    units = read_uint(returned, 2) if order.exact_out else read_uint(returned, 1 + count)
    return _Found(way, units, V2_GAS * (count - 1))


def _impact(order: Order, found: _Found, tiny: _Found | None) -> int | None:
    """How much worse than the price of a tiny trade, in hundredths of a percent, rounded up."""
    if tiny is None or tiny.units < TINY:
        return None
    small = max(order.units // TINY, 1)
    fair, got = tiny.units * order.units, found.units * small
    worse = got - fair if order.exact_out else fair - got
    return max(-(-worse * WHOLE_BPS // fair), 0)


def _v2(order: Order, way: _Way, most: int, least: int, deadline: int) -> bytes:
    coin_in, coin_out = order.sold.address is None, order.bought.address is None
    name = {
        (False, True, False): "swapExactETHForTokens",
        (False, False, True): "swapExactTokensForETH",
        (False, False, False): "swapExactTokensForTokens",
        (True, True, False): "swapETHForExactTokens",
        (True, False, True): "swapTokensForExactETH",
        (True, False, False): "swapTokensForExactTokens",
    }[order.exact_out, coin_in, coin_out]
    given: dict[str, Value] = {
        "amountIn": most,
        "amountInMax": most,
        "amountOut": least,
        "amountOutMin": least,
        "path": list(way.tokens),
        "to": order.wallet.lower(),
        "deadline": deadline,
    }
    return _call(V2_ROUTER, name, given)


def _v3(order: Order, way: _Way, most: int, least: int, deadline: int) -> bytes:
    coin_out = order.bought.address is None
    params: dict[str, Value] = {
        "path": way.packed(backwards=order.exact_out),
        "recipient": ITSELF if coin_out else order.wallet.lower(),
        "amountIn": most,
        "amountInMaximum": most,
        "amountOut": least,
        "amountOutMinimum": least,
    }
    calls = [
        _call(ROUTER_02, "exactOutput" if order.exact_out else "exactInput", {"params": params})
    ]
    if coin_out:
        to: dict[str, Value] = {"amountMinimum": least, "recipient": order.wallet.lower()}
        calls.append(_call(ROUTER_02, "unwrapWETH9", to))
    elif order.exact_out and order.sold.address is None:
        calls.append(_call(ROUTER_02, "refundETH", {}))
    return _call(ROUTER_02, "multicall", {"deadline": deadline, "data": calls})


def _call(kind: str, name: str, given: Values) -> bytes:
    """Calldata of the function of that name that takes the most of what is given."""
    named = [known for known in functions()[kind].values() if known.name == name]
    fitting = [known for known in named if {field.name for field in known.inputs} <= set(given)]
    best = max(fitting, key=lambda known: len(known.inputs))
    return best.selector + encode(best.inputs, given)
