"""What has stopped spending, as the desk of this machine has it on record."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from fiscus.core.desk.database import open_database
from fiscus.core.desk.freezes import EVERYTHING, Stop, standing
from fiscus.core.desk.journal import newest_at
from fiscus.core.desk.pins import Pin, another_journal
from fiscus.core.desk.times import refuse_wrong_clock
from fiscus.core.desks import PIN_FILE, desk_location
from fiscus.core.errors import DeskError
from fiscus.core.settings import Settings


async def stops(settings: Settings) -> Sequence[Stop] | None:
    """All that holds: stops and freezes, an old or lost journal, a clock that was set back.

    `None` where it stands in a database elsewhere, which is not asked, or with another process.
    """
    if settings.desk is not None:
        return None
    where, pin = desk_location(settings), Pin(settings.home / PIN_FILE)
    if not isinstance(where, Path):
        return None
    if not where.exists():
        return [_held(another_journal())] if pin.read() is not None else []

    def work(connection: Connection) -> list[Stop]:
        found = standing(connection)
        try:
            pin.refuse_other(connection)
            refuse_wrong_clock(int(time.time() * 1000), journal=newest_at(connection))
        except DeskError as error:
            found.append(_held(error))
        return found

    async with open_database(where) as database:
        return await database.read(work)


def _held(error: DeskError) -> Stop:
    return Stop(EVERYTHING, error.message, error.hint)
