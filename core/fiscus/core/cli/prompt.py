"""A conversation with somebody who sits at a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final

import click

from fiscus.core.bootstrap.pasted import may_hold_a_key
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.cli.commands import answered, is_quit
from fiscus.core.cli.console import indented, say, styled
from fiscus.core.cli.session import Session
from fiscus.core.cli.standing import recovered
from fiscus.core.cli.talk import Talk
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.ids import generate_id
from fiscus.core.memory import Memory

PROMPT: Final = "you> "
ANSWER: Final = "fiscus> "
LINES: Final = 1000
SOURCE: Final = "cli"
"""Of whoever talks in a terminal."""


def converse(session: Session, consent: Consent, *, history: Path | None = None) -> int:
    """Talk until /quit or Ctrl-D. Status 1 where the last request did not succeed."""
    with _line_editing(history) as remember:
        talk = Talk(session, prefix=ANSWER)
        owner = Principal("owner", owner=True, consent=consent)
        for sentence in session.run(partial(recovered, session.agent.front)):
            say(sentence)
        session.agent.runtime.register_send_handler(SOURCE, _unasked)
        say("Say what you want, or /help. Ctrl-D ends.")
        status = 0
        while (text := _read()) is not None:
            if not text:
                continue
            if not may_hold_a_key(text) and text == session.agent.runtime.hide(text):
                remember(text)
            if reply := answered(session, text):
                say(indented(reply.text, ANSWER))
            else:
                message = IncomingMessage(id=generate_id(), text=text, principal=owner)
                status = talk.take(message)
        return status


async def _unasked(memory: Memory) -> None:
    """What the agent says of its own accord: above the line that is being written."""
    text = indented(memory.content.text, " " * len(ANSWER)).lstrip()
    click.echo()
    say(f"{styled(ANSWER, 'cyan')}{text}")
    click.echo(PROMPT, nl=False)


def _read() -> str | None:
    """The next line; `None` where there is none."""
    try:
        text = input(PROMPT).encode("utf-8", "replace").decode("utf-8").strip()
    except EOFError:
        click.echo()
        return None
    return None if is_quit(text) else text


@contextmanager
def _line_editing(history: Path | None) -> Generator[Callable[[str], None]]:
    """Arrows and earlier lines where this Python has readline; plain lines where it has not."""
    try:
        import readline
    except ImportError:
        yield lambda _: None
        return
    readline.set_auto_history(False)  # a "y" is no line to come back to
    if history is not None and history.is_file():
        with suppress(OSError):
            readline.read_history_file(history)
    yield readline.add_history
    if history is not None:
        readline.set_history_length(LINES)
        with suppress(OSError):
            os.close(os.open(history, os.O_CREAT | os.O_WRONLY, 0o600))
            readline.write_history_file(history)
