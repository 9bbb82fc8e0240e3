"""The wallet's service: its address, its cluster, and what it has there, as it changes."""

from __future__ import annotations

from typing import ClassVar, Self

from fiscus.chains.solana.chain import SolanaChain
from fiscus.chains.solana.claims import Claims
from fiscus.chains.solana.family import SolanaReads
from fiscus.chains.wallets.holdings import ChainHoldings
from fiscus.chains.wallets.keeper import Keeper
from fiscus.core import AgentRuntime, Service
from fiscus.core.errors import ConfigError
from fiscus.core.events import Event, PaymentEvent
from fiscus.plugins.solana.holdings import REFRESH_SECONDS, holdings_cache
from fiscus.plugins.solana.live import LiveWallet


class SolanaService(Service):
    """Refreshes what it was asked for every two minutes, and at once when something changed: the
    cluster itself tells it over a websocket.
    """

    service_type: ClassVar[str] = "solana-service"
    capability_description: ClassVar[str] = "Balances and worth of the Solana wallet"

    def __init__(self, solana: SolanaReads) -> None:
        self.solana = solana
        self.claims = Claims()
        self._live = LiveWallet(solana, self.changed)
        self.cache = holdings_cache(solana, self.claims, told=lambda: self._live.slot)
        self._keeper = Keeper(self.cache, solana.address, [self.chain], REFRESH_SECONDS)

    @classmethod
    async def start(cls, runtime: AgentRuntime) -> Self:
        service = cls(runtime.capability("solana", SolanaReads))
        service._keeper.begin(cls.service_type)
        service._live.begin()
        return service

    async def stop(self) -> None:
        await self._live.end()
        await self._keeper.end()

    @property
    def address(self) -> str | None:
        return self.solana.address

    @property
    def can_sign(self) -> bool:
        return self.solana.can_sign

    @property
    def chain(self) -> SolanaChain:
        """The cluster in use."""
        return self.solana.config.default

    def must_have_address(self) -> str:
        """Raises `ConfigError` where no wallet is set up."""
        if self.address is None:
            raise ConfigError(
                "No Solana wallet is set up",
                hint="Set SOLANA_PRIVATE_KEY, or SOLANA_PUBLIC_KEY to watch an address.",
            )
        return self.address

    async def holdings(self, owner: str) -> ChainHoldings:
        """At most two minutes old."""
        if owner == self.address:
            self._live.wanted()
        [entry] = await self.cache.read([self.chain], owner)
        return entry

    def changed(self) -> None:
        """Something moved."""
        self._keeper.changed()


async def refreshed(event: Event) -> None:
    """The person asked for fresh figures."""
    service = event.runtime.get_service(SolanaService.service_type)
    if isinstance(service, SolanaService):
        service.changed()


async def paid(event: Event) -> None:
    """A payment came to its end: what is known of the cluster is no longer true."""
    service = event.runtime.get_service(SolanaService.service_type)
    if not isinstance(event, PaymentEvent) or not isinstance(service, SolanaService):
        return
    here = service.solana.title(event.outcome.chain) is not None
    if here and not event.outcome.state.open:
        service.changed()
