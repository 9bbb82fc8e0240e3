"""Solana as a family: what `fiscus.chains` names, and what it opens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fiscus.chains.connections import client
from fiscus.chains.prices import CoinGecko
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.chains.solana.checks import findings, wallet
from fiscus.chains.solana.config import SOLANA_SETTINGS, SolanaConfig
from fiscus.chains.solana.definitions import CHAINS, MAINNET
from fiscus.chains.solana.keys import SolanaSigner
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.tokens import TokenList, load_tokens
from fiscus.chains.solana.valuation import CoinGeckoPrices, PeggedPrices
from fiscus.core.desk.adapter import PriceSource
from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.settings import Setting, Settings

CONNECTIONS = 20


@dataclass(frozen=True, slots=True)
class OpenSolana:
    """Solana at work. Plugins read through it; only the desk is handed `adapter`."""

    config: SolanaConfig
    networks: Networks
    tokens: TokenList
    adapter: SolanaAdapter
    price_sources: tuple[PriceSource, ...]
    name: str = "solana"

    @property
    def address(self) -> str | None:
        return self.adapter.signer or self.config.watched

    @property
    def chains(self) -> tuple[str, ...]:
        return (self.config.default.title,)

    def title(self, chain: str) -> str | None:
        known = CHAINS.get(chain)
        return known.title if known else None

    @property
    def wallet(self) -> Finding:
        return wallet(self.config, self.address)

    async def findings(self) -> Sequence[Finding]:
        return await findings(self.config, self.networks, self.address)


@dataclass(frozen=True, slots=True)
class SolanaFamily:
    """The entry point's value."""

    name: str = "solana"
    settings: tuple[Setting, ...] = SOLANA_SETTINGS

    @asynccontextmanager
    async def open(self, settings: Settings, owned: frozenset[str]) -> AsyncGenerator[OpenSolana]:
        config = SolanaConfig.read(settings, owned=owned)
        mine = owned & {MAINNET.name}
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(client(CONNECTIONS))
            networks = Networks(config, http)
            tokens = load_tokens()
            signer = _signer(config)
            gecko = CoinGecko(http, base_url=config.coingecko_url, key=config.coingecko_key)
            yield OpenSolana(
                config=config,
                networks=networks,
                tokens=tokens,
                adapter=SolanaAdapter(networks, tokens, signer, mine),
                price_sources=(PeggedPrices(tokens), CoinGeckoPrices(gecko)),
            )


def _signer(config: SolanaConfig) -> SolanaSigner | None:
    signer = SolanaSigner(config.key) if config.key else None
    if signer and config.watched not in {None, signer.address}:
        raise ConfigError(
            f"SOLANA_PUBLIC_KEY is {config.watched}, and the key is that of {signer.address}",
            hint="Remove one of them: a wallet is watched, or it signs.",
        )
    return signer


family = SolanaFamily()
