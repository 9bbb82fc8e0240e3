"""A private RPC of Solana: it alone is offered what is signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.solana.config import SolanaConfig
from fiscus.core.desk.outcome import State
from fiscus.core.errors import ConfigError
from fiscus.core.settings import Settings
from tests.chains.proxy import proxied
from tests.chains.solana.chain import Chain
from tests.chains.solana.test_faults import SEND
from tests.chains.solana.wallets import NOWHERE, open_wallet


async def test_the_bytes_go_to_the_private_rpc_alone_and_it_is_asked_nothing_else(
    chain: Chain, home: Path
) -> None:
    async with (
        proxied(chain.url) as public,
        proxied(chain.url) as private,
        open_wallet(home, public.url, SOLANA_PRIVATE_RPC=private.url) as wallet,
    ):
        assert (await wallet.pay("1")).state is State.CONFIRMED
        assert public.count(SEND) == 0
        assert private.posts == [[SEND]]


async def test_a_private_rpc_that_is_down_leaks_nothing(chain: Chain, home: Path) -> None:
    async with (
        proxied(chain.url) as public,
        open_wallet(home, public.url, seconds=0.3, SOLANA_PRIVATE_RPC=NOWHERE) as wallet,
    ):
        assert (await wallet.pay("1")).state is State.SIGNED
        assert public.count(SEND) == 0


def test_its_address_is_a_secret() -> None:
    url = "https://relay.example/key-0123456789"
    config = SolanaConfig.read(Settings({"SOLANA_PRIVATE_RPC": url}))
    assert config.private == (url,)
    assert "0123456789" not in repr(config)


def test_what_is_no_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="SOLANA_PRIVATE_RPC holds something") as refused:
        SolanaConfig.read(Settings({"SOLANA_PRIVATE_RPC": "relay-0123456789"}))
    assert "0123456789" not in str(refused.value)
