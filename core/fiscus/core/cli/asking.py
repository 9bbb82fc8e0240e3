"""A question at a terminal, and the line that is typed in answer."""

from __future__ import annotations

import select
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager

import click


def ask_line(question: str) -> str:
    """Raises `EOFError` where the input ends, and `KeyboardInterrupt` at Ctrl-C.

    `input` can sleep through a Ctrl-C that comes between the question and its read.
    """
    with _signals() as woken:
        click.echo(question, nl=False)
        select.select([sys.stdin, woken], [], [])
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


@contextmanager
def _signals() -> Generator[socket.socket]:
    """A socket that can be read as soon as a signal has come."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        try:
            yield ours
        finally:
            signal.set_wakeup_fd(before)
