"""`fiscus tee simulator`: a guest agent on this machine, in the background."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment

FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where its secret is kept; by default a folder in FISCUS_HOME.",
)


@click.group()
def simulator() -> None:
    """Run a simulated guest agent in the background.

    It derives keys as a real TEE does, and protects nothing: whoever reads its folder has every
    key. The same folder gives the same wallets.
    """


@simulator.command()
@FOLDER
def start(folder: Path | None) -> None:
    """Start it, and say how an agent uses it."""
    from fiscus.tee.simulator.process import start as start_process

    place = _place(folder)
    begun = start_process(place)
    say(f"The simulator {'listens' if begun else 'was started before, and listens'} at:")
    _describe(place)


@simulator.command()
@FOLDER
def stop(folder: Path | None) -> None:
    """Stop it. Its secret stays."""
    from fiscus.tee.simulator.process import stop as stop_process

    place = _place(folder)
    say("Stopped." if stop_process(place) else f"No simulator runs in {place}.")


@simulator.command()
@FOLDER
@click.pass_context
def status(ctx: click.Context, folder: Path | None) -> None:
    """Say whether it runs.

    Status 1: it does not.
    """
    from fiscus.tee.simulator.process import running

    place = _place(folder)
    process = running(place)
    if process is None:
        say(f"No simulator runs in {place}; `fiscus tee simulator start` starts one.")
        ctx.exit(1)
    say(f"The simulator, process {process}, listens at:")
    _describe(place)


def _place(folder: Path | None) -> Path:
    from fiscus.tee.guest import simulator_folder

    return folder.absolute() if folder else simulator_folder(read_environment())


def _describe(place: Path) -> None:
    from fiscus.tee.simulator.server import socket_of

    socket = socket_of(place)
    say(f"  {socket}")
    say("For an agent with TEE_MODE=simulator and a WALLET_SECRET_SALT of yours:")
    say(f"  export DSTACK_SIMULATOR_ENDPOINT={shlex.quote(str(socket))}")
