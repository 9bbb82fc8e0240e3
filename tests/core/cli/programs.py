"""The command line as a person or a program meets it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from click.testing import CliRunner

from fiscus.core.cli.main import fiscus as program

PROGRAM = (sys.executable, "-m", "fiscus.core.cli")
SECONDS = 60.0

JsonObject: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[JsonObject]:
        """Its stdout, which is nothing but JSON objects, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> JsonObject:
        """Its stdout, which is exactly one JSON object."""
        (row,) = self.rows
        return row


@dataclass(frozen=True, slots=True)
class Fiscus:
    """Runs `fiscus` in `folder` with these settings over the environment."""

    folder: Path
    settings: Mapping[str, str]

    def __call__(self, *args: str, stdin: str | bytes = "", **settings: str) -> Ended:
        """In this process, which has loaded everything already."""
        with chdir(self.folder), _own_log():
            done = CliRunner().invoke(
                program,
                args,
                input=stdin,
                env={**self.settings, **settings},
                prog_name="fiscus",
            )
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ended(done.exit_code, done.stdout, done.stderr)

    def process(self, *args: str, stdin: str = "", **settings: str) -> Ended:
        """In a process of its own."""
        done = subprocess.run(
            [*PROGRAM, *args],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=self.folder,
            env=self.environment(**settings),
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def environment(self, **settings: str) -> dict[str, str]:
        return {**os.environ, **self.settings, **settings}

    def chat(self, *lines: object, args: Sequence[str] = (), **settings: str) -> Ended:
        """`chat --json`, with these objects as its lines, or these texts as they are."""
        written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        return self("chat", "--json", *args, stdin="\n".join(written), **settings)


@contextmanager
def _own_log() -> Generator[None]:
    """The program changes how its process logs; a test's process goes on as before."""
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    try:
        yield
    finally:
        logging.setLogRecordFactory(factory)
        sys.excepthook = hook


def error_of(row: JsonObject) -> str | None:
    """The code of the first refusal of an answer."""
    found = [result["error"]["code"] for result in row["results"] if result["error"]]
    return found[0] if found else None
