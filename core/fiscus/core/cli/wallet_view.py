"""What a wallet has and who may spend from it, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscus.core.cli.console import visible

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import Turn
    from fiscus.core.result import ActionResult

Row = Mapping[str, object]

HEADS: Final[Mapping[str, Sequence[str]]] = {
    "chains": ("Chain", "Token", "Amount", "US dollars"),
    "allowances": ("Chain", "Token", "May take", "Spender", "Known as"),
}
"""By the key of a result's data."""
NUMBERS: Final = frozenset({"Amount", "US dollars", "May take"})


def show_wallet(turn: Turn, console: Console | None = None) -> None:
    """Every result with figures as a table, and what else its text says below; others as text."""
    shown = console or Console(highlight=False)

    def say(text: str, style: str = "") -> None:
        # Long addresses and links stay in one piece.
        shown.print(Text(visible(text), style), soft_wrap=True)

    for result in turn.results:
        key = next((key for key in HEADS if result.data.get(key)), None)
        if not result.success or key is None:
            say(result.text)
            continue
        head, notes = _around(result)
        say(head, "bold")
        shown.print(_table(key, _rows(result.data[key])))
        for note in notes:
            say(note)
    told = {result.text for result in turn.results}
    for reply in turn.replies:
        if reply.text and reply.text not in told:
            say(reply.text)


def _around(result: ActionResult) -> tuple[str, list[str]]:
    """The first line, and those behind the list, up to the next empty one."""
    head, *lines = result.text.splitlines()
    totals = (at for at, line in enumerate(lines) if line.startswith("Total"))
    listed = [at for at, line in enumerate(lines) if line.startswith("  ")]
    first = next(totals, listed[-1] + 1 if listed else 0)
    end = lines.index("", first) if "" in lines[first:] else len(lines)
    return head, lines[first:end]


def _rows(found: object) -> Sequence[Row]:
    return [cast("Row", row) for row in cast("Sequence[object]", found) if isinstance(row, Mapping)]


def _table(key: str, rows: Sequence[Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in HEADS[key]:
        table.add_column(head, justify="right" if head in NUMBERS else "left", overflow="fold")
    cells = _holdings if key == "chains" else _rights
    for line in cells(rows):
        table.add_row(*(Text(visible(cell)) for cell in line))
    return table


def _holdings(chains: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for chain in chains:
        name = str(chain["chain"])
        held = _rows(chain.get("holdings", ()))
        if not chain.get("available", True):
            yield name, "", "unavailable", ""
        for row in held:
            amount = row.get("amount")
            if amount is not None:
                yield name, str(row["token"]), str(amount), _cell(row.get("usd"))


def _rights(rights: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for row in rights:
        known = [_cell(row.get("spender_name"))]
        known += ["through Permit2"] if row.get("through") else []
        amount = _cell(row.get("amount")) or "any amount"
        name = ", ".join(filter(None, known))
        yield str(row["chain"]), str(row["token"]), amount, str(row["spender"]), name


def _cell(value: object) -> str:
    return "" if value is None else str(value)
