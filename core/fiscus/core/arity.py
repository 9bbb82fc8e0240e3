"""Functions of plugins that take fewer arguments than they are offered."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from inspect import Parameter, signature
from types import FunctionType
from typing import Any, TypeVar

R = TypeVar("R")

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def offered(function: Callable[..., R], *arguments: Any) -> R:
    """Call `function` with as many of the arguments as it takes."""
    # Other callables need not be hashable.
    taken = _known(function) if isinstance(function, FunctionType) else _taken(function)
    return function(*arguments[:taken])


def _taken(function: Callable[..., object]) -> int | None:
    """How many arguments a function takes by position; `None` for any number."""
    parameters = signature(function).parameters.values()
    if any(parameter.kind is Parameter.VAR_POSITIONAL for parameter in parameters):
        return None
    return sum(parameter.kind in POSITIONAL for parameter in parameters)


_known = lru_cache(maxsize=1024)(_taken)
