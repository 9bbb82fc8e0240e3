"""What tests of the sandbox's aggregators do: look at the wallet, allow, send what was quoted."""

from __future__ import annotations

from typing import Final

from fiscus.chains.sandbox.session import Sandbox
from tests.chains.sandbox.witness import contract, witness
from tests.sandboxes import mined, rpc

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


def sent(
    sandbox: Sandbox, to: str, data: str, value: int, gas: int, sender: str = ""
) -> tuple[str, bool, int]:
    """Its hash, whether it worked, and the coin it took for gas."""
    message = {"from": sender or sandbox.address, "to": to, "data": data}
    message |= {"value": hex(value), "gas": hex(gas)}
    receipt = mined(sandbox.rpc_url, message)
    fee = int(receipt["gasUsed"], 16) * int(receipt["effectiveGasPrice"], 16)
    return receipt["transactionHash"], receipt["status"] == "0x1", fee
