"""A question to a node together with how its answer is read; several make one batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Answer, Call, Json
from fiscus.core.errors import RpcRefused

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """`decode` raises `BadAnswer` where the node's answer has the wrong shape.

    `on_refusal` turns the node's own error into a value; without it the error is raised.
    """

    call: Call
    decode: Callable[[Json], T]
    on_refusal: Callable[[RpcRefused], T] | None = None

    def read(self, answer: Answer) -> T:
        """The value. Raises `RpcRefused` or `BadAnswer`, which names the method."""
        if isinstance(answer, RpcRefused):
            if self.on_refusal is None:
                raise answer
            return self.on_refusal(answer)
        try:
            return self.decode(answer)
        except BadAnswer as exc:
            raise BadAnswer(
                f"A node's answer to {self.call.method!r} cannot be read: {exc.message}",
                hint="Try again, or configure another RPC for this chain.",
                method=self.call.method,
            ) from exc

    def settled(self) -> Query[T | RpcRefused]:
        """The same question, with the node's own error as a value instead of an exception."""

        def decode(answer: Json) -> T | RpcRefused:
            return self.decode(answer)

        return Query(self.call, decode, _itself)

    def then(self, change: Callable[[T], R]) -> Query[R]:
        """The same question, its answer taken further by `change`."""
        recover = self.on_refusal

        def refusal(refused: RpcRefused) -> R:
            if recover is None:
                raise refused
            return change(recover(refused))

        return Query(self.call, lambda answer: change(self.decode(answer)), refusal)


def _itself(refused: RpcRefused) -> RpcRefused:
    return refused
