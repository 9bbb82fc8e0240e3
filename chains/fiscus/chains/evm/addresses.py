"""Addresses of EVM accounts: what a piece of text is, and its EIP-55 spelling.

Keccak is loaded when the first mixed-case address is judged, and not before.
"""

from __future__ import annotations

from fiscus.core.errors import InvalidRecipient
from fiscus.core.reader.lexicon import AddressReading

_PRECOMPILES = 512
BURNS = frozenset(
    {
        *(f"0x{number:040x}" for number in range(_PRECOMPILES)),
        "0x000000000000000000000000000000000000dead",
        "0x" + "e" * 40,
    }
)
"""Addresses nobody has a key to, in lower case: zero and the chains' built-in functions after it,
and the two that stand for "gone" and for "the native coin"."""
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = 40
_UNMISTAKABLE = 16
"""So many letters after `0x` are meant as an address even where not all are hexadecimal."""
_ELLIPSES = ("…", "..", "**")


def read_address(text: str) -> AddressReading | None:
    """What `text`, one unbroken piece, is; `None` where it does not look like an address.

    Forty digits in one case carry no checksum and are valid; in mixed case they must match
    EIP-55. A name under a domain (`0xabc.eth`) is no address, and a shortened one is invalid.
    """
    if text[:2] not in ("0x", "0X"):
        bare = len(text) == _DIGITS and _HEX.issuperset(text)
        return AddressReading(text, False, "0x missing") if bare else None
    digits = text[2:]
    if any(mark in digits for mark in _ELLIPSES):
        return AddressReading(text, False, "shortened")
    if not _HEX.issuperset(digits):
        unlike = "." in digits or len(digits) < _UNMISTAKABLE
        return None if unlike else AddressReading(text, False, "not hexadecimal")
    if len(digits) != _DIGITS:
        return AddressReading(text, False, f"{len(digits)} hex digits") if digits else None
    if not _checksum_holds(digits):
        return AddressReading(text, False, "EIP-55 checksum invalid")
    return AddressReading(text, True)


def is_address(text: str) -> bool:
    """Whether `text` is a complete address with no checksum or a right one."""
    reading = read_address(text)
    return reading is not None and reading.valid


def checksum(address: str) -> str:
    """The EIP-55 spelling of an address written in any case.

    Raises `InvalidRecipient` for what is not `0x` and forty hex digits.
    """
    digits = address[2:].lower()
    if address[:2] not in ("0x", "0X") or len(digits) != _DIGITS or not _HEX.issuperset(digits):
        raise InvalidRecipient(
            f"{address!r} is not an address",
            hint="An address is 0x and forty hexadecimal digits.",
        )
    return "0x" + _mixed_case(digits)


def _checksum_holds(digits: str) -> bool:
    if digits in (digits.lower(), digits.upper()):
        return True
    return digits == _mixed_case(digits.lower())


def _mixed_case(digits: str) -> str:
    """EIP-55: a letter is a capital where the same digit of the hash is 8 or more."""
    from Crypto.Hash import keccak

    hashed = keccak.new(digest_bits=256, data=digits.encode("ascii")).hexdigest()
    return "".join(
        digit.upper() if mark > "7" else digit for digit, mark in zip(digits, hashed, strict=False)
    )
