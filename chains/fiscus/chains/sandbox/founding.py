"""An assembly on the sandbox: a governor with a timelock, a treasury, and tokens that vote.

Votes last two minutes and the timelock ten seconds: who tries it out waits, and a demonstration
lets time pass on the chain. The first proposal has the number that the documentation's examples
have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fiscus.chains.evm.decoding.codec import Value, encode
from fiscus.chains.evm.decoding.kinds import fields, function
from fiscus.chains.sandbox import definition as at
from fiscus.chains.sandbox.acts import Act
from fiscus.chains.sandbox.bytecode import creation_code
from fiscus.chains.sandbox.calldata import calldata

ETHER: Final = 10**18
TREASURY_WEI: Final = 10 * ETHER
TREASURY_USDC: Final = 100_000 * 10**6
WALLET_VOTES: Final = 1_000 * ETHER
VOTING_DELAY: Final = 0
VOTING_SECONDS: Final = 120
"""The desk tries a vote in a block half a minute from now, too: it has to last longer."""
TIMELOCK_SECONDS: Final = 10
FIRST_PROPOSAL: Final = 42
ANYBODY: Final = "0x" + "0" * 40
GAS_OF_CODE: Final = 6_000_000

MINT: Final = function("mint(address to,uint256 units)")
FOUNDED: Final = (at.VOTES, at.TIMELOCK, at.GOVERNOR)


def acts_of_founding() -> Iterator[Act]:
    """In the order that gives the contracts their addresses."""
    yield _made("Votes", "string n,string s,address i,bool a", b"Votes", b"GOV", at.STEWARD, True)
    yield _made(
        "Timelock",
        "uint256 d,address[] p,address[] e",
        TIMELOCK_SECONDS,
        [at.GOVERNOR],
        [ANYBODY],
    )
    yield _made(
        "Assembly",
        "string n,address v,address t,uint48 d,uint32 p,uint256 h,uint256 f",
        b"Assembly",
        at.VOTES,
        at.TIMELOCK,
        VOTING_DELAY,
        VOTING_SECONDS,
        0,
        FIRST_PROPOSAL,
    )
    yield Act(at.FOUNDER, at.TIMELOCK, b"", TREASURY_WEI)
    yield Act(at.STEWARD, at.USDC, calldata(MINT, at.TIMELOCK, TREASURY_USDC))


def votes_for(wallet: str) -> Act:
    """Votes that count at once."""
    return Act(at.STEWARD, at.VOTES, calldata(MINT, wallet, WALLET_VOTES))


def _made(contract: str, kinds: str, *values: Value) -> Act:
    arguments = fields(kinds)
    names = [field.name for field in arguments]
    code = creation_code(contract) + encode(arguments, dict(zip(names, values, strict=True)))
    return Act(at.FOUNDER, None, code, gas=GAS_OF_CODE)
