"""How the Solana tests come to a real validator, shown without one."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from tests.chains.solana.chain import ME, SOL, NoLever, furnished, on_validator
from tests.validator import (
    PROGRAM,
    account_file,
    command,
    free_ports,
    genesis_of,
    validator_program,
    write_accounts,
)

STAND_IN = '''#!{python}
"""Takes the arguments of the real one, and runs the sandbox's engine on a folder's accounts."""
import asyncio, base64, json, pathlib, sys
sys.path[:0] = {path}
from solders.account import Account
from solders.pubkey import Pubkey
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.server import respond, ticking
from fiscus.chains.sandbox.loopback import Request
from fiscus.chains.sandbox.solana.wallet import Faucet
from aiohttp import web

options = dict(zip(sys.argv[3::2], sys.argv[4::2]))
engine = Engine()
for file in pathlib.Path(options["--account-dir"]).iterdir():
    row = json.loads(file.read_text())
    entry = row["account"]
    engine.put(Pubkey.from_string(row["pubkey"]), Account(
        entry["lamports"], base64.b64decode(entry["data"][0]),
        Pubkey.from_string(entry["owner"]), entry["executable"], entry["rentEpoch"]))
node = Node(Ledger(engine), Faucet(), at_once=True)

async def answer(request):
    given = respond(node, Request("POST", "/", body=await request.read()))
    return web.Response(body=given.body, content_type="application/json")

async def run():
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, options["--bind-address"], int(options["--rpc-port"])).start()
    async with ticking(node.ledger, 0.05):
        await asyncio.Event().wait()

asyncio.run(run())
'''


def stand_in(folder: Path) -> Path:
    program = folder / PROGRAM
    path = [entry for entry in sys.path if entry]
    program.write_text(STAND_IN.format(python=sys.executable, path=path))
    program.chmod(0o755)
    return program


def test_the_validator_on_the_path_is_taken_and_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(pytest.UsageError, match=f"no {PROGRAM} on PATH"):
        validator_program(str(tmp_path))
    program = stand_in(tmp_path)
    assert validator_program(str(tmp_path)) == program


def test_every_account_of_the_sandbox_is_handed_over(tmp_path: Path) -> None:
    engine = furnished()
    count = write_accounts(engine, tmp_path)
    files = {path.stem: json.loads(path.read_text()) for path in tmp_path.iterdir()}
    assert count == len(files) > 15
    assert files[ME]["account"]["lamports"] == 10 * SOL
    for key, row in files.items():
        found = engine.account(Pubkey.from_string(key))
        assert found is not None
        entry = row["account"]
        data, owner = b64decode(entry["data"][0]), Pubkey.from_string(entry["owner"])
        handed = Account(entry["lamports"], data, owner, entry["executable"], entry["rentEpoch"])
        assert handed == found


def test_a_file_is_as_the_solana_tool_writes_it() -> None:
    account = Account(5, b"\1\2", Pubkey.default(), False, 2**64 - 1)
    assert json.loads(account_file(Pubkey.default(), account)) == {
        "pubkey": "11111111111111111111111111111111",
        "account": {
            "lamports": 5,
            "data": ["AQI=", "base64"],
            "owner": "11111111111111111111111111111111",
            "executable": False,
            "rentEpoch": 18446744073709551615,
            "space": 2,
        },
    }


def test_it_listens_on_this_machine_alone_with_its_websocket_beside(tmp_path: Path) -> None:
    ports = free_ports()
    asked = command(Path("/bin/v"), ledger=tmp_path / "l", accounts=tmp_path / "a", ports=ports)
    assert asked[:3] == ["/bin/v", "--reset", "--quiet"]
    options = dict(zip(asked[3::2], asked[4::2], strict=True))
    assert options["--bind-address"] == "127.0.0.1"
    assert options["--rpc-port"] == str(ports[0])
    assert ports[1] == ports[0] + 1


async def test_the_chain_of_the_tests_is_the_validators_with_its_own_genesis(
    tmp_path: Path,
) -> None:
    program = stand_in(tmp_path)
    async with on_validator(program, tmp_path / "home") as chain, asyncio.timeout(30):
        assert await chain.lamports(ME) == 10 * SOL
        assert await chain.units(ME) == 100 * 10**6
        assert len(await genesis_of(chain.url)) > 30
        for lever in (lambda: chain.give(1), lambda: chain.advance(), lambda: chain.data(ME)):
            with pytest.raises(pytest.skip.Exception, match="cannot be told"):
                lever()


def test_a_chain_without_levers_is_no_chain_with_broken_ones() -> None:
    with pytest.raises(pytest.skip.Exception):
        _ = NoLever().engine


async def test_a_validator_that_ends_by_itself_is_told(tmp_path: Path) -> None:
    program = tmp_path / PROGRAM
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(AssertionError, match="ended with status 3"):
        async with on_validator(program, tmp_path / "home") as chain:
            pytest.fail(chain.url)


def test_make_says_what_is_missing(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    asked = ["make", "--dry-run", "--always-make", "test-validator"]
    shown = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "--solana-node=validator tests/chains/solana tests/plugins/solana" in shown
    assert "There is no solana-test-validator on PATH" in shown
