"""The program `fiscus`: finds its commands, and says how they ended."""

from __future__ import annotations

import signal
import sys
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from types import FrameType
from typing import IO, Any, Final, NoReturn

import click

from fiscus.core.cli.console import say
from fiscus.core.errors import ConfigError, FiscusError

GROUP: Final = "fiscus.commands"
INTERRUPTED: Final = 128 + signal.SIGINT
TERMINATED: Final = 128 + signal.SIGTERM


class Refused(click.ClickException):
    """A refusal on its way to the person who called the command."""

    exit_code = 1

    def __init__(self, error: FiscusError) -> None:
        super().__init__(error.message)
        self.error = error

    def show(self, file: IO[Any] | None = None) -> None:
        say(f"Error [{self.error.code}]: {self.error.message}", err=True)
        if self.error.hint:
            say(self.error.hint, err=True)


class Interrupted(click.ClickException):
    """Ctrl-C. Whatever had to be said was said by the command."""

    exit_code = INTERRUPTED

    def __init__(self) -> None:
        super().__init__("Interrupted")

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(err=True)


class Commands(click.Group):
    """Its commands are entry points of `fiscus.commands`: the built-in ones, and every package's.

    None of them is imported before it is asked for; `--help` imports all of them.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({point.name for point in entry_points(group=GROUP)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        points = entry_points(group=GROUP, name=cmd_name)
        return _load(next(iter(points))) if points else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not near:
                raise
            told = f"{error.message} Did you mean {near[0]!r}?"
            raise click.UsageError(told, ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FiscusError as error:
            raise Refused(error) from error
        except (KeyboardInterrupt, click.Abort) as stop:
            raise Interrupted from stop


def _load(point: EntryPoint) -> click.Command:
    try:
        command: object = point.load()
    except (ImportError, AttributeError):
        return _broken(point, "it cannot be imported")
    if isinstance(command, click.Command):
        return command
    return _broken(point, "it is not a click command")


def _broken(point: EntryPoint, reason: str) -> click.Command:
    """Stands for a command that cannot run: the others still can."""

    def refuse(arguments: tuple[str, ...]) -> NoReturn:
        raise ConfigError(
            f"The command {point.name!r} cannot run: {reason}",
            hint="Install the package that brings it anew, or take it off.",
        )

    return click.Command(
        point.name,
        callback=refuse,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        help=f"Cannot run: {reason}.",
        context_settings={"ignore_unknown_options": True},
    )


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try `fiscus demo`: it needs no key, no account and no money.",
)
@click.version_option(None, "-V", "--version", package_name="fiscus", message="fiscus %(version)s")
def fiscus() -> None:
    """An agent with a wallet that does what you say in plain words, and nothing else."""


def run() -> NoReturn:
    """Run the process's arguments. SIGTERM unwinds like Ctrl-C: what was started is stopped."""
    signal.signal(signal.SIGTERM, _terminate)
    fiscus(prog_name="fiscus")
    sys.exit(0)


def _terminate(_: int, frame: FrameType | None) -> NoReturn:
    sys.exit(TERMINATED)
