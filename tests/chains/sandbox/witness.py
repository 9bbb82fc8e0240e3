"""web3 as a witness: it shares no code with the suite."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, Web3
from web3.contract import Contract
from web3.types import RPCEndpoint, RPCResponse

SHIPPED = Path(__file__).parents[3] / "chains" / "fiscus" / "chains" / "sandbox" / "artifacts"
TEST_ONLY = Path(__file__).parent / "artifacts"


class Patient(HTTPProvider):
    """The node answers before its block is there; then this waits for the block."""

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        answer = super().make_request(method, params)
        if method == "eth_sendTransaction" and "result" in answer:
            asked = RPCEndpoint("eth_getTransactionReceipt"), [answer["result"]]
            for _ in range(2000):
                if super().make_request(*asked).get("result") is not None:
                    break
                time.sleep(0.005)
        return answer


def witness(url: str) -> Web3:
    return Web3(Patient(url, exception_retry_configuration=None))


def contract(web3: Web3, name: str, address: str) -> Contract:
    """By the interface that its source was compiled to."""
    return web3.eth.contract(address=Web3.to_checksum_address(address), abi=artifact(name)["abi"])


def artifact(name: str) -> Any:
    folder = TEST_ONLY if (TEST_ONLY / f"{name}.json").exists() else SHIPPED
    return json.loads((folder / f"{name}.json").read_text())
