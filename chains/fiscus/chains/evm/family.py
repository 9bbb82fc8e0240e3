"""The EVM chains as one family: what `fiscus.chains` names, and what it opens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from fiscus.chains.bebop.client import Bebop
from fiscus.chains.connections import client
from fiscus.chains.evm.adapter import EvmAdapter
from fiscus.chains.evm.assets import find_asset, native_asset, token_asset
from fiscus.chains.evm.balances import read_balances
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.checks import findings, wallet
from fiscus.chains.evm.config import EVM_SETTINGS, KEY_SETTINGS, EvmConfig
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.figures import gas_gwei, held
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.pools import PoolPrices
from fiscus.chains.evm.tokens import TokenList, load_tokens
from fiscus.chains.evm.valuation import CoinGeckoPrices, LifiPrices, PeggedPrices
from fiscus.chains.lifi.client import Lifi
from fiscus.chains.prices import CoinGecko
from fiscus.chains.wallets.belongings import Belongings, on_all, present
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.adapter import PriceSource
from fiscus.core.desk.valuation import ask_prices
from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting, Settings

if TYPE_CHECKING:
    import httpx

CONNECTIONS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class EvmReads:
    """What plugins are given of the EVM chains: everything to read with, nothing to sign with."""

    config: EvmConfig
    networks: Networks
    tokens: TokenList
    price_sources: tuple[PriceSource, ...]
    """Those that the desk asks, too."""
    pools: PoolPrices
    """One more opinion, for what a wallet holds."""
    address: str | None
    """Of the wallet, whether it can sign or is only watched."""
    can_sign: bool
    lifi: Lifi | None = None
    bebop: Bebop | None = None
    """`None` where it is not to be asked."""
    name: str = "evm"

    @property
    def opinions(self) -> tuple[PriceSource, ...]:
        """Everybody who says what things are worth."""
        return (*self.price_sources, self.pools)

    @property
    def chains(self) -> tuple[str, ...]:
        return tuple(chain.title for chain in self.config.chains)

    def title(self, chain: str) -> str | None:
        known = CHAINS.get(chain)
        return known.title if known else None

    @property
    def wallet(self) -> Finding:
        return wallet(self.address, can_sign=self.can_sign)

    async def findings(self) -> Sequence[Finding]:
        return await findings(self.config, self.networks, self.wallet)

    async def belongings(self, address: str) -> Sequence[Belongings]:
        """See `Belonging`. Tokens that are on no list are not looked for."""
        return await on_all(self._belongings, self.config.chains, address)

    async def _belongings(self, chain: EvmChain, address: str) -> Belongings:
        tokens = self.tokens.on_chain(chain.name)
        wanted = [token.address for token in tokens]
        found = await read_balances(self.networks[chain.name], address, tokens=wanted)
        (coin,) = present([Holding(native_asset(chain), found.native_wei)]) or (None,)
        held = [Holding(token_asset(token), found.tokens[token.address]) for token in tokens]
        return Belongings(chain, coin, present(held))

    async def figures(self, kind: str, subject: str, chain: str | None) -> Sequence[Decimal]:
        """See `fiscus.core.waiting.levels.Figures`."""
        known = self.config.chain(chain)
        if kind == "gas":
            return [await gas_gwei(self.networks[known.name])]
        asset = find_asset(known, subject, self.tokens)
        if asset is None:
            return []
        if kind == "price":
            quotes = await ask_prices(self.price_sources, [asset])
            return [quote.usd for quote in quotes.get(asset, ())]
        return await held(self.networks[known.name], asset, self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEvm(EvmReads):
    """The EVM chains at work. Only the desk is handed `adapter`."""

    adapter: EvmAdapter

    @property
    def reads(self) -> EvmReads:
        return EvmReads(
            config=self.config,
            networks=self.networks,
            tokens=self.tokens,
            price_sources=self.price_sources,
            pools=self.pools,
            address=self.address,
            can_sign=self.can_sign,
            lifi=self.lifi,
            bebop=self.bebop,
        )


@dataclass(frozen=True, slots=True)
class EvmFamily:
    """The entry point's value."""

    name: str = "evm"
    settings: tuple[Setting, ...] = EVM_SETTINGS
    curve: str = "secp256k1"
    key_settings: tuple[str, ...] = KEY_SETTINGS

    @asynccontextmanager
    async def open(
        self,
        settings: Settings,
        owned: frozenset[str],
        seed: Secret | None = None,
        *,
        elsewhere: str | None = None,
    ) -> AsyncGenerator[OpenEvm]:
        config = EvmConfig.read(settings)
        signer = _signer(config, seed)
        # From here on the signer alone has the key.
        config, seed = replace(config, key=None), None
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(client(CONNECTIONS))
            networks = Networks(config, http)
            tokens = load_tokens()
            gecko = CoinGecko(http, base_url=config.coingecko_url, key=config.coingecko_key)
            lifi = _lifi(config, http)
            yield OpenEvm(
                config=config,
                networks=networks,
                tokens=tokens,
                adapter=EvmAdapter(networks, tokens, signer, owned),
                price_sources=(
                    PeggedPrices(tokens),
                    CoinGeckoPrices(gecko),
                    *((LifiPrices(lifi),) if lifi else ()),
                ),
                pools=PoolPrices(networks, tokens),
                address=signer.address if signer else elsewhere or config.watched,
                can_sign=signer is not None or elsewhere is not None,
                lifi=lifi,
                bebop=_bebop(config, http),
            )


def _bebop(config: EvmConfig, http: httpx.AsyncClient) -> Bebop | None:
    url = config.bebop_url
    return Bebop(http, base_url=url, key=config.bebop_key) if url else None


def _lifi(config: EvmConfig, http: httpx.AsyncClient) -> Lifi | None:
    url = config.lifi_url
    return Lifi(http, base_url=url, key=config.lifi_key) if url else None


def _signer(config: EvmConfig, seed: Secret | None) -> EvmSigner | None:
    key = config.key or seed
    signer = EvmSigner(key) if key else None
    if signer and config.watched not in {None, signer.address}:
        raise ConfigError(
            f"WALLET_PUBLIC_KEY is {config.watched}, and the key is that of {signer.address}",
            hint="Remove one of them: a wallet is watched, or it signs.",
        )
    return signer


family = EvmFamily()
