"""Who may spend what of a wallet, read from the chain as it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.evm.abi import WORD, address_word, allowance, read_uint, word_at
from fiscus.chains.evm.balances import read_units
from fiscus.chains.evm.decoding.catalogue import PERMIT2, Directory
from fiscus.chains.evm.multicall import ContractCall, Returned, read_contracts
from fiscus.chains.evm.sightings import Allowed

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient

KEPT_ALLOWANCE: Final = bytes.fromhex("927da105")
"""Permit2's `allowance(address,address,address)`: amount, expiration, nonce."""
ENDLESS: Final = 2**159
"""From here on an amount is no bound: tokens and Permit2 count up to 2**256 and 2**160."""


@dataclass(frozen=True, slots=True)
class Right:
    """`spender` may take `units` base units of the token; addresses are in lower case."""

    token: str
    spender: str
    units: int
    kept: bool = False
    """Permit2 keeps it."""
    until: int | None = None
    """Unix seconds; `None` where it does not end."""

    @property
    def endless(self) -> bool:
        return self.units >= ENDLESS


def usual_rights(directory: Directory, tokens: Collection[str]) -> frozenset[Allowed]:
    """What wallets are usually asked for: the listed contracts of the chain, and these tokens."""
    keeper = directory.listed(PERMIT2)
    spenders = directory.contracts()
    direct = {Allowed(token.lower(), spender) for token in tokens for spender in spenders}
    if keeper is None:
        return frozenset(direct)
    kept = {
        Allowed(token.lower(), spender, kept=True)
        for token in tokens
        for spender in spenders
        if spender != keeper
    }
    return frozenset(direct | kept)


async def read_rights(
    client: EvmClient,
    owner: str,
    asked: Collection[Allowed],
    *,
    keeper: str | None,
    now: float,
) -> list[Right]:
    """Those of them that still stand at `now` (Unix seconds), in one HTTP request.

    A token that tells nothing is left out: it can be no token that is spent that way.
    """
    wanted = sorted(one for one in asked if keeper is not None or not one.kept)
    calls = [_call(owner, one, keeper or "") for one in wanted]
    returned = await read_contracts(client, calls)
    found = (_right(one, told) for one, told in zip(wanted, returned, strict=True))
    return [
        right
        for right in found
        if right is not None and right.units and (right.until is None or right.until >= now)
    ]


def _call(owner: str, one: Allowed, keeper: str) -> ContractCall:
    if not one.kept:
        return ContractCall(one.token, allowance(owner, one.spender))
    words = address_word(owner) + address_word(one.token) + address_word(one.spender)
    return ContractCall(keeper, KEPT_ALLOWANCE + words)


def _right(one: Allowed, told: Returned) -> Right | None:
    if not one.kept:
        units = told.read(read_units)
        return None if units is None else Right(one.token, one.spender, units)
    kept = told.read(_kept)
    return None if kept is None else Right(one.token, one.spender, kept[0], True, kept[1])


def _kept(returned: bytes) -> tuple[int, int]:
    word_at(returned, 2)
    return read_uint(returned[:WORD]), read_uint(returned, 1)
