"""The instructions of a proposed swap, by what they are for. Whatever no swap needs is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from fiscus.chains.solana.decoding.parsed import Parsed
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import forbidden, unreadable
from fiscus.chains.solana.decoding.wire import Resolved
from fiscus.chains.solana.fees import HIGHEST_PRICE, MICRO, MOST_UNITS, Budget
from fiscus.chains.solana.programs import (
    ASSOCIATED_TOKEN,
    COMPUTE_BUDGET,
    JUPITER,
    MEMO,
    SYSTEM,
    TOKEN,
    TOKEN_2022,
)

MOST_PRIORITY_FEE: Final = MOST_UNITS * HIGHEST_PRICE // MICRO
"""Lamports: what this wallet itself would offer at the very most."""


class Use(StrEnum):
    """What an instruction is in a swap for."""

    LIMIT = "limit"
    NOTE = "note"
    OPENING = "opening"
    COIN = "coin"
    TOKEN = "token"
    SYNC = "sync"
    CLOSE = "close"
    ROUTE = "route"


_ROUTES: Final = (
    "route",
    "shared_accounts_route",
    "exact_out_route",
    "shared_accounts_exact_out_route",
)
USES: Final[Mapping[tuple[str, str], Use]] = MappingProxyType(
    {
        (COMPUTE_BUDGET, "setComputeUnitLimit"): Use.LIMIT,
        (COMPUTE_BUDGET, "setComputeUnitPrice"): Use.LIMIT,
        (COMPUTE_BUDGET, "setLoadedAccountsDataSizeLimit"): Use.LIMIT,
        (COMPUTE_BUDGET, "requestHeapFrame"): Use.LIMIT,
        (MEMO, "memo"): Use.NOTE,
        (ASSOCIATED_TOKEN, "create"): Use.OPENING,
        (ASSOCIATED_TOKEN, "createIdempotent"): Use.OPENING,
        (SYSTEM, "transfer"): Use.COIN,
        **{
            (program, name): Use.TOKEN
            for program in (TOKEN, TOKEN_2022)
            for name in ("transfer", "transferChecked")
        },
        (TOKEN, "syncNative"): Use.SYNC,
        (TOKEN, "closeAccount"): Use.CLOSE,
        **{(JUPITER, name + version): Use.ROUTE for name in _ROUTES for version in ("", "_v2")},
    }
)

_NONCE: Final = "it uses a durable nonce, with which it could be sent at any later time"
_GIVEN: Final = "it gives the wallet to a program"
_OPENED: Final = "it opens an account that no swap needs"
_MADE: Final = "it makes or burns tokens"
_FROZEN: Final = "it freezes an account"
_LENT: Final = "it lets somebody else spend the wallet's tokens later"
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "setAuthority": "it gives an account of the wallet to somebody else",
        "approve": _LENT,
        "approveChecked": _LENT,
        "initializePermanentDelegate": _LENT,
        "assign": _GIVEN,
        "assignWithSeed": _GIVEN,
        "allocate": _GIVEN,
        "allocateWithSeed": _GIVEN,
        "advanceNonce": _NONCE,
        "withdrawFromNonce": _NONCE,
        "initializeNonce": _NONCE,
        "authorizeNonce": _NONCE,
        "upgradeNonce": _NONCE,
        "createAccount": _OPENED,
        "createAccountWithSeed": _OPENED,
        "initializeAccount": _OPENED,
        "initializeAccount2": _OPENED,
        "initializeAccount3": _OPENED,
        "burn": _MADE,
        "burnChecked": _MADE,
        "mintTo": _MADE,
        "mintToChecked": _MADE,
        "freezeAccount": _FROZEN,
        "thawAccount": _FROZEN,
        "closeAccount": "it closes an account",
    }
)
UNNEEDED: Final = "it does something that no swap needs"
RIGHTS: Final = frozenset(
    name for name, why in REASONS.items() if why in {_LENT, _GIVEN, _NONCE, _FROZEN}
) | {"setAuthority", "closeAccount"}
"""What a program that is given the wallet's signature must not do with it, either."""


@dataclass(frozen=True, slots=True)
class Part:
    """An instruction, its use, and its place among all of them."""

    use: Use
    at: int
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Parts:
    all: tuple[Part, ...]
    budget: Budget

    def of(self, use: Use) -> tuple[Part, ...]:
        return tuple(part for part in self.all if part.use is use)

    @property
    def acting(self) -> Iterable[Parsed]:
        """All but the limits."""
        return (part.parsed for part in self.all if part.use is not Use.LIMIT)


def sort_parts(transaction: Resolved, owner: str) -> Parts:
    """Raises `UnknownInstruction` or `ForbiddenInstruction` for the first that does not belong."""
    parts = tuple(
        _part(place, parse(instruction))
        for place, instruction in enumerate(transaction.instructions)
    )
    for part in parts:
        if part.use is Use.NOTE and set(part.parsed.others) - {owner}:
            raise forbidden(part.parsed.program, part.parsed.name, "somebody else signs its memo")
    return Parts(parts, _budget(part.parsed for part in parts if part.use is Use.LIMIT))


def _part(place: int, parsed: Parsed) -> Part:
    use = USES.get((parsed.program, parsed.name))
    if use is None:
        raise forbidden(parsed.program, parsed.name, REASONS.get(parsed.name, UNNEEDED))
    return Part(use, place, parsed)


def _budget(limits: Iterable[Parsed]) -> Budget:
    """What it offers for the compute units that it asks for. Both are in the transaction."""
    named: dict[str, Parsed] = {}
    for limit in limits:
        if limit.name in named:
            raise unreadable("it sets a limit two times")
        named[limit.name] = limit
    units, price = named.get("setComputeUnitLimit"), named.get("setComputeUnitPrice")
    if units is None:
        raise unreadable("it sets no limit of compute units")
    asked = Budget(
        min(units.number("units"), MOST_UNITS), price.number("microLamports") if price else 0
    )
    if price is not None and asked.fee - Budget(0).fee > MOST_PRIORITY_FEE:
        raise forbidden(
            price.program,
            price.name,
            f"it offers a priority fee of {asked.fee - Budget(0).fee} lamports,"
            f" and more than {MOST_PRIORITY_FEE} is never paid",
        )
    return asked
