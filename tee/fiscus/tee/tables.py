"""Checks as a table, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscus.core.cli.console import visible
from fiscus.tee.evidence.checking import Check

MARKS: Final = {True: ("ok", "green"), False: ("wrong", "bold red"), None: ("open", "yellow")}


def show_checks(checks: Sequence[Check]) -> None:
    """One row a check."""
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        mark, style = MARKS[check.holds]
        table.add_row(
            Text(mark, style), Text(visible(check.name), "bold"), Text(visible(check.text))
        )
    Console(highlight=False).print(table)
