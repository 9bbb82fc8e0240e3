"""Addresses of Solana accounts: 32 bytes in base58."""

from __future__ import annotations

from fiscus.core.reader.lexicon import AddressReading

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_BYTES = 32
_SHORTEST, _LONGEST = 25, 90
"""Between these lengths a piece that mixes digits, capitals and small letters is no word."""
_ELLIPSES = ("…", "..", "**")


def read_address(text: str) -> AddressReading | None:
    """What `text`, one unbroken piece, is; `None` where it does not look like an address.

    Base58 has no `0`, `O`, `I` or `l`, and no checksum: any 32 bytes are an address.
    """
    if text[:2] in ("0x", "0X"):
        return None
    if any(mark in text for mark in _ELLIPSES):
        return _shortened(text)
    if not (text.isascii() and text.isalnum() and _SHORTEST <= len(text) <= _LONGEST):
        return None
    decoded = decode(text)
    if decoded is not None and len(decoded) == _BYTES and not _is_number(text):
        return AddressReading(text, True)
    if _is_hex(text) or not _is_mixed(text):
        return None
    if decoded is None:
        return AddressReading(text, False, "not base58")
    return AddressReading(text, False, f"{len(decoded)} bytes, not {_BYTES}")


def is_address(text: str) -> bool:
    """Whether `text` is base58 of exactly 32 bytes."""
    reading = read_address(text)
    return reading is not None and reading.valid


def decode(text: str) -> bytes | None:
    """The bytes that base58 `text` stands for; `None` where a character is none of base58's."""
    number = 0
    for character in text:
        value = _VALUES.get(character)
        if value is None:
            return None
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode(data: bytes) -> str:
    """Bytes in base58; a zero byte at the start is a `1`."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = _ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def _shortened(text: str) -> AddressReading | None:
    """`7xKX…gAsU`: at least three letters of base58 on both sides of the dots, and a digit."""
    ends = text.replace("…", "..").replace("**", "..").split("..")
    head, tail = ends[0], ends[-1].strip(".*")
    meant = min(len(head), len(tail)) >= 3 and any(c.isdigit() for c in head + tail)
    if not meant or decode(head + tail) is None:
        return None
    return AddressReading(text, False, "shortened")


def _is_mixed(text: str) -> bool:
    return (
        any(character.isdigit() for character in text)
        and any(character.isupper() for character in text)
        and any(character.islower() for character in text)
    )


def _is_number(text: str) -> bool:
    """Digits alone; 32 ones are the system program all the same."""
    return text.isdigit() and text.strip("1") != ""


def _is_hex(text: str) -> bool:
    return all(character in "0123456789abcdefABCDEF" for character in text)
