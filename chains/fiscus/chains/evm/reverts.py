"""Why a contract reverted, out of what it returned."""

from __future__ import annotations

from typing import Final

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm.abi import ERROR_STRING, OFFCHAIN_LOOKUP, PANIC, read_bytes, read_uint
from fiscus.chains.jsonrpc import escaped

PANICS: Final = {
    0x01: "a failed assertion",
    0x11: "an overflow",
    0x12: "a division by zero",
    0x21: "a bad enum value",
    0x31: "pop on an empty array",
    0x32: "an index out of range",
    0x41: "too much memory",
    0x51: "a call to an empty function",
}
"""Solidity's panic codes."""

ERC20_ERRORS: Final = {
    "e450d38c": "the token balance is too low",
    "fb8f41b2": "the token allowance is too low",
    "96c6fd1e": "the token takes no such sender",
    "ec442f05": "the token takes no such receiver",
    "94280d62": "the token takes no such spender",
    "e602df05": "the token takes no such approver",
}
"""The custom errors of ERC-6093, by selector."""


def revert_reason(returned: bytes) -> str:
    """A short, escaped phrase; foreign text is in quotes. Empty where the contract gave none."""
    selector, rest = returned[:4], returned[4:]
    try:
        if selector == ERROR_STRING:
            return f"'{escaped(read_bytes(rest).decode(errors='replace'), 160)}'"
        if selector == PANIC:
            return PANICS.get(read_uint(rest), "a panic")
    except BadAnswer:
        return "an unreadable reason"
    if selector == OFFCHAIN_LOOKUP:
        return "it wants data from outside the chain"
    known = ERC20_ERRORS.get(selector.hex())
    return known or (f"custom error 0x{selector.hex()}" if len(selector) == 4 else "")
