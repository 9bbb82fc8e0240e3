"""`fiscus ask`: one message, one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import at_terminal, emit
from fiscus.core.cli.environment import read_environment
from fiscus.core.errors import FiscusError

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import IncomingMessage
    from fiscus.core.desk.door import Consent


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Write the answer as one line of JSON.")
@click.option(
    "--yes",
    is_flag=True,
    help="Approve beforehand what you say and only needs approval."
    " What the policy denies stays denied.",
)
@click.pass_context
def ask(ctx: click.Context, text: str, as_json: bool, yes: bool) -> None:
    """Do what TEXT says, once.

    In a terminal a payment is shown before you are asked for a yes. Elsewhere, what needs approval
    is left pending; see `fiscus approvals`. Put TEXT in single quotes: in double quotes the shell
    replaces $5 by something else.

    \b
    Examples:
      fiscus ask 'show my portfolio'
      fiscus ask 'send $5 of ETH to alice.eth on Base'

    Status 0: all of it was done. 1: something was refused, failed, is pending or was asked back.
    """
    from fiscus.core.desk.door import Consent

    _must_be_text(text)
    if as_json:
        ctx.exit(_ask_json(text, Consent.GIVEN if yes else Consent.POLICY))
    if yes or not at_terminal():
        ctx.exit(_ask_plainly(text, Consent.GIVEN if yes else Consent.POLICY))
    ctx.exit(_ask_person(text))


def _must_be_text(text: str) -> None:
    if not text.strip():
        raise click.BadParameter("It is empty.", param_hint="TEXT")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise click.BadParameter("It is not UTF-8.", param_hint="TEXT") from None


def _message(text: str, consent: Consent) -> IncomingMessage:
    from fiscus.core.bootstrap.turn import IncomingMessage
    from fiscus.core.desk.door import Principal
    from fiscus.core.ids import generate_id

    return IncomingMessage(
        id=generate_id(), text=text, principal=Principal("owner", owner=True, consent=consent)
    )


def _ask_json(text: str, consent: Consent) -> int:
    from fiscus.core.cli.answers import refused
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.tally import status_of

    message = _message(text, consent)
    try:
        with open_session(read_environment()) as session:
            turn = session.handle(message)
    except FiscusError as error:
        emit(refused(error, turn_id=message.id).to_json())
        raise
    emit(turn.to_json())
    return status_of(turn)


def _ask_plainly(text: str, consent: Consent) -> int:
    from fiscus.core.cli.answers import show_turn
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.tally import status_of

    with open_session(read_environment()) as session:
        turn = session.handle(_message(text, consent))
        show_turn(turn)
    return status_of(turn)


def _ask_person(text: str) -> int:
    from fiscus.core.cli.session import open_session
    from fiscus.core.cli.talk import Talk
    from fiscus.core.desk.door import Consent

    with open_session(read_environment()) as session:
        return Talk(session).take(_message(text, Consent.ASK))
