"""Workers: what does a task, what it is given, and by whose authority it acts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from fiscus.core.arity import offered
from fiscus.core.desk.door import (
    Door,
    DoorFactory,
    Given,
    Intent,
    Principal,
    Ticket,
    Words,
    earlier,
)
from fiscus.core.desk.outcome import Outcome
from fiscus.core.doors import closed
from fiscus.core.errors import RequestError
from fiscus.core.execution import Call, Occasion
from fiscus.core.ids import derived_id
from fiscus.core.memory import Content, Memory
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult
from fiscus.core.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscus.core.reader.reading import ParamValue
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.tasks import Task

SOURCE = "task"

Execute: TypeAlias = (
    Callable[["TaskContext", Mapping[str, object]], Awaitable[object]]
    | Callable[["TaskContext"], Awaitable[object]]
)
Validate: TypeAlias = (
    Callable[["AgentRuntime", Memory, State], Awaitable[bool]]
    | Callable[["AgentRuntime"], Awaitable[bool]]
)


@dataclass(frozen=True, slots=True)
class TaskWorker:
    """Does the tasks of its name.

    `execute` is given a `TaskContext` and the task's metadata; it raises where the attempt failed,
    and is then called again. What it does to the outside must be the same done twice: a payment
    through `ctx.door` or `ctx.run_action` is. `validate` says whether it is time; without one it
    always is.
    """

    name: str
    execute: Execute
    validate: Validate | None = None

    async def is_valid(self, ctx: TaskContext) -> bool:
        if self.validate is None:
            return True
        return await offered(self.validate, ctx.runtime, ctx.message, State())

    async def run(self, ctx: TaskContext) -> None:
        await offered(self.execute, ctx, ctx.task.metadata)


@dataclass(frozen=True, slots=True)
class TaskContext:
    """One attempt of one run of a task."""

    runtime: AgentRuntime
    task: Task
    _doors: DoorFactory = closed

    @property
    def attempt(self) -> int:
        """The number of this attempt of the run, from 1."""
        return self.task.attempts

    @property
    def principal(self) -> Principal:
        """Who made the task. Nobody sits at a terminal: what needs approval is left pending."""
        return Principal(self.task.authority.name, owner=self.task.authority.owner)

    @property
    def message(self) -> Memory:
        """What stands for the message that a task does not have."""
        task = self.task
        return Memory(
            id=derived_id(task.id, str(task.run)),
            entity_id=task.entity_id or task.agent_id,
            agent_id=task.agent_id,
            room_id=task.room_id or task.agent_id,
            content=Content(task.description or task.name, source=SOURCE),
            created_at=task.created_at,
            world_id=task.world_id,
        )

    def door(self, step: int = 0) -> Door:
        """The desk, bound to a step of this run: it acts once for it, in whatever attempt.

        What an earlier attempt paid in this step is the answer, whatever is asked for now.
        """
        run = f"{self.task.id}:{self.task.run}"
        ticket = Ticket(
            source=SOURCE,
            room=self.task.agent_id,
            message_id=run,
            step=step,
            text=f"task {run}",
            principal=self.principal,
            words=self._words,
        )
        idea = Given(self.task.name, self.task.authority.origin)
        return _TaskDoor(self._doors(ticket), idea)

    @property
    def _words(self) -> Words:
        """What was said when the task was made, as the rule that it now is."""
        authority = self.task.authority
        origin = authority.origin if authority.origin.needs_approval else Origin.STRATEGY
        said = {role: Given(value, origin) for role, value in authority.words.items()}
        return Words(authority.request, said, origin)

    async def run_action(
        self, name: str, params: Mapping[str, ParamValue], *, step: int = 0
    ) -> ActionResult:
        """Run an action with the authority of the task. What it says goes to the task's room.

        Raises `RequestError` where there is no such action.
        """
        action = self.runtime.get_action(name)
        if action is None:
            raise RequestError(f"there is no action {name!r}")
        origin = self._words.idea
        call = Call(
            action,
            step=step,
            request=self.task.authority.request,
            params=params,
            values={role: Given(str(value), origin) for role, value in params.items()},
            origin=origin,
        )
        occasion = Occasion(self.message, self.principal, self.door, self._say)
        execution = await self.runtime.execute([call], occasion=occasion)
        return execution.results[0]

    async def _say(self, content: Content) -> Sequence[Memory]:
        room = self.task.room_id
        if room is None:
            return ()
        return (await self.runtime.send_message(room, content),)


@dataclass(frozen=True, slots=True)
class _TaskDoor:
    """Tells the desk whose idea the task is, whatever its worker passes on."""

    _door: Door
    _idea: Given

    async def submit(self, intent: Intent) -> Outcome:
        if self._idea.origin.needs_approval:
            intent = replace(intent, values={**intent.values, "action": self._idea})
        return await self._door.submit(intent)

    async def earlier(self) -> Outcome | None:
        return await earlier(self._door)
