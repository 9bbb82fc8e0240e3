"""Where the sandbox's aggregators trade: chains, and what can be traded on them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.tokens import Token
from fiscus.chains.sandbox.coingecko import USD_BY_ADDRESS
from fiscus.chains.sandbox.console import Console
from fiscus.core.money import EXACT, from_base_units


@dataclass(frozen=True, slots=True)
class Traded:
    """Something that can be traded on a chain. `address` is `None` for the native coin."""

    chain: EvmChain
    address: str | None
    symbol: str
    name: str
    decimals: int
    usd: Decimal

    def worth(self, units: int) -> Decimal:
        """In dollars."""
        return EXACT.multiply(from_base_units(units, self.decimals), self.usd)

    def worth_text(self, units: int) -> str:
        return f"{self.worth(units):.4f}"


@dataclass(frozen=True, slots=True)
class Place:
    """A chain that is asked through `console`. The native coin is the first of `traded`."""

    chain: EvmChain
    console: Console
    traded: tuple[Traded, ...]

    @property
    def coin(self) -> Traded:
        return self.traded[0]


def traded_on(chain: EvmChain, tokens: tuple[Token, ...]) -> tuple[Traded, ...]:
    """The coin and the tokens, at the prices of the price list."""
    coin = Traded(chain, None, chain.coin, chain.coin, 18, _usd(chain.wrapped or ""))
    return coin, *(_traded(chain, known) for known in tokens)


def _traded(chain: EvmChain, known: Token) -> Traded:
    usd = _usd(known.address)
    return Traded(chain, known.address, known.symbol, known.name, known.decimals, usd)


def _usd(address: str) -> Decimal:
    return Decimal(str(USD_BY_ADDRESS[address.lower()]))
