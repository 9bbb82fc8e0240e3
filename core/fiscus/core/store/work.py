"""Tasks: a queue that several processes may work on. Each claim is exclusive until its lease ends.

Whoever claims a task must finish, repeat, release or drop it, with the task as it was claimed. Who
comes too late, after the lease went to another, changes nothing and is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.engine import Connection

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID
from fiscus.core.jsontext import to_json
from fiscus.core.store.filters import has_all
from fiscus.core.store.records import Authority, Details, Task, TaskStatus
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import task_of, task_row
from fiscus.core.store.schema import tasks
from fiscus.core.store.statements import rows_of

FIXED: Final = frozenset({"id", "authority"})
CLAIMED: Final = frozenset(
    {"status", "run", "attempts", "lease_owner", "lease_until", "result", "error"}
)
"""What claims write. A task put back whole may be older than the claim."""
NO_LEASE: Final[Mapping[str, None]] = {"lease_owner": None, "lease_until": None}


class Work(Repository):
    """What is to be done."""

    async def create_task(self, task: Task) -> UUID:
        """Write a task down, of nobody in particular: whatever authority it claims is not kept.

        `fiscus.core.mandates` writes those that act for somebody.
        """
        return await self._create_task(replace(task, authority=Authority()))

    async def _create_task(self, task: Task) -> UUID:
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

        A patch has the names of `Task`. The authority stays as it is; put back whole, a task also
        keeps how far it is, since another process may be at it. False where there is no such task.
        Raises `RequestError` for a field that cannot be changed.
        """
        if isinstance(task, Task):
            row = task_row(task)
            kept = FIXED | CLAIMED
            task_id, patch = task.id, {name: row[name] for name in row if name not in kept}
            done = update(tasks).where(tasks.c.id == task_id).values(patch)
            return await self._write(lambda connection: connection.execute(done).rowcount > 0)
        task_id, patch = task, patch or {}
        unknown = set(patch) - set(tasks.c.keys()) | set(patch) & FIXED
        if unknown:
            raise RequestError(f"a task has no field {min(unknown)!r} to change")

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
        Each task comes with the number of its claim in `attempts`, which can be more than its
        `max_attempts`: the one before did not end. `names` are the workers that `owner` has. Two
        processes never get the same task at the same time.
        """
        wanted = [*self._queued(agent_id, names, tags), _due(now)]
        claimed = _claimed(now, owner, lease_ms)
        # PostgreSQL passes over what another process is claiming; SQLite has one writer.
        first = select(tasks.c.id).where(*wanted).order_by(*_order()).limit(limit)
        first = first.with_for_update(skip_locked=True)

        def write(connection: Connection) -> tuple[Task, ...]:
            ids = connection.execute(first).scalars().all()
            if not ids:
                return ()
            connection.execute(update(tasks).where(tasks.c.id.in_(ids)).values(claimed))
            found = select(tasks).where(tasks.c.id.in_(ids)).order_by(*_order())
            return tuple(map(task_of, rows_of(connection, found)))

        return await self._write(write)

    async def claim_task(
        self, task_id: UUID, *, now: int, owner: str, lease_ms: int
    ) -> Task | None:
        """Claim this one, due or not; `None` where it is gone, or in somebody else's hands.

        One that was given up counts its attempts anew, in the same run.
        """
        free = or_(
            tasks.c.status.in_((TaskStatus.PENDING, TaskStatus.PAUSED, TaskStatus.FAILED)),
            _left(now),
        )
        given_up = tasks.c.status == TaskStatus.FAILED
        claimed = {
            **_claimed(now, owner, lease_ms),
            "attempts": case((given_up, 1), else_=tasks.c.attempts + 1),
        }
        claim = update(tasks).where(tasks.c.id == task_id, free).values(claimed)

        def write(connection: Connection) -> Task | None:
            if not connection.execute(claim).rowcount:
                return None
            (row,) = rows_of(connection, select(tasks).where(tasks.c.id == task_id))
            return task_of(row)

        return await self._write(write)

    async def next_due(
        self,
        *,
        agent_id: UUID | None = None,
        names: Collection[str] | None = None,
        tags: Collection[str] = (),
    ) -> int | None:
        """When the next of these is due, or a lease is over; `None` where there is none."""
        when = case(
            (tasks.c.status == TaskStatus.PENDING, tasks.c.scheduled_for),
            (tasks.c.status == TaskStatus.PROCESSING, tasks.c.lease_until),
        )
        query = select(func.min(when).label("at")).where(*self._queued(agent_id, names, tags))
        (row,) = await self._rows(query)
        at: int | None = row["at"]
        return at

    async def pause_task(self, task_id: UUID, *, now: int) -> bool:
        """Let a pending task rest; false for any other."""
        return await self._turn(task_id, TaskStatus.PENDING, to=TaskStatus.PAUSED, now=now)

    async def resume_task(self, task_id: UUID, *, now: int) -> bool:
        """Let a paused task be due again when it was; false for any other."""
        return await self._turn(task_id, TaskStatus.PAUSED, to=TaskStatus.PENDING, now=now)

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
        self,
        claim: Task,
        *,
        now: int,
        scheduled_for: int,
        error: str | None = None,
        counts: bool = True,
        metadata: Details | None = None,
    ) -> bool:
        """Give a claim back, to be tried again from `scheduled_for` on.

        Where it `counts`, it was an attempt. `metadata` is put into what is there. False where the
        claim is not this owner's any more.
        """
        values = {**_waiting(now, scheduled_for), "error": error}
        if not counts:
            values["attempts"] = claim.attempts - 1
        return await self._settle(claim, values, metadata)

    async def repeat_task(
        self,
        claim: Task,
        *,
        now: int,
        scheduled_for: int,
        error: str | None = None,
        metadata: Details | None = None,
    ) -> bool:
        """This run is over, with an `error` where it was given up: the next is due at
        `scheduled_for`.

        It counts its attempts anew. `metadata` is put into what is there. False where the claim is
        not this owner's any more.
        """
        values = {**_waiting(now, scheduled_for), "run": claim.run + 1, "attempts": 0}
        return await self._settle(claim, {**values, "error": error}, metadata)

    async def drop_task(self, claim: Task) -> bool:
        """Delete a task whose work is done; false where the claim is not this owner's any more."""
        gone = delete(tasks).where(*_held(claim))
        return await self._write(lambda connection: connection.execute(gone).rowcount > 0)

    async def _settle(
        self, claim: Task, values: Mapping[str, Any], metadata: Details | None = None
    ) -> bool:
        def write(connection: Connection) -> bool:
            held = select(tasks.c.metadata).where(*_held(claim)).with_for_update()
            found = rows_of(connection, held)
            if not found:
                return False
            more = {**found[0]["metadata"], **_document(metadata)} if metadata else None
            changed = {**values, "metadata": more} if more is not None else values
            connection.execute(update(tasks).where(tasks.c.id == claim.id).values(changed))
            return True

        return await self._write(write)

    async def _turn(self, task_id: UUID, status: TaskStatus, *, to: TaskStatus, now: int) -> bool:
        turned = update(tasks).where(tasks.c.id == task_id, tasks.c.status == status)
        done = turned.values(status=to, updated_at=now)
        return await self._write(lambda connection: connection.execute(done).rowcount > 0)

    def _queued(
        self, agent_id: UUID | None, names: Collection[str] | None, tags: Collection[str]
    ) -> list[ColumnElement[bool]]:
        wanted = [*has_all(tasks.c.tags, tags, self._database.dialect)]
        if agent_id is not None:
            wanted.append(tasks.c.agent_id == agent_id)
        if names is not None:
            wanted.append(tasks.c.name.in_(list(names)))
        return wanted


def _document(metadata: Details) -> Mapping[str, Any]:
    return {key: to_json(value) for key, value in metadata.items()}


def _due(now: int) -> ColumnElement[bool]:
    waiting = and_(tasks.c.status == TaskStatus.PENDING, tasks.c.scheduled_for <= now)
    return or_(waiting, _left(now))


def _left(now: int) -> ColumnElement[bool]:
    """What a claim left behind."""
    return and_(tasks.c.status == TaskStatus.PROCESSING, tasks.c.lease_until <= now)


def _claimed(now: int, owner: str, lease_ms: int) -> Mapping[str, Any]:
    return {
        "status": TaskStatus.PROCESSING,
        "attempts": tasks.c.attempts + 1,
        "lease_owner": owner,
        "lease_until": now + lease_ms,
        "updated_at": now,
    }


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
