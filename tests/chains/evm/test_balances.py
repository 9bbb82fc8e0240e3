"""Balances and metadata on a real chain, with and without Multicall3."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eth_abi.abi import encode

from fiscus.chains.evm.balances import read_balances
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.metadata import TokenMetadata, read_metadata
from tests.chains.evm.engine import ALICE, BOB, Engine

NO_CODE = "0x00000000000000000000000000000000000000ff"
DESCRIBE = bytes.fromhex("4e48000f")


@pytest.fixture
async def with_multicall(engine: Engine) -> None:
    await engine.multicall()


async def test_coin_and_tokens_come_in_one_request(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    usdc, other = await engine.token(units=5_000_000), await engine.token()
    wei = await client.balance(ALICE)
    before = client.pool.stats.requests
    balances = await read_balances(client, ALICE, tokens=[usdc, other, usdc])
    assert client.pool.stats.requests - before == 1
    assert balances.native_wei == wei
    assert balances.tokens == {usdc: 5_000_000, other: 0}


async def test_a_token_that_does_not_answer_is_unavailable_and_not_zero(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    usdc, broken = await engine.token(units=1), await engine.deploy("BrokenToken")
    balances = await read_balances(client, ALICE, tokens=[broken, usdc, NO_CODE])
    assert balances.tokens == {broken: None, usdc: 1, NO_CODE: None}


async def test_without_a_multicall_contract_one_batch_does(
    client: EvmClient, engine: Engine
) -> None:
    usdc, broken = await engine.token(units=7), await engine.deploy("BrokenToken")
    none = EvmClient(client.pool, replace(client.chain, multicall=None))
    for without, trips in ((none, 1), (client, 2)):
        before = client.pool.stats.round_trips
        balances = await read_balances(without, ALICE, tokens=[usdc, broken])
        assert balances.tokens == {usdc: 7, broken: None}
        assert balances.native_wei == await client.balance(ALICE)
        assert client.pool.stats.round_trips - before == trips + 1


async def test_very_many_tokens_are_still_one_round_trip(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    usdc = await engine.token(units=3)
    many = [f"0x{i:040x}" for i in range(1000, 1600)]
    before = client.pool.stats.round_trips
    balances = await read_balances(client, ALICE, tokens=[*many, usdc])
    assert client.pool.stats.round_trips - before == 1
    assert balances.tokens[usdc] == 3
    assert len(balances.tokens) == 601
    assert {balances.tokens[token] for token in many} == {None}


async def test_an_owner_of_nothing_has_zero(client: EvmClient, with_multicall: None) -> None:
    assert (await read_balances(client, BOB)).native_wei == 0


async def test_metadata_of_tokens_old_and_new_comes_in_one_request(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    usdc, mkr = await engine.token(), await engine.deploy("OldToken")
    before = client.pool.stats.requests
    found = await read_metadata(client, [usdc, mkr])
    assert client.pool.stats.requests - before == 1
    assert found == {
        usdc: TokenMetadata(usdc, "USDC", "USD Coin", 6),
        mkr: TokenMetadata(mkr, "MKR", "Maker", 18),
    }


async def test_what_is_no_token_is_told(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    broken, registry = await engine.deploy("BrokenToken"), await engine.deploy("Registry")
    found = await read_metadata(client, [broken, registry, BOB])
    assert found == {broken: None, registry: None, BOB: None}


async def test_text_of_a_token_is_made_safe_to_show(
    client: EvmClient, engine: Engine, with_multicall: None
) -> None:
    token = await engine.token()
    name = "Visit https://evil.example now \u202e\x1b[2J" + "x" * 5000
    words = encode(["string", "string", "uint8"], [name, "US\u200bDC\n\n!", 6])
    await engine.transact(token, "0x" + (DESCRIBE + words).hex())
    found = (await read_metadata(client, [token]))[token]
    assert found is not None
    assert found.symbol == "US\ufffdDC !"
    assert found.name.startswith("Visit <link> now \ufffd\ufffd[2Jxxx")
    assert len(found.name) == 40


@pytest.mark.parametrize("decimals", [37, 255])
async def test_absurd_decimals_are_no_token(
    client: EvmClient, engine: Engine, with_multicall: None, decimals: int
) -> None:
    token = await engine.token()
    words = encode(["string", "string", "uint8"], ["X", "X", decimals])
    await engine.transact(token, "0x" + (DESCRIBE + words).hex())
    assert await read_metadata(client, [token]) == {token: None}
