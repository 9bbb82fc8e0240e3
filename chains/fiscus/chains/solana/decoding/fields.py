"""Values in instruction data, read in order and to the last byte.

A layout is written as the fields are: `"lamports:u64 owner:key"`. Types: `u8` `u16` `u32` `u64`
`i16` `f64`; `key` (32 bytes); `key?` and `u64?` (a byte that says whether there is one); `key0`
(32 bytes, zeros for none); `string` (its length in 8 bytes); `keys` (their number in 8 bytes); and,
up to the end, `text`, `u16s` and `bytes`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from fiscus.chains.solana.addresses import encode

Value: TypeAlias = int | float | str | bytes | tuple[str, ...] | tuple[int, ...] | None
NUMBERS: Final = {"u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q", "i16": "<h", "f64": "<d"}
KEY: Final = 32


class WrongData(ValueError):
    """The bytes are not what the layout says."""


@dataclass(slots=True)
class Cursor:
    """Reads on from `at`. Every method raises `WrongData` at the end of the bytes."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise WrongData("too short")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int | float:
        value: int | float = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def whole(self, form: str) -> int:
        return int(self.number(form))

    def key(self) -> str:
        return encode(self.take(KEY))

    def some(self) -> bool:
        """Whether there is a value behind this byte."""
        flag = self.whole("<B")
        if flag > 1:
            raise WrongData("neither there nor absent")
        return flag == 1

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)


def read_fields(layout: str, cursor: Cursor) -> Mapping[str, Value]:
    """All fields of a layout; nothing may be left over. Raises `WrongData`."""
    found: dict[str, Value] = {}
    for field in layout.split():
        name, _, kind = field.partition(":")
        found[name] = _value(kind, cursor)
    if cursor.at != len(cursor.data):
        raise WrongData("too long")
    return MappingProxyType(found)


def _value(kind: str, cursor: Cursor) -> Value:
    form = NUMBERS.get(kind)
    return cursor.number(form) if form else READERS[kind](cursor)


def _key0(cursor: Cursor) -> str | None:
    raw = cursor.take(KEY)
    return encode(raw) if any(raw) else None


def _string(cursor: Cursor) -> str:
    return _decoded(cursor.take(cursor.whole("<Q")))


def _keys(cursor: Cursor) -> tuple[str, ...]:
    count = cursor.whole("<Q")
    if count * KEY > len(cursor.data):
        raise WrongData("too short")
    return tuple(cursor.key() for _ in range(count))


def _u16s(cursor: Cursor) -> tuple[int, ...]:
    raw = cursor.rest()
    if len(raw) % 2:
        raise WrongData("half a number")
    return struct.unpack(f"<{len(raw) // 2}H", raw)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as exc:
        raise WrongData("no text") from exc


READERS: Final[Mapping[str, Callable[[Cursor], Value]]] = MappingProxyType(
    {
        "key": Cursor.key,
        "key?": lambda cursor: cursor.key() if cursor.some() else None,
        "u64?": lambda cursor: cursor.whole("<Q") if cursor.some() else None,
        "key0": _key0,
        "string": _string,
        "keys": _keys,
        "text": lambda cursor: _decoded(cursor.rest()),
        "u16s": _u16s,
        "bytes": Cursor.rest,
    }
)
