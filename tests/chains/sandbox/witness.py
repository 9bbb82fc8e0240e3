"""web3 as a witness: it shares no code with the suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, Web3
from web3.contract import Contract

SHIPPED = Path(__file__).parents[3] / "chains" / "fiscus" / "chains" / "sandbox" / "artifacts"
TEST_ONLY = Path(__file__).parent / "artifacts"


def witness(url: str) -> Web3:
    session_free = HTTPProvider(url, exception_retry_configuration=None)
    return Web3(session_free)


def contract(web3: Web3, name: str, address: str) -> Contract:
    """By the interface that its source was compiled to."""
    return web3.eth.contract(address=Web3.to_checksum_address(address), abi=artifact(name)["abi"])


def artifact(name: str) -> Any:
    folder = TEST_ONLY if (TEST_ONLY / f"{name}.json").exists() else SHIPPED
    return json.loads((folder / f"{name}.json").read_text())
