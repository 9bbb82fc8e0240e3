"""`fiscus tee`: agents whose code and keys anybody can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fiscus.core.cli.console import at_terminal, emit, say
from fiscus.tee.commands.attest import attest
from fiscus.tee.commands.build import build
from fiscus.tee.commands.compose import compose
from fiscus.tee.commands.listen import listen
from fiscus.tee.commands.phala.group import phala
from fiscus.tee.commands.simulator import simulator
from fiscus.tee.commands.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscus.tee.evidence.checking import Check

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def tee() -> None:
    """Agents in a trusted execution environment: run them, check them, get their money out."""


for command in (attest, build, compose, listen, phala, simulator, sweep):
    tee.add_command(command)


@tee.command()
@click.argument("source", metavar="URL|FILE")
@click.option("--nonce", metavar="HEX", help="The bytes that the evidence was asked for with.")
@click.option("--agent", metavar="ID", help="The agent that it must be of.")
@click.option("--wallet", "wallets", multiple=True, metavar="FAMILY=ADDRESS", help="Must be held.")
@click.option("--policy", type=FILE, help="The policy file that must be in force.")
@click.option("--compose", type=FILE, help="The published app-compose.json.")
@click.option("--measurements", type=FILE, help="JSON with mrtd, rtmr0, rtmr1, rtmr2.")
@click.option("--key-provider", metavar="HEX", help="Public key of the KMS that it must be under.")
@click.option("--transaction", metavar="HASH", help="Of a payment that it must be about.")
@click.option("--collateral", type=FILE, help="Intel's papers, in place of today's from the net.")
@click.option("--at", metavar="TIME", help="Check as of then (ISO 8601), with old papers.")
@click.option("--simulated", is_flag=True, help="Check what the simulator made: proves nothing.")
@click.option("--strict", is_flag=True, help="What is open does not hold either: for scripts.")
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")
def verify(strict: bool, as_json: bool, **given: Any) -> None:
    """Check the evidence of an agent, trusting neither the agent nor whoever runs it.

    An agent at a URL is asked with a fresh nonce. Every check is shown with its result; what there
    was nothing to compare with is shown as open: the more you give, the more is proven.

    What the simulator made is refused. With --simulated it is checked under the simulator's own
    keys, which anybody has: nothing is proven about hardware then, and the last line says so.

    Status 1: something does not hold; with --strict, something is open.
    """
    import asyncio

    from fiscus.tee.evidence.checking import all_hold, all_proven
    from fiscus.tee.verifying import Question, looked_at

    question = Question.of(**given)
    checks = asyncio.run(looked_at(question))
    ok, proven = all_hold(checks), all_proven(checks)
    if as_json:
        simulated = {"simulated": True} if question.simulated else {}
        emit({"ok": ok, "proven": proven, **simulated, "checks": _bodies(checks)})
    elif at_terminal():
        from fiscus.tee.tables import show_checks

        show_checks(checks)
    else:
        for check in checks:
            say(_line(check))
    click.get_current_context().exit(int(not (proven if strict else ok)))


def _bodies(checks: Sequence[Check]) -> list[dict[str, object]]:
    return [{"check": check.name, "holds": check.holds, "text": check.text} for check in checks]


def _line(check: Check) -> str:
    mark = {True: "ok   ", False: "WRONG", None: "open "}[check.holds]
    return f"{mark} {check.name}: {check.text}"
