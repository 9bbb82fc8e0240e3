"""Calldata is read as another library writes it, and nothing may be hidden in it."""

from __future__ import annotations

import pytest
from eth_abi.abi import encode
from eth_abi.tools._strategies import get_abi_strategy
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.chains.evm.decoding import codec
from fiscus.chains.evm.decoding.catalogue import commands, functions
from fiscus.chains.evm.decoding.codec import Unreadable
from fiscus.chains.evm.decoding.kinds import Function, fields, function

KNOWN = [
    *(known for kinds in functions().values() for known in kinds.values()),
    *commands().values(),
]


@st.composite
def encoded(draw: st.DrawFn) -> tuple[Function, bytes]:
    known = draw(st.sampled_from([known for known in KNOWN if known.inputs]))
    types = [field.kind.name for field in known.inputs]
    return known, encode(types, [draw(get_abi_strategy(name)) for name in types])


@settings(max_examples=60, deadline=None)
@given(encoded())
def test_every_known_function_is_read_back_to_the_same_bytes(made: tuple[Function, bytes]) -> None:
    known, data = made
    assert codec.encode(known.inputs, codec.decode(known.inputs, data)) == data


@settings(max_examples=60, deadline=None)
@given(encoded(), st.binary(min_size=1, max_size=64))
def test_bytes_after_the_last_value_are_refused(made: tuple[Function, bytes], more: bytes) -> None:
    known, data = made
    with pytest.raises(Unreadable):
        codec.decode(known.inputs, data + more)


@settings(max_examples=60, deadline=None)
@given(encoded(), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_changes_a_value_or_is_refused(
    made: tuple[Function, bytes], at: int, by: int
) -> None:
    known, data = made
    index = at % len(data)
    changed = data[:index] + bytes([data[index] ^ by]) + data[index + 1 :]
    try:
        values = codec.decode(known.inputs, changed)
    except Unreadable:
        return
    assert values != codec.decode(known.inputs, data)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(KNOWN), st.binary(max_size=400))
def test_nonsense_is_refused_and_never_anything_else(known: Function, data: bytes) -> None:
    try:
        values = codec.decode(known.inputs, data)
    except Unreadable:
        return
    assert codec.encode(known.inputs, values) == data


@pytest.mark.parametrize(
    ("kinds", "data"),
    [
        ("address a", "01" * 32),
        ("bool a", "00" * 31 + "02"),
        ("uint8 a", "00" * 30 + "0100"),
        ("int24 a", "00" * 28 + "00800000"),
        ("bytes4 a", "01020304" + "00" * 27 + "01"),
        ("bytes a", f"{32:064x}{1:064x}ff" + "00" * 30 + "01"),
        ("bytes a", f"{64:064x}{0:064x}{0:064x}"),
        ("bytes a,bytes b", f"{64:064x}{64:064x}{0:064x}"),
        ("bytes a", f"{32:064x}{2**255:064x}"),
        ("uint256[] a", f"{32:064x}{2**200:064x}"),
        ("uint256[2] a", f"{1:064x}"),
    ],
)
def test_what_a_contract_would_read_otherwise_is_refused(kinds: str, data: str) -> None:
    with pytest.raises(Unreadable):
        codec.decode(fields(kinds), bytes.fromhex(data))


def test_structs_and_arrays_have_the_names_that_selectors_are_made_of() -> None:
    known = function("f((address a,uint24[2] b)[] c,bytes d)")
    assert known.signature == "f((address,uint24[2])[],bytes)"
    assert function("transfer(address to,uint256 amount)").selector.hex() == "a9059cbb"
    assert function("execute(bytes c,bytes[] i,uint256 d)").selector.hex() == "3593564c"
    for text in ("f", "f(address", "f(adress to)", "f(uint256 a,)"):
        with pytest.raises(ValueError, match="is no"):
            function(text)
