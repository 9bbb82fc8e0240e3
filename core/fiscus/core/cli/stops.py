"""What has stopped spending, as the desk of this machine has it on record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fiscus.core.agent import desk_location
from fiscus.core.desk.database import open_database
from fiscus.core.desk.freezes import Stop, standing
from fiscus.core.settings import Settings


async def stops(settings: Settings) -> Sequence[Stop] | None:
    """All that holds; `None` where it stands in a database elsewhere, which is not asked."""
    where = desk_location(settings)
    if not isinstance(where, Path):
        return None
    if not where.exists():
        return ()
    async with open_database(where) as database:
        return await database.read(standing)
