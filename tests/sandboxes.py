"""Real chains for tests: the program is fetched once into the repository's data folder.

A pytest plugin: `pytest_plugins = ("tests.sandboxes",)` in the root conftest. `anvil` and
`start_anvil` are plain nodes, `sandbox` is everything the sandbox is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
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
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    with httpx.Client(trust_env=False, verify=False) as http:
        answer: dict[str, object] = http.post(url, json=body, timeout=SECONDS).json()
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

    A revert alone leaves its clock behind by as long as the test took, and the next block at the
    base fee that the test left: after a quarter of an hour of tests its blocks would be too old.
    """
    start, snapshot = rpc(url, "eth_blockNumber"), rpc(url, "evm_snapshot")
    ahead, base_fee = _coming(url)
    try:
        yield
    finally:
        rpc(url, "evm_setAutomine", False)
        rpc(url, "anvil_dropAllTransactions")
        assert rpc(url, "evm_revert", snapshot)
        rpc(url, "anvil_dropAllTransactions")
        assert rpc(url, "eth_blockNumber") == start
        rpc(url, "evm_setTime", int(time.time()) + ahead)
        rpc(url, "anvil_setNextBlockBaseFeePerGas", hex(base_fee))
        rpc(url, "evm_setAutomine", True)


def _coming(url: str) -> tuple[int, int]:
    """By how many seconds the next block is ahead of the clock, and its base fee."""
    block = cast("dict[str, str]", rpc(url, "eth_getBlockByNumber", "pending", False))
    return int(block["timestamp"], 16) - int(time.time()), int(block["baseFeePerGas"], 16)


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
