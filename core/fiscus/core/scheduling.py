"""The tasks of a runtime, as plugins make and find them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Unpack, cast

from fiscus.core.errors import ConfigError, RequestError
from fiscus.core.tasks import TaskOptions, new_task

if TYPE_CHECKING:
    from fiscus.core.ids import UUID
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.tasks import Task
    from fiscus.core.workers import TaskWorker


class TaskAccess:
    """Tasks and their workers, under the documented names."""

    def __init__(self) -> None:
        self._workers: dict[str, TaskWorker] = {}
        self.tasks_changed = asyncio.Event()
        """Set where something may be due earlier than it was."""

    @property
    def task_workers(self) -> Mapping[str, TaskWorker]:
        return MappingProxyType(self._workers)

    def register_task_worker(self, worker: TaskWorker) -> None:
        """Let it do the tasks of its name. Raises `ConfigError` where the name is taken."""
        if worker.name in self._workers:
            raise ConfigError(f"Task worker {worker.name} already registered")
        self._workers[worker.name] = worker
        self.tasks_changed.set()

    def forget_task_worker(self, name: str) -> None:
        """Leave its tasks to others. One that is not known is no error."""
        self._workers.pop(name, None)

    def get_task_worker(self, name: str) -> TaskWorker | None:
        return self._workers.get(name)

    async def create_task(
        self,
        name: str,
        **options: Unpack[TaskOptions],
    ) -> UUID:
        """Make a task for the worker `name`; answers with its id.

        Tagged `queue` it is run once and deleted, with `repeat` every `metadata["updateInterval"]`
        milliseconds, with `immediate` the first time at once; `metadata["executeAt"]` is when.
        It acts for nobody and can never pay: `ActionContext.create_task` makes one for the person
        who asks. Raises `RequestError` where its times make no sense.
        """
        runtime = self._runtime
        task = new_task(runtime.agent_id, name, now=runtime.clock.now(), **options)
        await runtime.store.create_task(task)
        self.tasks_changed.set()
        return task.id

    async def get_task(self, task_id: UUID) -> Task | None:
        """One of this agent's; `None` where it has no such task."""
        task = await self._runtime.store.get_task(task_id)
        return task if task and task.agent_id == self._runtime.agent_id else None

    async def get_tasks(
        self,
        *,
        name: str | None = None,
        status: str | None = None,
        tags: Collection[str] = (),
        room_id: UUID | None = None,
        entity_id: UUID | None = None,
        world_id: UUID | None = None,
    ) -> tuple[Task, ...]:
        """This agent's tasks that fit and bear all the tags, in the order they are due."""
        return await self._runtime.store.get_tasks(
            self._runtime.agent_id,
            name=name,
            status=status,
            tags=tags,
            room_id=room_id,
            entity_id=entity_id,
            world_id=world_id,
        )

    async def update_task(self, task: Task | UUID, patch: Mapping[str, Any] | None = None) -> bool:
        """Put a task in place of what is there, or change some of its fields.

        It keeps the authority it was made with: what somebody else wants done is a task of its
        own. False where this agent has no such task. Raises `RequestError` for a field that cannot
        change.
        """
        if await self.get_task(task if isinstance(task, str) else task.id) is None:
            return False
        changed = await self._runtime.store.update_task(task, patch)
        self.tasks_changed.set()
        return changed

    async def delete_task(self, task_id: UUID) -> bool:
        """Cancel a task; an attempt that is under way goes to its end. False where this agent has
        no such task."""
        if await self.get_task(task_id) is None:
            return False
        return await self._runtime.store.delete_task(task_id)

    async def pause_task(self, task_id: UUID) -> None:
        """Do not run it until it is resumed. Raises `RequestError` where it does not wait."""
        now = self._runtime.clock.now()
        known = await self.get_task(task_id)
        if known is None or not await self._runtime.store.pause_task(task_id, now=now):
            raise RequestError(
                f"the task {task_id!r} does not wait to be run",
                hint="It is running, given up, paused or gone: look at it again.",
            )

    async def resume_task(self, task_id: UUID) -> None:
        """Let it be due again when it was. Raises `RequestError` where it is not paused."""
        now = self._runtime.clock.now()
        known = await self.get_task(task_id)
        if known is None or not await self._runtime.store.resume_task(task_id, now=now):
            raise RequestError(f"the task {task_id!r} is not paused")
        self.tasks_changed.set()

    @property
    def _runtime(self) -> AgentRuntime:
        return cast("AgentRuntime", self)
