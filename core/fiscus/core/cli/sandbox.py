"""`fiscus sandbox`: a chain of play money, for as long as you want it."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment
from fiscus.core.sandbox import Sandbox


@click.command()
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the chain and its wallet in DIR, and go on with them the next time.",
)
def sandbox(keep: Path | None) -> None:
    """Run chains of play money until Ctrl-C.

    A real EVM chain and a real Solana chain on this machine, each with a funded wallet; everything
    on them is worth nothing. Other programs can use them: their settings are written to a file that
    only you can read, and that is removed at the end.
    """
    from fiscus.core.cli.playground import open_playground

    home = read_environment().home
    with (
        open_playground(home, keep=keep) as playground,
        _settings_file(home, playground.environment()) as path,
    ):
        for found in playground.sandboxes.values():
            _describe(found)
        say(f"Settings  {path}")
        say("\nIn another terminal, the wallets' keys included:")
        say(f"  set -a; . {shlex.quote(str(path))}; set +a; fiscus chat")
        say("Ctrl-C ends it.")
        _wait()


def _describe(found: Sandbox) -> None:
    say(f"Chain     {found.chain}")
    say(f"RPC       {found.rpc_url}")
    if found.chain_id is not None:
        say(f"Chain id  {found.chain_id}")
    say(f"Wallet    {found.address}")
    for name, address in found.names.items():
        say(f"Name      {name} = {address}")
    say()


@contextmanager
def _settings_file(home: Path, values: Mapping[str, str]) -> Generator[Path]:
    path = (home / f"sandbox-{os.getpid()}.env").absolute()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        yield path
    finally:
        path.unlink(missing_ok=True)


def _wait() -> None:
    """Until a signal comes; Ctrl-C is the usual end, and no failure."""
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        click.echo()
