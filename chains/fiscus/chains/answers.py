"""What nodes of any family say, read strictly: the error, and the shapes of JSON."""

from __future__ import annotations

from fiscus.chains.jsonrpc import Json
from fiscus.core.errors import ChainError


class BadAnswer(ChainError):
    """A node's answer has another shape than its chain's API says."""

    code = "BAD_ANSWER"


def fields(value: Json) -> dict[str, Json]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise BadAnswer("The answer is not an object")
    return value


def items(value: Json) -> list[Json]:
    """A JSON array."""
    if not isinstance(value, list):
        raise BadAnswer("The answer is not a list")
    return value
