"""Phala's own program, for whatever is not built in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from typing import Final

from fiscus.core.errors import ConfigError
from fiscus.core.settings import PHALA_KEY, Settings, environment_without_secrets
from fiscus.tee.phala.credentials import credential
from fiscus.tee.phala.errors import NoKey

PROGRAM: Final = "phala"


class NoProgram(ConfigError):
    """Neither the vendor's program, nor anything that could fetch it."""

    code = "PHALA_NO_PROGRAM"


def run_vendor(settings: Settings, arguments: Sequence[str]) -> int:
    """Its status. It talks to the person itself, and gets no secret but the key of Phala Cloud."""
    command = next(vendor_commands(), None)
    if command is None:
        raise NoProgram(
            f"Phala's own program is needed for `{' '.join(arguments[:2])}`, and is not here",
            hint="Install Node.js (npx fetches it), or `npm install -g phala`;"
            " `pip install 'fiscus[sandbox]'` brings npm, too.",
        )
    done = subprocess.run(
        [*command, *arguments],
        env=environment_without_secrets(_key(settings)),
        check=False,
    )
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def vendor_commands() -> Iterator[list[str]]:
    """Ways to call it: as it is installed, or fetched by whatever fetches here."""
    if found := shutil.which(PROGRAM):
        yield [found]
    if npx := shutil.which("npx"):
        yield [npx, "--yes", PROGRAM]
    if bunx := shutil.which("bunx"):
        yield [bunx, PROGRAM]
    from fiscus.chains.sandbox.installation import npm_commands

    for npm in npm_commands():
        yield [*npm, "exec", "--yes", "--", PROGRAM]


def _key(settings: Settings) -> dict[str, str]:
    try:
        return {PHALA_KEY.name: credential(settings).key.reveal()}
    except NoKey:
        return {}
