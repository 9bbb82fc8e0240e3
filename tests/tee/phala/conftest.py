from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.core.cli.programs import Fiscus
from tests.tee.phala.cloud import KEY, Cloud, cloud


@pytest.fixture
def phala_cloud() -> Generator[Cloud]:
    with cloud() as stand_in:
        yield stand_in


@pytest.fixture
def fiscus(tmp_path: Path, home: Path, phala_cloud: Cloud) -> Fiscus:
    """The program with a key in its environment, in a folder of its own."""
    settings = {
        "FISCUS_HOME": str(home),
        "LOG_LEVEL": "warning",
        "PHALA_CLOUD_API_PREFIX": phala_cloud.url,
        "PHALA_CLOUD_API_KEY": KEY,
        "PHALA_API_KEY": "",
    }
    return Fiscus(tmp_path, settings)
