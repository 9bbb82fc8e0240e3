from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.chains.solana.definitions import SANDBOX
from tests.chains.solana.chain import Chain, on_validator, running
from tests.chains.solana.wallets import Wallet, open_wallet
from tests.validator import LEVER, genesis_of, validator_program, wants_validator


@pytest.fixture
async def chain(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Chain]:
    """Every transaction makes its block; on a validator they come by themselves."""
    if not wants_validator(request.config):
        async with running() as found:
            yield found
        return
    async with on_validator(validator_program(), tmp_path / "validator") as found:
        own = replace(SANDBOX, genesis=await genesis_of(found.url))
        monkeypatch.setattr("fiscus.chains.solana.config.SANDBOX", own)
        yield found


@pytest.fixture
async def still(request: pytest.FixtureRequest) -> AsyncGenerator[Chain]:
    """Blocks come when the test says so."""
    if wants_validator(request.config):
        pytest.skip(LEVER)
    async with running(at_once=False) as found:
        yield found


@pytest.fixture
async def wallet(chain: Chain, home: Path) -> AsyncGenerator[Wallet]:
    async with open_wallet(home, chain.url) as found:
        yield found
