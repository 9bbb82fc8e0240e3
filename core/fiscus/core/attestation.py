"""What vouches for a desk where its keys are derived: no policy is in force there unseen."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Final, Protocol, TypeAlias, runtime_checkable

from fiscus.core.errors import ConfigError
from fiscus.core.families import Finding
from fiscus.core.settings import Settings, TeeMode

GROUP: Final = "fiscus.attestations"

Admits: TypeAlias = Callable[[bytes], bool]
"""Whether a policy file with this content may be in force."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where strangers may ask for evidence; port 0 is any that is free."""

    port: int
    host: str = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Watch:
    """What holds while a desk is attested."""

    admits: Admits | None = None
    """`None` where every policy may be in force."""
    address: str | None = None
    """Where evidence is to be had."""


@dataclass(frozen=True, slots=True)
class Attested:
    """A desk's agent, and the addresses of its wallets by chain family."""

    agent_id: str
    wallets: Mapping[str, str]


@runtime_checkable
class Attestation(Protocol):
    """What the entry point of `fiscus.attestations` exports."""

    def attending(
        self, settings: Settings, desk: Attested, at: Place | None
    ) -> AbstractAsyncContextManager[Watch]:
        """Log the policy where everybody can look it up, now and whenever its file changes; answer
        who asks for evidence at a place, where one is given."""
        ...

    async def finding(self, settings: Settings) -> Finding:
        """What was logged so far; for `fiscus check`. Raises `ConfigError`."""
        ...


@asynccontextmanager
async def attested(
    settings: Settings, desk: Attested, at: Place | None = None
) -> AsyncGenerator[Watch]:
    """See `Attestation.attending`. Where TEE_MODE is off there is nothing to attest.

    Raises `ConfigError`.
    """
    if settings.tee_mode is TeeMode.OFF:
        if at is not None:
            raise ConfigError(
                "TEE_MODE is off: nothing here could vouch for this agent",
                hint="Set TEE_MODE=production in a TEE, or TEE_MODE=simulator to try it out.",
            )
        yield Watch()
        return
    async with installed_attestation().attending(settings, desk, at) as watch:
        yield watch


def installed_attestation() -> Attestation:
    """Raises `ConfigError` where there is none."""
    points = sorted(entry_points(group=GROUP))
    if len(points) != 1:
        raise ConfigError(
            "TEE_MODE is on, and nothing that is installed attests the policy"
            if not points
            else f"The policy is attested by several: {', '.join(point.name for point in points)}",
            hint='One package may: pip install "fiscus[tee]".',
        )
    found = points[0].load()
    if not isinstance(found, Attestation):
        raise ConfigError(f"entry point {points[0].name!r} of {GROUP!r} is no attestation")
    return found
