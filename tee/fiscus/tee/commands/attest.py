"""`fiscus tee attest`: an agent's evidence of itself, from inside of its domain."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from fiscus.core.cli.console import emit, say
from fiscus.core.cli.environment import read_environment

if TYPE_CHECKING:
    from fiscus.core.settings import Settings

NONCE_BYTES: Final = 32


@click.command()
@click.option("--nonce", metavar="HEX", help="8 to 64 bytes of whoever is to be convinced.")
@click.option("--payment", metavar="ID", help="State this payment: its id, or its transaction.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@click.option("--json", "as_json", is_flag=True, help="Of --out: say what was written in JSON.")
def attest(nonce: str | None, payment: str | None, out: Path | None, as_json: bool) -> None:
    """Write evidence of what runs here: its code, its policy, its wallets.

    One line of JSON, which `fiscus tee verify` checks anywhere. Only who chose the nonce knows that
    it is not older than that. Needs TEE_MODE and the guest agent: see `fiscus check`.
    """
    import asyncio

    nonce = nonce or secrets.token_hex(NONCE_BYTES)
    document = asyncio.run(_evidence(read_environment(), nonce, payment))
    if document.get("simulated"):
        say("The simulator made it: it proves nothing.", err=True)
    if out is None:
        emit(document)
        return
    _write(out, document)
    if as_json:
        emit({"file": str(out), "nonce": nonce, "simulated": bool(document.get("simulated"))})
    else:
        say(f"{out} has the evidence for the nonce {nonce}.")


async def _evidence(settings: Settings, nonce: str, payment: str | None) -> Mapping[str, object]:
    from fiscus.tee.attesting import open_attester
    from fiscus.tee.payments import paid

    about = None if payment is None else await paid(settings, payment)
    async with open_attester(settings) as attester:
        return await attester.evidence(nonce, payment=about)


def _write(path: Path, document: Mapping[str, object]) -> None:
    from fiscus.core.errors import RequestError

    try:
        path.write_text(json.dumps(document) + "\n")
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}") from error
