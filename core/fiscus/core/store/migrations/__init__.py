"""Changes of the tables, for databases of an earlier version. Alembic runs them.

A new database gets the tables of `schema.py` as they are and the number of the version; Alembic is
loaded only where there is something to change.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy.engine import Connection

VERSION_TABLE: Final = "fiscus_version"


def upgrade(connection: Connection, *, has: int) -> None:
    """Bring the tables of version `has` up to date, inside the transaction at hand."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if not connection.dialect.has_table(connection, VERSION_TABLE):
        command.stamp(config, revision(has))
    command.upgrade(config, "head")


def revision(version: int) -> str:
    """Alembic's name of a version."""
    return f"{version:04d}"


def stamp(connection: Connection, version: int) -> None:
    """Write down which version the tables have, where Alembic looks for it."""
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL,"
        f" CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"DELETE FROM {VERSION_TABLE}")
    connection.exec_driver_sql(f"INSERT INTO {VERSION_TABLE} VALUES ('{revision(version)}')")
