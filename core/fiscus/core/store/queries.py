"""What can be asked of memories: one question with every documented name for its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict

from sqlalchemy import ColumnElement, Select, and_, or_, select

from fiscus.core.errors import RequestError
from fiscus.core.ids import UUID
from fiscus.core.memory import MemoryType
from fiscus.core.store.filters import COLUMNS, Filter, conditions
from fiscus.core.store.schema import memories

TABLES: Final[Mapping[str, str | None]] = {
    "memories": None,
    "messages": MemoryType.MESSAGE,
    "facts": MemoryType.FACT,
    "documents": MemoryType.DOCUMENT,
    "relationships": MemoryType.RELATIONSHIP,
    "goals": MemoryType.GOAL,
    "tasks": MemoryType.TASK,
    "actions": MemoryType.ACTION,
}
"""The documented tables of memories, and the type of what is in them; `memories` has all."""


class MemoryConditions(TypedDict, total=False):
    """Which memories. Times are milliseconds since 1970 UTC."""

    agent_id: UUID | None
    visible_to: UUID | None
    """What this agent has, and what others share with it."""
    entity_id: UUID | None
    user_id: UUID | None
    entity_ids: Collection[UUID] | None
    room_id: UUID | None
    room_ids: Collection[UUID] | None
    world_id: UUID | None
    type: str | None
    """Messages, unless another one is named; `None` is any."""
    table_name: str
    unique: bool
    """Leave out what says the same as a newer one."""
    count: int
    offset: int
    """How many of the newest are passed over."""
    start: int | None
    start_time: int | None
    end: int | None
    end_time: int | None
    before: int | None
    """Like `end`, without the time itself; `after` is like `start` in the same way."""
    after: int | None
    order_by: str
    direction: str
    """`DESC` answers with the newest first, `ASC` with the oldest there are."""
    filter: Filter | None


class MemoryParams(MemoryConditions, total=False):
    """The same, and another name of `count`."""

    limit: int


ALIASES: Final[Mapping[str, str]] = {
    "limit": "count",
    "start_time": "start",
    "end_time": "end",
    "user_id": "entity_id",
}


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """The parameters, by their first names."""

    agent_id: UUID | None = None
    visible_to: UUID | None = None
    entity_id: UUID | None = None
    entity_ids: Collection[UUID] | None = None
    room_id: UUID | None = None
    room_ids: Collection[UUID] | None = None
    world_id: UUID | None = None
    type: str | None = MemoryType.MESSAGE
    unique: bool = False
    count: int = 10
    offset: int = 0
    start: int | None = None
    end: int | None = None
    before: int | None = None
    after: int | None = None
    order_by: str = "created_at"
    direction: str | None = None
    filter: Filter | None = None

    @classmethod
    def of(cls, params: MemoryConditions | MemoryParams) -> MemoryQuery:
        """Raises `RequestError` for an order that does not exist."""
        named: dict[str, Any] = {}
        for name, value in params.items():
            if name == "table_name":
                named["type"] = type_of(str(value))
            else:
                named[ALIASES.get(name, name)] = value
        return cls(**named)._checked()

    @property
    def oldest_first(self) -> bool:
        """Whether the answer is turned round: what was found last was said first."""
        return self.direction is None

    def select(self, dialect: str) -> Select[Any]:
        """The newest first, unless the oldest are asked for."""
        column = COLUMNS[self.order_by]
        oldest = self.direction == "ASC"
        order = (
            (column.asc(), memories.c.seq.asc())
            if oldest
            else (column.desc(), memories.c.seq.desc())
        )
        query = select(memories).where(*self.conditions(dialect)).order_by(*order)
        return query.limit(self.count).offset(self.offset)

    def conditions(self, dialect: str) -> Iterator[ColumnElement[bool]]:
        """All that a memory must fulfil."""
        table = memories.c
        equal: Mapping[Any, object | None] = {
            table.agent_id: self.agent_id,
            table.entity_id: self.entity_id,
            table.room_id: self.room_id,
            table.world_id: self.world_id,
            table.type: self.type,
        }
        yield from (column == value for column, value in equal.items() if value is not None)
        for column, values in ((table.entity_id, self.entity_ids), (table.room_id, self.room_ids)):
            if values is not None:
                yield column.in_(list(values))
        yield from self._times(table.created_at)
        if self.visible_to is not None:
            own = table.agent_id == self.visible_to
            yield or_(own, and_(*conditions({"metadata.shared": True}, dialect)))
        if self.filter:
            yield from conditions(self.filter, dialect)

    def _times(self, time: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
        bounds: tuple[tuple[int | None, Callable[[int], ColumnElement[bool]]], ...] = (
            (self.start, time.__ge__),
            (self.after, time.__gt__),
            (self.end, time.__le__),
            (self.before, time.__lt__),
        )
        yield from (holds(bound) for bound, holds in bounds if bound is not None)

    def _checked(self) -> MemoryQuery:
        direction = self.direction.upper() if self.direction else None
        if self.order_by not in COLUMNS or direction not in (None, "ASC", "DESC"):
            raise RequestError(
                f"memories cannot be ordered by {self.order_by!r} {direction or ''}".rstrip(),
                hint="Use `created_at`, and `ASC` or `DESC`.",
            )
        return replace(self, direction=direction)


def type_of(table_name: str) -> str | None:
    """The type of what is in a table; a plugin's own table has a type of its own name."""
    return TABLES.get(table_name, table_name)
