"""No test leaves this machine, and none sees the settings of whoever runs it."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import settings

from fiscus.core.cli.environment import TALKATIVE

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
"""How long an example takes is the machine's affair."""

pytest_plugins = (
    "tests.databases",
    "tests.sandboxes",
    "tests.solana_sandboxes",
    "tests.validator",
)

LOOPBACK = ("127.", "localhost", "::1")
SETTINGS = (
    "FISCUS_",
    "EVM_",
    "ETHEREUM_PROVIDER_",
    "DEFAULT_EVM_CHAIN",
    "SOLANA_",
    "AGENT_",
    "IGNORE_BOOTSTRAP",
    "MAX_WORKING_",
    "OPENAI_",
    "ANTHROPIC_",
    "HELIUS_",
    "WALLET_",
    "COINGECKO_",
    "JUPITER_",
    "BIRDEYE_",
    "LIFI_",
    "BEBOP_",
    "PHALA_",
    "LOG_LEVEL",
    "POSTGRES_",
    "DATABASE_URL",
    "PGLITE_",
    "TEE_",
    "DSTACK_",
    "OPENAI_",
    "ANTHROPIC_",
)


def pytest_configure() -> None:
    """Ctrl-C is heard: a run in the background would ignore it, and all that the tests start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded by the first test stays: no search for garbage goes through it again. These
    searches took a quarter of all the time."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()
    return found


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections go to loopback, or the test fails."""
    if request.node.get_closest_marker("live") is not None:
        return
    connect = socket.socket.connect

    def loopback_only(self: socket.socket, address: object) -> None:
        host = str(cast("tuple[object, ...]", address)[0]) if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not host.startswith(LOOPBACK):
            pytest.fail(f"this test tried to reach {host!r}; mark it `live` or fake it")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", loopback_only)


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        monkeypatch.delenv(name)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain that does not answer is given up after a few seconds."""
    monkeypatch.setattr("fiscus.chains.rpc.DEADLINE", 3.0)
    monkeypatch.setattr("fiscus.chains.rpc.ATTEMPT", 1.0)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Generator[None]:
    """A command that runs inside of a test sets up the log of its program."""
    loggers = [logging.getLogger(name) for name in (None, *TALKATIVE)]
    levels = [logger.level for logger in loggers]
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    logging.setLogRecordFactory(factory)
    sys.excepthook = hook


@pytest.fixture
def home(tmp_path: Path) -> Generator[Path]:
    """A data folder of its own."""
    folder = tmp_path / "home"
    folder.mkdir()
    yield folder
