"""What people install: a wheel, in an environment that has never seen this folder."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT, cwd=folder)
    (built,) = folder.glob("fiscus-*.whl")
    return built


def test_the_wheel_holds_every_folder_and_its_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "fiscus/core/py.typed",
        "fiscus/chains/evm/data/tokens.json",
        "fiscus/core/cli/scaffold/plugin/src/package/py.typed.in",
        "fiscus/plugins/evm/transfer.py",
        "fiscus/tee/__init__.py",
    }
    assert wanted <= names
    assert not {name for name in names if name.startswith(("tests/", "core/", "chains/"))}
    assert "fiscus/__init__.py" not in names


@pytest.mark.covers("DP-02")
@pytest.mark.timeout(300)
def test_it_installs_into_an_empty_environment_and_runs(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", tmp_path / "empty", cwd=tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", wheel, cwd=tmp_path)
    fiscus = tmp_path / "empty" / "bin" / "fiscus"
    assert run(fiscus, "--version", cwd=tmp_path).startswith("fiscus ")
    said = run(fiscus, "explain", "send 5 usdc to bob.eth on base", cwd=tmp_path)
    assert '"action": "transfer"' in said
    assert "explain" in run(fiscus, "--help", cwd=tmp_path)
