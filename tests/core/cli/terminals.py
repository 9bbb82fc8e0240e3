"""A person's terminal: a pseudo-terminal that is read as it is written."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.cli.programs import PROGRAM

STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@dataclass(slots=True)
class Terminal:
    """A process with a terminal at both ends."""

    process: subprocess.Popen[bytes]
    descriptor: int
    seen: str = ""
    _read: int = field(default=0)

    def expect(self, text: str, seconds: float = 60.0) -> str:
        """What was shown up to and with `text`, which must come in time."""
        deadline = time.monotonic() + seconds
        while (at := self.seen.find(text, self._read)) < 0:
            assert time.monotonic() < deadline, f"no {text!r} in:\n{self.seen[self._read :]}"
            assert self._more(), f"it ended without {text!r}:\n{self.seen[self._read :]}"
        shown = self.seen[self._read : at + len(text)]
        self._read = at + len(text)
        return shown

    def write(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def end(self, seconds: float = 60.0) -> tuple[int, str]:
        """The status, and everything that was shown since it was last looked at."""
        deadline = time.monotonic() + seconds
        while self._more():
            assert time.monotonic() < deadline, f"it does not end:\n{self.seen[self._read :]}"
        return self.process.wait(60), self.seen[self._read :]

    def _more(self) -> bool:
        """Read what there is. False where nothing comes any more."""
        if not select.select([self.descriptor], [], [], 0.2)[0]:
            return True
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # Linux says so where the other end is closed
            return False
        self.seen += STYLE.sub("", data.decode())
        return bool(data)


@contextmanager
def terminal(folder: Path, environment: Mapping[str, str], *args: str) -> Generator[Terminal]:
    """`fiscus` with these arguments in a terminal, which is closed at the end of the block."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *args],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**environment, "TERM": "xterm", "COLUMNS": "200"},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
