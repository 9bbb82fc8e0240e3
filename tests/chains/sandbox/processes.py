"""What runs on this machine, as the system tells it, and programs that end in bad ways."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SLEEPER = """
import asyncio, os, sys
from pathlib import Path
from fiscus.chains.sandbox import sandbox

async def main():
    async with sandbox(Path(sys.argv[1]), keep=Path(sys.argv[2])) as opened:
        print(opened.rpc_url, flush=True)
        {then}

asyncio.run(main())
"""


def group_members(leader: int) -> list[int]:
    """The living processes of a process group, zombies left out."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,pgid=,stat="], check=True, capture_output=True, text=True
    ).stdout
    rows = (line.split() for line in listed.splitlines())
    return [int(pid) for pid, group, state in rows if int(group) == leader and state[0] != "Z"]


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def start_program(home: Path, keep: Path, then: str) -> tuple[subprocess.Popen[str], int, str]:
    """A program of its own with a sandbox: the program, the node's process group, its address."""
    program = subprocess.Popen(
        [sys.executable, "-c", SLEEPER.format(then=then), str(home), str(keep)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    url = program.stdout.readline().strip()
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
    ).stdout
    rows = (map(int, line.split()) for line in listed.splitlines())
    # Two nodes, of which the first is the one at the address.
    leader, _ = [pid for pid, parent in rows if parent == program.pid]
    return program, leader, url


def finish(program: subprocess.Popen[str]) -> int:
    assert program.stdout is not None
    program.stdout.close()
    return program.wait(60)
