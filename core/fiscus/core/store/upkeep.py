"""Forgetting: what is old, or what is somebody's; and giving somebody what is theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.engine import Connection

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID
from fiscus.core.memory import ChannelType, MemoryType
from fiscus.core.store.filters import value_of
from fiscus.core.store.queries import MemoryQuery
from fiscus.core.store.repository import Repository
from fiscus.core.store.schema import (
    action_results,
    agents,
    cache,
    components,
    entities,
    logs,
    memories,
    participants,
    relationships,
    rooms,
    tasks,
)
from fiscus.core.store.statements import remove, remove_ids
from fiscus.core.store.types import POSTGRESQL

BATCH: Final = 1000
"""Deleted in one transaction: messages get in between."""
MOST_FACTS: Final = 1000
"""Of a room; the surest and newest stay."""
PRIVATE: Final = (ChannelType.DM, ChannelType.VOICE_DM, ChannelType.API, ChannelType.SELF)
LONG_TERM: Final = {"metadata.type": {"$ne": "long_term"}}


class Upkeep(Repository):
    """Keeps the store from growing, and people's data theirs."""

    async def prune(self, *, before: int, now: int) -> Mapping[str, int]:
        """Delete messages and log entries from before a time, expired cache entries, and facts
        beyond a thousand of a room; answers with how many of each.

        What is marked `long_term` stays, and every message that a payment came of.
        """
        dialect = self._database.dialect
        old = MemoryQuery(type=MemoryType.MESSAGE, before=before, filter=LONG_TERM)
        messages = select(memories.c.id).where(*old.conditions(dialect), ~_paid(dialect))
        entries = select(logs.c.id).where(logs.c.created_at < before)
        return {
            "messages": await self._drain(memories, messages),
            "facts": await self._drain(memories, _surplus(dialect)),
            "logs": await self._drain(logs, entries),
            "cache": await self._write(lambda c: remove(c, cache, cache.c.expires_at <= now)),
        }

    async def forget_entity(self, entity_id: UUID) -> Mapping[str, int]:
        """Delete a person: what they said, what the agent answered them, what is known of them.

        Answers with how many rows of each table went. Their payments stay in the desk's journal.
        Raises `RequestError` for somebody unknown, and for an agent.
        """

        def write(connection: Connection) -> Mapping[str, int]:
            _require_person(connection, entity_id)
            before = _counted(connection)
            alone = connection.execute(_rooms_of(entity_id)).scalars().all()
            remove_ids(connection, rooms, alone)
            answers = connection.execute(_answers(connection, entity_id)).scalars().all()
            remove_ids(connection, memories, answers)
            remove_ids(connection, entities, [entity_id])
            remove(connection, cache, cache.c.key.like("embedding:%"))
            if connection.dialect.name != POSTGRESQL:
                connection.exec_driver_sql(
                    "INSERT INTO memory_texts (memory_texts) VALUES ('optimize')"
                )
            after = _counted(connection)
            return {name: before[name] - after[name] for name in before}

        self._known.clear()
        return await self._write(write)

    async def export_entity(self, entity_id: UUID, target: Path) -> int:
        """Write everything of a person to a new file, a line of JSON for each row; how many.

        Raises `RequestError` for somebody unknown, and for an agent.
        """

        def read(connection: Connection) -> int:
            _require_person(connection, entity_id)
            lines = list(_belongings(connection, entity_id))
            with open(target, "x", encoding="utf-8") as file:
                file.writelines(lines)
            return len(lines)

        return await self._database.read(read)

    async def _drain(self, table: Any, query: Select[Any]) -> int:
        """Delete what a query finds, a batch at a time."""
        gone = 0

        def write(connection: Connection) -> int:
            return remove_ids(connection, table, connection.execute(page).scalars().all())

        page = query.limit(BATCH)
        while some := await self._write(write):
            gone += some
        return gone


