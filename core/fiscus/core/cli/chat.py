"""`fiscus chat`: a conversation, with a person or with a program."""

from __future__ import annotations

import sys

import click

from fiscus.core.cli.console import at_terminal
from fiscus.core.cli.environment import read_environment


@click.command()
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help='Read one JSON object a line: {"text": "…"}, {"approve": ID} or {"deny": ID}, with id,'
    " user, room and message_id where you have them. Write one answer a line.",
)
@click.option(
    "--yes",
    is_flag=True,
    help="Approve beforehand what you say and only needs approval."
    " What the policy denies stays denied.",
)
@click.pass_context
def chat(ctx: click.Context, as_json: bool, yes: bool) -> None:
    """Talk with your agent.

    In a terminal every payment is shown before you are asked for a yes; /help says what else there
    is. In a pipe every line is a message, and what needs approval is left pending.

    With --json an id is only given back with the answer. A message_id says which message it is: one
    that comes twice acts once, restarts included. Without it, every line is a new message.

    Status 0: whatever was asked for was done. 1: something was refused, failed or is left pending.
    """
    from fiscus.core.cli.session import open_session
    from fiscus.core.desk.door import Consent

    settings = read_environment()
    with open_session(settings, stays=True) as session:
        if as_json:
            from fiscus.core.cli.jsonchat import JsonChat

            consent = Consent.GIVEN if yes else Consent.POLICY
            ctx.exit(JsonChat(session, consent).run(sys.stdin.buffer))
        if at_terminal():
            from fiscus.core.cli.prompt import converse

            consent = Consent.GIVEN if yes else Consent.ASK
            ctx.exit(converse(session, consent, history=settings.home / "chat_history"))
        from fiscus.core.cli.pipe import answer_lines

        consent = Consent.GIVEN if yes else Consent.POLICY
        ctx.exit(answer_lines(session, consent, sys.stdin.buffer))
