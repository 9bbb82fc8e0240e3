"""What the store needs of a database: whole transactions, each a function of a connection.

SQLite and PostgreSQL are both driven from threads by their synchronous drivers. A transaction
crosses to the thread once, where an asynchronous driver crosses for every statement, and the same
functions serve both, the migrations included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from fiscus.core.errors import StoreError

T = TypeVar("T")

MISFIT: Final = "What was written does not fit: it is there already, or what it refers to is not."


def failure(error: SQLAlchemyError, *, hint: str) -> StoreError:
    """What a transaction failed with; `hint` is for what the database itself is to blame for."""
    misfit = isinstance(error, (IntegrityError, DataError))
    return StoreError(f"the store failed: {type(error).__name__}", hint=MISFIT if misfit else hint)


class Database(Protocol):
    """Runs transactions, each whole or not at all. What it raises itself is a `StoreError`."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction that changes nothing."""
        ...

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction; what it raises undoes it."""
        ...

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        ...
