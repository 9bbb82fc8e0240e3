""" "Speed it up" and "cancel my last transaction": to the desk, for the one payment that waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from fiscus.core.desk.adapter import Variant
from fiscus.core.execution import APPROVAL, Execution
from fiscus.core.memory import Content
from fiscus.core.result import ActionResult, Problem

if TYPE_CHECKING:
    from fiscus.core.bootstrap.talk import Talk
    from fiscus.core.desk.door import Principal
    from fiscus.core.desk.outcome import Approval
    from fiscus.core.reader.reading import Reading

OUTBIDS: Final[Mapping[str, Variant]] = {"speed_up": Variant.FASTER, "cancel": Variant.CANCEL}
"""The reader's actions."""


class Outbids(Protocol):
    """Whoever takes such a wish to the desk."""

    async def outbid(
        self, variant: Variant, payment: str | None, principal: Principal
    ) -> tuple[ActionResult, Approval | None]: ...


async def outbid(outbids: Outbids, talk: Talk, reading: Reading) -> Execution:
    """Do it, and say what came of it. A message that is delivered again does nothing again."""
    variant = OUTBIDS[reading.action]
    if await _came_before(talk):
        problem = Problem(
            "DUPLICATE_REQUEST",
            "This message came before, and nothing was done a second time",
            "Ask again in a new message.",
        )
        result, approval = ActionResult.failed(problem, action=reading.action.upper()), None
    else:
        payment = reading.params.get("payment")
        talk.count_desk(1)
        try:
            result, approval = await outbids.outbid(
                variant, payment if isinstance(payment, str) else None, talk.delivery.principal
            )
        finally:
            talk.count_desk(-1)
    marked = {APPROVAL: approval.id} if approval is not None else {}
    await talk.say(Content(result.text, (result.action,), metadata=marked))
    return Execution((result,), approval)


async def _came_before(talk: Talk) -> bool:
    known = await talk.runtime.store.get_memory_by_id(talk.message.id)
    return known is not None and known.created_at < talk.message.created_at
