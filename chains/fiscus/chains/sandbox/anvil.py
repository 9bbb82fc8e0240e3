"""anvil, an Ethereum node for one machine, as a process that never outlives this program."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.errors import EngineFailed, StateUnusable

START_SECONDS: Final = 15.0
GRACE_SECONDS: Final = 15.0
"""To write a state file and leave, before it is killed."""
WATCHDOG: Final = Path(__file__).with_name("watchdog.py")


@dataclass(frozen=True, slots=True)
class AnvilOptions:
    """How a node is to be. Every transaction makes a block unless `block_time` says otherwise."""

    chain_id: int = 31337
    accounts: int = 0
    """Accounts with 10,000 ETH each whose keys everybody knows."""
    block_time: int | None = None
    """Seconds between blocks."""
    state: Path | None = None
    """A file the chain is read from, where it exists, and written to at the end."""


@dataclass(frozen=True, slots=True)
class Anvil:
    """A node that answers, on a port of its own on loopback."""

    url: str
    chain_id: int
    process_id: int
    """Of the watchdog, which leads the process group of the node."""


@contextmanager
def running_anvil(program: Path, *, options: AnvilOptions = AnvilOptions()) -> Generator[Anvil]:
    """Starts the node, and stops it at the end of the block.

    Raises `EngineFailed`, or `StateUnusable` for a state that another node has.
    """
    process = _start(program, options)
    try:
        yield _ready(process, program, options)
    finally:
        _stop(process)


@asynccontextmanager
async def anvil(program: Path, *, options: AnvilOptions = AnvilOptions()) -> AsyncGenerator[Anvil]:
    """`running_anvil` without blocking the loop."""
    process = _start(program, options)
    try:
        yield await asyncio.to_thread(_ready, process, program, options)
    finally:
        await asyncio.shield(asyncio.to_thread(_stop, process))


def _start(program: Path, options: AnvilOptions) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C in a terminal is for this program, which then stops the node.
    watchdog = [sys.executable, "-I", "-S", str(WATCHDOG), str(START_SECONDS), str(GRACE_SECONDS)]
    with _locked(options.state) as locks:
        return subprocess.Popen(
            [*watchdog, *command(program, options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=locks,
        )


@contextmanager
def _locked(state: Path | None) -> Generator[tuple[int, ...]]:
    """A lock on the state that lasts as long as whoever inherits it: the watchdog.

    So a state is never read while the node before is still writing it.
    """
    if state is None:
        yield ()
        return
    state.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{state}.lock", "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateUnusable(
                f"The sandbox state {str(state)!r} is in use",
                hint="Stop the sandbox that uses it, or keep this one's state elsewhere.",
            ) from None
        yield (lock.fileno(),)


def command(program: Path, options: AnvilOptions) -> list[str]:
    """The command line, with `{scratch}` for a folder of the watchdog's.

    anvil asks the system for a free port itself. Past some hundred blocks it moves old states to
    disk, by default below the home folder, where they would stay if it were killed.
    """
    words = [str(program.absolute()), "--host", "127.0.0.1", "--port", "0"]
    words += ["--chain-id", str(options.chain_id), "--accounts", str(options.accounts)]
    words += ["--cache-path", "{scratch}"]
    if options.block_time is not None:
        words += ["--block-time", str(options.block_time)]
    if options.state is not None:
        words += ["--state", str(options.state.absolute())]
    return words


def _ready(process: subprocess.Popen[bytes], program: Path, options: AnvilOptions) -> Anvil:
    line = process.stdout.readline() if process.stdout else b""
    if not line.strip():
        hint = f"Run {str(program)!r} by hand to see why, or remove it to have it fetched again."
        if options.state is not None:
            hint += f" The state file {str(options.state)!r} may be damaged: move it away."
        raise EngineFailed("anvil did not start", hint=hint)
    return Anvil(f"http://127.0.0.1:{int(line)}", options.chain_id, process.pid)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(GRACE_SECONDS + 10)
    except subprocess.TimeoutExpired:
        _kill_group(process)
    if process.stdout:
        process.stdout.close()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
