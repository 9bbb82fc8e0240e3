"""Bringing an older file of the desk to the tables of today, in the transaction that opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.schema import CreateColumn

from fiscus.core.desk.tables import metadata, payments

NEW_COLUMNS: Final[Mapping[int, tuple[str, ...]]] = {
    2: ("agent", "loss_usd", "block", "final"),
}
"""Columns of `payments`, by the version that brought them."""


def upgrade(connection: Connection, version: int) -> None:
    """From the tables of `version` to those of today. New tables are made, none is dropped."""
    metadata.create_all(connection)
    for newer, names in NEW_COLUMNS.items():
        if newer <= version:
            continue
        for name in names:
            column = CreateColumn(payments.c[name]).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE payments ADD COLUMN {column}")
