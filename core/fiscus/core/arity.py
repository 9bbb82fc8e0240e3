"""Functions of plugins that take fewer arguments than they are offered."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any, TypeVar

R = TypeVar("R")

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def offered(function: Callable[..., R], *arguments: Any) -> R:
    """Call `function` with as many of the arguments as it takes."""
    parameters = signature(function).parameters.values()
    if any(parameter.kind is Parameter.VAR_POSITIONAL for parameter in parameters):
        return function(*arguments)
    taken = sum(parameter.kind in POSITIONAL for parameter in parameters)
    return function(*arguments[:taken])
