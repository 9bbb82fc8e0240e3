"""Tasks: work that is done later, again, or once something is true; and when it is due.

A task is found by its worker's name, run by the task service and kept in the store. The functions
here are pure: they say what a task looks like after something happened to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID, generate_id
from fiscus.core.jsontext import Json, to_json
from fiscus.core.origins import Origin
from fiscus.core.result import Problem

QUEUE: Final = "queue"
"""The tag of what the task service runs; a task without it waits for whoever made it."""
REPEAT: Final = "repeat"
IMMEDIATE: Final = "immediate"
INTERVAL: Final = "updateInterval"
"""Milliseconds between the beginnings of two runs."""
UPDATED: Final = "updatedAt"
"""When the newest run began."""
START_KEYS: Final = ("executeAt", "scheduledFor")

MAX_ATTEMPTS: Final = 3
BACKOFF_MS: Final = 1000
MOST_BACKOFF_MS: Final = 300_000
RECHECK_MS: Final = 1000
"""How soon a task that is not valid yet, and names no interval, is asked again."""


class TaskStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    """Somebody stopped it for a while: it is not run until it is resumed."""
    COMPLETED = "completed"
    """Only in the log: a task that is done is deleted."""
    FAILED = "failed"
    """Every attempt failed. It stays, with its error, until somebody runs or cancels it."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who a task acts for, written down when it is made and never changed."""

    name: str = "agent"
    owner: bool = False
    """Whether that person drives the wallet; nobody else's task gets past the desk."""
    origin: Origin = Origin.MODEL
    """Whose idea the task is. Where that needs approval, so does every payment of the task."""


NOBODY: Final = Authority()


@dataclass(frozen=True, slots=True)
class Lease:
    """Who runs a task now, and until when that holds without a renewal."""

    owner: str
    """A process: no two have the same."""
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task. Times are milliseconds since 1970 UTC."""

    id: UUID
    agent_id: UUID
    name: str
    """Its worker's."""
    created_at: int
    description: str = ""
    tags: tuple[str, ...] = (QUEUE,)
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the worker is given; `updateInterval`, `updatedAt`, `executeAt` set the time."""
    room_id: UUID | None = None
    world_id: UUID | None = None
    entity_id: UUID | None = None
    authority: Authority = NOBODY
    status: TaskStatus = TaskStatus.PENDING
    scheduled_for: int | None = None
    """When it is due; `None` where it is never due by itself."""
    run: int = 1
    """The number of its present or next run. A run is done at most once to the outside."""
    attempts: int = 0
    """Attempts of this run that were begun."""
    max_attempts: int = MAX_ATTEMPTS
    error: Problem | None = None
    """Why the newest attempt failed."""
    lease: Lease | None = None

    @property
    def repeats(self) -> bool:
        return REPEAT in self.tags

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys."""
        error = self.error
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "tags": list(self.tags),
            "metadata": {key: to_json(value) for key, value in self.metadata.items()},
            "roomId": self.room_id,
            "worldId": self.world_id,
            "entityId": self.entity_id,
            "status": self.status.value,
            "scheduledFor": self.scheduled_for,
            "run": self.run,
            "attempts": self.attempts,
            "maxAttempts": self.max_attempts,
            "createdAt": self.created_at,
            "createdBy": self.authority.name,
            "error": error.to_json() if error else None,
        }


def new_task(
    agent_id: UUID,
    name: str,
    *,
    now: int,
    description: str = "",
    tags: tuple[str, ...] = (QUEUE,),
    metadata: Mapping[str, object] | None = None,
    room_id: UUID | None = None,
    world_id: UUID | None = None,
    entity_id: UUID | None = None,
    authority: Authority = NOBODY,
    max_attempts: int = MAX_ATTEMPTS,
) -> Task:
    """A task that was never run. Raises `RequestError` where its times make no sense."""
    task = Task(
        id=generate_id(),
        agent_id=agent_id,
        name=name,
        created_at=now,
        description=description,
        tags=tags,
        metadata=dict(metadata or {}),
        room_id=room_id,
        world_id=world_id,
        entity_id=entity_id,
        authority=authority,
        max_attempts=max_attempts,
    )
    if max_attempts < 1:
        raise RequestError(f"{name!r} would never be attempted", hint="Allow at least one attempt.")
    return replace(task, scheduled_for=_first(task, now))


