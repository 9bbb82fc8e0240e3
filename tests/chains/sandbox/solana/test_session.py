from __future__ import annotations

import asyncio
import json
import os
import stat
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from fiscus.chains.prices import AssetKey, CoinGecko
from fiscus.chains.sandbox.errors import StateUnusable
from fiscus.chains.sandbox.solana import sandbox as opener
from fiscus.chains.sandbox.solana.definition import BONK, USDC
from fiscus.chains.sandbox.solana.session import SolanaSandbox, open_sandbox
from fiscus.chains.solana.programs import WRAPPED_SOL
from fiscus.core.errors import ConfigError
from fiscus.core.sandbox import SandboxOpener
from tests.chains.sandbox.solana.wallet import (
    SOL,
    advance,
    blockhash,
    client,
    lamports,
    owner,
    pays,
    send,
    signed,
)
from tests.sandboxes import rpc
from tests.solana_sandboxes import running_solana

OPENER: SandboxOpener = opener

COLD_START = """
import asyncio, json, sys, time
from pathlib import Path
from fiscus.chains.sandbox.solana import sandbox

async def main():
    async with sandbox(Path(sys.argv[1])) as opened:
        print(json.dumps({"seconds": time.process_time(), "rpc": opened.rpc_url}))

asyncio.run(main())
"""


def test_a_program_has_its_sandbox_within_a_second(tmp_path: Path) -> None:
    """Of the processor's time, the interpreter's own start included. A processor that others want
    as well does less in it: the quickest start counts."""

    def seconds() -> float:
        command = [sys.executable, "-c", COLD_START, str(tmp_path)]
        done = subprocess.run(command, check=True, capture_output=True, timeout=100)
        assert done.stderr == b""
        assert list(tmp_path.iterdir()) == []
        return float(json.loads(done.stdout)["seconds"])

    assert any(seconds() < 1 for _ in range(5))


def test_the_opener_alone_loads_no_engine() -> None:
    code = "import sys, fiscus.chains.sandbox.solana as s; print('solders' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert done.stdout.strip() == b"False"
    assert opener.finding(Path()).ok


async def test_nothing_is_left_when_it_stops() -> None:
    threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
    async with open_sandbox(block_seconds=0.01) as opened:
        async with client(opened) as http:
            assert await http.is_connected()
            await asyncio.sleep(0.05)
        assert asyncio.all_tasks() > tasks
    await asyncio.sleep(0)
    assert set(threading.enumerate()) == threads
    assert asyncio.all_tasks() == tasks
    async with httpx.AsyncClient(trust_env=False, verify=False) as plain:
        stopped = (opened.rpc_url, opened.coingecko_url, opened.jupiter_url, opened.birdeye_url)
        for url in stopped:
            with pytest.raises(httpx.ConnectError):
                await plain.get(url)


async def test_it_stops_where_the_program_fails() -> None:
    tasks = asyncio.all_tasks()
    with pytest.raises(ZeroDivisionError):
        async with open_sandbox():
            raise ZeroDivisionError
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == tasks


async def test_two_at_once_know_nothing_of_each_other() -> None:
    async with open_sandbox() as first, open_sandbox() as second:
        assert first.address != second.address
        urls = {first.rpc_url, second.rpc_url, first.coingecko_url, second.coingecko_url}
        assert len(urls) == 4
        async with client(first) as one, client(second) as other:
            assert await lamports(one, owner(first).pubkey()) == 100 * SOL
            assert await lamports(other, owner(first).pubkey()) == 0
            foreign = signed(await blockhash(other), [pays(owner(first), Pubkey.default(), 1)],
                             owner(first))  # fmt: skip
            with pytest.raises(Exception, match="Blockhash not found"):
                await one.send_transaction(foreign)


def test_the_suite_is_told_where_it_is_and_the_key_is_never_shown(
    solana_sandbox: SolanaSandbox,
) -> None:
    environment = solana_sandbox.environment()
    assert environment == {
        "SOLANA_RPC_URL": solana_sandbox.rpc_url,
        "SOLANA_PRIVATE_KEY": solana_sandbox.private_key.reveal(),
        "SOLANA_CLUSTER": "sandbox",
        "COINGECKO_API_URL": solana_sandbox.coingecko_url,
        "JUPITER_API_URL": solana_sandbox.jupiter_url,
        "BIRDEYE_API_URL": solana_sandbox.birdeye_url,
    }
    key = environment["SOLANA_PRIVATE_KEY"]
    assert str(Keypair.from_base58_string(key).pubkey()) == solana_sandbox.address
    assert key not in f"{solana_sandbox!r}{solana_sandbox}"
    assert solana_sandbox.owned_chains == {"solana"} == {solana_sandbox.chain}
    assert solana_sandbox.chain_id is None


