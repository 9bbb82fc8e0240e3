"""`fiscus tee listen`: evidence for whoever asks over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.settings import Settings

PORT: Final = 8091
"""In a CVM dstack's own guest agent has the one before (its `dstack.toml`)."""


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 in a container.")
def listen(port: int, host: str) -> None:
    """Answer GET /attestation?nonce=HEX with this agent's evidence, until Ctrl-C.

    Nothing else is served, and no secret. The policy's hash is logged into RTMR3 at the start and
    whenever its file changes. Needs TEE_MODE and the guest agent: see `fiscus check`.
    """
    import asyncio

    try:
        asyncio.run(_listen(read_environment(), host, port))
    except KeyboardInterrupt:
        click.echo()


async def _listen(settings: Settings, host: str, port: int) -> None:
    from fiscus.core.attestation import Place
    from fiscus.tee.attesting import open_attester
    from fiscus.tee.listening import listening

    async with open_attester(settings) as attester:
        await attester.renew()
        async with listening(attester.evidence, Place(port, host)) as address:
            say(f"{address}?nonce=…")
            await attester.follow()
