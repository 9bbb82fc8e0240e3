"""`fiscus tee phala cvms logs` and `attestation`: what a CVM says, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import emit, say
from fiscus.tee.commands.phala.asking import as_json_option, ask
from fiscus.tee.commands.phala.showing import show_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fiscus.tee.phala.models import Attestation

OUT = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("cvm")
@click.option("--container", help="Of this container.  [default: all]")
@click.option("--tail", "-n", type=click.IntRange(1, 10_000), default=200, show_default=True)
def logs(cvm: str, container: str | None, tail: int) -> None:
    """Show what the containers of a CVM logged, where --public-logs opened that to everybody."""
    import asyncio

    from fiscus.tee.phala.logs import log_of, open_logs

    composition = ask(lambda client: client.composition(cvm))
    found = open_logs(composition, cvm, container)
    for name, endpoint in found:
        if len(found) > 1:
            say(f"== {name}", err=True)
        say(asyncio.run(log_of(endpoint, tail)).rstrip("\n"))


@click.command()
@click.argument("cvm")
@click.option("--out", "-o", type=OUT, help="Write the app-compose that was measured to a file.")
@as_json_option
def attestation(cvm: str, out: Path | None, as_json: bool) -> None:
    """Show what Phala Cloud says was measured of a CVM. With --json all of it, as it came.

    This is Phala Cloud's word. `fiscus tee verify` asks the agent itself, and believes nobody.
    """
    found, raw = ask(lambda client: client.attestation(cvm))
    if out and found.tcb_info:
        out.write_text(found.tcb_info.app_compose, encoding="utf-8")
    if as_json:
        emit(raw)
    else:
        show_facts(_facts(found))


def _facts(found: Attestation) -> Mapping[str, str]:
    from fiscus.tee.evidence.compose import compose_hash

    told = {
        "online": "yes" if found.is_online else "no",
        "public": "yes" if found.is_public else "no",
        "error": found.error or "",
        "certificates": str(len(found.app_certificates or ())),
    }
    if found.tcb_info is None:
        return told
    tcb = found.tcb_info
    logged = [row["event_payload"] for row in tcb.event_log if row.get("event") == "compose-hash"]
    hashed = compose_hash(tcb.app_compose)
    return told | {
        "mrtd": tcb.mrtd,
        **{f"rtmr{n}": value for n, value in enumerate([tcb.rtmr0, tcb.rtmr1, tcb.rtmr2])},
        "rtmr3": tcb.rtmr3,
        "events": str(len(tcb.event_log)),
        "compose hash": f"{hashed} ({'as logged' if logged == [hashed] else 'NOT as logged'})",
    }
