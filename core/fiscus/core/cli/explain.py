"""`fiscus explain`: what was understood. Needs no network, key or database, and does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import click

from fiscus.core.cli.console import at_terminal, emit
from fiscus.core.errors import RequestError

if TYPE_CHECKING:
    from fiscus.core.reader.reader import Reader

BAD: Final = "BAD_REQUEST"


class BadRow(RequestError):
    code = BAD


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: a text, and the turns that came before it."""

    id: str | int | None
    text: str
    context: tuple[str, ...] = ()


@click.command()
@click.argument("text", required=False)
@click.option(
    "--jsonl",
    type=click.File(encoding="utf-8", errors="backslashreplace"),
    metavar="FILE",
    help="Read one JSON object a line from FILE (- for stdin): id, text and perhaps context, the"
    " list of earlier turns. Writes one line for each.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, in a terminal too.")
@click.pass_context
def explain(
    ctx: click.Context, text: str | None, jsonl: Iterable[str] | None, as_json: bool
) -> None:
    """Show how TEXT is understood, and do nothing.

    Exact and offline: which action, which values, what is missing.

    \b
    Example:
      fiscus explain 'send 0.5 ETH to alice.eth on Base'
    """
    from fiscus.core.reader.loading import load_reader

    if (text is None) == (jsonl is None):
        raise click.UsageError("Give a TEXT, or --jsonl FILE.")
    reader = load_reader()
    if jsonl is not None:
        ctx.exit(_explain_rows(reader, jsonl))
    _explain_text(reader, text or "", as_json=as_json or not at_terminal())


def _explain_text(reader: Reader, text: str, *, as_json: bool) -> None:
    reading = reader.read(text)
    if as_json:
        from fiscus.core.reader.row import to_row

        emit(to_row(reading))
    else:
        from fiscus.core.cli.anatomy import show_reading

        show_reading(reading)


def _explain_rows(reader: Reader, lines: Iterable[str]) -> int:
    """One line out for each line in. Status 1 where any was unreadable."""
    from fiscus.core.reader.row import to_row

    status = 0
    for number, line in _numbered(lines):
        try:
            row = _row(line, number)
        except BadRow as error:
            status = 1
            problem = {"code": error.code, "message": error.message, "hint": error.hint}
            emit({"id": None, "error": problem})
            continue
        reading = reader.read(row.text, row.context)
        emit({**to_row(reading), "id": row.id})
    return status


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        stripped = line.removeprefix("\ufeff").strip()
        if stripped:
            yield number, stripped


def _row(line: str, number: int) -> Row:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        raise _bad(number, "is not JSON") from None
    if not isinstance(value, dict):
        raise _bad(number, "is not a JSON object")
    fields = cast("dict[str, object]", value)
    row_id, text, context = fields.get("id"), fields.get("text"), fields.get("context", ())
    if not isinstance(text, str):
        raise _bad(number, "has no text")
    if not (row_id is None or isinstance(row_id, (str, int))):
        raise _bad(number, "has an id that is neither a text nor a number")
    return Row(row_id, text, _turns(context, number))


def _turns(context: object, number: int) -> tuple[str, ...]:
    """A list of turns, or one turn alone."""
    turns = [context] if isinstance(context, str) else context
    if turns is None:
        return ()
    if not isinstance(turns, (list, tuple)):
        raise _bad(number, "has a context that is no list")
    given = cast("Sequence[object]", turns)
    found = tuple(turn for turn in given if isinstance(turn, str))
    if len(found) != len(given):
        raise _bad(number, "has a context with something in it that is no text")
    return found


def _bad(number: int, reason: str) -> BadRow:
    return BadRow(
        f"Line {number} {reason}",
        hint='Write {"id": "1", "text": "…", "context": ["…"]}, one object a line.',
    )
