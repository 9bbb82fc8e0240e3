"""Which desk there is: one in this process, or a process of its own at a socket."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from fiscus.core.attestation import Admits, Attested, Place, attested
from fiscus.core.book import book_file
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.book import Book
from fiscus.core.desk.database import open_database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.front import FrontDesk
from fiscus.core.desk.known import Known
from fiscus.core.desk.lease import open_leases
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.pins import Pin
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.policyfile import PolicyFile
from fiscus.core.desk.remote.client import open_remote_desk
from fiscus.core.errors import ConfigError
from fiscus.core.families import OpenFamily, installed_families, open_families, open_watching
from fiscus.core.keys import KeyBrought, brought_keys
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.secrets import Secret
from fiscus.core.settings import (
    CONFIRM_TIMEOUT,
    DESK,
    GUEST_AGENT,
    WALLET_SALT,
    Settings,
    TeeMode,
)
from fiscus.core.store.location import store_location

log = logging.getLogger(__name__)

DESK_FILE = "desk.db"
LEASES_FOLDER = "leases"
PIN_FILE = "journal.pin"
OF_THE_DESK: Final = (WALLET_SALT, GUEST_AGENT)
"""What derives keys: no affair of an agent whose desk is another process."""

D = TypeVar("D", bound=FrontDesk, covariant=True)


@dataclass(frozen=True, slots=True)
class Wallets(Generic[D]):
    """The families at work, and the desk that signs for their wallets."""

    families: Mapping[str, OpenFamily]
    desk: D
    names: Callable[[], Book]
    """The operator's address book, as it is now."""
    evidence: str | None = None
    """Where evidence of the desk is to be had, in a TEE."""


def desk_location(settings: Settings) -> Path | Secret:
    """Where the desk's database is: in the store's PostgreSQL database, else a file of its own.

    Raises `ConfigError` where the desk is a process of its own.
    """
    if settings.desk is not None:
        raise elsewhere()
    place = store_location(settings)
    return place if isinstance(place, Secret) else settings.home / DESK_FILE


def elsewhere() -> ConfigError:
    """Of what can only be done where the desk is."""
    return ConfigError(
        "The desk of these settings is a process of its own, and this is done where it runs",
        hint=f"Run it there, with its settings and without {DESK.name}.",
    )


@asynccontextmanager
async def open_wallets(
    settings: Settings,
    owned: frozenset[str],
    *,
    agent_id: str,
    policy: Policy | None = None,
) -> AsyncGenerator[Wallets[FrontDesk]]:
    """The wallets of the desk that FISCUS_DESK names, or of one in this process.

    Raises `ConfigError`, and `DeskUnavailable` where nobody serves.
    """
    if settings.desk is not None:
        async with open_remote_wallets(settings, settings.desk) as remote:
            yield remote
        return
    if settings.tee_mode is TeeMode.PRODUCTION:
        log.warning(
            "the keys are in the process that talks to models and people: `fiscus desk` keeps them"
            " apart"
        )
    async with open_own_wallets(settings, owned, agent_id=agent_id, policy=policy) as own:
        yield own


@asynccontextmanager
async def open_remote_wallets(
    settings: Settings, socket: Path
) -> AsyncGenerator[Wallets[FrontDesk]]:
    """Those of a desk in another process: here is nothing to sign with."""
    refuse_keys(settings)
    async with (
        open_remote_desk(socket) as remote,
        open_watching(settings, remote.about.wallets) as families,
    ):
        book = Book(remote.about.names)
        yield Wallets(families, remote, lambda: book)


@asynccontextmanager
async def open_own_wallets(
    settings: Settings,
    owned: frozenset[str] = frozenset(),
    *,
    agent_id: str,
    policy: Policy | None = None,
    at: Place | None = None,
) -> AsyncGenerator[Wallets[Desk]]:
    """Those of a desk in this process. `policy` stands for the file that FISCUS_POLICY names; `at`
    is where it answers who asks for evidence."""
    async with AsyncExitStack() as stack:
        families = await stack.enter_async_context(
            open_families(settings, owned, agent_id=agent_id)
        )
        signing = {name: open.adapter.signer for name, open in families.items()}
        wallets = {name: address for name, address in signing.items() if address}
        own = Attested(agent_id, wallets)
        watch = await stack.enter_async_context(attested(settings, own, at))
        rules, names = _rules(settings, policy, watch.admits), book_file(settings).current
        desk = await stack.enter_async_context(_open_desk(settings, families, rules, names))
        yield Wallets(families, desk, names, watch.address)


def refuse_keys(settings: Settings) -> None:
    """Raise `KeyBrought` for a setting that holds a key, names one, or derives one: an agent whose
    desk is another process has no use for it, and somebody who takes it over would."""
    derives = (setting.name for setting in OF_THE_DESK if settings.get(setting))
    for name in (*brought_keys(settings, installed_families()), *derives):
        raise KeyBrought(
            f"{name} is set, and the desk of this agent is a process of its own",
            hint=f"The desk alone has keys: remove {name} here, and set it where `fiscus desk`"
            " runs.",
        )


def _rules(
    settings: Settings, policy: Policy | None, admits: Admits | None
) -> Policy | PolicyFile | None:
    path = settings.policy
    if policy is not None or path is None:
        return policy
    rules = PolicyFile(path, Known(load_lexicons()), admits)
    rules.current()
    return rules


@asynccontextmanager
async def _open_desk(
    settings: Settings,
    families: Mapping[str, OpenFamily],
    rules: Policy | PolicyFile | None,
    names: Callable[[], Book],
) -> AsyncGenerator[Desk]:
    place = desk_location(settings)
    async with (
        open_database(place) as database,
        open_leases(place, settings.home / LEASES_FOLDER) as leases,
    ):
        ledger = Ledger(database, pin=Pin(settings.home / PIN_FILE))
        yield Desk(
            adapters={name: family.adapter for name, family in families.items()},
            ledger=ledger,
            approvals=Approvals(ledger),
            execution=Execution(
                ledger,
                leases,
                confirm_seconds=settings.seconds(CONFIRM_TIMEOUT),
            ),
            policy=rules,
            prices=[source for family in families.values() for source in family.price_sources],
            names=names,
            mode=settings.mode,
        )
