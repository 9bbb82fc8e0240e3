"""`fiscus desk`: keys, policy, ledger and approvals in a process that talks to no model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.attestation import Place
    from fiscus.core.desk.desk import Desk
    from fiscus.core.settings import Settings

SOCKET: Final = "desk.sock"


@click.command()
@click.option(
    "--socket",
    "path",
    metavar="PATH",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to serve; else where FISCUS_DESK says, or desk.sock in FISCUS_HOME.",
)
@click.option("--group", metavar="NAME", help="A group whose members may connect, too.")
@click.option(
    "--evidence-port",
    "port",
    metavar="PORT",
    type=click.IntRange(0, 65_535),
    help="In a TEE: where anybody may ask for evidence, at GET /attestation.",
)
@click.option("--evidence-host", "host", default="127.0.0.1", help="The address to listen at.")
def desk(path: Path | None, group: str | None, port: int | None, host: str) -> None:
    """Serve the desk to an agent in another process.

    This process alone has the keys, the policy, the ledger, the approvals and the journal; the
    agent has FISCUS_DESK=unix://PATH, and no key. What it asks for waits for an approver's
    signature, unless the policy says that its word counts: see docs/desk.md.

    It ends in order with Ctrl-C or SIGTERM. Other commands of the desk, like `fiscus audit` and
    `fiscus policy stop`, are run with its settings, and without FISCUS_DESK.
    """
    import asyncio

    from fiscus.core.attestation import Place

    settings = read_environment()
    where = path or settings.desk or settings.home / SOCKET
    at = None if port is None else Place(port, host)
    asyncio.run(_serve(settings, where.absolute(), group, at))


async def _serve(settings: Settings, path: Path, group: str | None, at: Place | None) -> None:
    from fiscus.core.characters import configured_character
    from fiscus.core.desk.remote.server import serving_desk
    from fiscus.core.desk.remote.service import DeskService
    from fiscus.core.desks import open_own_wallets
    from fiscus.core.settings import DESK

    # It says where this one serves, and not whom to ask.
    settings = settings.without((DESK,))
    agent = await configured_character(settings)
    async with open_own_wallets(settings, agent_id=agent.id, at=at) as own:
        opened = own.desk
        await _begin(opened)
        async with serving_desk(DeskService(opened, agent.name), path, group=group):
            wallets = await opened.books.wallets()
            shown = ", ".join(f"{name} {address}" for name, address in wallets.items())
            say(f"The desk of {agent.name} serves at unix://{path}")
            if own.evidence is not None:
                say(f"Evidence: {own.evidence}")
            say(f"Wallets: {shown or 'none that can sign; see `fiscus check`'}")
            await _until_stopped()
    say("The desk has stopped.")


async def _begin(opened: Desk) -> None:
    """Finish what an earlier run left open, and say who can approve."""
    from fiscus.core.cli.standing import recovered
    from fiscus.core.desk.approvers import OWNER_KEY
    from fiscus.core.errors import FiscusError

    try:
        for sentence in await recovered(opened):
            say(sentence)
    except FiscusError as error:
        # Its lanes are settled before anything new is signed in them, too.
        say(f"What an earlier run left open is looked at later: {error}", err=True)
    approvers = opened.approving().approvers
    if all(one.key == OWNER_KEY for one in approvers):
        say(
            "No approver with a key is listed: what waits for a yes gets it on this machine alone"
            " (`fiscus approvals`).",
            err=True,
        )


async def _until_stopped() -> None:
    import asyncio
    import signal

    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for how in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(how, stopped.set)
    await stopped.wait()
