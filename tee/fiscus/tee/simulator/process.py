"""The simulator as a process of its own, which lives on after whoever started it; one a folder."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from fiscus.core.errors import ConfigError
from fiscus.tee.simulator.server import socket_of

PID_FILE: Final = "simulator.pid"
LOG_FILE: Final = "simulator.log"
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0
LOCK_SECONDS: Final = 2.0
"""Whoever looks has the lock for a moment."""
PAUSE: Final = 0.02


class SimulatorFailed(ConfigError):
    """It cannot start, or it does not stop."""

    code = "SIMULATOR_FAILED"


def start(folder: Path) -> bool:
    """Return when it listens; False where it ran already. Raises `ConfigError`."""
    socket_of(folder)
    if running(folder) is not None:
        return False
    program = (sys.executable, "-m", "fiscus.tee.simulator", str(folder.absolute()))
    try:
        done = subprocess.run(
            program,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SimulatorFailed("The simulator does not start", hint=_log(folder)) from None
    if done.returncode and done.stdout:
        raise SimulatorFailed(done.stdout)
    if done.returncode:
        raise SimulatorFailed("The simulator does not start", hint=_log(folder))
    return True


def stop(folder: Path) -> bool:
    """Return when it has ended; False where none ran. Raises `SimulatorFailed`."""
    process = running(folder)
    if process is None:
        return False
    for order in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(process, order)
        if _until_gone(folder, process):
            return True
    raise SimulatorFailed(f"The simulator, process {process}, does not stop")


def running(folder: Path) -> int | None:
    """Its process id, or `None`. What a killed one left behind does not count."""
    try:
        file = (folder / PID_FILE).open()
    except FileNotFoundError:
        return None
    with file:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(file):
            file.seek(0)
            if text := file.read().strip():
                return int(text)
            if time.monotonic() > deadline:
                raise SimulatorFailed(f"{file.name} names no process", hint=_log(folder))
            time.sleep(PAUSE)
    return None


@contextmanager
def held(folder: Path) -> Generator[None]:
    """This process is the simulator of `folder`. Raises `SimulatorFailed` where another one is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / PID_FILE).open("a") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(file):
            if time.monotonic() > deadline:
                raise SimulatorFailed("A simulator runs in this folder already")
            time.sleep(PAUSE)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def _locked(file: IO[str]) -> bool:
    """The lock lasts as long as the open file, and so no longer than the process."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until_gone(folder: Path, process: int) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while running(folder) == process:
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE)
    return True


def _log(folder: Path) -> str:
    return f"See {folder / LOG_FILE}."
