from __future__ import annotations

from collections.abc import Generator

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.attacks.records import Record, recording
from tests.sandboxes import running_sandbox
from tests.solana_sandboxes import running_solana

BLOCK_SECONDS = 0.1
"""A payment's block is too old after 150 of them: on a busy machine that must not be at once."""


@pytest.fixture(scope="session")
def attacked_evm(anvil_program: object) -> Generator[Sandbox]:
    """A chain that all attacks share; nothing on it is put back."""
    with running_sandbox() as opened:
        yield opened


@pytest.fixture(scope="session")
def attacked_solana() -> Generator[SolanaSandbox]:
    with running_solana(block_seconds=BLOCK_SECONDS) as opened:
        yield opened


@pytest.fixture
def record() -> Generator[Record]:
    """Every use of a key during this test."""
    with recording() as record:
        yield record
