"""How long an agent takes from nothing to ready: a fresh process, a fresh folder."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

RUNS = 7
READY = """
import asyncio
from fiscus.core.agent import open_agent
from fiscus.core.settings import read_settings

async def main():
    async with open_agent(read_settings()) as agent:
        assert agent.runtime.is_initialized

asyncio.run(main())
"""
PROGRAMS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "fiscus explain hi": [sys.executable, "-m", "fiscus.core.cli", "explain", "hi"],
    "cold start to ready": [sys.executable, "-c", READY],
}


@pytest.mark.bench
@pytest.mark.timeout(300)
def test_an_agent_starts(tmp_path: Path) -> None:
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for run in range(RUNS):
        for name, program in PROGRAMS.items():
            home = tmp_path / f"{run}"
            begun = time.perf_counter()
            subprocess.run(
                program,
                check=True,
                capture_output=True,
                env={"FISCUS_HOME": str(home), "PATH": ""},
            )
            taken[name].append(time.perf_counter() - begun)
    lines = [""]
    for name, seconds in taken.items():
        best, middle = min(seconds) * 1000, statistics.median(seconds) * 1000
        lines.append(f"{name:22} best {best:6.0f} ms, median {middle:6.0f} ms")
    sys.stdout.write("\n".join(lines) + "\n")
