from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import Connection

from fiscus.core import Plugin
from fiscus.core.character import Character
from fiscus.core.errors import ConfigError, FiscusError
from fiscus.core.ids import derived_id
from fiscus.core.runtime import AgentRuntime
from fiscus.core.secrets import Secret
from fiscus.core.store import Store, open_store
from fiscus.core.store.plugin_tables import namespace_of
from fiscus.core.store.schema import agents
from fiscus.core.store.types import UUID
from tests.core.store.world import AGENT, populate

NAME = "@company/my-plugin"


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Secret:
    if request.param == "sqlite":
        return tmp_path / "fiscus.db"
    url: Secret = request.getfixturevalue("postgres_url")
    return url


both = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


def first() -> MetaData:
    schema = MetaData()
    Table(
        "users",
        schema,
        Column("id", Integer, primary_key=True),
        Column("agent_id", UUID, ForeignKey(agents.c.id, ondelete="CASCADE"), nullable=False),
        Column("name", String(50), nullable=False, index=True),
        Column("age", Integer),
        CheckConstraint("age > 0", name="grown"),
        UniqueConstraint("name", name="one_name"),
    )
    Table(
        "posts",
        schema,
        Column("id", Integer, primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
        Column("parent_id", Integer, ForeignKey("posts.id", ondelete="SET NULL")),
    )
    return schema


def second() -> MetaData:
    """The next version of the plugin: a column, an index, a reference and a table more."""
    schema = first()
    users, posts = schema.tables["users"], schema.tables["posts"]
    users.append_column(Column("mood", String(20), nullable=False, server_default="fine"))
    Index("by_age", users.c.age)
    Table("tags", schema, Column("id", Integer, primary_key=True))
    posts.append_column(Column("tag_id", Integer, ForeignKey("tags.id", ondelete="SET NULL")))
    return schema


async def names(store: Store) -> set[str]:
    def read(connection: Connection) -> set[str]:
        found = inspect(connection)
        if connection.dialect.name == "postgresql":
            return {
                f"{schema}.{name}"
                for schema in found.get_schema_names()
                if not schema.startswith(("pg_", "information"))
                for name in found.get_table_names(schema)
            }
        return set(found.get_table_names())

    return await store.read(read)


async def write_a_user(store: Store, **values: object) -> None:
    users = store.plugin_tables(NAME)["users"]
    row = {"agent_id": AGENT, "name": "ann", **values}
    await store.write(lambda connection: connection.execute(insert(users).values(row)))


async def count(store: Store, table: str) -> int:
    query = select(func.count()).select_from(store.plugin_tables(NAME)[table])
    return await store.read(lambda connection: connection.execute(query).scalar_one())


@both
@pytest.mark.covers(
    "SQL-10", "SQL-11", "SQL-14", "SQL-25", "SQL-26", "SQL-27", "SQL-28", "SQL-30", "SQL-31",
    "SQL-12", "SQL-32", "SQL-34", "SQL-35", "SQL-37", "PLS-01", "PLS-02",
)  # fmt: skip
async def test_a_plugins_tables_are_added_and_grow(place: Path | Secret) -> None:
    async with await open_store(place) as store:
        await populate(store)
        await store.migrate_plugin(NAME, first())
        await write_a_user(store)
        with pytest.raises(FiscusError, match="IntegrityError"):
            await write_a_user(store, name="minor", age=-1)
        with pytest.raises(FiscusError, match="IntegrityError"):
            await write_a_user(store)
        with pytest.raises(FiscusError, match="IntegrityError"):
            await write_a_user(store, name="nobody's", agent_id=derived_id("nobody"))
    sqlite = isinstance(place, Path)
    async with await open_store(place) as store:
        await store.migrate_plugin(NAME, second())
        prefix = "company_my_plugin__" if sqlite else "company_my_plugin."
        wanted = {f"{prefix}{name}" for name in ("users", "posts", "tags")}
        assert {name for name in await names(store) if "my_plugin" in name} == wanted
        tables = store.plugin_tables(NAME)
        users, posts, tags = tables["users"], tables["posts"], tables["tags"]
        found = await store.read(lambda c: c.execute(select(users.c.name, users.c.mood)).all())
        assert [tuple(row) for row in found] == [("ann", "fine")]

        def fill(connection: Connection) -> None:
            user = connection.execute(select(users.c.id)).scalar_one()
            connection.execute(insert(tags).values(id=7))
            connection.execute(insert(posts).values(user_id=user, tag_id=7))
            connection.execute(tags.delete())
            assert connection.execute(select(posts.c.tag_id)).scalar_one() is None

        await store.write(fill)
        assert await store.delete_agent(AGENT)
        assert (await count(store, "users"), await count(store, "posts")) == (0, 0)
        await store.migrate_plugin(NAME, first())
        assert {name for name in await names(store) if "my_plugin" in name} == wanted


@both
@pytest.mark.covers("SQL-29", "SQL-42")
async def test_a_migration_that_fails_leaves_nothing(
    place: Path | Secret, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = first()
    Table("extra", wrong, Column("id", Integer, primary_key=True))
    wrong.tables["users"].append_column(Column("must", Integer, nullable=False))
    async with await open_store(place) as store:
        await store.migrate_plugin(NAME, first())
        before = await names(store)
        with (
            caplog.at_level(logging.ERROR),
            pytest.raises(ConfigError, match="'must' cannot be added to the table"),
        ):
            await store.migrate_plugin(NAME, wrong)
        assert f"Failed to run migrations for plugin {NAME}" in caplog.text
        assert await names(store) == before
        broken = MetaData()
        Table("one", broken, Column("id", Integer, primary_key=True))
        Table("two", broken, Column("id", Integer), CheckConstraint("no such thing ("))
        with pytest.raises(FiscusError, match="cannot be added"):
            await store.migrate_plugin("other", broken)
        assert await names(store) == before


@pytest.mark.covers("SQL-33")
async def test_plugins_refer_to_each_other(tmp_path: Path) -> None:
    other, schema = MetaData(), MetaData()
    users = Table("users", other, Column("id", Integer, primary_key=True))
    Table("likes", schema, Column("user_id", Integer, ForeignKey(users.c.id), primary_key=True))
    async with await open_store(tmp_path / "fiscus.db") as store:
        with pytest.raises(ConfigError, match="nobody's"):
            await store.migrate_plugin("likes", schema)
        await store.migrate_plugin("people", other)
        await store.migrate_plugin("likes", schema)
        assert {"people__users", "likes__likes"} <= await names(store)


@pytest.mark.parametrize("name", ["@company/my-plugin", "company_my_plugin", "@Company/My.Plugin"])
def test_a_plugin_has_a_namespace(name: str) -> None:
    assert namespace_of(name) == "company_my_plugin"


@pytest.mark.parametrize("name", ["public", "pg_catalog", "@/", "main"])
def test_no_plugin_has_a_namespace_of_the_database(name: str) -> None:
    with pytest.raises(ConfigError):
        namespace_of(name)


@pytest.mark.covers("SQL-09", "SQL-23")
async def test_a_runtime_adds_the_tables_before_the_plugin_starts(tmp_path: Path) -> None:
    seen: list[set[str]] = []

    async def init(_: object, runtime: AgentRuntime) -> None:
        seen.append(set(runtime.store.plugin_tables(NAME)))

    plugin = Plugin(NAME, "Has tables.", schema=first(), init=init)
    async with await open_store(tmp_path / "fiscus.db") as store:
        runtime = AgentRuntime(Character("Ada", bio=("Helps.",)), store=store, plugins=[plugin])
        await runtime.initialize()
        await runtime.stop()
    assert seen == [{"users", "posts"}]
    with pytest.raises(ConfigError):
        await AgentRuntime(Character("Ada", bio=("Helps.",)), plugins=[plugin]).initialize()
