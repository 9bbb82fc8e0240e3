"""`fiscus wallet`: what the wallet has, what it paid, and whether it may spend."""

from __future__ import annotations

from functools import partial

import click

from fiscus.core.cli.console import at_terminal, emit, say
from fiscus.core.cli.environment import read_environment

PORTFOLIO = "show my portfolio"
HISTORY = "show page {page} of my transaction history"
ALLOWANCES = "show my token approvals"


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def wallet(ctx: click.Context, as_json: bool) -> None:
    """Show the wallet and what it has.

    Its address, and its balances on every configured chain.
    """
    if ctx.invoked_subcommand is None:
        ctx.exit(_ask(PORTFOLIO, as_json=as_json))


@wallet.command()
@click.option("--page", type=click.IntRange(1, 20), default=1, help="Ten payments each.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def history(ctx: click.Context, page: int, as_json: bool) -> None:
    """List the latest payments, newest first, and the tokens that came."""
    ctx.exit(_ask(HISTORY.format(page=page), as_json=as_json))


@wallet.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def allowances(ctx: click.Context, as_json: bool) -> None:
    """List who may spend the wallet's tokens."""
    ctx.exit(_ask(ALLOWANCES, as_json=as_json))


@wallet.command("speed-up")
@click.argument("payment", metavar="ID")
@click.option("--yes", is_flag=True, help="Approve a higher fee beforehand.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def speed_up(ctx: click.Context, payment: str, yes: bool, as_json: bool) -> None:
    """Offer a higher fee for a payment that waits.

    ID is its transaction, or its `journal_id`. Both transactions have the same place: one of them
    lands, never both. On Solana nothing is replaced.
    """
    ctx.exit(_outbid("speed_up", payment, yes=yes, as_json=as_json))


@wallet.command()
@click.argument("payment", metavar="ID")
@click.option("--yes", is_flag=True, help="Approve the fee of that beforehand.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.pass_context
def cancel(ctx: click.Context, payment: str, yes: bool, as_json: bool) -> None:
    """Call a payment that waits back.

    ID is its transaction, or its `journal_id`. A transaction that moves nothing is offered for its
    place, at a higher fee: whichever lands decides. On Solana nothing is replaced.
    """
    ctx.exit(_outbid("cancel", payment, yes=yes, as_json=as_json))


@wallet.command()
def unfreeze() -> None:
    """Let a frozen wallet spend again.

    A wallet freezes by itself where the chain and its journal disagree. Look into it first.
    """
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.thaw import thaw
    from fiscus.core.desk.door import Principal

    owner = Principal("owner", owner=True)
    with open_session(read_environment()) as session:
        for line in session.run(partial(thaw, session.agent, owner)):
            say(line)


def _outbid(wanted: str, payment: str, *, yes: bool, as_json: bool) -> int:
    from fiscus.core.bootstrap.turn import IncomingMessage
    from fiscus.core.cli.answers import show_turn
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.talk import Talk
    from fiscus.core.cli.tally import status_of
    from fiscus.core.desk.door import Consent, Principal
    from fiscus.core.ids import generate_id

    consent = Consent.GIVEN if yes else Consent.POLICY
    owner = Principal("owner", owner=True, consent=consent)
    with open_session(read_environment()) as session:
        agent = session.agent
        act = agent.speed_up if wanted == "speed_up" else agent.cancel
        work = partial(session.run, partial(act, payment, owner))
        if at_terminal() and not as_json:
            message = IncomingMessage(id=generate_id(), text=wanted, principal=owner, room="cli")
            return Talk(session).outbid(work, message)
        turn = work()
    if as_json:
        emit(turn.to_json())
    else:
        show_turn(turn)
    return status_of(turn)


def _ask(text: str, *, as_json: bool) -> int:
    from fiscus.core.bootstrap.turn import IncomingMessage
    from fiscus.core.cli.answers import show_turn
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.tally import status_of
    from fiscus.core.cli.wallet_view import show_wallet
    from fiscus.core.desk.door import Principal
    from fiscus.core.ids import generate_id

    principal = Principal("owner", owner=True)
    message = IncomingMessage(id=generate_id(), text=text, principal=principal, room="wallet")
    with open_session(read_environment()) as session:
        turn = session.handle(message)
    if as_json:
        emit(turn.to_json())
    elif at_terminal():
        show_wallet(turn)
    else:
        show_turn(turn)
    return status_of(turn)