async def test_it_tells_what_an_address_has_and_what_became_of_a_transaction(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    box, wallet = still_solana_sandbox, owner(still_solana_sandbox)
    assert await box.holdings(box.address) == {
        "SOL": Decimal(100),
        "WSOL": Decimal(0),
        "USDC": Decimal(25_000),
        "BONK": Decimal(10_000_000),
    }
    async with client(box) as http:
        good = await send(http, [pays(wallet, Keypair().pubkey(), SOL)], wallet)
        bad = await send(http, [pays(wallet, Keypair().pubkey(), 500 * SOL)], wallet, check=False)
    succeeded, failed = await box.sighting(str(good)), await box.sighting(str(bad))
    assert succeeded is not None and failed is not None
    assert (succeeded.succeeded, failed.succeeded) == (True, False)
    assert (succeeded.fee, succeeded.fee_token) == (Decimal("0.000005"), "SOL")
    assert failed.block > succeeded.block
    assert await box.sighting("1" * 64) is None


async def test_coins_and_tokens_of_both_chains_have_prices(solana_sandbox: SolanaSandbox) -> None:
    priced: list[tuple[AssetKey, Decimal]] = [
        (("solana", None), Decimal(150)),
        (("solana", WRAPPED_SOL), Decimal(150)),
        (("solana", USDC), Decimal(1)),
        (("solana", BONK), Decimal("0.00002")),
        (("sandbox", None), Decimal(3000)),
    ]
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        gecko = CoinGecko(http, base_url=solana_sandbox.coingecko_url)
        found = await gecko.usd([asset for asset, _ in priced])
    assert [(asset, found[asset].usd) for asset, _ in priced] == priced


async def test_chain_and_wallet_live_on_where_they_are_kept(tmp_path: Path) -> None:
    keep, nobody = tmp_path / "kept", Keypair().pubkey()
    with running_solana(keep=keep, block_seconds=None) as first:
        async with client(first) as http:
            signature = await send(http, [pays(owner(first), nobody, SOL)], owner(first))
            height = (await http.get_block_height()).value
            recent = await blockhash(http)
    with running_solana(keep=keep, block_seconds=None) as second:
        assert second.address == first.address
        async with client(second) as http:
            assert await lamports(http, nobody) == SOL
            assert await lamports(http, owner(second).pubkey()) == 99 * SOL - 5_000
            assert (await http.get_block_height()).value == height
            (status,) = (await http.get_signature_statuses([signature])).value
            assert status is not None and status.err is None
            found = await http.get_transaction(signature, max_supported_transaction_version=0)
            assert found.value is not None
            late = signed(recent, [pays(owner(second), nobody, SOL)], owner(second))
            await http.send_transaction(late)
            assert await lamports(http, nobody) == 2 * SOL
        assert (await second.holdings(second.address))["USDC"] == 25_000


async def test_what_landed_is_kept_though_the_program_is_killed(tmp_path: Path) -> None:
    nobody = Keypair().pubkey()
    with running_solana(keep=tmp_path, block_seconds=None) as running:
        async with client(running) as http:
            await send(http, [pays(owner(running), nobody, SOL)], owner(running))
        left = (tmp_path / "solana.json").read_bytes()
        advance(running, 10)
    (tmp_path / "solana.json").write_bytes(left)
    with running_solana(keep=tmp_path) as again:
        async with client(again) as http:
            assert await lamports(http, nobody) == SOL


def test_a_kept_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    with running_solana(keep=keep):
        pass
    assert sorted(os.listdir(keep)) == ["solana.json", "solana.json.lock", "solana.key"]
    for name in ("solana.json", "solana.key"):
        assert stat.S_IMODE((keep / name).stat().st_mode) == 0o600
    (keep / "solana.key").chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by others"), running_solana(keep=keep):
        raise AssertionError("it was taken")


def test_a_lost_key_means_a_new_funded_wallet_on_the_same_chain(tmp_path: Path) -> None:
    nobody = str(Keypair().pubkey())
    with running_solana(keep=tmp_path) as first:
        rpc(first.rpc_url, "sandbox_setAccount", nobody, {"lamports": 5 * SOL})
    (tmp_path / "solana.key").unlink()
    with running_solana(keep=tmp_path) as second:
        assert second.address != first.address
        for address, amount in ((nobody, 5 * SOL), (second.address, 100 * SOL)):
            found = rpc(second.rpc_url, "getBalance", address)
            assert isinstance(found, dict)
            assert found["value"] == amount


async def test_a_wallet_that_spent_everything_is_not_filled_again(tmp_path: Path) -> None:
    with running_solana(keep=tmp_path, block_seconds=None) as first:
        async with client(first) as http:
            rest = 100 * SOL - 5_000
            await send(http, [pays(owner(first), Keypair().pubkey(), rest)], owner(first))
    with running_solana(keep=tmp_path) as second:
        assert (await second.holdings(second.address))["SOL"] == 0


def test_a_kept_chain_goes_on_in_one_place_only(tmp_path: Path) -> None:
    with (
        running_solana(keep=tmp_path),
        pytest.raises(StateUnusable, match="in use"),
        running_solana(keep=tmp_path),
    ):
        raise AssertionError("it was taken")
    with running_solana(keep=tmp_path):
        pass


@pytest.mark.parametrize("content", ["", "{", "{}", '{"format":2}', '{"format":1,"accounts":[]}'])
def test_a_damaged_state_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    state = tmp_path / "solana.json"
    state.write_text(content)
    with pytest.raises(StateUnusable, match="damaged"), running_solana(keep=tmp_path):
        raise AssertionError("it was taken")
    assert state.read_text() == content


def test_a_file_that_is_no_key_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "solana.key").write_text("not-a-key")
    (tmp_path / "solana.key").chmod(0o600)
    with pytest.raises(ConfigError) as caught, running_solana(keep=tmp_path):
        raise AssertionError("it was taken")
    assert "not-a-key" not in str(caught.value)
