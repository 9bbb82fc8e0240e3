"""Chain families: found through entry points, opened for as long as a program runs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from fiscus.core.desk.adapter import Adapter, PriceSource
from fiscus.core.errors import ConfigError
from fiscus.core.settings import Setting, Settings

GROUP = "fiscus.chains"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `fiscus check`: what was looked at, how it is, and how to mend it."""

    subject: str
    ok: bool
    text: str
    hint: str | None = None


@runtime_checkable
class OpenFamily(Protocol):
    """A family at work: what the desk drives, and what the family's plugin reads."""

    @property
    def name(self) -> str: ...

    @property
    def adapter(self) -> Adapter: ...

    @property
    def reads(self) -> object:
        """What plugins are given of it: no adapter, and nothing that holds a key."""
        ...

    @property
    def price_sources(self) -> Sequence[PriceSource]: ...

    @property
    def address(self) -> str | None:
        """Of the wallet, whether it can sign or is only watched."""
        ...

    @property
    def chains(self) -> Sequence[str]:
        """Names, for people, of the chains that are configured."""
        ...

    def title(self, chain: str) -> str | None:
        """A chain's name for people; `None` for one of another family."""
        ...

    @property
    def wallet(self) -> Finding:
        """Whether there is a wallet, and which settings make one. Asks nobody."""
        ...

    async def findings(self) -> Sequence[Finding]:
        """Ask every configured endpoint how it is; for `fiscus check`."""
        ...


@runtime_checkable
class Family(Protocol):
    """What an entry point of `fiscus.chains` exports."""

    @property
    def name(self) -> str: ...

    @property
    def settings(self) -> Sequence[Setting]: ...

    def open(
        self, settings: Settings, owned: frozenset[str]
    ) -> AbstractAsyncContextManager[OpenFamily]:
        """Read the settings and stand ready. `owned` are chains that this very process started.

        Nothing is asked of a network before it is needed. Raises `ConfigError`.
        """
        ...


def installed_families() -> list[Family]:
    """Every installed family, in the order of their names. Raises `ConfigError`."""
    return [_load(point.name, point.load()) for point in sorted(entry_points(group=GROUP))]


def _load(name: str, found: object) -> Family:
    if not isinstance(found, Family):
        raise ConfigError(f"entry point {name!r} of {GROUP!r} is not a chain family")
    return found
