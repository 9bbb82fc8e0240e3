"""Transactions of accounts without a key, many at once, in a block of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.sandbox.console import Console
from fiscus.chains.sandbox.errors import EngineFailed

ENOUGH_WEI: Final = 10_000 * 10**18
GAS: Final = 1_500_000
"""Where an act says nothing else. A block of the sandbox has room for 30 million in all."""


@dataclass(frozen=True, slots=True)
class Act:
    """One transaction; a contract is made where `to` is `None`."""

    sender: str
    to: str | None
    data: bytes
    wei: int = 0
    gas: int = GAS

    def call(self, nonce: int) -> Call:
        fields: dict[str, Json] = {
            "from": self.sender,
            "data": "0x" + self.data.hex(),
            "value": hex(self.wei),
            "nonce": hex(nonce),
            "gas": hex(self.gas),
        }
        return Call("eth_sendTransaction", ({**fields, "to": self.to} if self.to else fields,))


async def act_in_one_block(console: Console, acts: Sequence[Act]) -> list[str]:
    """All of them, each sender's in order: their hashes. Raises `EngineFailed` where one did not
    work."""
    senders = list(dict.fromkeys(act.sender for act in acts))
    counts = await console.ask(
        [Call("eth_getTransactionCount", (sender, "latest")) for sender in senders]
        + [Call("anvil_setBalance", (sender, hex(ENOUGH_WEI))) for sender in senders]
        + [Call("anvil_impersonateAccount", (sender,)) for sender in senders]
        + [Call("evm_setAutomine", (False,))]
    )
    nonces = {sender: int(str(count), 16) for sender, count in zip(senders, counts, strict=False)}
    hashes = await console.ask(_numbered(acts, nonces))
    await console.ask([Call("evm_mine")])
    receipts = await console.ask(
        [Call("eth_getTransactionReceipt", (sent,)) for sent in hashes]
        + [Call("anvil_stopImpersonatingAccount", (sender,)) for sender in senders]
        + [Call("evm_setAutomine", (True,))]
    )
    for receipt in receipts[: len(hashes)]:
        if not isinstance(receipt, dict) or receipt.get("status") != "0x1":
            raise EngineFailed(
                "The sandbox chain could not be furnished",
                hint="This anvil is not the version the suite was made with: let it be fetched.",
            )
    return [str(sent) for sent in hashes]


def _numbered(acts: Sequence[Act], nonces: dict[str, int]) -> list[Call]:
    calls: list[Call] = []
    for act in acts:
        calls.append(act.call(nonces[act.sender]))
        nonces[act.sender] += 1
    return calls
