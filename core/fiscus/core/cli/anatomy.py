"""A reading for people: the text with its values marked, and what each of them is."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fiscus.core.cli.console import visible
from fiscus.core.reader.reading import Reading, Step, Value

COLOURS: Final = ("green", "cyan", "magenta", "yellow", "blue", "red")

MOODS: Final = {
    "question": "it is a question, not a request",
    "negated": "it says not to",
    "void": "it is taken back, or only tried out",
    "reported": "it is what somebody else said",
    "past": "it tells of the past",
    "hypothetical": "it is a supposition",
    "quoted": "it is quoted",
}


def show_reading(reading: Reading, console: Console | None = None) -> None:
    """Print it. Every value is shown as it is written, with its role and its place."""
    out = console or Console(highlight=False)
    values = reading.values or tuple(v for step in reading.steps for v in step.values)
    roles = list(dict.fromkeys(value.role for value in values))
    colours = {role: COLOURS[at % len(COLOURS)] for at, role in enumerate(roles)}
    out.print(_marked(reading.text, values, colours))
    steps = reading.steps or (Step(reading.action, reading.params, reading.values),)
    for step in steps:
        out.print()
        out.print(Text(f"{step.action} ({reading.chain_family})", style="bold"))
        if step.params:
            out.print(_table(step, values, colours))
    if reading.mood is not None:
        out.print(f"Nothing would be done: {MOODS[reading.mood]}.", style="yellow")
    if reading.missing:
        out.print(f"Missing: {', '.join(reading.missing)}", style="yellow")
    if reading.question:
        out.print(Text(visible(reading.question)))


def _marked(text: str, values: tuple[Value, ...], colours: dict[str, str]) -> Text:
    """Pieces between marks are escaped one by one: the marks count characters of the original."""
    shown, at = Text(), 0
    for value in sorted((v for v in values if v.turn == 0), key=lambda v: v.start):
        if value.start < at:
            continue
        shown.append(visible(text[at : value.start]))
        style = f"bold underline {colours[value.role]}"
        shown.append(visible(text[value.start : value.end]), style=style)
        at = value.end
    return shown.append(visible(text[at:]))


def _table(step: Step, values: tuple[Value, ...], colours: dict[str, str]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=True)
    places = {(value.role, value.value): value for value in (*step.values, *values)}
    for role, param in step.params.items():
        value = ", ".join(param) if isinstance(param, tuple) else str(param)
        found = places.get((role, value))
        written = f'"{visible(found.text)}" at {found.start}-{found.end}' if found else ""
        table.add_row(
            Text(role, style=colours.get(role, "")), Text(visible(value)), Text(written, "dim")
        )
    return table
