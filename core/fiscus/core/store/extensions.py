"""What plugins add to the store: tables of their own, and transactions on them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TypeVar

from sqlalchemy import MetaData, Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from fiscus.core.errors import ConfigError, FiscusError, StoreError
from fiscus.core.store.database import Database
from fiscus.core.store.plugin_tables import add_missing, fingerprint, namespaced
from fiscus.core.store.repository import Repository
from fiscus.core.store.schema import properties
from fiscus.core.store.statements import put
from fiscus.core.store.types import LOCK, POSTGRESQL

log = logging.getLogger(__name__)

T = TypeVar("T")

PLUGIN_SCHEMA = "schema of "
"""Before a plugin's name: the property with the fingerprint of its tables."""


class Extensions(Repository):
    """Keeps the tables of plugins, which the suite itself never touches."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._copies: dict[Table, Table] = {}
        self._plugins: dict[str, Mapping[str, Table]] = {}

    async def migrate_plugin(self, plugin: str, schema: MetaData) -> None:
        """Add the tables, columns, indexes and references that a plugin declares and that are not
        there, all or nothing. Raises `ConfigError` and `StoreError`.
        """
        dialect = self._database.dialect
        copies = namespaced(schema, plugin, dialect=dialect, known=self._copies)

        known = select(properties.c.value).where(properties.c.name == PLUGIN_SCHEMA + plugin)

        def write(connection: Connection) -> list[str]:
            has = fingerprint(connection, copies)
            if connection.execute(known).scalar_one_or_none() == has:
                return []
            if dialect == POSTGRESQL:
                connection.exec_driver_sql(LOCK)
            added = add_missing(connection, plugin, copies)
            put(connection, properties, {"name": PLUGIN_SCHEMA + plugin, "value": has})
            return added

        try:
            added = await self._write(write)
        except FiscusError as error:
            log.error("Failed to run migrations for plugin %s", plugin)
            raise _not_migrated(plugin, error) from error
        if added:
            log.info("Tables of plugin %s: added %s", plugin, ", ".join(added))
        self._copies.update(copies)
        self._plugins[plugin] = {table.name: copy for table, copy in copies.items()}

    async def plugins_with_tables(self) -> tuple[str, ...]:
        """Plugins whose tables are in this database, loaded or not."""
        query = select(properties.c.name).where(properties.c.name.startswith(PLUGIN_SCHEMA))
        return tuple(sorted(r["name"].removeprefix(PLUGIN_SCHEMA) for r in await self._rows(query)))

    def plugin_tables(self, plugin: str) -> Mapping[str, Table]:
        """A plugin's tables as they are in this database, by the names that it gave them.

        Raises `ConfigError` for a plugin without tables.
        """
        if plugin not in self._plugins:
            raise ConfigError(
                f"the plugin {plugin!r} has no tables here", hint="Declare them as its `schema`."
            )
        return self._plugins[plugin]

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction of your own that changes nothing. Raises `StoreError`."""
        return await self._database.read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction of your own; what it raises undoes it. Raises `StoreError`.

        It may be run again where the database broke it off: it must do nothing else.
        """
        return await self._database.write(work)


def _not_migrated(plugin: str, error: FiscusError) -> FiscusError:
    cause = error.__cause__
    if isinstance(cause, SQLAlchemyError):
        return StoreError(
            f"the tables of the plugin {plugin!r} cannot be added: {type(cause).__name__}",
            hint="Nothing was changed. See what the plugin declares, and what is there.",
        )
    return error
