"""How bytes and texts are written: every common spelling of a secret, to find it wherever it is."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote, urlsplit

KEY_SIZES: Final = (32, 64)
"""Bytes of a private key; of one with its public key behind it."""
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONG: Final = 16
"""Characters from which on a part of an address is taken for a key."""
WORDS: Final = 12
"""Of the shortest seed phrase."""
_HEX: Final = re.compile(r"(?:0[xX])?([0-9a-fA-F]{64}|[0-9a-fA-F]{128})")
_GAP: Final = r"[\s:,_-]{0,2}"


def literals(text: str) -> Iterator[str]:
    """Texts that show a secret text, whatever they stand in."""
    yield from (text, quote(text, safe=""), html.escape(text), json.dumps(text)[1:-1])
    raw = text.encode()
    yield from (raw.hex(), raw.hex().upper(), *_base64(raw))
    for key in keys_in(text):
        number = str(int.from_bytes(key))
        yield from (key.hex(), key.hex().upper(), base58(key), number, repr(key)[2:-1])
        yield from _base64(key)


def patterns(text: str) -> Iterator[str]:
    """Regular expressions for spellings that have room in them."""
    for key in keys_in(text):
        yield _GAP.join(f"{byte:02x}" for byte in key)
        yield r"(?<!\d)" + r"[\s,;]+".join(map(str, key)) + r"(?!\d)"
    words = text.split()
    if len(words) >= WORDS:
        yield r"[\s,;.\d)]+".join(map(re.escape, words))


def keys_in(text: str) -> list[bytes]:
    """What the text stands for, if it is a private key in some spelling; its secret half too."""
    found = [raw for raw in _readings(text.strip()) if len(raw) in KEY_SIZES]
    halves = [raw[:32] for raw in found if len(raw) == 2 * 32]
    return list(dict.fromkeys((*found, *halves)))


def parts_of_addresses(text: str) -> Iterator[str]:
    """What is secret in a setting that holds addresses: passwords, and keys in paths and queries.

    Several addresses are separated by commas.
    """
    for address in text.split(","):
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            continue
        if parts.password:
            yield from {parts.password, unquote(parts.password)}
        if parts.scheme.startswith("http"):
            if parts.username:
                yield parts.username
            yield from (piece for piece in parts.path.split("/") if len(piece) >= LONG)
            values = (pair.partition("=")[2] for pair in parts.query.split("&"))
            yield from (value for value in values if len(value) >= LONG // 2)


def base58(raw: bytes) -> str:
    """Bitcoin's alphabet; a leading zero byte is a leading 1."""
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def _base64(raw: bytes) -> Iterator[str]:
    """The part that does not depend on what is around it, at each of three places."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw).rstrip(b"=").decode()
        after = (before + len(raw)) % 3
        core = encoded[(0, 2, 3)[before] : len(encoded) - (1 if after else 0)]
        yield from (core, core.translate(str.maketrans("+/", "-_")))


def _readings(text: str) -> Iterator[bytes]:
    if match := _HEX.fullmatch(text):
        yield bytes.fromhex(match.group(1))
    if text.startswith("["):
        yield from _array(text)
    if 32 <= len(text) <= 90 and all(letter in BASE58 for letter in text):
        yield _from_base58(text)
    try:
        yield base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return


def _array(text: str) -> Iterator[bytes]:
    try:
        yield bytes(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return


def _from_base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
