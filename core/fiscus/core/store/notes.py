"""What is kept for a while: the log, and the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from fiscus.core.ids import UUID
from fiscus.core.jsontext import Json, to_json
from fiscus.core.store.records import LogEntry
from fiscus.core.store.repository import Repository
from fiscus.core.store.rows import log_of, log_row
from fiscus.core.store.schema import cache, logs
from fiscus.core.store.statements import put, remove


class Notes(Repository):
    """What may be forgotten."""

    async def log(self, entry: LogEntry) -> UUID:
        await self._add(logs, [log_row(entry)])
        return entry.id

    async def get_logs(
        self,
        *,
        agent_id: UUID | None = None,
        entity_id: UUID | None = None,
        room_id: UUID | None = None,
        type: str | None = None,
        level: str | None = None,
        count: int = 10,
        offset: int = 0,
    ) -> tuple[LogEntry, ...]:
        """The newest `count` that fit, the newest first."""
        equal = {
            "agent_id": agent_id,
            "entity_id": entity_id,
            "room_id": room_id,
            "type": type,
            "level": level,
        }
        query = select(logs).where(
            *(logs.c[name] == value for name, value in equal.items() if value is not None)
        )
        order = (logs.c.created_at.desc(), logs.c.id.desc())
        found = await self._rows(query.order_by(*order).limit(count).offset(offset))
        return tuple(map(log_of, found))

    async def delete_log(self, log_id: UUID) -> bool:
        return await self._remove(logs, [log_id]) > 0

    async def get_cache(self, key: str, *, agent_id: UUID, now: int) -> Json:
        """What an agent keeps under this key; `None` where there is nothing, or it has expired."""
        query = select(cache.c.value).where(
            cache.c.key == key,
            cache.c.agent_id == agent_id,
            or_(cache.c.expires_at.is_(None), cache.c.expires_at > now),
        )
        row = await self._one(query)
        return cast("Json", row["value"]) if row else None

    async def set_cache(
        self, key: str, value: object, *, agent_id: UUID, now: int, ttl_ms: int | None = None
    ) -> None:
        """Keep a value, for `ttl_ms` milliseconds or until it is deleted."""
        row = {
            "key": key,
            "agent_id": agent_id,
            "value": to_json(value),
            "created_at": now,
            "expires_at": None if ttl_ms is None else now + ttl_ms,
        }
        await self._write(lambda connection: put(connection, cache, row))

    async def delete_cache(self, key: str, *, agent_id: UUID) -> bool:
        """False where there was nothing."""
        return await self._write(
            lambda c: remove(c, cache, cache.c.key == key, cache.c.agent_id == agent_id) > 0
        )

    async def prune_cache(self, *, now: int) -> int:
        """Delete what has expired; answers with how much it was."""
        return await self._write(lambda c: remove(c, cache, cache.c.expires_at <= now))

    async def get_cached_embedding(
        self, text: str, *, agent_id: UUID, now: int
    ) -> tuple[float, ...] | None:
        """The embedding that was kept for this very text."""
        found = await self.get_cache(_embedding_key(text), agent_id=agent_id, now=now)
        return tuple(cast("Sequence[float]", found)) if found else None

    async def set_cached_embedding(
        self, text: str, embedding: Sequence[float], *, agent_id: UUID, now: int
    ) -> None:
        """Keep the embedding of a text."""
        await self.set_cache(_embedding_key(text), list(embedding), agent_id=agent_id, now=now)

    async def count_rows(self) -> dict[str, int]:
        """How many rows each table has."""
        from fiscus.core.store.schema import metadata

        def read(connection: Connection) -> dict[str, int]:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
            }

        return await self._database.read(read)


def _embedding_key(text: str) -> str:
    return f"embedding:{hashlib.sha256(text.encode()).hexdigest()}"
