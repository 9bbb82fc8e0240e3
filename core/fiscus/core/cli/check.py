"""`fiscus check`: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fiscus.core.cli.console import at_terminal, emit, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fiscus.core.families import Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write one line of JSON.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Look at settings, keys, plugins, chains and versions.

    Asks every configured chain. Shows the names of settings, never the value of a secret.

    Status 1: something is wrong that stops work.
    """
    import asyncio

    from fiscus.core.cli.findings import all_findings

    findings = asyncio.run(all_findings())
    if as_json:
        emit({"ok": all(found.ok for found in findings), "findings": _bodies(findings)})
    elif at_terminal():
        from fiscus.core.cli.tables import show_findings

        show_findings(findings)
    else:
        for found in findings:
            say(_line(found))
    ctx.exit(int(not all(found.ok for found in findings)))


def _bodies(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [
        {"subject": found.subject, "ok": found.ok, "text": found.text, "hint": found.hint}
        for found in findings
    ]


def _line(found: Finding) -> str:
    hint = f" -- {found.hint}" if found.hint else ""
    return f"{'ok   ' if found.ok else 'WRONG'} {found.subject}: {found.text}{hint}"
