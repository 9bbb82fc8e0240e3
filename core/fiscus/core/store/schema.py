"""The tables. Times are milliseconds since 1970 UTC; ids are UUIDs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
)

VERSION: Final = 1
"""Of these tables; a file of a higher version is not touched."""
APPLICATION_ID: Final = 0x46534353
"""Marks an SQLite file as a store of the suite ("FSCS")."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


UUID: Final = String(36).with_variant(Uuid(as_uuid=False), "postgresql")
"""Canonical text, and the database's own type where it has one."""


def _id() -> Column[str]:
    return Column("id", UUID, primary_key=True)


def _to(name: str, table: str, *, nullable: bool = False) -> Column[str]:
    target = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, UUID, target, nullable=nullable)


def _created() -> Column[int]:
    return Column("created_at", BigInteger, nullable=False)


agents = Table(
    "agents",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    _created(),
    Column("updated_at", BigInteger, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    Column("source", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("channel_id", Text),
    Column("world_id", UUID),
    Column("name", Text),
    Column("metadata", JSON, nullable=False),
    _created(),
)

entities = Table(
    "entities",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    Column("names", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    _created(),
)

memories = Table(
    "memories",
    metadata,
    _id(),
    Column("type", Text, nullable=False),
    _to("agent_id", "agents"),
    _to("entity_id", "entities"),
    _to("room_id", "rooms"),
    Column("world_id", UUID),
    Column("content", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("unique", Boolean, nullable=False),
    _created(),
    Index(None, "room_id", "created_at"),
    Index(None, "entity_id", "created_at"),
)

action_results = Table(
    "action_results",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    _to("room_id", "rooms"),
    _to("message_id", "memories"),
    Column("run_id", UUID, nullable=False),
    Column("step", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("success", Boolean, nullable=False),
    Column("result", JSON, nullable=False),
    _created(),
    Index(None, "message_id"),
    Index(None, "room_id", "created_at"),
)
