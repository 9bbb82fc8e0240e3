"""Rows for people: a table in a terminal, plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fiscus.core.cli.console import at_terminal, say, visible


def show_rows(rows: Sequence[Mapping[str, str]], none: str) -> None:
    """All with the same columns. A pipe gets them with tabs between."""
    if not at_terminal():
        for row in rows:
            say("\t".join(row.values()))
    elif rows:
        _table(rows)
    else:
        say(none)


def show_facts(facts: Mapping[str, str]) -> None:
    """One thing, a line a fact; what is empty is left out."""
    wide = max(map(len, facts), default=0)
    for name, fact in facts.items():
        if fact:
            say(f"{name:<{wide}}  {fact}")


def _table(rows: Sequence[Mapping[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(value)) for value in row.values()))
    Console(highlight=False).print(table)
