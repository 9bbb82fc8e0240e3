"""What EVM nodes say, read strictly: hex quantities, byte strings, addresses."""

from __future__ import annotations

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Json

HEX_DIGITS = frozenset("0123456789abcdef")


def quantity(value: Json, *, bits: int = 256) -> int:
    """`"0x1f"` is 31. Raises `BadAnswer` for anything but a hex string of at most `bits`."""
    if isinstance(value, str) and value.startswith("0x") and 2 < len(value) <= 66:
        digits = value[2:].lower()
        if set(digits) <= HEX_DIGITS and int(digits, 16).bit_length() <= bits:
            return int(digits, 16)
    raise BadAnswer("The answer is not a hex quantity")


def data(value: Json, *, length: int | None = None) -> bytes:
    """`"0x00ff"` is two bytes. `length` fixes how many there must be."""
    if isinstance(value, str) and value.startswith("0x") and len(value) % 2 == 0:
        digits = value[2:].lower()
        if set(digits) <= HEX_DIGITS and length in (None, len(digits) // 2):
            return bytes.fromhex(digits)
    raise BadAnswer("The answer is not a byte string")


def address(value: Json) -> str:
    """A 20-byte address, in lower case."""
    return "0x" + data(value, length=20).hex()


def hash32(value: Json) -> str:
    """A 32-byte hash, in lower case."""
    return "0x" + data(value, length=32).hex()


def hex_quantity(value: int) -> str:
    """31 is `"0x1f"`. Refuses negative numbers: the API has none."""
    if value < 0:
        raise ValueError("a quantity is not negative")
    return hex(value)
