"""Tables of plugins: each plugin has a namespace, and what it declares is added to what is there.

A plugin `@company/my-plugin` has the schema `company_my_plugin` in PostgreSQL; SQLite has none, and
its tables are called `company_my_plugin__…` there. Tables, columns, indexes and references are
added, all of a plugin's in one transaction; nothing is ever changed or removed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Inspector,
    MetaData,
    Table,
    inspect,
)
from sqlalchemy.engine import Connection
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateSchema, CreateTable
from sqlalchemy.sql.elements import quoted_name

from fiscus.core.errors import ConfigError
from fiscus.core.store.schema import metadata as core
from fiscus.core.store.types import POSTGRESQL

TAKEN: Final = re.compile(r"pg_|public$|information_schema$|main$|temp$")
BETWEEN: Final = "__"


def namespace_of(plugin: str) -> str:
    """`@company/my-plugin` is `company_my_plugin`. Raises `ConfigError` for what cannot be one."""
    name = re.sub(r"\W+", "_", plugin.lstrip("@")).strip("_").lower()
    if not name or TAKEN.match(name):
        raise ConfigError(
            f"a plugin called {plugin!r} cannot have tables", hint="Give it another name."
        )
    return name


def namespaced(
    schema: MetaData, plugin: str, *, dialect: str, known: Mapping[Table, Table]
) -> Mapping[Table, Table]:
    """The tables of a plugin, each with its copy in the plugin's namespace.

    They may refer to each other, to the core's tables and to those in `known`.
    """
    namespace = namespace_of(plugin)
    target = MetaData(naming_convention=schema.naming_convention)
    copies: dict[Table, Table] = {}
    for table in schema.tables.values():
        copies[table] = (
            table.to_metadata(target, schema=namespace)
            if dialect == POSTGRESQL
            else table.to_metadata(target, name=f"{namespace}{BETWEEN}{table.name}")
        )
        if dialect != POSTGRESQL:
            _rename_indexes(copies[table], namespace)
    everybody = {**known, **copies}
    for table, copy in copies.items():
        _refer_again(table, copy, everybody)
    return copies


def add_missing(connection: Connection, plugin: str, copies: Mapping[Table, Table]) -> list[str]:
    """Create what is not there; answers with the names of what was added."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(CreateSchema(namespace_of(plugin), if_not_exists=True))
    there = inspect(connection)
    added: list[str] = []
    for copy in _ordered(copies):
        if there.has_table(copy.name, schema=copy.schema):
            added += _extend(connection, copy, there)
        else:
            copy.create(connection)
            added.append(copy.name)
    return added


def fingerprint(connection: Connection, copies: Mapping[Table, Table]) -> str:
    """Of everything that the tables declare: where it is the same there is nothing to add."""
    lines = sorted(_declared(connection, copies))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _declared(connection: Connection, copies: Mapping[Table, Table]) -> Iterator[str]:
    for copy in copies.values():
        yield str(CreateTable(copy).compile(dialect=connection.dialect))
        for index in copy.indexes:
            yield str(CreateIndex(index).compile(dialect=connection.dialect))


def _ordered(copies: Mapping[Table, Table]) -> Iterator[Table]:
    """What is referred to comes first."""
    for declared in {table.metadata for table in copies}:
        yield from (copies[table] for table in declared.sorted_tables)


def _extend(connection: Connection, copy: Table, there: Inspector) -> Iterator[str]:
    columns = {column["name"] for column in there.get_columns(copy.name, schema=copy.schema)}
    indexes = {index["name"] for index in there.get_indexes(copy.name, schema=copy.schema)}
    new = [column for column in copy.columns if column.name not in columns]
    for column in new:
        _add_column(connection, copy, column)
        yield f"{copy.name}.{column.name}"
    for index in copy.indexes:
        if index.name not in indexes:
            index.create(connection)
            yield str(index.name)
    if connection.dialect.name == POSTGRESQL:
        yield from _add_references(connection, copy, there)


def _add_column(connection: Connection, copy: Table, column: Column[object]) -> None:
    must = not column.nullable and column.server_default is None and not column.primary_key
    if must or column.primary_key:
        raise ConfigError(
            f"column {column.name!r} cannot be added to the table {copy.name!r}",
            hint="Give it a server default, or let it be null.",
        )
    name = connection.dialect.identifier_preparer.format_table(copy)
    declared = str(CreateColumn(column).compile(dialect=connection.dialect))
    inline = "" if connection.dialect.name == POSTGRESQL else _inline_reference(column)
    connection.exec_driver_sql(f"ALTER TABLE {name} ADD COLUMN {declared}{inline}")


def _inline_reference(column: Column[object]) -> str:
    """SQLite takes a reference with its column, and never afterwards."""
    for reference in column.foreign_keys:
        rule = f" ON DELETE {reference.ondelete}" if reference.ondelete else ""
        target = reference.column
        return f' REFERENCES "{target.table.name}" ("{target.name}"){rule}'
    return ""


def _add_references(connection: Connection, copy: Table, there: Inspector) -> Iterator[str]:
    found = there.get_foreign_keys(copy.name, schema=copy.schema)
    known = {tuple(reference["constrained_columns"]) for reference in found}
    for reference in copy.foreign_key_constraints:
        if tuple(reference.column_keys) not in known:
            connection.execute(AddConstraint(reference))
            yield f"{copy.name}({', '.join(reference.column_keys)})"


def _rename_indexes(copy: Table, namespace: str) -> None:
    """An index of SQLite has a name of its own in the whole file."""
    for index in copy.indexes:
        if index.name is not None and not str(index.name).startswith(namespace):
            index.name = quoted_name(f"{namespace}{BETWEEN}{index.name}", None)


def _refer_again(table: Table, copy: Table, everybody: Mapping[Table, Table]) -> None:
    """References of the copy lead to copies, or to the core's tables."""
    for reference in copy.foreign_key_constraints:
        copy.constraints.discard(reference)
        for element in reference.elements:
            element.parent.foreign_keys.discard(element)
    for reference in table.foreign_key_constraints:
        targets = [element.column for element in reference.elements]
        copy.append_constraint(
            ForeignKeyConstraint(
                [copy.c[key] for key in reference.column_keys],
                [_found(target.table, everybody).c[target.name] for target in targets],
                name=reference.name,
                ondelete=reference.ondelete,
                onupdate=reference.onupdate,
            )
        )


def _found(table: Any, everybody: Mapping[Table, Table]) -> Table:
    if table in everybody:
        return everybody[table]
    if table.metadata is core:
        return cast("Table", table)
    raise ConfigError(
        f"a plugin's table refers to {table.name!r}, which is nobody's",
        hint="Refer to the plugin's own tables, the core's, or those of a plugin it depends on.",
    )
