"""Why a transaction fails, in our words.

Codes of Agave's `TransactionError` and of the error enums of the token programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fiscus.chains.jsonrpc import Json, escaped
from fiscus.chains.solana.programs import JUPITER

SENTENCES: Final = {
    "AccountNotFound": "the wallet has never held any SOL",
    "InsufficientFundsForFee": "there is not enough SOL for the fee",
    "InsufficientFundsForRent": "an account would hold less than it must",
    "InvalidAccountForFee": "the wallet is no account that can pay a fee",
    "BlockhashNotFound": "the node does not know the block it names",
    "AlreadyProcessed": "it has landed already",
}
CUSTOM: Final = {
    0: "an account would hold less than it must",
    1: "there is not enough of it",
    3: "the account is of another token",
    4: "the account is somebody else's",
    17: "an account is frozen",
    18: "the token has other decimals",
    36: "the recipient's account wants a memo",
}
"""`TokenError` by number; 1 means the same to the system program."""


JUPITERS: Final = {
    6001: "the price has moved by more than the slippage allows",
    6017: "the exact amount could not be reached",
}
"""By number, as Jupiter's own description has them."""


def failure_reason(failure: Json, programs: Sequence[str] = ()) -> str:
    """A phrase; what is not known by name is shown escaped. `programs`: of the instructions, in
    their order, where they have errors of their own."""
    if isinstance(failure, str):
        return SENTENCES.get(failure, escaped(failure, 60))
    if not isinstance(failure, dict) or len(failure) != 1:
        return "the chain refuses it"
    kind, detail = next(iter(failure.items()))
    if kind == "InstructionError" and isinstance(detail, list) and len(detail) == 2:
        at = detail[0] if isinstance(detail[0], int) else -1
        return _instruction(detail[1], programs[at] if 0 <= at < len(programs) else "")
    return SENTENCES.get(kind, escaped(kind, 60))


def _instruction(error: Json, program: str) -> str:
    if isinstance(error, dict) and isinstance(code := error.get("Custom"), int):
        known = {**CUSTOM, **JUPITERS} if program == JUPITER else CUSTOM
        return known.get(code, f"a program ends with error {code}")
    if isinstance(error, str):
        return f"a program ends with {escaped(error, 60)}"
    return "a program fails"
