"""`import fiscus.core` is the plugin author's whole vocabulary, and costs next to nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import fiscus.core

HEAVY = ("pydantic", "sqlalchemy", "aiosqlite", "httpx", "dotenv", "eth_account", "rich", "click")


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", fiscus.core.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(fiscus.core, name).__name__ == name
    assert name in dir(fiscus.core)


def test_all_names_what_the_type_checker_sees_and_nothing_else() -> None:
    tree = ast.parse(Path(fiscus.core.__file__).read_text())
    shown = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fiscus.core.")
        for alias in node.names
    }
    assert sorted(fiscus.core.__all__) == sorted(shown)
    assert len(fiscus.core.__all__) == len(set(fiscus.core.__all__))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Wallet'"):
        getattr(fiscus.core, "Wallet")  # noqa: B009 - the point is the attribute


def test_the_import_loads_no_module_of_ours_and_takes_no_time() -> None:
    program = (
        "import sys, time; before = time.process_time(); import fiscus.core; "
        "took = time.process_time() - before; "
        "print(took, *sorted(m for m in sys.modules if m.startswith('fiscus')))"
    )
    seconds, *modules = min(run(program).split() for _ in range(3))
    assert float(seconds) < 0.03
    assert modules == ["fiscus", "fiscus.core"]


@pytest.mark.parametrize("name", fiscus.core.__all__)
def test_no_name_pulls_in_a_heavy_library(name: str) -> None:
    loaded = run(f"import sys; from fiscus.core import {name}; print(*sys.modules)").split()
    assert not set(HEAVY) & set(loaded)
