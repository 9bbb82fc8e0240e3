"""Tasks: a queue that several processes may work on. Each claim is exclusive until its lease ends.

Whoever claims a task must finish, repeat, release or drop it, with the task as it was claimed. Who
comes too late, after the lease went to another, changes nothing and is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID
from fiscus.core.jsontext import to_json
from fiscus.core.store.filters import has_all
from fiscus.core.store.records import Details, Task, TaskStatus
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import task_of, task_row
from fiscus.core.store.schema import tasks
from fiscus.core.store.statements import rows_of

EXHAUSTED: Final = "the last attempt did not end in time"
NO_LEASE: Final[Mapping[str, None]] = {"lease_owner": None, "lease_until": None}


class Work(Repository):
    """What is to be done."""

    async def create_task(self, task: Task) -> UUID:
        await self._add(tasks, [task_row(task)])
        return task.id

    async def get_task(self, task_id: UUID) -> Task | None:
        row = await self._by_id(tasks, task_id)
        return task_of(row) if row else None

    get_task_by_id = get_task

    async def get_tasks(
        self,
        agent_id: UUID | None = None,
        *,
        name: str | None = None,
        room_id: UUID | None = None,
        entity_id: UUID | None = None,
        world_id: UUID | None = None,
        status: str | None = None,
        tags: Collection[str] = (),
        scheduled_before: int | None = None,
    ) -> tuple[Task, ...]:
        """Those that fit and bear all the tags: by priority, then in the order they are due.

        `scheduled_before` (milliseconds) leaves out what is due later, and what has no time.
        """
        equal = {
            "agent_id": agent_id,
            "name": name,
            "room_id": room_id,
            "entity_id": entity_id,
            "world_id": world_id,
            "status": status,
        }
        query = select(tasks).where(
            *(tasks.c[column] == value for column, value in equal.items() if value is not None),
            *has_all(tasks.c.tags, tags, self._database.dialect),
        )
        if scheduled_before is not None:
            query = query.where(tasks.c.scheduled_for <= scheduled_before)
        return tuple(map(task_of, await self._rows(query.order_by(*_order()))))

    async def get_tasks_by_name(self, name: str) -> tuple[Task, ...]:
        return await self.get_tasks(name=name)

    async def update_task(self, task: Task | UUID, patch: Mapping[str, Any] | None = None) -> bool:
        """Put the task in place of what is there, or change some of its fields.

        A patch has the names of `Task`. False where there is no such task. Raises `RequestError`
        for a field that tasks do not have.
        """
        if isinstance(task, Task):
            return await self._change(tasks, task_row(task))
        task_id, patch = task, patch or {}
        unknown = set(patch) - set(tasks.c.keys())
        if unknown or "id" in patch:
            raise RequestError(f"a task has no field {min(unknown or {'id'})!r} to change")

        def write(connection: Connection) -> bool:
            found = rows_of(connection, select(tasks).where(tasks.c.id == task_id))
            if not found:
                return False
            row = task_row(replace(task_of(found[0]), **patch))
            changed = {name: row[name] for name in patch}
            done = update(tasks).where(tasks.c.id == task_id).values(changed)
            return not changed or connection.execute(done).rowcount > 0

        return await self._write(write)

    async def delete_task(self, task_id: UUID) -> bool:
        return await self._remove(tasks, [task_id]) > 0

    async def claim_due_tasks(
        self,
        *,
        now: int,
        owner: str,
        lease_ms: int,
        limit: int = 10,
        agent_id: UUID | None = None,
        names: Collection[str] | None = None,
        tags: Collection[str] = (),
    ) -> tuple[Task, ...]:
        """Claim what is due at `now` for `owner`, for `lease_ms` milliseconds, as one step.

        Due is what is pending and scheduled, and what a claim left behind whose lease is over.
        Each task comes with the number of its claim in `attempts`. One that was tried
        `max_attempts` times fails instead. `names` are the workers that `owner` has. Two processes
        never get the same task at the same time.
        """
        due = _due(now)
        wanted = [due, *has_all(tasks.c.tags, tags, self._database.dialect)]
        if agent_id is not None:
            wanted.append(tasks.c.agent_id == agent_id)
        if names is not None:
            wanted.append(tasks.c.name.in_(list(names)))
        spent = and_(tasks.c.max_attempts.is_not(None), tasks.c.attempts >= tasks.c.max_attempts)
        failed = {
            "status": TaskStatus.FAILED,
            "error": func.coalesce(tasks.c.error, EXHAUSTED),
            "updated_at": now,
            **NO_LEASE,
        }
        claimed = {
            "status": TaskStatus.PROCESSING,
            "attempts": tasks.c.attempts + 1,
            "lease_owner": owner,
            "lease_until": now + lease_ms,
            "updated_at": now,
        }
        # PostgreSQL passes over what another process is claiming; SQLite has one writer.
        first = select(tasks.c.id).where(*wanted).order_by(*_order()).limit(limit)
        first = first.with_for_update(skip_locked=True)

        def write(connection: Connection) -> tuple[Task, ...]:
            connection.execute(update(tasks).where(*wanted, spent).values(failed))
            ids = connection.execute(first).scalars().all()
            if not ids:
                return ()
            connection.execute(update(tasks).where(tasks.c.id.in_(ids)).values(claimed))
            found = select(tasks).where(tasks.c.id.in_(ids)).order_by(*_order())
            return tuple(map(task_of, rows_of(connection, found)))

        return await self._write(write)

    async def renew_task(self, claim: Task, *, until: int) -> bool:
        """Keep a claim until a later time; false where it is not this owner's any more."""
        return await self._settle(claim, {"lease_until": until})

    async def finish_task(
        self,
        claim: Task,
        *,
        now: int,
        result: Details | None = None,
        error: str | None = None,
    ) -> bool:
        """The work is done for good: completed, or failed where there is an `error`.

        False where the claim is not this owner's any more.
        """
        status = TaskStatus.COMPLETED if error is None else TaskStatus.FAILED
        done = None if result is None else to_json(result)
        return await self._settle(
            claim,
            {"status": status, "result": done, "error": error, "updated_at": now, **NO_LEASE},
        )

    async def release_task(
        self, claim: Task, *, now: int, scheduled_for: int, error: str | None = None
    ) -> bool:
        """Give a claim back after a failure, to be tried again from `scheduled_for` on.

        False where the claim is not this owner's any more.
        """
        waiting = _waiting(now, scheduled_for)
        return await self._settle(claim, {**waiting, "error": error})

    async def repeat_task(
        self, claim: Task, *, now: int, scheduled_for: int, metadata: Details | None = None
    ) -> bool:
        """The work of this run is done: the next run is due at `scheduled_for`.

        It counts its attempts anew. False where the claim is not this owner's any more.
        """
        values = {**_waiting(now, scheduled_for), "run": claim.run + 1, "attempts": 0}
        if metadata is not None:
            values["metadata"] = to_json(metadata)
        return await self._settle(claim, {**values, "error": None})

    async def drop_task(self, claim: Task) -> bool:
        """Delete a task whose work is done; false where the claim is not this owner's any more."""
        gone = delete(tasks).where(*_held(claim))
        return await self._write(lambda connection: connection.execute(gone).rowcount > 0)

    async def _settle(self, claim: Task, values: Mapping[str, Any]) -> bool:
        done = update(tasks).where(*_held(claim)).values(values)
        return await self._write(lambda connection: connection.execute(done).rowcount > 0)


def _due(now: int) -> ColumnElement[bool]:
    waiting = and_(tasks.c.status == TaskStatus.PENDING, tasks.c.scheduled_for <= now)
    left = and_(tasks.c.status == TaskStatus.PROCESSING, tasks.c.lease_until <= now)
    return or_(waiting, left)


def _order() -> tuple[ColumnElement[Any], ...]:
    return (
        tasks.c.priority.desc(),
        tasks.c.scheduled_for.asc().nulls_last(),
        tasks.c.created_at.asc(),
        tasks.c.id.asc(),
    )


def _waiting(now: int, scheduled_for: int) -> Mapping[str, Any]:
    pending = {"status": TaskStatus.PENDING, "scheduled_for": scheduled_for, "updated_at": now}
    return {**pending, **NO_LEASE}


def _held(claim: Task) -> tuple[ColumnElement[bool], ...]:
    """Nobody else has claimed it since."""
    return (
        tasks.c.id == claim.id,
        tasks.c.status == TaskStatus.PROCESSING,
        tasks.c.lease_owner == claim.lease_owner,
        tasks.c.run == claim.run,
        tasks.c.attempts == claim.attempts,
    )
