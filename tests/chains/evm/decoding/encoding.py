"""Calldata made by another library, of signatures as they stand in `data/functions.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from eth_abi.abi import encode

from fiscus.chains.evm.decoding.catalogue import commands, functions
from fiscus.chains.evm.decoding.kinds import Field, Function

Given: TypeAlias = "int | bool | str | bytes | Sequence[Given] | Mapping[str, Given]"


def calldata(kind: str, signature: str, *values: Given) -> bytes:
    """`signature` is a name, or the canonical signature where a name has several."""
    known = next(
        found
        for found in functions()[kind].values()
        if signature in {found.name, found.signature} and len(found.inputs) == len(values)
    )
    return known.selector + arguments(known, values)


def command(number: int, *values: Given) -> bytes:
    return arguments(commands()[number], values)


def arguments(function: Function, values: Sequence[Given]) -> bytes:
    types = [field.kind.name for field in function.inputs]
    return encode(types, [_plain(f, v) for f, v in zip(function.inputs, values, strict=True)])


def _plain(field: Field, value: Given) -> object:
    if isinstance(value, Mapping):
        return tuple(_plain(inner, value[inner.name]) for inner in field.kind.fields)
    if field.kind.item is not None and isinstance(value, Sequence):
        item = Field("", field.kind.item)
        return [_plain(item, entry) for entry in value]
    return value
