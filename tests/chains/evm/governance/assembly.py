"""Assemblies of OpenZeppelin 5 and 4 on Base: a governor with a timelock, and one without."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.sandbox.bytecode import creation_code
from tests.chains.evm.engine import ALICE
from tests.chains.evm.market import Chain, Market, rogue
from tests.chains.evm.wallets import ME
from tests.sandboxes import rpc

UNIT: Final = 10**18
USDC: Final = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
DELAY, PERIOD, HELD = 10, 600, 60
"""Seconds until the vote begins, that it lasts, and that the timelock holds it back."""
OLD_DELAY, OLD_PERIOD = 2, 8
"""The same in blocks."""


@dataclass(frozen=True, slots=True)
class Built:
    """Where everything is. `token` votes at once, `old_token` only for who delegates."""

    governor: str
    timelock: str
    token: str
    old_governor: str
    old_token: str


@dataclass(frozen=True, slots=True)
class Parliament(Market):
    """A wallet with votes, the chain with both assemblies, and the proxy between them."""

    built: Built
    alice: str = ALICE

    def mine(self, blocks: int = 1, seconds: int = 1) -> None:
        """Time passes on the chain."""
        rpc(self.chain.url, "evm_increaseTime", seconds)
        rpc(self.chain.url, "anvil_mine", hex(blocks))

    def state(self, proposal: int, *, old: bool = False) -> int:
        governor = self.built.old_governor if old else self.built.governor
        return self.chain.number(governor, "state(uint256)", proposal)

    def votes(self, proposal: int, *, old: bool = False) -> tuple[int, int, int]:
        """Against, for, abstain."""
        governor = self.built.old_governor if old else self.built.governor
        data = "0x544ffc9c" + f"{proposal:064x}"
        told = str(rpc(self.chain.url, "eth_call", {"to": governor, "data": data}, "latest"))[2:]
        against, infavour, abstain = (int(told[at : at + 64], 16) for at in (0, 64, 128))
        return against, infavour, abstain


@cache
def old(name: str) -> str:
    code: str = json.loads((Path(__file__).parent / f"{name}.json").read_text())["creation"]
    return code


def build(chain: Chain) -> Built:
    chain.place(rogue("Coin"), USDC)
    new = {name: "0x" + creation_code(name).hex() for name in ("Votes", "Assembly", "Timelock")}
    token = chain.make(new["Votes"], "string,string,address,bool", "Votes", "GOV", ALICE, True)
    count = int(str(rpc(chain.url, "eth_getTransactionCount", ALICE, "latest")), 16)
    governor = created(ALICE, count + 1)
    open_to_all = ["0x" + "0" * 40]
    timelock = chain.make(
        new["Timelock"], "uint256,address[],address[]", HELD, [governor], open_to_all
    )
    kinds = "string,address,address,uint48,uint32,uint256,uint256"
    made = (token, timelock, DELAY, PERIOD, UNIT, 42)
    assert chain.make(new["Assembly"], kinds, "Assembly", *made).lower() == governor.lower()
    chain.call(token, "mint(address,uint256)", ME, 1000 * UNIT)
    old_token = chain.make(old("OldVotes"), "address", ME)
    kinds = "address,uint256,uint256,uint256"
    old_governor = chain.make(old("OldGovernor"), kinds, old_token, OLD_DELAY, OLD_PERIOD, UNIT)
    for treasury in (timelock, old_governor):
        chain.call(USDC, "mint(address,uint256)", treasury, 1000 * 10**6)
    return Built(*map(checksum, (governor, timelock, token, old_governor, old_token)))


def created(sender: str, nonce: int) -> str:
    """Where the contract of a transaction will be."""
    from eth_hash.auto import keccak

    assert 0 < nonce < 128
    return "0x" + keccak(b"\xd6\x94" + bytes.fromhex(sender[2:]) + bytes([nonce]))[12:].hex()
