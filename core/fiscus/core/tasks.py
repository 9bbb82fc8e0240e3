"""When a task is due: what its tags and its metadata say. Times are milliseconds since 1970 UTC."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final, TypedDict

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID, generate_id
from fiscus.core.jsontext import to_json
from fiscus.core.store.records import Authority, Task, TaskStatus

__all__ = [
    "Authority",
    "Task",
    "TaskOptions",
    "TaskStatus",
    "new_task",
    "next_time",
    "repeats",
    "retry_time",
]

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


class TaskOptions(TypedDict, total=False):
    """What may be said of a task when it is made."""

    description: str
    metadata: Mapping[str, object]
    tags: Collection[str]
    room_id: UUID | None
    world_id: UUID | None
    entity_id: UUID | None
    priority: int
    max_attempts: int


def new_task(
    agent_id: UUID,
    name: str,
    *,
    now: int,
    description: str = "",
    tags: Collection[str] = (QUEUE,),
    metadata: Mapping[str, object] | None = None,
    room_id: UUID | None = None,
    world_id: UUID | None = None,
    entity_id: UUID | None = None,
    priority: int = 0,
    max_attempts: int = MAX_ATTEMPTS,
    authority: Authority | None = None,
) -> Task:
    """A task that was never run. Raises `RequestError` where its times make no sense."""
    if max_attempts < 1:
        raise RequestError(f"{name!r} would never be attempted", hint="Allow at least one attempt.")
    task = Task(
        id=generate_id(),
        agent_id=agent_id,
        name=name,
        created_at=now,
        updated_at=now,
        description=description,
        tags=tuple(tags),
        metadata={key: to_json(value) for key, value in (metadata or {}).items()},
        room_id=room_id,
        world_id=world_id,
        entity_id=entity_id,
        priority=priority,
        max_attempts=max_attempts,
        authority=authority or Authority(),
    )
    return replace(task, scheduled_for=first_time(task, now=now))


def repeats(task: Task) -> bool:
    return REPEAT in task.tags


def first_time(task: Task, *, now: int) -> int | None:
    """When it is due first; `None` for what is never due by itself. Raises `RequestError`."""
    if QUEUE not in task.tags:
        return None
    interval = _milliseconds(task, INTERVAL)
    if repeats(task) and not interval:
        raise RequestError(
            f"{task.name!r} repeats, and its `{INTERVAL}` is missing",
            hint=f"Put the milliseconds between two runs in metadata[{INTERVAL!r}].",
        )
    for key in START_KEYS:
        if (at := _milliseconds(task, key)) is not None:
            return at
    if not repeats(task) or IMMEDIATE in task.tags:
        return now
    return (_milliseconds(task, UPDATED) or now) + (interval or 0)


def next_time(task: Task, *, began: int, now: int) -> int:
    """When it is due again after a run, or a look, that began then.

    Runs that were missed meanwhile are one run: one interval after this one began, never before
    now.
    """
    return max(began + (_milliseconds(task, INTERVAL) or RECHECK_MS), now)


def retry_time(task: Task, *, now: int) -> int:
    """When the next attempt of a run is made: later and later."""
    return now + min(BACKOFF_MS << min(task.attempts, 20), MOST_BACKOFF_MS)


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
