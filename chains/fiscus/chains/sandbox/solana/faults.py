"""What a node refuses, with the codes of Agave's `RpcCustomError` and of JSON-RPC 2.0."""

from __future__ import annotations

from typing import Final

from fiscus.chains.jsonrpc import Json

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
PREFLIGHT_FAILURE: Final = -32002
SIGNATURE_FAILURE: Final = -32003
UNSUPPORTED_VERSION: Final = -32015
MIN_CONTEXT_SLOT: Final = -32016

DESCRIPTIONS: Final = {
    "AccountInUse": "Account in use",
    "AccountLoadedTwice": "Account loaded twice",
    "AccountNotFound": "Attempt to debit an account but found no record of a prior credit.",
    "ProgramAccountNotFound": "Attempt to load a program that does not exist",
    "InsufficientFundsForFee": "Insufficient funds for fee",
    "InvalidAccountForFee": "This account may not be used to pay transaction fees",
    "AlreadyProcessed": "This transaction has already been processed",
    "BlockhashNotFound": "Blockhash not found",
    "SignatureFailure": "Transaction did not pass signature verification",
    "InvalidProgramForExecution": "This program may not be used for executing instructions",
    "SanitizeFailure": "Transaction failed to sanitize accounts offsets correctly",
    "TooManyAccountLocks": "Transaction locked too many accounts",
    "AddressLookupTableNotFound": "Transaction loads an address table account that doesn't exist",
    "InvalidAddressLookupTableIndex": "Transaction address table lookup uses an invalid index",
    "MaxLoadedAccountsDataSizeExceeded": "Transaction exceeded max loaded accounts data size cap",
}
"""Agave's words for a `TransactionError` without fields."""


class RpcFault(Exception):
    """Becomes the `error` object of an answer."""

    def __init__(self, code: int, message: str, data: Json = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def body(self) -> dict[str, Json]:
        plain: dict[str, Json] = {"code": self.code, "message": self.message}
        return plain if self.data is None else {**plain, "data": self.data}


def invalid(message: str) -> RpcFault:
    return RpcFault(INVALID_PARAMS, message)


def described(error: Json, logs: tuple[str, ...] = ()) -> str:
    """A transaction's error in Agave's words; those of an instruction's error are in the logs."""
    if isinstance(error, str):
        return DESCRIPTIONS.get(error, error)
    kind, detail = next(iter(error.items())) if isinstance(error, dict) else ("", None)
    if kind == "InstructionError" and isinstance(detail, list):
        return f"Error processing Instruction {detail[0]}: {_instruction_error(detail[1], logs)}"
    if kind == "InsufficientFundsForRent" and isinstance(detail, dict):
        index = detail["account_index"]
        return f"Transaction results in an account ({index}) with insufficient funds for rent"
    if kind == "DuplicateInstruction":
        return f"Transaction contains a duplicate instruction ({detail}) that is not allowed"
    return kind


def _instruction_error(error: Json, logs: tuple[str, ...]) -> str:
    if isinstance(error, dict) and isinstance(code := error.get("Custom"), int):
        return f"custom program error: {code:#x}"
    for line in reversed(logs):
        _, failed, reason = line.partition(" failed: ")
        if failed:
            return reason
    return str(error)
