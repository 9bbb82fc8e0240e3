"""What the sandbox's own contracts are called with, from signatures as people write them."""

from __future__ import annotations

from fiscus.chains.evm.decoding.codec import Value, encode
from fiscus.chains.evm.decoding.kinds import Function


def calldata(called: Function, *values: Value) -> bytes:
    """Selector and arguments, in the order of the signature; a struct is a mapping by name."""
    names = [field.name for field in called.inputs]
    return called.selector + encode(called.inputs, dict(zip(names, values, strict=True)))
