"""Findings as a table, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscus.core.cli.console import visible
from fiscus.core.families import Finding


def show_findings(findings: Sequence[Finding], console: Console | None = None) -> None:
    """One row a finding, and below it how to mend it."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for found in findings:
        mark = Text("ok", "green") if found.ok else Text("wrong", "bold red")
        shown = Text(visible(found.text))
        if found.hint:
            shown.append(f"\n{visible(found.hint)}", "dim" if found.ok else "yellow")
        table.add_row(mark, Text(visible(found.subject), "bold"), shown)
    (console or Console(highlight=False)).print(table)
