"""What tests of the sandbox's aggregators do: look at the wallet, allow, send what was quoted."""

from __future__ import annotations

import time
from typing import Any, Final

from fiscus.chains.sandbox.session import Sandbox
from tests.chains.sandbox.witness import contract, witness
from tests.sandboxes import rpc

ETHER: Final = 10**18


def held(sandbox: Sandbox, token: str | None, owner: str | None = None) -> int:
    """Of the wallet, or somebody else, in base units; `None` is the native coin."""
    whose = owner or sandbox.address
    if token is None:
        return int(str(rpc(sandbox.rpc_url, "eth_getBalance", whose, "latest")), 16)
    found = contract(witness(sandbox.rpc_url), "Token", token)
    units: int = found.functions.balanceOf(whose).call()
    return units


def allow(sandbox: Sandbox, token: str | None, spender: str, units: int) -> None:
    """Lets somebody take exactly so much of the wallet's, for which the node asks no signature."""
    if token is not None:
        found = contract(witness(sandbox.rpc_url), "Token", token).functions
        found.approve(spender, units).transact({"from": sandbox.address})


def _mined(sandbox: Sandbox, number: str) -> Any:
    """The node answers before the block is there."""
    for _ in range(500):
        if (receipt := rpc(sandbox.rpc_url, "eth_getTransactionReceipt", number)) is not None:
            return receipt
        time.sleep(0.005)
    raise AssertionError("the node did not mine it")


def sent(
    sandbox: Sandbox, to: str, data: str, value: int, gas: int, sender: str = ""
) -> tuple[str, bool, int]:
    """Its hash, whether it worked, and the coin it took for gas."""
    message = {"from": sender or sandbox.address, "to": to, "data": data}
    message |= {"value": hex(value), "gas": hex(gas)}
    number = str(rpc(sandbox.rpc_url, "eth_sendTransaction", message))
    receipt = _mined(sandbox, number)
    fee = int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)
    return number, receipt["status"] == "0x1", fee
