"""`fiscus approvals`: the payments that wait for an owner's yes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import emit, indented, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import Turn
    from fiscus.core.cli.session import Session
    from fiscus.core.desk.consenting import By, Decision
    from fiscus.core.desk.door import Signed
    from fiscus.core.secrets import Secret

MOST_KEY_BYTES: Final = 1024
"""Of a key file: it holds one line."""

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")
key_file_option = click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Answer as an approver: sign with the key in this file, 64 hexadecimal digits.",
)
signature_option = click.option(
    "--signature",
    metavar="HEX",
    help="Answer as an approver: the signature (personal_sign) under the text that `show` prints.",
)
by_option = click.option("--by", metavar="NAME", help="The approver whose signature it is.")


@click.group(invoke_without_command=True)
@click.pass_context
def approvals(ctx: click.Context) -> None:
    """See and decide the payments that wait for a yes.

    Alone it lists them. An approval is good for one payment, exactly as it was shown, and for a
    quarter of an hour.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_approvals, as_json=False)


@approvals.command("list")
@as_json_option
def list_approvals(as_json: bool) -> None:
    """List what waits, oldest first. With --json one object a line."""
    from fiscus.core.cli.approval_view import brief
    from fiscus.core.cli.session import open_session

    with open_session(read_environment()) as session:
        questions = session.run(session.agent.front.books.pending)
    for question in questions:
        if as_json:
            emit(brief(question))
            continue
        waiting = question.record.public(question.approving)
        still = (f"It has {len(waiting.given)} of {waiting.required} approvals.",)
        lines = (waiting.summary, *waiting.reasons, *(still if waiting.required > 1 else ()))
        say(indented("\n".join(lines), f"{waiting.id}  "))
    if not questions and not as_json:
        say("Nothing waits for an approval.")


@approvals.command()
@click.argument("approval_id", metavar="ID")
@as_json_option
def show(approval_id: str, as_json: bool) -> None:
    """Show everything that a yes to ID buys, and the text that an approver signs.

    With --json as one object.
    """
    from fiscus.core.cli.approval_view import body, view
    from fiscus.core.cli.session import open_session

    with open_session(read_environment()) as session:
        question = session.run(partial(session.agent.front.books.question, approval_id))
    if as_json:
        emit(body(question))
    else:
        say(view(question))


@approvals.command()
@click.argument("approval_id", metavar="ID")
@key_file_option
@signature_option
@by_option
@as_json_option
@click.pass_context
def approve(
    ctx: click.Context,
    approval_id: str,
    key_file: Path | None,
    signature: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Say yes to ID: as the owner, or as an approver of the policy with a key of their own.

    With the last yes that is needed it is checked afresh, and signed if it is still exactly what
    was shown.
    """
    given = _given(key_file, signature, by)
    ctx.exit(_decide("approve", approval_id, given, as_json=as_json))


@approvals.command()
@click.argument("approval_id", metavar="ID")
@key_file_option
@signature_option
@by_option
@as_json_option
@click.pass_context
def deny(
    ctx: click.Context,
    approval_id: str,
    key_file: Path | None,
    signature: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Say no to ID: it is never signed. One no is enough."""
    given = _given(key_file, signature, by)
    ctx.exit(_decide("deny", approval_id, given, as_json=as_json))


def _given(key_file: Path | None, signature: str | None, by: str | None) -> Path | Signed | None:
    """Who answers: a key, a signature, or the owner at this terminal."""
    from fiscus.core.desk.door import Signed

    if key_file is not None and signature is not None:
        raise click.UsageError("Give --key-file or --signature, not both.")
    if by is not None and signature is None:
        raise click.UsageError("--by goes with --signature.")
    return key_file if signature is None else Signed(signature, by)


def _decide(
    decision: Decision, approval_id: str, given: Path | Signed | None, *, as_json: bool
) -> int:
    from fiscus.core.cli.session import open_session

    with open_session(read_environment()) as session:
        by = _by(session, decision, approval_id, given)
        decide = session.approve if decision == "approve" else session.deny
        turn = decide(approval_id, by)
    _show(turn, as_json=as_json)
    return _status(turn, decision)


def _by(session: Session, decision: Decision, approval_id: str, given: Path | Signed | None) -> By:
    from fiscus.core.desk.consenting import text_to_sign
    from fiscus.core.desk.door import Principal, Signed
    from fiscus.core.desk.signatures import sign_text

    if given is None:
        return Principal("owner", owner=True)
    if isinstance(given, Signed):
        return given
    question = session.run(partial(session.agent.front.books.question, approval_id))
    return Signed(sign_text(text_to_sign(question.record, decision), _key(given)))


def _key(path: Path) -> Secret:
    """Raises `ConfigError` for a file that others can read."""
    from fiscus.core.errors import ConfigError
    from fiscus.core.secrets import Secret

    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise ConfigError(
                f"The key file {str(path)!r} can be read by others", hint=f"Run: chmod 600 {path}"
            )
        return Secret(file.read(MOST_KEY_BYTES).decode("ascii", "replace"))


def _show(turn: Turn, *, as_json: bool) -> None:
    from fiscus.core.cli.answers import show_turn

    if as_json:
        emit(turn.to_json())
    else:
        show_turn(turn)


def _status(turn: Turn, decision: Decision) -> int:
    """A no that was taken is what was asked for."""
    from fiscus.core.cli.tally import status_of

    codes = {result.error.code for result in turn.results if result.error}
    return 0 if decision == "deny" and codes == {"DENIED"} else status_of(turn)
