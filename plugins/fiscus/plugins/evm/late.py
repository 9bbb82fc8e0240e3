"""What a bridge brings after its answer was given: looked at until it has ended, and told then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fiscus.chains.evm.quoting.ways import notice_of
from fiscus.chains.wallets.bridge import bridge_receipt
from fiscus.core import ActionContext, AgentRuntime, TaskContext, TaskWorker
from fiscus.core.desk.history import History
from fiscus.core.desk.outcome import Outcome
from fiscus.core.memory import Content
from fiscus.core.tasks import INTERVAL, QUEUE, REPEAT
from fiscus.plugins.evm.service import EvmService

LATE: Final = "EVM_LATE_ARRIVAL"
LOOK_MS: Final = 10_000
PATIENCE_MS: Final = 7 * 24 * 60 * 60 * 1000
"""After which only the history still looks."""
PAYMENT: Final = "journalId"
ENDS: Final = frozenset({"arrived", "refunded", "partial"})


async def put_down(ctx: ActionContext, outcome: Outcome) -> None:
    """See that the room of the message is told once how it ended; asked for twice, told once."""
    tasks = await ctx.runtime.get_tasks(name=LATE)
    if any(task.metadata.get(PAYMENT) == outcome.journal_id for task in tasks):
        return
    until = ctx.runtime.clock.now() + PATIENCE_MS
    await ctx.create_task(
        LATE,
        description=f"tell of the arrival of {outcome.gains}",
        tags=(QUEUE, REPEAT),
        metadata={PAYMENT: outcome.journal_id, INTERVAL: LOOK_MS, "until": until},
    )


async def look(runtime: AgentRuntime, service: EvmService, journal_id: str) -> Outcome:
    """Where the money is now, the bridge's own service asked for a hint."""
    history = runtime.capability("history", History)
    known = await history.look(journal_id)
    if known.side in ENDS:
        return known
    notice = await notice_of(service.evm, known.hash or "", known.chain)
    return await history.look(journal_id, notice)


async def attend(ctx: TaskContext, options: Mapping[str, object]) -> None:
    runtime, service = ctx.runtime, ctx.runtime.get_service(EvmService)
    if service is None:
        return
    outcome = await look(runtime, service, str(options[PAYMENT]))
    over = runtime.clock.now() > int(str(options["until"]))
    if outcome.side not in ENDS and not over:
        return
    service.changed()
    told = bridge_receipt(outcome, service.evm.title)
    if ctx.task.room_id is not None:
        said = Content(told.text, actions=("EVM_BRIDGE",))
        await runtime.send_message(ctx.task.room_id, said)
    await runtime.delete_task(ctx.task.id)


worker: Final = TaskWorker(LATE, attend)
