"""Where the store of an agent is, by its settings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fiscus.core.secrets import Secret
from fiscus.core.settings import DATABASE_URL, PGLITE_DATA_DIR, POSTGRES_URL, Settings

FILE: Final = "fiscus.db"


def store_location(settings: Settings) -> Path | Secret:
    """The URL of the PostgreSQL database that the settings name, else the path of a file."""
    url = settings.secret(POSTGRES_URL) or settings.secret(DATABASE_URL)
    if url is not None:
        return url
    folder = settings.get(PGLITE_DATA_DIR)
    return (Path(folder).expanduser() if folder else settings.home) / FILE
