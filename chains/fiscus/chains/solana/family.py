"""Solana as a family: what `fiscus.chains` names, and what it opens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

from httpx import AsyncClient

from fiscus.chains.birdeye.client import Birdeye
from fiscus.chains.connections import client
from fiscus.chains.jupiter.client import Jupiter
from fiscus.chains.prices import CoinGecko
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.chains.solana.assets import find_asset, native_asset, token_asset
from fiscus.chains.solana.balances import read_balances
from fiscus.chains.solana.chain import SolanaChain
from fiscus.chains.solana.checks import findings, wallet
from fiscus.chains.solana.config import KEY_SETTINGS, SOLANA_SETTINGS, SolanaConfig
from fiscus.chains.solana.definitions import CHAINS, MAINNET
from fiscus.chains.solana.installation import is_installed
from fiscus.chains.solana.keys import SolanaSigner, key_of_seed
from fiscus.chains.solana.market import Market
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.tokens import TokenList, load_tokens
from fiscus.chains.solana.valuation import CoinGeckoPrices, PeggedPrices
from fiscus.chains.wallets.belongings import Belongings, on_all, present
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.adapter import Asset, PriceSource
from fiscus.core.desk.valuation import ask_prices
from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.money import from_base_units
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings

CONNECTIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SolanaReads:
    """What plugins are given of Solana: everything to read with, nothing to sign with."""

    config: SolanaConfig
    networks: Networks
    tokens: TokenList
    price_sources: tuple[PriceSource, ...]
    market: Market
    address: str | None
    """Of the wallet, whether it can sign or is only watched."""
    can_sign: bool
    name: str = "solana"

    @property
    def chains(self) -> tuple[str, ...]:
        return (self.config.default.title,)

    def title(self, chain: str) -> str | None:
        known = CHAINS.get(chain)
        return known.title if known else None

    @property
    def wallet(self) -> Finding:
        return wallet(self.address, can_sign=self.can_sign)

    async def findings(self) -> Sequence[Finding]:
        return await findings(self.config, self.networks, self.wallet)

    async def belongings(self, address: str) -> Sequence[Belongings]:
        """See `Belonging`."""
        return await on_all(self._belongings, [self.config.default], address)

    async def _belongings(self, chain: SolanaChain, address: str) -> Belongings:
        found = await read_balances(self.networks[chain.name], address)
        listed = {token.address: token for token in self.tokens.on_chain(chain.name)}
        (coin,) = present([Holding(native_asset(chain), found.lamports)]) or (None,)
        held = [t for t in found.tokens if t.mint in listed]
        others = [t for t in found.tokens if t.mint not in listed]
        return Belongings(
            chain,
            coin,
            tuple(Holding(token_asset(listed[t.mint]), t.units) for t in held),
            tuple(Holding(Asset(chain.name, t.mint, t.mint, t.decimals), t.units) for t in others),
        )

    async def figures(self, kind: str, subject: str, chain: str | None) -> Sequence[Decimal]:
        """See `fiscus.core.waiting.levels.Figures`. Fees here are not waited for."""
        known = self.config.default
        asset = find_asset(known, subject, self.tokens) if kind != "gas" else None
        if asset is None:
            return []
        if kind == "price":
            quotes = await ask_prices(self.price_sources, [asset])
            return [quote.usd for quote in quotes.get(asset, ())]
        if self.address is None:
            return []
        found = await read_balances(self.networks[known.name], self.address)
        units = found.units(asset.address) if asset.address else found.lamports
        return [from_base_units(units, asset.decimals)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSolana(SolanaReads):
    """Solana at work. Only the desk is handed `adapter`."""

    adapter: SolanaAdapter

    @property
    def reads(self) -> SolanaReads:
        return SolanaReads(
            config=self.config,
            networks=self.networks,
            tokens=self.tokens,
            price_sources=self.price_sources,
            market=self.market,
            address=self.address,
            can_sign=self.can_sign,
        )


@dataclass(frozen=True, slots=True)
class SolanaFamily:
    """The entry point's value."""

    name: str = "solana"
    settings: tuple[Setting, ...] = SOLANA_SETTINGS
    curve: str = "ed25519"
    key_settings: tuple[str, ...] = KEY_SETTINGS

    @asynccontextmanager
    async def open(
        self,
        settings: Settings,
        owned: frozenset[str],
        seed: Secret | None = None,
        *,
        elsewhere: str | None = None,
    ) -> AsyncGenerator[OpenSolana]:
        config = SolanaConfig.read(settings, owned=owned)
        signer = _signer(config, seed)
        # From here on the signer alone has the key.
        config, seed = replace(config, key=None), None
        mine = owned & {MAINNET.name}
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(client(CONNECTIONS))
            networks = Networks(config, http)
            tokens = load_tokens()
            gecko = CoinGecko(http, base_url=config.coingecko_url, key=config.coingecko_key)
            market = _market(config, http)
            sources = (PeggedPrices(tokens), CoinGeckoPrices(gecko))
            yield OpenSolana(
                config=config,
                networks=networks,
                tokens=tokens,
                adapter=SolanaAdapter(networks, tokens, signer, mine),
                price_sources=(*sources, *market.price_sources),
                market=market,
                address=signer.address if signer else elsewhere or config.watched,
                can_sign=signer is not None or elsewhere is not None,
            )


def _market(config: SolanaConfig, http: AsyncClient) -> Market:
    key = config.birdeye_key
    return Market(
        Jupiter(http, base_url=config.jupiter_url, key=config.jupiter_key),
        Birdeye(http, base_url=config.birdeye_url, key=key) if key else None,
    )


def _signer(config: SolanaConfig, seed: Secret | None) -> SolanaSigner | None:
    key = config.key or (key_of_seed(seed) if seed and is_installed() else None)
    signer = SolanaSigner(key) if key else None
    if signer and config.watched not in {None, signer.address}:
        raise ConfigError(
            f"SOLANA_PUBLIC_KEY is {config.watched}, and the key is that of {signer.address}",
            hint="Remove one of them: a wallet is watched, or it signs.",
        )
    return signer


family = SolanaFamily()
