"""`fiscus approvals`: the payments that wait for an owner's yes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import emit, indented, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import Turn
    from fiscus.core.desk.outcome import Approval

as_json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


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
    from fiscus.core.cli.session import open_session

    with open_session(read_environment()) as session:
        records = session.run(session.agent.desk.approvals.pending)
    for waiting in (record.public() for record in records):
        if as_json:
            emit(_body(waiting))
        else:
            say(indented("\n".join((waiting.summary, *waiting.reasons)), f"{waiting.id}  "))
    if not records and not as_json:
        say("Nothing waits for an approval.")


@approvals.command()
@click.argument("approval_id", metavar="ID")
@as_json_option
@click.pass_context
def approve(ctx: click.Context, approval_id: str, as_json: bool) -> None:
    """Say yes to ID.

    It is checked afresh, and signed if it is still exactly what was shown.
    """
    ctx.exit(_decide("approve", approval_id, as_json=as_json))


@approvals.command()
@click.argument("approval_id", metavar="ID")
@as_json_option
@click.pass_context
def deny(ctx: click.Context, approval_id: str, as_json: bool) -> None:
    """Say no to ID: it is never signed."""
    ctx.exit(_decide("deny", approval_id, as_json=as_json))


def _decide(decision: str, approval_id: str, *, as_json: bool) -> int:
    from fiscus.core.cli.session import open_session
    from fiscus.core.desk.door import Principal

    owner = Principal("owner", owner=True)
    with open_session(read_environment()) as session:
        decide = session.approve if decision == "approve" else session.deny
        turn = decide(approval_id, owner)
    _show(turn, as_json=as_json)
    return _status(turn, decision)


def _show(turn: Turn, *, as_json: bool) -> None:
    from fiscus.core.cli.answers import show_turn

    if as_json:
        emit(turn.to_json())
    else:
        show_turn(turn)


def _status(turn: Turn, decision: str) -> int:
    """A no that was taken is what was asked for."""
    from fiscus.core.cli.tally import status_of

    codes = {result.error.code for result in turn.results if result.error}
    return 0 if decision == "deny" and codes == {"DENIED"} else status_of(turn)


def _body(approval: Approval) -> dict[str, object]:
    return {
        "id": approval.id,
        "summary": approval.summary,
        "digest": approval.digest,
        "expires_at": approval.expires_at,
        "reasons": list(approval.reasons),
    }
