"""A real `solana-test-validator` in place of the engine, where one is installed.

`make test-validator` runs the Solana tests with `--solana-node=validator`. The chain is furnished
like the sandbox's: every account that is there is handed to the validator as a file at its genesis.
Tests that change accounts past the chain, or that stop its clock, are skipped: no real node does.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import socket
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.sandbox.solana.engine import Engine

PROGRAM: Final = "solana-test-validator"
OPTION: Final = "--solana-node"
LITESVM, VALIDATOR = "litesvm", "validator"
START_SECONDS: Final = 60.0
LEVER: Final = "a validator cannot be told what stands at an address, or what time it is"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION,
        choices=(LITESVM, VALIDATOR),
        default=LITESVM,
        help=f"what the Solana tests run on: LiteSVM, or a {PROGRAM} on PATH",
    )


def wants_validator(config: pytest.Config) -> bool:
    return bool(config.getoption(OPTION) == VALIDATOR)


def validator_program(path: str | None = None) -> Path:
    """The validator on PATH. Raises `pytest.UsageError` where there is none."""
    found = shutil.which(PROGRAM, path=path)
    if found is None:
        raise pytest.UsageError(
            f"no {PROGRAM} on PATH: install the Agave tools, or run the tests on LiteSVM"
            f" ({OPTION}={LITESVM}, which is the default)"
        )
    return Path(found)


def account_file(key: Pubkey, account: Account) -> str:
    """As `solana account --output json-compact` writes it, and `--account-dir` reads it."""
    data = base64.b64encode(account.data).decode()
    return json.dumps(
        {
            "pubkey": str(key),
            "account": {
                "lamports": account.lamports,
                "data": [data, "base64"],
                "owner": str(account.owner),
                "executable": account.executable,
                "rentEpoch": 2**64 - 1,
                "space": len(account.data),
            },
        }
    )


def write_accounts(engine: Engine, folder: Path) -> int:
    """Everything that was put on the engine's chain, a file each. How many there are."""
    written = 0
    for key, account in engine.known():
        (folder / f"{key}.json").write_text(account_file(key, account))
        written += 1
    return written


def command(program: Path, *, ledger: Path, accounts: Path, ports: Sequence[int]) -> list[str]:
    """`ports`: JSON-RPC, its websocket right after it, and the faucet."""
    rpc, websocket, faucet = ports
    assert websocket == rpc + 1
    return [
        str(program),
        "--reset",
        "--quiet",
        "--ledger",
        str(ledger),
        "--account-dir",
        str(accounts),
        "--bind-address",
        "127.0.0.1",
        "--rpc-port",
        str(rpc),
        "--faucet-port",
        str(faucet),
    ]


@asynccontextmanager
async def running_validator(program: Path, engine: Engine, home: Path) -> AsyncGenerator[str]:
    """The URL of a validator with the accounts of `engine`, until the end of the block."""
    accounts, ledger = home / "accounts", home / "ledger"
    accounts.mkdir(parents=True)
    write_accounts(engine, accounts)
    ports = free_ports()
    asked = command(program, ledger=ledger, accounts=accounts, ports=ports)
    process = await asyncio.create_subprocess_exec(*asked, stdout=DEVNULL, stderr=DEVNULL)
    try:
        url = f"http://127.0.0.1:{ports[0]}"
        await healthy(url, process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def healthy(url: str, process: asyncio.subprocess.Process) -> None:
    """Wait until it answers, and has a final block to answer about."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "getLatestBlockhash"}
    async with (
        httpx.AsyncClient(trust_env=False, verify=False) as http,
        asyncio.timeout(START_SECONDS),
    ):
        while process.returncode is None:
            try:
                if "result" in (await http.post(url, json=body)).json():
                    return
            except (httpx.HTTPError, ValueError):
                pass
            await asyncio.sleep(0.2)
    raise AssertionError(f"{PROGRAM} ended with status {process.returncode}")


async def genesis_of(url: str) -> str:
    """The hash by which this very validator's chain is known."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "getGenesisHash"}
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        return str((await http.post(url, json=body)).json()["result"])


def free_ports() -> tuple[int, int, int]:
    """A pair side by side, and one more."""
    while True:
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            third.bind(("127.0.0.1", 0))
            return port, port + 1, third.getsockname()[1]
