"""Work that must not take its neighbours down: it settles, and its error is an answer."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def settle(*work: Awaitable[T]) -> list[T | Exception]:
    """Run all of it at the same time; an error stands where its result would.

    A cancellation is passed on: it is nobody's result.
    """
    settled: list[T | Exception] = []
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException) and not isinstance(outcome, Exception):
            raise outcome
        settled.append(outcome)
    return settled


def where(error: BaseException) -> str:
    """The kind of an error and the places it passed, without its text, which may hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{f.name} ({f.filename}:{f.lineno})" for f in reversed(frames))
    return f"{type(error).__name__} in {places}" if places else type(error).__name__
