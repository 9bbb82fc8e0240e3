"""A refusal on its way over the socket: the same error on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from fiscus.core.errors import DeskBusy, DeskError, DeskRequestRefused, DeskUnavailable, FiscusError

BAD_REQUEST: Final = 400
REFUSED: Final = 409
BROKEN: Final = 500
BUSY: Final = 503


class Fault(BaseModel):
    """What is told of a `FiscusError`: all of it is safe to show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: str
    hint: str | None
    context: Mapping[str, str | int | tuple[str, ...] | None]

    @classmethod
    def of(cls, error: FiscusError) -> Fault:
        facts = {name: fact for name, fact in error.context.items() if _is_plain(fact)}
        return cls(
            code=error.code,
            message=error.message,
            hint=error.hint,
            context=cast("Mapping[str, str | int | tuple[str, ...] | None]", facts),
        )

    def error(self) -> FiscusError:
        """The error itself, of its own class where that is known in this process."""
        known = {kind.code: kind for kind in reversed(list(_kinds(FiscusError)))}
        kind = known.get(self.code) or _unknown(self.code)
        return kind(self.message, hint=self.hint, **dict(self.context))


def status_of(error: FiscusError) -> int:
    """As what HTTP calls it."""
    if isinstance(error, DeskRequestRefused):
        return BAD_REQUEST
    return BUSY if isinstance(error, DeskBusy) else REFUSED


def fault_in(body: bytes) -> FiscusError:
    """The error that an answer holds."""
    try:
        return Fault.model_validate_json(body).error()
    except ValidationError:
        return DeskUnavailable(
            "The desk answers with something that cannot be read",
            hint="FISCUS_DESK must name the socket of a `fiscus desk`.",
        )


def _kinds(kind: type[FiscusError]) -> Iterator[type[FiscusError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


def _unknown(code: str) -> type[FiscusError]:
    """Of a family that the desk has, and that nothing here has loaded."""
    return cast("type[FiscusError]", type("RemoteError", (DeskError,), {"code": code}))


def _is_plain(fact: object) -> bool:
    if isinstance(fact, tuple):
        return all(isinstance(one, str) for one in cast("tuple[object, ...]", fact))
    return fact is None or isinstance(fact, (str, int))
