"""All that a desk has written, from one database to another, of either kind."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from fiscus.core.desk.database import engines_at
from fiscus.core.desk.tables import metadata
from fiscus.core.errors import StoreError
from fiscus.core.secrets import Secret

ROWS: Final = 1000
"""Held in memory at a time."""
COUNTED: Final = (("journal", "seq"), ("freezes", "id"))
"""What PostgreSQL numbers by a sequence, which must go on after what was brought."""


async def copy_desk(source: Path | Secret, target: Path | Secret) -> None:
    """Put what `source` holds in place of what `target` holds, as it is at one moment.

    Raises `StoreError`, and then nothing changed.
    """
    await asyncio.to_thread(_copy, source, target)


def _copy(source: Path | Secret, target: Path | Secret) -> None:
    here, there = engines_at(source), engines_at(target)
    try:
        with here.writing.begin() as connection:
            here.prepare(connection)
        with there.writing.begin() as writing:
            there.prepare(writing)
            with here.reading.begin() as reading:
                _fill(reading, writing)
    except SQLAlchemyError as exc:
        raise StoreError(
            f"The desk's journal cannot be copied ({type(exc).__name__})", hint=there.hint
        ) from exc
    finally:
        here.writing.dispose()
        there.writing.dispose()


def _fill(reading: Connection, writing: Connection) -> None:
    for table in metadata.sorted_tables:
        writing.execute(delete(table))
        found = reading.execution_options(yield_per=ROWS).execute(select(table))
        for rows in found.mappings().partitions(ROWS):
            writing.execute(insert(table), [dict(row) for row in rows])
    if writing.dialect.name != "postgresql":
        return
    for name, column in COUNTED:
        table = metadata.tables[name]
        newest = select(func.coalesce(func.max(table.c[column]), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(name, column)
        writing.execute(select(func.setval(sequence, newest, False)))
