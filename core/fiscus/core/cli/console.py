"""What the commands write: text made safe for a terminal, and JSON, one object a line."""

from __future__ import annotations

import json
import sys
from typing import Final

import click

from fiscus.core.settings import without_colours

_CONTROLS: Final = (*range(0x20), *range(0x7F, 0xA0))
_STEERING: Final = (*range(0x2028, 0x202F), *range(0x2066, 0x206A))
_HIDDEN: Final = (0x200B, 0x200E, 0x200F, 0xFEFF)
_SHOWN: Final = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (*_CONTROLS, *_STEERING, *_HIDDEN)
    if chr(code) not in "\n\t"
}


def visible(text: str) -> str:
    """`text` without anything that steers a terminal or hides: such characters become escapes."""
    return text.translate(_SHOWN).encode("utf-8", "backslashreplace").decode("utf-8")


def say(text: str = "", *, err: bool = False) -> None:
    """Write lines for people."""
    click.echo(visible(text), err=err)


def styled(text: str, colour: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
    """`text` in a colour, where the person wants any: `NO_COLOR` and dumb terminals have none."""
    if without_colours():
        return text
    return click.style(text, fg=colour, bold=bold or None, dim=dim or None)


def emit(body: object) -> None:
    """Write one JSON object as one line of plain ASCII, at once."""
    click.echo(json.dumps(body, separators=(", ", ": ")))
    sys.stdout.flush()


def at_terminal() -> bool:
    """Whether a person sits at both ends, who can be shown something and asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def indented(text: str, prefix: str) -> str:
    """`prefix` before the first line, as many spaces before the others."""
    return prefix + text.replace("\n", "\n" + " " * len(prefix))
