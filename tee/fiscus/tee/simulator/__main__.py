"""`python -m fiscus.tee.simulator FOLDER`: returns when a simulator listens, which then stays."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Final

from fiscus.core.errors import FiscusError
from fiscus.tee.simulator.process import LOG_FILE, held
from fiscus.tee.simulator.server import simulating

READY: Final = b"ready"


def main(folder: Path) -> int:
    """Two processes come out of this one: the caller's, which says how it went, and the other."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            said = pipe.read()
        if said != READY:
            sys.stdout.write(said.decode())
        return 0 if said == READY else 1
    os.close(reader)
    os.setsid()
    _let_go(folder)
    return _served(folder, writer)


def _let_go(folder: Path) -> None:
    """Of the caller's terminal and pipes."""
    nothing = os.open(os.devnull, os.O_RDWR)
    log = os.open(folder / LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor, there in ((0, nothing), (1, nothing), (2, log)):
        os.dup2(there, descriptor)


def _served(folder: Path, writer: int) -> int:
    try:
        with held(folder):
            asyncio.run(_serving(folder, writer))
    except FiscusError as error:
        os.write(writer, str(error).encode())
        return 1
    return 0


async def _serving(folder: Path, writer: int) -> None:
    told = asyncio.Event()
    for order in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(order, told.set)
    async with simulating(folder):
        os.write(writer, READY)
        os.close(writer)
        await told.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
