"""Instructions of Anchor programs, by an interface description that is pinned here.

`anchorpy` reads them. It ignores bytes behind the last value, and takes every number for a yes: so
what it read is written again and must be the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Protocol, cast

from fiscus.chains.solana.decoding.fields import Value
from fiscus.chains.solana.decoding.parsed import Instruction, Parsed
from fiscus.chains.solana.decoding.refusing import unknown
from fiscus.core.errors import ConfigError

DISCRIMINATOR: Final = 8


@dataclass(frozen=True, slots=True)
class Pinned:
    """A file in `data/`, and the SHA-256 that it must have."""

    file: str
    sha256: str


class _Named(Protocol):
    name: str
    data: Mapping[str, object]


class _Account(Protocol):
    name: str
    is_optional: bool | None


class Coder(Protocol):
    """`anchorpy.InstructionCoder`, which is not typed to the end."""

    sighash_to_name: Mapping[bytes, str]

    def parse(self, data: bytes) -> _Named: ...
    def build(self, obj: _Named) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Interface:
    coder: Coder
    accounts: Mapping[str, Sequence[tuple[str, bool]]]
    """By instruction: each account's role, and whether it is optional."""


def parse_anchor(pinned: Pinned, instruction: Instruction) -> Parsed:
    """Raises `UnknownInstruction` for what the description does not hold to the last byte.

    An optional account that is not given is written as the program itself, and left out here.
    """
    interface = _interface(pinned)
    name, values = _values(interface.coder, instruction)
    roles = interface.accounts[name]
    given = instruction.accounts
    if len(given) < len(roles):
        raise unknown(instruction.program, instruction.data, f"with {len(given)} accounts")
    named = {
        role: address
        for (role, optional), address in zip(roles, given, strict=False)
        if not (optional and address == instruction.program)
    }
    return Parsed(
        instruction.program, name, values, MappingProxyType(named), tuple(given[len(roles) :])
    )


def _values(coder: Coder, instruction: Instruction) -> tuple[str, Mapping[str, Value]]:
    data = instruction.data
    if data[:DISCRIMINATOR] not in coder.sighash_to_name:
        raise unknown(instruction.program, data)
    from construct import ConstructError

    try:
        found = coder.parse(data)
        again = coder.build(found)
    except (ConstructError, ValueError, LookupError, TypeError, AttributeError) as exc:
        # What it raises depends on where in a nested value the bytes end.
        raise unknown(instruction.program, data, "and its values are not known") from exc
    if again != data:
        raise unknown(instruction.program, data, "and it holds more than its values")
    named = ((name, value) for name, value in found.data.items() if not name.startswith("_"))
    values = {name: _value(value) for name, value in named}
    return found.name, MappingProxyType(values)


def _value(value: object) -> Value:
    """Numbers as they are; what is nested is shown by its own words."""
    if isinstance(value, list | tuple):
        return tuple(str(part) for part in cast("Sequence[object]", value))
    return value if isinstance(value, int | str | bytes) or value is None else str(value)


@cache
def _interface(pinned: Pinned) -> Interface:
    """Loaded with the first instruction: the library takes half a second."""
    from anchorpy.coder.instruction import InstructionCoder
    from anchorpy_core.idl import Idl
    from pyheck import snake

    text = resources.files("fiscus.chains.solana").joinpath(f"data/{pinned.file}").read_bytes()
    if hashlib.sha256(text).hexdigest() != pinned.sha256:
        raise ConfigError(
            f"The description {pinned.file!r} of a program is not the one that was reviewed",
            hint="Install fiscus again.",
        )
    idl = Idl.from_json(text.decode())
    accounts = {
        snake(instruction.name): [
            (account.name, bool(account.is_optional))
            for account in cast("Sequence[_Account]", instruction.accounts)
        ]
        for instruction in idl.instructions
    }
    coder = cast("Coder", InstructionCoder(idl))
    return Interface(coder, MappingProxyType(accounts))
