from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.sandbox import sandbox
from fiscus.core.sandbox import SandboxOpener, installed_sandboxes


@pytest.fixture
def bare_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without anvil or npm on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def test_the_sandbox_is_found_by_its_entry_point() -> None:
    assert isinstance(sandbox, SandboxOpener)
    assert installed_sandboxes()["evm"] is sandbox


def test_a_kept_engine_is_found(anvil_program: Path, tmp_path: Path, bare_path: None) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "anvil-1.7.1").symlink_to(anvil_program)
    found = sandbox.finding(tmp_path)
    assert (found.ok, found.hint) == (True, None)
    assert "in the data folder" in found.text


def test_a_missing_engine_is_told_and_nothing_is_fetched(tmp_path: Path, bare_path: None) -> None:
    found = sandbox.finding(tmp_path)
    assert found.ok
    assert "not here yet" in found.text or found.hint is not None
    assert list(tmp_path.iterdir()) == []
