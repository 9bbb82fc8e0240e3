"""Turns as lines of text, and refusals as turns."""

from __future__ import annotations

from fiscus.core.bootstrap.turn import Reply, Turn
from fiscus.core.cli.console import say
from fiscus.core.errors import FiscusError
from fiscus.core.result import ActionResult, Problem


def show_turn(turn: Turn) -> None:
    """The replies, and how to approve what waits."""
    for reply in turn.replies:
        if reply.text:
            say(reply.text)
    if turn.approval is not None:
        say(how_to_approve(turn.approval.id))
        if turn.approval.required > 1:
            shown = f"fiscus approvals show {turn.approval.id}"
            say(f"What each approver signs: {shown}")


def how_to_approve(approval_id: str) -> str:
    return f"To approve it: fiscus approvals approve {approval_id}"


def refused(error: FiscusError, *, turn_id: str, room: str = "cli") -> Turn:
    """A refusal that came before any action, as an answer."""
    result = ActionResult.failed(Problem.of(error))
    return Turn(id=turn_id, room=room, replies=(Reply(result.text, ("ERROR",)),), results=(result,))