def _paid(dialect: str) -> ColumnElement[bool]:
    """An action of the message moved money."""
    journal = value_of(action_results.c.result, ("data", "journal_id"), dialect)
    return exists().where(action_results.c.message_id == memories.c.id, journal.is_not(None))


def _surplus(dialect: str) -> Select[Any]:
    confidence = value_of(memories.c.content, ("confidence",), dialect)
    order = (confidence.desc().nulls_last(), memories.c.created_at.desc())
    rank = func.row_number().over(partition_by=memories.c.room_id, order_by=order).label("rank")
    kept = MemoryQuery(type=MemoryType.FACT, filter=LONG_TERM)
    ranked = select(memories.c.id, rank).where(*kept.conditions(dialect)).subquery()
    return select(ranked.c.id).where(ranked.c.rank > MOST_FACTS)


def _require_person(connection: Connection, entity_id: UUID) -> None:
    if connection.execute(select(agents.c.id).where(agents.c.id == entity_id)).first():
        raise RequestError("an agent is no person", hint="Delete the agent instead.")
    if not connection.execute(select(entities.c.id).where(entities.c.id == entity_id)).first():
        raise RequestError("nobody with this id is known", hint="`fiscus memory` lists everybody.")


def _rooms_of(entity_id: UUID) -> Select[Any]:
    """Private rooms that are this person's alone, agents aside."""
    agent_ids = select(agents.c.id)

    def there(others: bool) -> ColumnElement[bool]:
        def of(column: Any) -> ColumnElement[bool]:
            same: ColumnElement[bool] = column == entity_id
            person: ColumnElement[bool] = column.not_in(agent_ids)
            return and_(~same if others else same, person)

        spoke = exists().where(memories.c.room_id == rooms.c.id, of(memories.c.entity_id))
        joined = exists().where(participants.c.room_id == rooms.c.id, of(participants.c.entity_id))
        return or_(spoke, joined)

    private = rooms.c.type.in_([kind.value for kind in PRIVATE])
    return select(rooms.c.id).where(private, there(others=False), ~there(others=True))


def _answers(connection: Connection, entity_id: UUID) -> Select[Any]:
    """What others said in answer to this person."""
    said = memories.alias()
    spoken = said.c.entity_id == entity_id
    to = value_of(memories.c.content, ("inReplyTo",), connection.dialect.name)
    return select(memories.c.id).where(
        memories.c.room_id.in_(select(said.c.room_id).where(spoken)),
        memories.c.entity_id != entity_id,
        to.in_(select(cast(said.c.id, Text)).where(spoken)),
    )


def _belongings(connection: Connection, entity_id: UUID) -> Iterator[str]:
    own = select(memories.c.id).where(memories.c.entity_id == entity_id)
    found: Sequence[tuple[str, Select[Any]]] = (
        ("entities", select(entities).where(entities.c.id == entity_id)),
        ("components", select(components).where(components.c.entity_id == entity_id)),
        ("participants", select(participants).where(participants.c.entity_id == entity_id)),
        (
            "relationships",
            select(relationships).where(
                or_(
                    relationships.c.source_entity_id == entity_id,
                    relationships.c.target_entity_id == entity_id,
                )
            ),
        ),
        ("memories", select(memories).where(memories.c.entity_id == entity_id)),
        ("answers", select(memories).where(memories.c.id.in_(_answers(connection, entity_id)))),
        ("action_results", select(action_results).where(action_results.c.message_id.in_(own))),
        ("tasks", select(tasks).where(tasks.c.entity_id == entity_id)),
        ("logs", select(logs).where(logs.c.entity_id == entity_id)),
    )
    for name, query in found:
        ordered = query.order_by(query.selected_columns["created_at"])
        for row in connection.execute(ordered).mappings():
            yield json.dumps({"table": name, "row": dict(row)}, ensure_ascii=False) + "\n"


def _counted(connection: Connection) -> dict[str, int]:
    counted = (
        entities, rooms, memories, components, participants, relationships, action_results,
        tasks, logs, cache,
    )  # fmt: skip
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in counted
    }
