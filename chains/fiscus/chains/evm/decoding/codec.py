"""Reading and writing what a contract is called with, strictly.

A value counts only where writing it again gives the very same bytes: so nothing hides behind the
last value, in a gap, in padding, or in two offsets to one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from fiscus.chains.evm.decoding.kinds import WORD, Field, Kind

Value: TypeAlias = "int | bool | str | bytes | Sequence[Value] | Mapping[str, Value]"
"""Addresses are `0x` and forty digits in lower case; a `string` is its bytes."""
Values: TypeAlias = Mapping[str, Value]


class Unreadable(ValueError):
    """The bytes are not what the types say."""


def decode(fields: Sequence[Field], data: bytes) -> Values:
    """Raises `Unreadable` where a single byte is not accounted for."""
    values = _read_fields(fields, data)
    try:
        written = encode(fields, values)
    except OverflowError:
        raise Unreadable("a number is too large for its type") from None
    if written != data:
        raise Unreadable("bytes are left over, or in an unusual place")
    return values


def encode(fields: Sequence[Field], values: Values) -> bytes:
    """Raises `ValueError` or `OverflowError` for values that do not fit."""
    return _write([(field.kind, values[field.name]) for field in fields])


def _read_fields(fields: Sequence[Field], data: bytes) -> dict[str, Value]:
    found: dict[str, Value] = {}
    at = 0
    for field in fields:
        found[field.name] = _read(field.kind, data, at)
        at += field.kind.head
    return found


def _read(kind: Kind, data: bytes, at: int) -> Value:
    """The value whose head is at `at` of `data`, from which its offset counts."""
    if not kind.dynamic:
        return _read_static(kind, data, at)
    start = int.from_bytes(_word(data, at), "big")
    if start > len(data):
        raise Unreadable("an offset points outside")
    tail = data[start:]
    if kind.item is not None:
        return _read_items(kind, kind.item, tail)
    if kind.fields:
        return _read_fields(kind.fields, tail)
    length = int.from_bytes(_word(tail, 0), "big")
    content = tail[WORD : WORD + length]
    if len(content) != length:
        raise Unreadable("a text is cut off")
    return content


def _read_static(kind: Kind, data: bytes, at: int) -> Value:
    if kind.item is not None:
        size = kind.item.head
        return [_read(kind.item, data, at + index * size) for index in range(kind.count or 0)]
    if kind.fields:
        return _read_fields(kind.fields, data[at : at + kind.head])
    return _read_word(kind.name, _word(data, at))


def _read_items(kind: Kind, item: Kind, tail: bytes) -> list[Value]:
    count, body = kind.count, tail
    if count is None:
        count, body = int.from_bytes(_word(tail, 0), "big"), tail[WORD:]
    if count * item.head > len(body):
        raise Unreadable("a list is cut off")
    return [_read(item, body, index * item.head) for index in range(count)]


def _read_word(name: str, word: bytes) -> Value:
    if name == "address":
        return "0x" + word[12:].hex()
    if name == "bool":
        return word[-1] == 1
    if name.startswith("bytes"):
        return word[: int(name[5:])]
    return int.from_bytes(word, "big", signed=name.startswith("int"))


def _word(data: bytes, at: int) -> bytes:
    word = data[at : at + WORD]
    if len(word) != WORD:
        raise Unreadable("it ends too early")
    return word


def _write(parts: Sequence[tuple[Kind, Value]]) -> bytes:
    """Heads, and the tails that they point to."""
    heads, tails = list[bytes](), list[bytes]()
    offset = sum(kind.head for kind, _ in parts)
    for kind, value in parts:
        body = _write_value(kind, value)
        if kind.dynamic:
            heads.append(offset.to_bytes(WORD, "big"))
            tails.append(body)
            offset += len(body)
        else:
            heads.append(body)
    return b"".join((*heads, *tails))


def _write_value(kind: Kind, value: Value) -> bytes:
    if kind.item is not None:
        items = [(kind.item, item) for item in _items(value)]
        count = len(items).to_bytes(WORD, "big") if kind.count is None else b""
        return count + _write(items)
    if kind.fields:
        if not isinstance(value, Mapping):
            raise ValueError("a struct is a mapping")
        return _write([(field.kind, value[field.name]) for field in kind.fields])
    if kind.dynamic:
        if not isinstance(value, bytes):
            raise ValueError("a text is its bytes")
        return len(value).to_bytes(WORD, "big") + value + bytes(-len(value) % WORD)
    return _write_word(kind.name, value)


def _write_word(name: str, value: Value) -> bytes:
    if isinstance(value, str):
        return bytes.fromhex(value.removeprefix("0x")).rjust(WORD, b"\0")
    if isinstance(value, bytes):
        return value.ljust(WORD, b"\0")
    if not isinstance(value, int):
        raise ValueError("a word holds one value")
    if name == "bool":
        return int(value).to_bytes(WORD, "big")
    signed, bits = name.startswith("int"), int(name.lstrip("uint"))
    value.to_bytes(bits // 8, "big", signed=signed)
    return value.to_bytes(WORD, "big", signed=signed)


def _items(value: Value) -> Sequence[Value]:
    if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
        raise ValueError("an array is a sequence")
    return value
