"""The wallet's service: its address, its chains, and what it has on them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import ClassVar, Final, Self

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.strangers import Stranger
from fiscus.chains.wallets.holdings import ChainHoldings
from fiscus.chains.wallets.keeper import Keeper
from fiscus.core import AgentRuntime, Service
from fiscus.core.errors import ChainError, ConfigError, StoreError
from fiscus.core.events import Event, PaymentEvent
from fiscus.core.store import Store
from fiscus.plugins.evm.discovery import Discovery
from fiscus.plugins.evm.holdings import REFRESH_SECONDS, holdings_cache
from fiscus.plugins.evm.listed import Listed
from fiscus.plugins.evm.live import LiveChains
from fiscus.plugins.evm.remembered import Remembered

log = logging.getLogger(__name__)

DISCOVERY_SECONDS: Final = 4.0


class EvmService(Service):
    """Refreshes what it was asked for every minute, and at once when something changed."""

    service_type: ClassVar[str] = "evm-service"
    capability_description: ClassVar[str] = "Balances of the EVM wallet on every configured chain"

    arrival_seconds: float = 90.0
    """How long an answer waits for what a bridge brings; longer ones are told of later."""

    def __init__(self, evm: EvmReads, store: Store) -> None:
        self.evm = evm
        self.discovery = Discovery(evm, Remembered(store))
        self.listed = Listed()
        self.cache = holdings_cache(evm, strangers=self._strangers, vouched=self.discovery.vouched)
        self._keeper = Keeper(
            self.cache, evm.address, evm.config.chains, REFRESH_SECONDS, also=self.discover
        )
        self.live = LiveChains(evm.config.websockets, self._keeper.changed)

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        service = cls(runtime.capability("evm", EvmReads), runtime.store)
        service._keeper.begin(cls.service_type)
        return service

    async def stop(self) -> None:
        await self.live.end()
        await self._keeper.end()

    @property
    def address(self) -> str | None:
        return self.evm.address

    @property
    def can_sign(self) -> bool:
        return self.evm.can_sign

    @property
    def chains(self) -> tuple[EvmChain, ...]:
        """The configured chains, the default first."""
        return self.evm.config.chains

    def chain(self, name: str | None) -> EvmChain:
        """The named chain, or the default. Raises `UnknownChain`."""
        return self.evm.config.chain(name)

    def must_have_address(self) -> str:
        """Raises `ConfigError` where no wallet is set up."""
        if self.address is None:
            raise ConfigError(
                "No EVM wallet is set up",
                hint="Set EVM_PRIVATE_KEY, or WALLET_PUBLIC_KEY to watch an address.",
            )
        return self.address

    async def holdings(
        self, chain: str | None = None, *, address: str | None = None
    ) -> Sequence[ChainHoldings]:
        """On one chain, or on every configured one."""
        chains = (self.chain(chain),) if chain else self.chains
        return await self.read(chains, address or self.must_have_address())

    async def read(self, chains: Sequence[EvmChain], address: str) -> Sequence[ChainHoldings]:
        """On these chains, and from now on with every new block of those that tell them."""
        self.live.watch(chains)
        return await self.cache.read(chains, address)

    async def discovered(self, chain: str | None = None) -> Sequence[ChainHoldings]:
        """What the wallet has, the tokens that came to it unasked too."""
        chains, wallet = (self.chain(chain),) if chain else self.chains, self.must_have_address()
        looking = self.discover([one.name for one in chains])
        await asyncio.gather(self.read(chains, wallet), looking)
        return await self.cache.read(chains, wallet)

    async def discover(self, chains: Sequence[str]) -> None:
        """Look through the events of chains for tokens that came to the wallet; the figures of a
        chain that has new ones are asked again. A chain that does not tell holds up nobody."""
        await asyncio.gather(*(self._discover(self.chain(name)) for name in chains))

    async def _discover(self, chain: EvmChain) -> None:
        wallet = self.must_have_address()
        try:
            async with asyncio.timeout(DISCOVERY_SECONDS):
                before = await self.discovery.known(chain, wallet)
                known = await self.discovery.catch_up(chain, wallet)
        except (ChainError, StoreError, TimeoutError) as exc:
            log.info("%s tells no events now: %s", chain.name, type(exc).__name__)
            return
        if known.strangers != before.strangers:
            self.cache.invalidate(chain.name)
        if not all(stranger.asked for stranger in known.strangers):
            await self._vouch(chain)

    async def _vouch(self, chain: EvmChain) -> None:
        try:
            async with asyncio.timeout(DISCOVERY_SECONDS):
                news = await self.discovery.vouch(chain)
        except (ChainError, TimeoutError) as exc:
            log.info("nobody vouches for tokens on %s: %s", chain.name, type(exc).__name__)
            return
        if news:
            self.cache.invalidate(chain.name)

    async def _strangers(self, chain: str, address: str) -> Sequence[Stranger]:
        return (await self.discovery.known(self.chain(chain), address)).strangers

    def changed(self, chain: str | None = None) -> None:
        """Something moved: on one chain, or maybe on all."""
        self._keeper.changed(chain)
        for name in [chain] if chain else [one.name for one in self.chains]:
            self.discovery.changed(name)


async def refreshed(event: Event) -> None:
    """The person asked for fresh figures."""
    service = event.runtime.get_service(EvmService.service_type)
    if isinstance(service, EvmService):
        service.changed()


async def paid(event: Event) -> None:
    """A payment came to its end: what is known of its chain is no longer true."""
    service = event.runtime.get_service(EvmService.service_type)
    if not isinstance(event, PaymentEvent) or not isinstance(service, EvmService):
        return
    chain = event.outcome.chain
    if not event.outcome.state.open and service.evm.title(chain) is not None:
        service.changed(chain)
