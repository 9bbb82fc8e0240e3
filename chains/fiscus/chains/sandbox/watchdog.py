"""Runs a server for as long as the program that asked for it lives. No part of the suite is used.

    python -I -S watchdog.py START GRACE COMMAND…

Standard input is the lifeline: it ends when the program closes it or dies in whatever way, and
then the server is asked to stop, and made to where it has not within GRACE seconds. A `{scratch}`
in the command becomes a folder that is gone when the server is. Once the server says where it
listens, the port is written to standard output, one line; a server that has not said so after
START seconds is stopped. The rest of what it says is read and dropped.

Must be started in a session of its own: everything in its process group is stopped together.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable

LISTENING = re.compile(rb"Listening on \S*?:(\d+)\s*$")
CAUGHT = re.compile(r"^SigCgt:\s*([0-9a-f]+)$", re.MULTILINE)
HEARS_SECONDS, HEARS_TRIES = 0.1, 100


def run(start: float, grace: float, command: list[str]) -> int:
    """The server's exit status."""
    scratch = tempfile.mkdtemp(prefix="fiscus-sandbox-")

    def kill() -> None:
        shutil.rmtree(scratch, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    def stop(*_: object) -> None:
        """The whole group was told, the server too; all that is left is to see that it obeys."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _after(grace, kill)

    signal.signal(signal.SIGTERM, stop)
    try:
        server = subprocess.Popen(
            [part.replace("{scratch}", scratch) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
        )
        threading.Thread(target=_follow_lifeline, daemon=True).start()
        if server.stdout is not None:
            _announce(server.stdout, start, server.pid)
        return server.wait()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _announce(lines: Iterable[bytes], seconds: float, server: int) -> None:
    late = _after(seconds, _stop_all)
    for line in lines:
        if found := LISTENING.search(line):
            late.cancel()
            _wait_until_it_hears(server)
            with contextlib.suppress(OSError):  # nobody listens: the lifeline has ended, too
                os.write(1, found[1] + b"\n")
    late.cancel()


def _wait_until_it_hears(server: int) -> None:
    """anvil listens before it hears SIGTERM: told to stop in between, it leaves without writing its
    state. Which signals a process catches only Linux tells; elsewhere a moment must do."""
    for _ in range(HEARS_TRIES):
        try:
            with open(f"/proc/{server}/status") as file:
                status = file.read()
        except OSError:
            time.sleep(HEARS_SECONDS)
            return
        caught = CAUGHT.search(status)
        if caught is None or int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(HEARS_SECONDS / HEARS_TRIES)


def _follow_lifeline() -> None:
    while os.read(0, 64):
        pass
    _stop_all()


def _stop_all() -> None:
    os.killpg(0, signal.SIGTERM)


def _after(seconds: float, act: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]))
