"""A desk that serves in a process of its own: `python -m … FOLDER SOCKET STEP`.

At STEP of its first payment it is killed; `-` is no step.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from fiscus.core.desk.remote.server import serving_desk
from fiscus.core.desk.remote.service import DeskService
from tests.core.desk.fakes import world_in
from tests.core.desk.paying import die
from tests.core.desk.remote.counter import AGENT, COUNTS


async def main(folder: Path, socket: Path, step: str) -> None:
    world = world_in(folder)
    world.adapter.may_sign(9)
    if step != "-":
        world.adapter.tell(step, die)
    async with world.desk(COUNTS, confirm_seconds=20) as desk:
        await desk.recover()
        async with serving_desk(DeskService(desk, AGENT), socket):
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
