"""One attempt of a task, from its claim to what is written down of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from fiscus.core.doors import open_door
from fiscus.core.errors import FiscusError
from fiscus.core.ids import generate_id
from fiscus.core.isolation import settle, where
from fiscus.core.store.records import LogEntry
from fiscus.core.tasks import UPDATED, TaskStatus, next_time, repeats, retry_time
from fiscus.core.workers import TaskContext

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.tasks import Task
    from fiscus.core.workers import TaskWorker

log = logging.getLogger(__name__)

LOG_TYPE: Final = "task"
LOST: Final = "LOST: The last attempt did not end: its process was gone, or its lease was over."


@dataclass(slots=True)
class Attempt:
    """Keeps the lease of a claim while the worker is at it, then writes down how it ended."""

    runtime: AgentRuntime
    worker: TaskWorker
    claim: Task
    lease_ms: int
    lost: bool = False
    """Whether the claim went to somebody else: then nothing is written."""

    async def run(self) -> None:
        """Do it. A cancellation gives the claim back, uncounted."""
        began = self.runtime.clock.now()
        if self.claim.attempts > (self.claim.max_attempts or self.claim.attempts):
            await self._failed(LOST, began)
            return
        try:
            async with self._leased():
                (outcome,) = await settle(self._work())
        except asyncio.CancelledError:
            if self.lost:
                log.warning("task %s: the lease is over, its attempt was ended", self.claim.name)
                return
            now = self.runtime.clock.now()
            await self.runtime.store.release_task(
                self.claim, now=now, scheduled_for=now, error=self.claim.error, counts=False
            )
            raise
        await self._ended(outcome, began)

    async def _work(self) -> bool:
        """Whether it was time. Raises what the worker raises."""
        context = TaskContext(self.runtime, self.claim, partial(open_door, self.runtime))
        if not await self.worker.is_valid(context):
            return False
        await self.worker.run(context)
        return True

    @asynccontextmanager
    async def _leased(self) -> AsyncGenerator[None]:
        work = asyncio.current_task()
        assert work is not None
        keeping = asyncio.create_task(self._keep(work))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self, work: asyncio.Task[object]) -> None:
        """Renew the lease, and end the work where that is not possible in time."""
        until = self.claim.lease_until or 0
        while True:
            await asyncio.sleep(self.lease_ms / 3000)
            now = self.runtime.clock.now()
            renewal = self.runtime.store.renew_task(self.claim, until=now + self.lease_ms)
            (renewed,) = await settle(renewal)
            if renewed is True:
                until = now + self.lease_ms
            elif renewed is False or self.runtime.clock.now() >= until:
                self.lost = True
                work.cancel()
                return

    async def _ended(self, outcome: bool | Exception, began: int) -> None:
        store, claim, now = self.runtime.store, self.claim, self.runtime.clock.now()
        if isinstance(outcome, Exception):
            await self._failed(_problem(claim.name, outcome), began)
        elif not outcome:
            due = next_time(claim, began=began, now=now)
            await store.release_task(
                claim, now=now, scheduled_for=due, counts=False, metadata={UPDATED: began}
            )
        elif repeats(claim):
            await self._next_run(began)
        else:
            # Deleted only once the log has it: a crash between runs it again, the same run.
            await self._log(TaskStatus.COMPLETED)
            await store.drop_task(claim)

    async def _failed(self, error: str, began: int) -> None:
        store, claim, now = self.runtime.store, self.claim, self.runtime.clock.now()
        log.error("task %s, run %d, attempt %d: %s", claim.name, claim.run, claim.attempts, error)
        if claim.max_attempts is None or claim.attempts < claim.max_attempts:
            due = retry_time(claim, now=now)
            await store.release_task(claim, now=now, scheduled_for=due, error=error)
            return
        await self._log(TaskStatus.FAILED, error)
        if repeats(claim):
            await self._next_run(began, error)
        else:
            await store.finish_task(claim, now=now, error=error)

    async def _next_run(self, began: int, error: str | None = None) -> None:
        store, now = self.runtime.store, self.runtime.clock.now()
        # The worker may have changed how often it is run.
        newest = await store.get_task(self.claim.id) or self.claim
        due = next_time(newest, began=began, now=now)
        await store.repeat_task(
            self.claim, now=now, scheduled_for=due, error=error, metadata={UPDATED: began}
        )

    async def _log(self, status: TaskStatus, error: str | None = None) -> None:
        claim = self.claim
        ended = replace(claim, status=status, error=error)
        entry = LogEntry(
            id=generate_id(),
            agent_id=claim.agent_id,
            type=LOG_TYPE,
            body=task_json(ended),
            created_at=self.runtime.clock.now(),
            level="info" if error is None else "error",
            entity_id=claim.entity_id,
            room_id=claim.room_id,
        )
        await self.runtime.store.log(entry)


def task_json(task: Task) -> dict[str, object]:
    """A task for programs, with the documented keys."""
    return {
        "id": task.id,
        "name": task.name,
        "description": task.description,
        "status": task.status.value,
        "tags": list(task.tags),
        "metadata": dict(task.metadata),
        "roomId": task.room_id,
        "worldId": task.world_id,
        "entityId": task.entity_id,
        "scheduledFor": task.scheduled_for,
        "run": task.run,
        "attempts": task.attempts,
        "maxAttempts": task.max_attempts,
        "createdBy": task.authority.name,
        "owner": task.authority.owner,
        "origin": task.authority.origin.value,
        "createdAt": task.created_at,
        "updatedAt": task.updated_at,
        "error": task.error,
    }


def _problem(name: str, error: Exception) -> str:
    """`"CODE: what went wrong"`, without anything that may hold a secret."""
    if isinstance(error, FiscusError):
        return f"{error.code}: {error}"
    log.error("task %s failed: %s", name, where(error))
    return f"INTERNAL: {type(error).__name__}; the log says where."
