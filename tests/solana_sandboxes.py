"""Real Solana chains for tests.

A pytest plugin, named in the root conftest. `solana_sandbox` is everything the sandbox is, on a
quick clock; time stands still in `still_solana_sandbox`, where a transaction makes its own block
and `sandbox_advance` makes more.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from fiscus.chains.sandbox.solana.session import SolanaSandbox, open_sandbox

QUICK = 0.05
"""Seconds between blocks."""


@contextmanager
def running_solana(
    *, keep: Path | None = None, block_seconds: float | None = QUICK
) -> Generator[SolanaSandbox]:
    """A sandbox on a loop of its own, which runs beside whatever loop a test has."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(
            open_sandbox(keep=keep, block_seconds=block_seconds)
        ) as opened,
    ):
        yield opened


@pytest.fixture
def solana_sandbox() -> Generator[SolanaSandbox]:
    """A chain of this test's own, with a block every 50 ms."""
    with running_solana() as opened:
        yield opened


@pytest.fixture
def still_solana_sandbox() -> Generator[SolanaSandbox]:
    """A chain of this test's own that moves only when it is made to."""
    with running_solana(block_seconds=None) as opened:
        yield opened
