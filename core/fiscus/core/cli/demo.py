"""`fiscus demo`: a conversation in which money really moves, on a chain of play money."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from fiscus.core.cli.console import at_terminal, say


@click.command()
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep chain, wallet and memory in DIR, and go on with them the next time.",
)
@click.pass_context
def demo(ctx: click.Context, keep: Path | None) -> None:
    """See it work, with play money.

    Plays a conversation in which money moves on a real EVM chain and on a real Solana chain, which
    run on this machine for as long as it takes, and reads every figure back from them. It needs no
    key, no account and no money, and touches neither your settings nor your data. In a terminal you
    can go on with the conversation afterwards.

    Status 0: every turn came out as it should.
    """
    from fiscus.core.cli.demo_script import POLICY, script_for
    from fiscus.core.cli.environment import read_environment
    from fiscus.core.cli.playground import open_playground
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.stage import Stage
    from fiscus.core.settings import HOME, Settings

    home = read_environment().home
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fiscus-")))
        playground = stack.enter_context(open_playground(home, keep=keep))
        settings = Settings({**playground.environment(), HOME.name: str(folder)})
        session = stack.enter_context(
            open_session(settings, owned=playground.owned_chains, policy=POLICY)
        )
        stage = Stage(session, playground)
        stage.introduce(POLICY)
        good = stage.play(script_for(playground.sandboxes))
        if at_terminal():
            from fiscus.core.cli.prompt import converse
            from fiscus.core.desk.door import Consent

            say("\nNow you. Every payment is shown before it is signed.")
            converse(session, Consent.ASK)
        ctx.exit(0 if good else 1)
