"""Real chains for tests: the program is fetched once into the repository's data folder.

A pytest plugin: `pytest_plugins = ("tests.sandboxes",)` in the root conftest. `anvil` and
`start_anvil` are plain nodes, `sandbox` is everything the sandbox is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from anyio.from_thread import start_blocking_portal

from fiscus.chains.sandbox import sandbox as open_sandbox
from fiscus.chains.sandbox.anvil import Anvil, AnvilOptions, running_anvil
from fiscus.chains.sandbox.installation import anvil_program as find_anvil
from fiscus.chains.sandbox.session import Sandbox

CACHE = Path(__file__).parent.parent / ".fiscus"
StartAnvil = Callable[[AnvilOptions], Anvil]
SECONDS = 60.0
"""A machine that is busy with something else needs them; no test does."""


def rpc(url: str, method: str, *params: object) -> object:
    """One JSON-RPC call, past every client of the suite. Fails the test where the node refuses."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    address = urlsplit(url)
    assert address.hostname is not None
    with closing(HTTPConnection(address.hostname, address.port, timeout=SECONDS)) as http:
        http.request("POST", address.path, body, {"content-type": "application/json"})
        answer: dict[str, object] = json.loads(http.getresponse().read())
    assert "error" not in answer, answer
    return answer["result"]


def mined(url: str, message: Mapping[str, object]) -> dict[str, Any]:
    """The receipt of a transaction for which the node asks no signature.

    The node answers before its block is there: that is waited for.
    """
    sent = rpc(url, "eth_sendTransaction", message)
    deadline = time.monotonic() + SECONDS
    while (receipt := rpc(url, "eth_getTransactionReceipt", sent)) is None:
        assert time.monotonic() < deadline, "anvil did not mine it"
        time.sleep(0.005)
    return cast("dict[str, Any]", receipt)


@contextmanager
def put_back(url: str) -> Generator[None]:
    """What is done to a shared node is undone; nor does what was still in its pool, or on its way
    as a test ended, come into a block of the next one.

    A revert alone leaves its clock at the time of the block that it goes back to, and the next
    block at the base fee that the test left.
    """
    start, snapshot, base_fee = newest(url), rpc(url, "evm_snapshot"), _coming_base_fee(url)
    try:
        yield
    finally:
        _finish_blocks(url)
        rpc(url, "evm_setAutomine", False)
        rpc(url, "anvil_dropAllTransactions")
        assert rpc(url, "evm_revert", snapshot)
        rpc(url, "anvil_dropAllTransactions")
        assert newest(url) == start
        rpc(url, "evm_setTime", max(int(start["timestamp"], 16), int(time.time())))
        rpc(url, "anvil_setNextBlockBaseFeePerGas", base_fee)
        rpc(url, "evm_setAutomine", True)


@contextmanager
def lent(url: str) -> Generator[None]:
    """The same, with a new block: an agent signs nothing for a chain that has stood still."""
    with put_back(url):
        rpc(url, "anvil_mine", "0x1")
        yield


def newest(url: str, name: str = "latest") -> dict[str, Any]:
    """The newest block of a node, or the one that comes."""
    return cast("dict[str, Any]", rpc(url, "eth_getBlockByNumber", name, False))


def _coming_base_fee(url: str) -> str:
    return str(newest(url, "pending")["baseFeePerGas"])


def _finish_blocks(url: str) -> None:
    """What the node has begun to make a block of is in it, or stays in the pool for good."""
    if rpc(url, "anvil_getAutomine"):
        until = time.monotonic() + 1
        while _pending(url) and time.monotonic() < until:
            time.sleep(0.005)


def _pending(url: str) -> bool:
    pool = cast("dict[str, str]", rpc(url, "txpool_status"))
    return int(pool["pending"], 16) > 0


@contextmanager
def running_sandbox(home: Path = CACHE, *, keep: Path | None = None) -> Generator[Sandbox]:
    """A sandbox on a loop of its own, which runs beside whatever loop a test has."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_sandbox(home, keep=keep)) as opened,
    ):
        yield opened


@pytest.fixture(scope="session")
def anvil_program() -> Path:
    """A program that runs; the first test that needs it waits for its download."""
    return find_anvil(CACHE)


@pytest.fixture(scope="session")
def anvil(anvil_program: Path) -> Generator[Anvil]:
    """One node for the session: chain id 31337 and anvil's ten well-known accounts."""
    with running_anvil(anvil_program, options=AnvilOptions(accounts=10)) as node:
        yield node


@pytest.fixture
def start_anvil(anvil_program: Path) -> Generator[StartAnvil]:
    """Starts further nodes for one test: `start_anvil(AnvilOptions(chain_id=8453))`."""
    with ExitStack() as nodes:
        yield lambda options: nodes.enter_context(running_anvil(anvil_program, options=options))


@pytest.fixture(scope="session")
def session_sandbox(anvil_program: Path) -> Generator[Sandbox]:
    """The sandbox that all tests share. Use `sandbox`, which puts it back."""
    with running_sandbox(CACHE) as opened:
        yield opened


@pytest.fixture
def sandbox(session_sandbox: Sandbox) -> Generator[Sandbox]:
    """A sandbox as if it had just been started; what a test does to its chains is undone."""
    with put_back(session_sandbox.rpc_url), put_back(session_sandbox.far_url):
        yield session_sandbox
