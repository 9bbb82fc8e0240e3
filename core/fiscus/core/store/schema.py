"""The tables. Times are milliseconds since 1970 UTC; ids are UUIDs.

A change here needs a migration beside `migrations/versions` and a higher `VERSION`.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from fiscus.core.store.types import NUMBER, UUID, Document, Vector

VERSION: Final = 2
"""Of these tables; a database of a higher version is not touched."""
APPLICATION_ID: Final = 0x46534353
"""Marks an SQLite file as a store of the suite ("FSCS")."""
DIMENSION: Final = 384
"""Of embeddings, until a database has some of another one."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", UUID, primary_key=True)


def _to(name: str, table: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    target = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, UUID, target, nullable=nullable, index=index)


def _time(name: str = "created_at", *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _document(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Document, nullable=nullable)


properties = Table(
    "properties",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts about the database itself, such as the dimension of its embeddings."""

agents = Table(
    "agents",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    _time(),
    _time("updated_at"),
    _document("character", nullable=True),
)

worlds = Table(
    "worlds",
    metadata,
    _id(),
    _to("agent_id", "agents", index=True),
    Column("name", Text),
    Column("server_id", Text),
    _document("metadata"),
    _time(),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _to("agent_id", "agents", index=True),
    Column("source", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("channel_id", Text),
    Column("world_id", UUID, index=True),
    Column("name", Text),
    _document("metadata"),
    _time(),
    Column("server_id", Text),
)

entities = Table(
    "entities",
    metadata,
    _id(),
    _to("agent_id", "agents", index=True),
    _document("names"),
    _document("metadata"),
    _time(),
)

components = Table(
    "components",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    _to("entity_id", "entities"),
    _to("room_id", "rooms", nullable=True, index=True),
    Column("world_id", UUID),
    _to("source_entity_id", "entities", nullable=True),
    Column("type", Text, nullable=False),
    _document("data"),
    _time(),
    Index(None, "entity_id", "type"),
    Index(None, "source_entity_id"),
)

participants = Table(
    "participants",
    metadata,
    _to("room_id", "rooms"),
    _to("entity_id", "entities", index=True),
    _to("agent_id", "agents"),
    Column("state", Text),
    _time(),
    PrimaryKeyConstraint("room_id", "entity_id"),
)

memories = Table(
    "memories",
    metadata,
    Column("seq", NUMBER, primary_key=True, autoincrement=True),
    Column("id", UUID, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    _to("agent_id", "agents"),
    _to("entity_id", "entities"),
    _to("room_id", "rooms"),
    Column("world_id", UUID),
    _document("content"),
    _document("metadata"),
    Column("unique", Boolean, nullable=False),
    _time(),
    Index(None, "room_id", "type", "created_at"),
    Index(None, "entity_id", "type", "created_at"),
    Index(None, "agent_id", "type", "created_at"),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("seq", NUMBER, primary_key=True, autoincrement=True),
    Column(
        "memory_seq",
        NUMBER,
        ForeignKey("memories.seq", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("vector", Vector(DIMENSION), nullable=False),
    sqlite_autoincrement=True,
)
"""A number is used once: who has read up to it knows all there was. A change takes a new one."""

relationships = Table(
    "relationships",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    _to("source_entity_id", "entities"),
    _to("target_entity_id", "entities", index=True),
    _document("tags"),
    _document("metadata"),
    _time(),
    _time("updated_at", nullable=True),
    UniqueConstraint("source_entity_id", "target_entity_id", "agent_id"),
)

tasks = Table(
    "tasks",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    _to("room_id", "rooms", nullable=True, index=True),
    Column("world_id", UUID),
    _to("entity_id", "entities", nullable=True, index=True),
    _document("tags"),
    _document("metadata"),
    _document("authority"),
    Column("status", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    _time("scheduled_for", nullable=True),
    Column("run", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("max_attempts", Integer),
    Column("lease_owner", Text),
    _time("lease_until", nullable=True),
    _document("result", nullable=True),
    Column("error", Text),
    _time(),
    _time("updated_at"),
    Index(None, "status", "scheduled_for"),
    Index(None, "agent_id", "status"),
)

logs = Table(
    "logs",
    metadata,
    _id(),
    _to("agent_id", "agents"),
    _to("entity_id", "entities", nullable=True, index=True),
    _to("room_id", "rooms", nullable=True, index=True),
    Column("type", Text, nullable=False),
    Column("level", Text, nullable=False),
    _document("body"),
    _time(),
    Index(None, "agent_id", "created_at"),
)

cache = Table(
    "cache",
    metadata,
    Column("key", Text, nullable=False),
    _to("agent_id", "agents"),
    _document("value", nullable=True),
    _time(),
    _time("expires_at", nullable=True),
    PrimaryKeyConstraint("key", "agent_id"),
    Index(None, "expires_at"),
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
    _document("result"),
    _time(),
    Index(None, "message_id"),
    Index(None, "room_id", "created_at"),
)
