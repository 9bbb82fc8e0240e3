"""Column types that both databases know."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Integer, LargeBinary, String, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

POSTGRESQL: Final = "postgresql"

LOCK: Final = "SELECT pg_advisory_xact_lock(1179865939)"
"""In PostgreSQL one process at a time makes or changes tables."""
UUID: Final = String(36).with_variant(Uuid(as_uuid=False), POSTGRESQL)
"""Canonical text, and the database's own type where it has one."""
NUMBER: Final = BigInteger().with_variant(Integer, "sqlite")
"""A key that counts by itself: SQLite counts plain integers only."""


class Document(TypeDecorator[Any]):
    """JSON; on PostgreSQL in the form that can be searched. Its dialect is loaded when needed."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == POSTGRESQL:
            from sqlalchemy.dialects.postgresql import JSONB

            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))


class _PgVector(UserDefinedType[str]):
    """`vector(n)` of pgvector, read and written as its text."""

    cache_ok = True

    def __init__(self, dimension: int | None) -> None:
        self.dimension = dimension

    def get_col_spec(self, **_: object) -> str:
        return "vector" if self.dimension is None else f"vector({self.dimension})"


class Vector(TypeDecorator[Sequence[float]]):
    """An embedding in single precision: bytes in SQLite, pgvector's type in PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, dimension: int | None = None) -> None:
        super().__init__()
        self.dimension = dimension

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == POSTGRESQL:
            return dialect.type_descriptor(_PgVector(self.dimension))
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: Sequence[float] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        single = array("f", value)
        if dialect.name == POSTGRESQL:
            return f"[{','.join(map(repr, single))}]"
        return single.tobytes()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[float, ...] | None:
        if value is None:
            return None
        if dialect.name == POSTGRESQL:
            return tuple(map(float, str(value)[1:-1].split(",")))
        return tuple(array("f", value))
