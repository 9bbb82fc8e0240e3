"""Why a transaction fails, in our words.

Codes of Agave's `TransactionError` and of the error enums of the token programs.
"""

from __future__ import annotations

from typing import Final

from fiscus.chains.jsonrpc import Json, escaped

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


def failure_reason(failure: Json) -> str:
    """A phrase; what is not known by name is shown escaped."""
    if isinstance(failure, str):
        return SENTENCES.get(failure, escaped(failure, 60))
    if not isinstance(failure, dict) or len(failure) != 1:
        return "the chain refuses it"
    kind, detail = next(iter(failure.items()))
    if kind == "InstructionError" and isinstance(detail, list) and len(detail) == 2:
        return _instruction(detail[1])
    return SENTENCES.get(kind, escaped(kind, 60))


def _instruction(error: Json) -> str:
    if isinstance(error, dict) and isinstance(code := error.get("Custom"), int):
        return CUSTOM.get(code, f"a program ends with error {code}")
    if isinstance(error, str):
        return f"a program ends with {escaped(error, 60)}"
    return "a program fails"
