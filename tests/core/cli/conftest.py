from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus


@pytest.fixture
def fiscus(tmp_path: Path, home: Path) -> Fiscus:
    """The program without any setting but its data folder."""
    return Fiscus(tmp_path, {"FISCUS_HOME": str(home), "LOG_LEVEL": "warning"})


@pytest.fixture
def paying(tmp_path: Path, home: Path, sandbox: Sandbox) -> Fiscus:
    """The program with the wallet of a sandbox that another process runs: small amounts only."""
    settings = {**sandbox.environment(), "FISCUS_HOME": str(home), "LOG_LEVEL": "warning"}
    return Fiscus(tmp_path, settings)
