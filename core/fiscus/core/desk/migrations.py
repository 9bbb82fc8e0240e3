"""Bringing an older file of the desk to the tables of today, in the transaction that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Connection
from sqlalchemy.schema import CreateColumn

from fiscus.core.desk.tables import SCHEMA_VERSION, approvals, metadata, payments
from fiscus.core.errors import StoreError

NEW_COLUMNS: Final[Mapping[int, tuple[Column[Any], ...]]] = {
    2: (
        payments.c.agent,
        payments.c.loss_usd,
        payments.c.block,
        payments.c.final,
        approvals.c.asked_by,
        approvals.c.asked_at,
    ),
    5: (payments.c.payees,),
}
"""By the version that brought them."""
OLD_INDEXES: Final = ("payments_by_lane", "payments_by_recipient")
"""Others answer what they did, and more."""


def newer(version: int) -> StoreError:
    """Of a database that a later program wrote."""
    return StoreError(
        f"The desk's database has version {version}, and this program knows {SCHEMA_VERSION}",
        hint="Run the version of fiscus that wrote it, or a newer one.",
    )


def upgrade(connection: Connection, version: int) -> None:
    """From the tables of `version` to those of today. What is new is made; no row is dropped."""
    metadata.create_all(connection)
    for brought_by, columns in NEW_COLUMNS.items():
        if brought_by <= version:
            continue
        for column in columns:
            written = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {written}")
    for name in OLD_INDEXES:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    for table in metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)
