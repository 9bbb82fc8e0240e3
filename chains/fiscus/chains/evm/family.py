"""The EVM chains as one family: what `fiscus.chains` names, and what it opens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fiscus.chains.connections import client
from fiscus.chains.evm.adapter import EvmAdapter
from fiscus.chains.evm.checks import findings, wallet
from fiscus.chains.evm.config import EVM_SETTINGS, EvmConfig
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.tokens import TokenList, load_tokens
from fiscus.chains.evm.valuation import CoinGeckoPrices, PeggedPrices
from fiscus.chains.prices import CoinGecko
from fiscus.core.desk.adapter import PriceSource
from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.settings import Setting, Settings

CONNECTIONS = 40


@dataclass(frozen=True, slots=True)
class OpenEvm:
    """The EVM chains at work. Plugins read through it; only the desk is handed `adapter`."""

    config: EvmConfig
    networks: Networks
    tokens: TokenList
    adapter: EvmAdapter
    price_sources: tuple[PriceSource, ...]
    name: str = "evm"

    @property
    def address(self) -> str | None:
        return self.adapter.signer or self.config.watched

    @property
    def chains(self) -> tuple[str, ...]:
        return tuple(chain.title for chain in self.config.chains)

    def title(self, chain: str) -> str | None:
        known = CHAINS.get(chain)
        return known.title if known else None

    @property
    def wallet(self) -> Finding:
        return wallet(self.config, self.address)

    async def findings(self) -> Sequence[Finding]:
        return await findings(self.config, self.networks, self.address)


@dataclass(frozen=True, slots=True)
class EvmFamily:
    """The entry point's value."""

    name: str = "evm"
    settings: tuple[Setting, ...] = EVM_SETTINGS

    @asynccontextmanager
    async def open(self, settings: Settings, owned: frozenset[str]) -> AsyncGenerator[OpenEvm]:
        config = EvmConfig.read(settings)
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(client(CONNECTIONS))
            networks = Networks(config, http)
            tokens = load_tokens()
            signer = _signer(config)
            gecko = CoinGecko(http, base_url=config.coingecko_url, key=config.coingecko_key)
            yield OpenEvm(
                config=config,
                networks=networks,
                tokens=tokens,
                adapter=EvmAdapter(networks, tokens, signer, owned),
                price_sources=(PeggedPrices(tokens), CoinGeckoPrices(gecko)),
            )


def _signer(config: EvmConfig) -> EvmSigner | None:
    signer = EvmSigner(config.key) if config.key else None
    if signer and config.watched not in {None, signer.address}:
        raise ConfigError(
            f"WALLET_PUBLIC_KEY is {config.watched}, and the key is that of {signer.address}",
            hint="Remove one of them: a wallet is watched, or it signs.",
        )
    return signer


family = EvmFamily()
