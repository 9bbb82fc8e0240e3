"""`fiscus backup`: everything that cannot be had again, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def backup(file: Path | None) -> None:
    """Write what is remembered, and the desk's journal, to FILE.

    Agents may go on working meanwhile. Keys and settings are not in it. Without FILE it is named by
    the time. Keep it as secret as a diary.
    """
    import asyncio
    from datetime import UTC, datetime

    from fiscus.core.backups.saving import save

    target = file or Path(f"fiscus-{datetime.now(UTC):%Y%m%d-%H%M%S}.zip")
    manifest = asyncio.run(save(read_environment(), target))
    say(f"Backed up {manifest.holdings} to {target}")
    if manifest.left_out:
        say(f"Tables of plugins are not in it: {', '.join(manifest.left_out)}")
