"""`fiscus restore`: a backup, put back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fiscus.core.backups.restoring import Restored


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace what is there; files are kept beside it.")
def restore(file: Path, overwrite: bool) -> None:
    """Put back what `fiscus backup` wrote to FILE.

    Stop the agents first. The journal in it does not know what was paid since: every wallet is
    frozen and every task paused, until you have looked.
    """
    import asyncio

    from fiscus.core.backups.restoring import restore as put_back

    for line in _said(asyncio.run(put_back(read_environment(), file, overwrite=overwrite))):
        say(line)


def _said(restored: Restored) -> Iterator[str]:
    from datetime import UTC, datetime

    manifest = restored.manifest
    made = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
    yield f"Restored {manifest.holdings}, as they were at {made:%Y-%m-%d %H:%M:%S} UTC."
    for path in restored.kept:
        yield f"What was there before is kept as {path}"
    yield "Payments made since then are not in this journal; nothing was merged."
    if restored.frozen:
        yield "Frozen until you have compared them with the chains:"
        yield from (f"  {wallet}" for wallet in restored.frozen)
        yield "`fiscus wallet unfreeze` lets them spend again."
    if restored.paused:
        yield f"Tasks that are paused, so that none is done twice: {restored.paused}"
