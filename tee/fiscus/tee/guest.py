"""The guest agent of dstack: inside of a TEE it derives keys, signs quotes and keeps a log."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fiscus.core.errors import ConfigError
from fiscus.core.secrets import Secret
from fiscus.core.settings import GUEST_AGENT, Settings, TeeMode
from fiscus.tee.evidence.events import Entry

if TYPE_CHECKING:
    from dstack_sdk import AsyncDstackClient

SOCKETS: Final = (
    "/var/run/dstack.sock",
    "/run/dstack.sock",
    "/var/run/dstack/dstack.sock",
    "/run/dstack/dstack.sock",
)
"""Where dstack has it, in the order in which its own clients look."""
SECONDS: Final = 10.0
"""For one answer; a quote is signed by another enclave of the machine."""
SOCKET: Final = "dstack.sock"
"""Of a simulator, in its folder."""
INSTEAD: Final = "TEE_MODE=simulator takes one, for money that is worth nothing."
KEY_BYTES: Final = 32
NOT_FOUND: Final = 404
SIMULATED: Final = ("fiscus", "simulator")
"""Vendor and product of the cloud that a simulator says it runs in."""


class NoGuestAgent(ConfigError):
    """Nobody answers where the guest agent should be."""

    code = "NO_GUEST_AGENT"


class GuestAgentRefused(ConfigError):
    """The guest agent answers with a refusal, or with something that cannot be read."""

    code = "GUEST_AGENT_REFUSED"


class SimulatorRefused(ConfigError):
    """A simulated guest agent where a real TEE is asked for."""

    code = "SIMULATOR_REFUSED"


@dataclass(frozen=True, slots=True)
class Quote:
    """A signed quote, and the log that adds up to its registers."""

    quote: bytes
    event_log: str
    """JSON, as the guest agent gives it."""


@dataclass(frozen=True, slots=True)
class Guest:
    """What runs here, as the guest agent says it."""

    app_id: str
    instance_id: str
    app_name: str
    compose_hash: str
    app_compose: str
    """app-compose.json, to the letter."""
    log: Sequence[Entry]
    """What was measured until now."""
    simulated: bool


class GuestAgent:
    """Asks the guest agent. Every question raises `NoGuestAgent` or `GuestAgentRefused`."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncDstackClient) -> None:
        self._client = client

    async def get_key(self, path: str, *, algorithm: str = "secp256k1") -> Secret:
        """The key of a path, the same for ever: 32 bytes in hex.

        `algorithm` (`secp256k1` or `ed25519`) does not change it: use distinct paths. It is asked
        at dstack's unversioned `/GetKey`: the keys of its `/v1` are others.
        """
        with _asking("key"):
            key = (await self._client.get_key(path, "wallet", algorithm)).decode_key()
        if len(key) != KEY_BYTES:
            raise GuestAgentRefused(f"The guest agent gives a key of {len(key)} bytes")
        return Secret(key.hex())

    async def get_quote(self, report_data: bytes) -> Quote:
        """A quote that holds these 1 to 64 bytes."""
        with _asking("quote"):
            found = await self._client.get_quote(report_data)
            return Quote(found.decode_quote(), found.event_log)

    async def info(self) -> Guest:
        with _asking("account of what runs here"):
            found = await self._client.info()
            log = [Entry.model_validate(each.model_dump()) for each in found.tcb_info.event_log]
        return Guest(
            app_id=found.app_id,
            instance_id=found.instance_id,
            app_name=found.app_name,
            compose_hash=found.compose_hash,
            app_compose=found.tcb_info.app_compose,
            log=log,
            simulated=(found.cloud_vendor, found.cloud_product) == SIMULATED,
        )

    async def emit_event(self, event: str, payload: bytes) -> bool:
        """Extend RTMR3 by an event. False where the guest agent cannot: the newest ones do not."""
        from httpx import HTTPStatusError

        with _asking("entry in its log"):
            try:
                await self._client.emit_event(event, payload)
            except HTTPStatusError as error:
                if error.response.status_code != NOT_FOUND:
                    raise
                return False
        return True


def simulator_folder(settings: Settings) -> Path:
    """Where `fiscus tee simulator` keeps the one of this data folder."""
    return settings.home.absolute() / "simulator"


def endpoint(settings: Settings) -> str:
    """The socket or address of the guest agent. Raises `NoGuestAgent`, `SimulatorRefused`.

    It is what DSTACK_SIMULATOR_ENDPOINT says, else a socket of dstack's own. TEE_MODE=production
    takes only the latter, and TEE_MODE=simulator none of them, but the simulator in FISCUS_HOME.
    """
    named, mode = settings.get(GUEST_AGENT), settings.tee_mode
    if named and mode is TeeMode.PRODUCTION:
        raise SimulatorRefused(
            "DSTACK_SIMULATOR_ENDPOINT is set, and TEE_MODE asks for a real TEE",
            hint=f"Remove it: the guest agent is at {SOCKETS[0]}. {INSTEAD}",
        )
    simulated = (str(simulator_folder(settings) / SOCKET),)
    places = simulated if mode is TeeMode.SIMULATOR else SOCKETS
    found = named or next(filter(os.path.exists, places), None)
    if found is None:
        raise _nobody("There is no guest agent here")
    return found


@asynccontextmanager
async def open_guest(place: str) -> AsyncGenerator[GuestAgent]:
    """The guest agent at a socket or an address. Raises `NoGuestAgent`, `ConfigError`."""
    try:
        from dstack_sdk import AsyncDstackClient
    except ImportError:
        raise ConfigError(
            "A TEE needs dstack-sdk", hint='Install it: pip install "fiscus[tee]".'
        ) from None
    try:
        client = AsyncDstackClient(place, timeout=SECONDS)
    except FileNotFoundError:
        raise _nobody("There is no guest agent here") from None
    async with client:
        yield GuestAgent(client)


@contextmanager
def _asking(wanted: str) -> Generator[None]:
    """What goes wrong is told without what was answered: that may be a key."""
    from httpx import HTTPError, HTTPStatusError, InvalidURL

    try:
        yield
    except HTTPStatusError as error:
        raise GuestAgentRefused(
            f"The guest agent gives no {wanted}: HTTP {error.response.status_code}"
        ) from None
    except (HTTPError, InvalidURL):
        raise _nobody() from None
    except RuntimeError:
        raise GuestAgentRefused(
            f"The guest agent is too old and gives no {wanted}",
            hint="It must be of dstack 0.5.7 or later.",
        ) from None
    except (ValueError, TypeError, AttributeError):
        raise GuestAgentRefused(f"The guest agent gives no {wanted} that can be read") from None


def _nobody(message: str = "The guest agent does not answer") -> NoGuestAgent:
    return NoGuestAgent(
        message,
        hint=f"In a TEE it is at {SOCKETS[0]}, which must be mounted;"
        " `fiscus tee simulator start` runs one that is simulated.",
    )
