"""Chain families: found through entry points, opened for as long as a program runs."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from fiscus.core.desk.adapter import Adapter, PriceSource
from fiscus.core.errors import ConfigError
from fiscus.core.keys import derived_keys
from fiscus.core.secrets import Secret
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

    @property
    def curve(self) -> str:
        """What its keys are for: `secp256k1` or `ed25519`."""
        ...

    @property
    def key_settings(self) -> Sequence[str]:
        """Names under which people have a key of such a wallet, read here or not."""
        ...

    def open(
        self,
        settings: Settings,
        owned: frozenset[str],
        seed: Secret | None = None,
        *,
        elsewhere: str | None = None,
    ) -> AbstractAsyncContextManager[OpenFamily]:
        """Read the settings and stand ready. `owned` are chains that this very process started.

        `elsewhere` is the address of a wallet that a desk in another process signs for.
        `seed` makes the wallet's key: 32 bytes in hex, which only its signer keeps. Without one
        the settings have the key, or there is none. Nothing is asked of a network before it is
        needed. Raises `ConfigError`.
        """
        ...


@asynccontextmanager
async def open_families(
    settings: Settings, owned: frozenset[str] = frozenset(), *, agent_id: str | None = None
) -> AsyncGenerator[dict[str, OpenFamily]]:
    """Every installed family, by name, with the wallets of this agent, or of the settings' one.

    Raises `ConfigError`.
    """
    installed = installed_families()
    keys = await derived_keys(settings, installed, agent_id)
    async with AsyncExitStack() as stack:
        opened: dict[str, OpenFamily] = {}
        for family in installed:
            key = keys.pop(family.name, None)
            # No name stays for a key that only the signer may keep.
            entered = family.open(settings, owned, key.seed if key else None)
            key = None
            opened[family.name] = await stack.enter_async_context(entered)
        yield opened


def family_title(name: str) -> str:
    """`"Solana"`, `"EVM"`: three letters are initials."""
    return name.upper() if len(name) <= 3 else name.capitalize()


@asynccontextmanager
async def open_watching(
    settings: Settings, wallets: Mapping[str, str]
) -> AsyncGenerator[dict[str, OpenFamily]]:
    """Every installed family, with the `wallets` of a desk in another process: no key is here.

    Raises `ConfigError`.
    """
    async with AsyncExitStack() as stack:
        opened: dict[str, OpenFamily] = {}
        for family in installed_families():
            mine = wallets.get(family.name)
            entered = family.open(settings, frozenset(), elsewhere=mine)
            opened[family.name] = await stack.enter_async_context(entered)
        yield opened


def installed_families() -> list[Family]:
    """Every installed family, in the order of their names. Raises `ConfigError`."""
    return [_load(point.name, point.load()) for point in sorted(entry_points(group=GROUP))]


def _load(name: str, found: object) -> Family:
    if not isinstance(found, Family):
        raise ConfigError(f"entry point {name!r} of {GROUP!r} is not a chain family")
    return found