def done(task: Task, *, began: int, now: int) -> Task | None:
    """After an attempt that succeeded: due again where it repeats, else gone.

    Runs that were missed meanwhile are one run: the next is due one interval after this one began,
    and never before now.
    """
    return _next_run(task, began, now, error=None) if task.repeats else None


def failed(task: Task, problem: Problem, *, began: int, now: int) -> Task:
    """After an attempt that failed: later again; after the last one the run is given up."""
    if task.attempts < task.max_attempts:
        wait = min(BACKOFF_MS * 2**task.attempts, MOST_BACKOFF_MS)
        return replace(_waiting(task, now + wait), error=problem)
    if task.repeats:
        return _next_run(task, began, now, error=problem)
    return replace(_waiting(task, None), status=TaskStatus.FAILED, error=problem)


def not_yet(task: Task, *, began: int, now: int) -> Task:
    """Its worker does not find it valid: asked again later, and no attempt was made."""
    interval = _milliseconds(task, INTERVAL) or RECHECK_MS
    asked = replace(task, attempts=task.attempts - 1, metadata={**task.metadata, UPDATED: began})
    return _waiting(asked, max(began + interval, now))


def interrupted(task: Task, *, now: int) -> Task:
    """Its attempt was ended by a clean stop: due at once, and the attempt does not count."""
    return replace(_waiting(task, now), attempts=task.attempts - 1)


def paused(task: Task) -> Task:
    """Not run any more until it is resumed. An attempt that is under way is not disturbed."""
    return replace(task, status=TaskStatus.PAUSED)


def resumed(task: Task) -> Task:
    """As it was before it was paused; what it missed meanwhile is one run."""
    if task.status is not TaskStatus.PAUSED:
        return task
    status = TaskStatus.RUNNING if task.lease else TaskStatus.PENDING
    return replace(task, status=status)


def due_now(task: Task, *, now: int) -> Task:
    """Due at once. One that was given up is given its attempts again, in the same run: what that
    run paid is not paid again."""
    attempts = 0 if task.status is TaskStatus.FAILED else task.attempts
    return replace(task, status=TaskStatus.PENDING, scheduled_for=now, attempts=attempts)


def _first(task: Task, now: int) -> int | None:
    if QUEUE not in task.tags:
        return None
    interval = _milliseconds(task, INTERVAL)
    if task.repeats and not interval:
        raise RequestError(
            f"{task.name!r} repeats, and its `{INTERVAL}` is missing",
            hint=f"Put the milliseconds between two runs in metadata[{INTERVAL!r}].",
        )
    for key in START_KEYS:
        if (at := _milliseconds(task, key)) is not None:
            return at
    if not task.repeats or IMMEDIATE in task.tags:
        return now
    return (_milliseconds(task, UPDATED) or now) + (interval or 0)


def _next_run(task: Task, began: int, now: int, *, error: Problem | None) -> Task:
    interval = _milliseconds(task, INTERVAL) or RECHECK_MS
    following = replace(
        task,
        run=task.run + 1,
        attempts=0,
        metadata={**task.metadata, UPDATED: began},
        error=error,
    )
    return _waiting(following, max(began + interval, now))


def _waiting(task: Task, due: int | None) -> Task:
    status = TaskStatus.PAUSED if task.status is TaskStatus.PAUSED else TaskStatus.PENDING
    return replace(task, status=status, scheduled_for=due, lease=None)


def _milliseconds(task: Task, key: str) -> int | None:
    value = task.metadata.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        raise RequestError(
            f"`{key}` of {task.name!r} is no number of milliseconds",
            hint="Write a whole number, like 3600000 for an hour.",
        )
    return int(value)
