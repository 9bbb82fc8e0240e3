"""What the suite asks of a sandbox: chains of play money that this very process has started.

The entry points of `fiscus.sandboxes` export openers, one a chain family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.secrets import Secret

GROUP: Final = "fiscus.sandboxes"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A transaction as the chain itself has it. The fee is in whole native coins."""

    block: int
    succeeded: bool
    fee: Decimal
    fee_token: str


class Sandbox(Protocol):
    """A running chain with a funded wallet, and stand-ins of the services the wallet needs."""

    @property
    def chain(self) -> str:
        """Canonical name of the chain."""
        ...

    @property
    def chain_id(self) -> int | None:
        """`None` in families that do not number their chains."""
        ...

    @property
    def rpc_url(self) -> str: ...

    @property
    def address(self) -> str:
        """Of the funded wallet."""
        ...

    @property
    def private_key(self) -> Secret: ...

    @property
    def names(self) -> Mapping[str, str]:
        """Names that resolve on the chain, and the addresses they stand for."""
        ...

    @property
    def owned_chains(self) -> frozenset[str]:
        """Names of the chains that are free of the small-amount limits: nobody else's money."""
        ...

    def environment(self) -> Mapping[str, str]:
        """The settings with which the suite works on this sandbox, the wallet's key among them."""
        ...

    async def holdings(self, address: str) -> Mapping[str, Decimal]:
        """What an address has, in whole coins and tokens by symbol, zeros included.

        Read past every client, cache and token list that an agent uses: a second witness.
        """
        ...

    async def sighting(self, transaction: str) -> Sighting | None:
        """What became of a transaction; `None` where no block has it. A second witness, too."""
        ...


@runtime_checkable
class Patient(Protocol):
    """A sandbox on whose chain time passes at a word."""

    async def wait(self, seconds: int) -> None:
        """So many seconds pass on the chain at once."""
        ...


@runtime_checkable
class Bridged(Protocol):
    """A sandbox with a second chain, beyond a bridge."""

    async def holdings_beyond(self, address: str) -> Mapping[str, Decimal]:
        """What an address has there, as `Sandbox.holdings` says it."""
        ...


@runtime_checkable
class SandboxOpener(Protocol):
    """Starts a sandbox, and stops it at the end of the block in every way out.

    `home` is the data folder, into which a missing engine is fetched while `progress` is told so;
    `engine` names one instead. Chain and wallet live on in the folder `keep` between runs, and
    are new without it. Raises `ConfigError` where there can be no sandbox here.
    """

    def __call__(
        self,
        home: Path,
        *,
        keep: Path | None = None,
        engine: Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> AbstractAsyncContextManager[Sandbox]: ...

    def finding(self, home: Path) -> Finding:
        """For `fiscus check`: whether the engine is here, or could be fetched. Fetches nothing."""
        ...


def installed_sandboxes() -> dict[str, SandboxOpener]:
    """Every installed sandbox by its chain family. Raises `ConfigError`."""
    points = sorted(entry_points(group=GROUP))
    return {point.name: _load(point.name, point.load()) for point in points}


def _load(name: str, found: object) -> SandboxOpener:
    if not isinstance(found, SandboxOpener):
        raise ConfigError(f"entry point {name!r} of {GROUP!r} does not open a sandbox")
    return found
