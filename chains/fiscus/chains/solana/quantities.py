"""What Solana nodes say, read strictly: numbers, bytes in base64, addresses, hashes.

Shapes as in Solana's RPC documentation (https://solana.com/docs/rpc).
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import lru_cache

from fiscus.chains.answers import BadAnswer, fields
from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.addresses import decode

_DIGITS = re.compile(r"0|[1-9][0-9]{0,19}")


def number(value: Json, *, bits: int = 64) -> int:
    """A JSON integer that is not negative. Raises `BadAnswer` for floats and booleans, too."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**bits:
        raise BadAnswer("The answer is not a number")
    return value


def digits(value: Json) -> int:
    """A `u64` in a string of decimal digits, as token amounts are given."""
    if isinstance(value, str) and _DIGITS.fullmatch(value) and int(value).bit_length() <= 64:
        return int(value)
    raise BadAnswer("The answer is not an amount")


def flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise BadAnswer("The answer is neither true nor false")
    return value


def text(value: Json) -> str:
    if not isinstance(value, str):
        raise BadAnswer("The answer is not a text")
    return value


def data(value: Json) -> bytes:
    """`["AAEC", "base64"]` is three bytes."""
    if isinstance(value, list) and len(value) == 2 and value[1] == "base64":
        try:
            return base64.b64decode(text(value[0]), validate=True)
        except (binascii.Error, ValueError):
            pass
    raise BadAnswer("The answer is not a byte string")


def address(value: Json) -> str:
    """Base58 of 32 bytes: an address, or a hash."""
    return _base58(value, 32)


def signature(value: Json) -> str:
    """Base58 of 64 bytes."""
    return _base58(value, 64)


def at_slot(value: Json) -> tuple[int, Json]:
    """`{"context": {"slot": 5}, "value": …}`: the slot that the node looked at, and the value."""
    entry = fields(value)
    if "value" not in entry:
        raise BadAnswer("The answer has no value")
    return number(fields(entry.get("context")).get("slot")), entry["value"]


def valued(value: Json) -> Json:
    """What stands at `value`, whatever the slot."""
    return at_slot(value)[1]


def _base58(value: Json, length: int) -> str:
    if isinstance(value, str) and len(value) <= 2 * length and _stands_for(value, length):
        return value
    raise BadAnswer(f"The answer is not base58 of {length} bytes")


@lru_cache(maxsize=4096)
def _stands_for(text: str, length: int) -> bool:
    """The same few addresses are in most answers of a node."""
    decoded = decode(text)
    return decoded is not None and len(decoded) == length
