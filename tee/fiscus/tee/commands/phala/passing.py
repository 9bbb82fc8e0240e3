"""Groups that know their own commands, and hand all others to the vendor's program."""

from __future__ import annotations

from typing import Any, Final

import click

from fiscus.core.cli.console import say

HELP: Final = "help"


class Passing(click.Group):
    """`before` is what the vendor's program calls this group."""

    def __init__(self, *args: Any, before: tuple[str, ...] = (), **named: Any) -> None:
        super().__init__(*args, **named)
        self._before = before

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        if known is None and cmd_name == HELP:
            return _help(ctx)
        return known or _passed((*self._before, cmd_name))


def _help(ctx: click.Context) -> click.Command:
    return click.Command(HELP, callback=lambda: say(ctx.get_help()))


def _passed(words: tuple[str, ...]) -> click.Command:
    @click.pass_context
    def hand_over(ctx: click.Context, arguments: tuple[str, ...]) -> None:
        from fiscus.core.cli.environment import read_environment
        from fiscus.tee.phala.vendor import run_vendor

        ctx.exit(run_vendor(read_environment(), [*words, *arguments]))

    return click.Command(
        words[-1],
        callback=hand_over,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
        add_help_option=False,
    )
