"""`fiscus tee sweep`: everything of value to the evacuation addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import at_terminal, emit, say, styled
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscus.core.cli.session import Session
    from fiscus.tee.sweeping.lines import Line

QUESTION: Final = "Move all of this? [y/N] "


@click.command()
@click.option("--chain", "chains", multiple=True, metavar="NAME", help="Only this one; repeatable.")
@click.option("--dry-run", is_flag=True, help="Show what would be done and cost, and do nothing.")
@click.option("--yes", is_flag=True, help="Approve all of its payments beforehand.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON at the end.")
@click.pass_context
def sweep(
    ctx: click.Context, chains: tuple[str, ...], dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Move everything of value to the evacuation address, and nowhere else.

    The address of each chain family is in the policy file, under `evacuation`. Every listed token
    on every configured chain goes there, then the coin but for its fee; docs/policy.md says which
    limits hold. Called again, it goes on where it was broken off: nothing is sent twice.

    In a terminal you are shown what will happen, and asked. Elsewhere, and where the policy lists
    approvers, each payment is left pending; see `fiscus approvals`.

    Status 1: something of value is still there.
    """
    from fiscus.core.cli.session import open_session
    from fiscus.core.desks import elsewhere

    settings = read_environment()
    if settings.desk is not None:
        raise elsewhere()
    with open_session(settings) as session:
        lines = _swept(session, chains, dry_run=dry_run, yes=yes, as_json=as_json)
    ctx.exit(_ended(lines, dry_run=dry_run, as_json=as_json))


def _swept(
    session: Session, chains: Sequence[str], *, dry_run: bool, yes: bool, as_json: bool
) -> list[Line]:
    from functools import partial

    from fiscus.tee.sweeping.evacuation import Evacuation
    from fiscus.tee.sweeping.possessions import possessions, wallets

    families, desk = session.agent.families, session.agent.desk
    look = partial(possessions, families, wallets(families), chains)
    planned = session.run(Evacuation(desk, look).planned)
    if not as_json:
        for line in planned:
            say(told(line))
    if dry_run:
        return planned
    agreed = yes or _asked(planned, as_json=as_json)
    tell = _silent if as_json else _tell
    return session.run(partial(Evacuation(desk, look, agreed=agreed).run, tell))


def _asked(planned: Sequence[Line], *, as_json: bool) -> bool:
    """Whether a person at the terminal agrees."""
    from fiscus.core.cli.asking import ask_line
    from fiscus.tee.sweeping.lines import Fate

    moves = any(line.fate is Fate.TO_MOVE for line in planned)
    if as_json or not moves or not at_terminal():
        return False
    try:
        answer = ask_line(styled(QUESTION, bold=True))
    except (EOFError, KeyboardInterrupt):
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        say("Nothing was moved.")
        click.get_current_context().exit(1)
    return True


def _tell(line: Line) -> None:
    say(told(line))


def _silent(line: Line) -> None:
    """Everything is told at the end."""


def told(line: Line) -> str:
    """`"moved      Base: 1.5 USDC (1.50 USD) to 0x…, fee 0.00001 ETH"`."""
    what = f"{line.fate.value:14} {line.chain}: {line.what}"
    if line.worth:
        what += f" ({line.worth})"
    if line.outcome is not None:
        what += f" to {line.outcome.recipient}"
    if line.fee:
        what += f", fee {line.fee}"
    if line.text:
        what += f"\n{'':15}{line.text}".replace("\n\n", "\n")
    return what


def _ended(lines: Sequence[Line], *, dry_run: bool, as_json: bool) -> int:
    from fiscus.tee.sweeping.lines import complete

    done = complete(lines)
    if as_json:
        emit({"complete": done, "dry_run": dry_run, "lines": [line.body() for line in lines]})
    elif not lines:
        say("The wallet is empty.")
    elif dry_run:
        say(
            "Nothing was done."
            if done
            else "Nothing was done. Something of value would, or may, stay."
        )
    else:
        say(
            "Everything of value was moved."
            if done
            else "Something of value is, or may be, still there."
        )
    return int(not done)
