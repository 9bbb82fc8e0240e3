"""The types of the contract ABI, read from signatures as people write them.

`"transfer(address to,uint256 amount)"`; a struct is a list in brackets, `"(address token,uint160
amount) details"`. https://docs.soliditylang.org/en/latest/abi-spec.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

WORD = 32
_ARRAY = re.compile(r"\[(\d*)\]$")
_PLAIN = re.compile(r"(uint|int|bytes)(\d+)|address|bool|bytes|string")


@dataclass(frozen=True)
class Kind:
    """A type. `name` is canonical, as it counts for a selector."""

    name: str
    fields: tuple[Field, ...] = ()
    """Of a struct."""
    item: Kind | None = None
    """Of an array."""
    count: int | None = None
    """Of an array with a fixed number of items."""

    @cached_property
    def dynamic(self) -> bool:
        """Whether its head is an offset."""
        if self.item is not None:
            return self.count is None or self.item.dynamic
        if self.fields:
            return any(field.kind.dynamic for field in self.fields)
        return self.name in {"bytes", "string"}

    @cached_property
    def head(self) -> int:
        """Bytes that it takes among its neighbours."""
        if self.dynamic:
            return WORD
        if self.item is not None:
            return (self.count or 0) * self.item.head
        return sum(field.kind.head for field in self.fields) if self.fields else WORD


@dataclass(frozen=True)
class Field:
    """A named value of a struct or a call."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Function:
    """Something that can be called."""

    name: str
    inputs: tuple[Field, ...]

    @cached_property
    def signature(self) -> str:
        return f"{self.name}({','.join(field.kind.name for field in self.inputs)})"

    @cached_property
    def selector(self) -> bytes:
        from eth_hash.auto import keccak

        return keccak(self.signature.encode())[:4]


def function(text: str) -> Function:
    """Raises `ValueError` for what is no signature."""
    name, bracket, rest = text.partition("(")
    if not bracket or not rest.endswith(")"):
        raise ValueError(f"{text!r} is no function")
    return Function(name, fields(rest[:-1]))


def fields(text: str) -> tuple[Field, ...]:
    """`"address to,uint256 amount"`."""
    return tuple(_field(part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Split at commas outside of brackets."""
    depth = start = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    if text:
        yield text[start:]


def _field(text: str) -> Field:
    kind, _, name = text.strip().rpartition(" ")
    if not kind or ")" in name:
        kind, name = text.strip(), ""
    return Field(name, _kind(kind))


def _kind(text: str) -> Kind:
    if array := _ARRAY.search(text):
        item = _kind(text[: array.start()])
        count = int(array[1]) if array[1] else None
        return Kind(f"{item.name}{array[0]}", item=item, count=count)
    if text.startswith("(") and text.endswith(")"):
        inner = fields(text[1:-1])
        return Kind(f"({','.join(field.kind.name for field in inner)})", fields=inner)
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{text!r} is no type")
    return Kind(text)
