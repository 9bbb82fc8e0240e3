"""The task service: runs what is due, once at a time, until it is done."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, ClassVar, Final

from fiscus.core.attempts import Attempt
from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.ids import UUID, generate_id
from fiscus.core.isolation import settle, where
from fiscus.core.service import Service, ServiceType
from fiscus.core.settings import TASKS
from fiscus.core.tasks import QUEUE

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.tasks import Task

log = logging.getLogger(__name__)

TICK_SECONDS: Final = 1.0
"""At least this often the store is asked what is due: another process may have put it there."""
LEASE_MS: Final = 60_000
MOST_AT_ONCE: Final = 8
STOP_SECONDS: Final = 8.0
"""What runs has this long to end when the service stops."""


class TaskService(Service):
    """Claims due tasks under a lease, so that no two processes run one at the same time.

    A task is run at least once: one whose process died is claimed again when its lease is over. A
    process that runs nothing by itself (FISCUS_TASKS=off) still runs what it is told to.
    """

    service_type: ClassVar[str] = ServiceType.TASK
    capability_description: ClassVar[str] = "Scheduled task execution"
    tick_seconds: ClassVar[float] = TICK_SECONDS
    lease_ms: ClassVar[int] = LEASE_MS
    stop_seconds: ClassVar[float] = STOP_SECONDS

    def __init__(self, runtime: AgentRuntime) -> None:
        super().__init__(runtime)
        self._agent = runtime
        self._owner = generate_id()
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._open = True
        """Whether new tasks are taken up."""
        self._alive = True

    async def initialize(self, runtime: AgentRuntime) -> None:
        if _wanted(runtime) and _remembers(runtime):
            self._loop = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Take up nothing new, wait for what runs, and give back what does not end in time."""
        self._open = self._alive = False
        self._agent.tasks_changed.set()
        if self._loop is not None:
            await asyncio.wait([self._loop])
        if running := set(self._running):
            _, late = await asyncio.wait(running, timeout=self.stop_seconds)
            for attempt in late:
                attempt.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def pause(self) -> None:
        """Take up nothing new until `resume`; what runs goes on."""
        self._open = False

    def resume(self) -> None:
        self._open = True
        self._agent.tasks_changed.set()

    async def run_now(self, task_id: UUID) -> Task | None:
        """Run a task at once, due or not, and answer with what is left of it.

        Raises `RequestError` where there is none, nobody can do it, or somebody is at it.
        """
        task = await self._agent.get_task(task_id)
        if task is None:
            raise RequestError(f"there is no task {task_id!r}", hint="`fiscus tasks` lists them.")
        if self._agent.get_task_worker(task.name) is None:
            raise RequestError(
                f"no active plugin does {task.name!r}", hint="Name its plugin in FISCUS_PLUGINS."
            )
        claim = await self._agent.store.claim_task(
            task_id, now=self._agent.clock.now(), owner=self._owner, lease_ms=self.lease_ms
        )
        if claim is None:
            raise RequestError(f"the task {task_id!r} is being run", hint="Look at it again later.")
        await self._attempt(claim)
        return await self._agent.get_task(task_id)

    async def _run(self) -> None:
        while self._alive:
            changed = self._agent.tasks_changed
            changed.clear()
            (due,) = await settle(self._take_up())
            if isinstance(due, Exception):
                log.error("the task service cannot look for tasks: %s", where(due))
                due = None
            try:
                async with asyncio.timeout(self._pause_until(due)):
                    await changed.wait()
            except TimeoutError:
                pass

    def _pause_until(self, due: int | None) -> float:
        if due is None or not self._room:
            return self.tick_seconds
        return min(max(due - self._agent.clock.now(), 0) / 1000, self.tick_seconds)

    async def _take_up(self) -> int | None:
        """Start what is due; answers with when the next is."""
        agent, workers = self._agent, self._agent.task_workers
        if not (self._room and workers):
            return None
        names = tuple(workers)
        due = await agent.store.next_due(agent_id=agent.agent_id, names=names, tags=(QUEUE,))
        if due is None or due > agent.clock.now():
            return due
        claims = await agent.store.claim_due_tasks(
            now=agent.clock.now(),
            owner=self._owner,
            lease_ms=self.lease_ms,
            limit=self._room,
            agent_id=agent.agent_id,
            names=names,
            tags=(QUEUE,),
        )
        for claim in claims:
            self._start(claim)
        return agent.clock.now() if claims else None

    def _start(self, claim: Task) -> None:
        attempt = asyncio.create_task(self._attempt(claim))
        self._running.add(attempt)
        attempt.add_done_callback(self._ended)

    def _ended(self, attempt: asyncio.Task[None]) -> None:
        self._running.discard(attempt)
        self._agent.tasks_changed.set()

    async def _attempt(self, claim: Task) -> None:
        worker = self._agent.task_workers[claim.name]
        (outcome,) = await settle(Attempt(self._agent, worker, claim, self.lease_ms).run())
        if isinstance(outcome, Exception):
            # Nothing is lost: the lease runs out, and the task is claimed again.
            log.error("task %s could not be written down: %s", claim.name, where(outcome))

    @property
    def _room(self) -> int:
        return MOST_AT_ONCE - len(self._running) if self._open else 0


def _wanted(runtime: AgentRuntime) -> bool:
    return str(runtime.get_setting(TASKS.name) or TASKS.default).lower() not in {"off", "false"}


def _remembers(runtime: AgentRuntime) -> bool:
    try:
        _ = runtime.store
    except ConfigError:
        return False
    return True
