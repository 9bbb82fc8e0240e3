"""EIP-712 typed data: read strictly, and hashed by its own rules.

Nothing is guessed: every field must be there and nothing beside them, numbers must fit, and the
domain must name its chain and its contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from fiscus.chains.evm.addresses import read_address
from fiscus.chains.jsonrpc import Json
from fiscus.core.errors import MessageRefused

LARGEST: Final = 16_384
"""Characters of a message."""
MOST_DEPTH: Final = 6
_ARRAY: Final = re.compile(r"(.+)\[([0-9]*)\]")
_NUMBER: Final = re.compile(r"(u?)int([0-9]+)")
_BYTES: Final = re.compile(r"bytes([0-9]+)")
_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}")
DOMAIN: Final = "EIP712Domain"
DOMAIN_FIELDS: Final = {
    "name": "string",
    "version": "string",
    "chainId": "uint256",
    "verifyingContract": "address",
    "salt": "bytes32",
}
"""In the order in which EIP-712 has them."""

Fields = Sequence[tuple[str, str]]
"""Name and type of each."""


@dataclass(frozen=True, slots=True)
class TypedData:
    """A message that was read to its last field."""

    types: Mapping[str, Fields]
    primary: str
    domain: Mapping[str, Json]
    message: Mapping[str, Json]

    @property
    def chain_id(self) -> int:
        return number(self.domain["chainId"])

    @property
    def contract(self) -> str:
        return str(self.domain["verifyingContract"])

    @property
    def shape(self) -> str:
        """`Permit(address owner,…)`: the type and those it is made of, as EIP-712 writes them."""
        return _encoded_type(self.types, self.primary)

    @property
    def separator(self) -> bytes:
        return _hash_struct(self.types, DOMAIN, self.domain)

    def digest(self) -> bytes:
        """What is signed."""
        struct = _hash_struct(self.types, self.primary, self.message)
        return _keccak(b"\x19\x01" + self.separator + struct)


def read_typed(text: str) -> TypedData:
    """The JSON of `eth_signTypedData_v4`. Raises `MessageRefused` for anything that is not it."""
    if len(text) > LARGEST:
        raise _malformed("it is too long")
    try:
        body: Json = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _malformed("it is not JSON") from None
    if not isinstance(body, dict) or body.keys() != {"types", "primaryType", "domain", "message"}:
        raise _malformed("it has not exactly types, primaryType, domain and message")
    domain, message, primary = body["domain"], body["message"], body["primaryType"]
    if not (isinstance(domain, dict) and isinstance(message, dict) and isinstance(primary, str)):
        raise _malformed("a part of it has the wrong form")
    types = _types(body["types"])
    if primary not in types or primary == DOMAIN:
        raise _malformed("its type is not described")
    types[DOMAIN] = _domain(types.get(DOMAIN), domain)
    data = TypedData(types, primary, domain, message)
    data.digest()
    return data


def number(value: Json) -> int:
    """An integer as wallets write it: a number, its digits, or hexadecimal ones."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        if re.fullmatch(r"0|-?[1-9][0-9]{0,77}", value):
            return int(value)
        if re.fullmatch(r"0x[0-9a-fA-F]{1,64}", value):
            return int(value, 16)
    raise _malformed("a number in it is none")


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _types(written: Json) -> dict[str, Fields]:
    if not isinstance(written, dict):
        raise _malformed("its types have the wrong form")
    return {_named(name): tuple(_fields(fields)) for name, fields in written.items()}


def _fields(written: Json) -> list[tuple[str, str]]:
    fields = list[tuple[str, str]]()
    for field in written if isinstance(written, list) else [None]:
        if not isinstance(field, dict) or field.keys() != {"name", "type"}:
            raise _malformed("a field of its types has the wrong form")
        fields.append((_named(str(field["name"])), str(field["type"])))
    if len(dict(fields)) != len(fields):
        raise _malformed("a field is there twice")
    return fields


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise _malformed("a name in it is none")
    return name


def _domain(described: Fields | None, domain: Mapping[str, Json]) -> Fields:
    fields = tuple((name, kind) for name, kind in DOMAIN_FIELDS.items() if name in domain)
    if len(fields) != len(domain) or not {"chainId", "verifyingContract"} <= domain.keys():
        raise _malformed("its domain does not name one chain and one contract")
    if described is not None and tuple(described) != fields:
        raise _malformed("its domain is described as something else")
    return fields


def _hash_struct(
    types: Mapping[str, Fields], name: str, values: Mapping[str, Json], depth: int = 0
) -> bytes:
    fields = types[name]
    if depth > MOST_DEPTH or set(values) != {field for field, _ in fields}:
        raise _malformed("a part of it has not exactly the fields that are described")
    encoded = [_encoded(types, kind, values[field], depth) for field, kind in fields]
    return _keccak(_keccak(_encoded_type(types, name).encode()) + b"".join(encoded))


def _encoded_type(types: Mapping[str, Fields], name: str) -> str:
    inner = sorted(_reached(types, name) - {name})
    return "".join(
        f"{one}({','.join(f'{kind} {field}' for field, kind in types[one])})"
        for one in (name, *inner)
    )


def _reached(types: Mapping[str, Fields], name: str) -> set[str]:
    found, left = set[str](), [name]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += [k for _, kind in types[one] if (k := kind.partition("[")[0]) in types]
    return found


def _encoded(types: Mapping[str, Fields], kind: str, value: Json, depth: int) -> bytes:
    if match := _ARRAY.fullmatch(kind):
        return _encoded_array(types, match, value, depth)
    if kind in types:
        if not isinstance(value, dict):
            raise _malformed("a part of it has the wrong form")
        return _hash_struct(types, kind, value, depth + 1)
    return _encoded_value(kind, value)


def _encoded_array(
    types: Mapping[str, Fields], match: re.Match[str], value: Json, depth: int
) -> bytes:
    inner, size = match.groups()
    if not isinstance(value, list) or (size and len(value) != int(size)):
        raise _malformed("a list in it has the wrong form")
    return _keccak(b"".join(_encoded(types, inner, one, depth + 1) for one in value))


def _encoded_value(kind: str, value: Json) -> bytes:
    if kind == "string" and isinstance(value, str):
        return _keccak(value.encode())
    if kind == "bool" and isinstance(value, bool):
        return int(value).to_bytes(32)
    if kind == "address":
        return _address(value)
    if match := _NUMBER.fullmatch(kind):
        return _integer(value, signed=not match.group(1), bits=int(match.group(2)))
    if kind == "bytes":
        return _keccak(_raw(value))
    if match := _BYTES.fullmatch(kind):
        raw = _raw(value)
        if 0 < int(match.group(1)) <= 32 and len(raw) == int(match.group(1)):
            return raw.ljust(32, b"\0")
    raise _malformed("a value in it has the wrong form")


def _address(value: Json) -> bytes:
    reading = read_address(value) if isinstance(value, str) else None
    if reading is None or not reading.valid:
        raise _malformed("an address in it is none")
    return bytes.fromhex(cast("str", value)[2:]).rjust(32, b"\0")


def _integer(value: Json, *, signed: bool, bits: int) -> bytes:
    found = number(value)
    low, high = (-(1 << bits - 1), 1 << bits - 1) if signed else (0, 1 << bits)
    if bits % 8 or not 0 < bits <= 256 or not low <= found < high:
        raise _malformed("a number in it does not fit")
    return found.to_bytes(32, signed=signed)


def _raw(value: Json) -> bytes:
    if isinstance(value, str) and re.fullmatch(r"0x(?:[0-9a-fA-F]{2})*", value):
        return bytes.fromhex(value[2:])
    raise _malformed("bytes in it have the wrong form")


def _keccak(data: bytes) -> bytes:
    from eth_hash.auto import keccak

    return keccak(data)


def _malformed(why: str) -> MessageRefused:
    return MessageRefused(
        f"This is no typed data that can be understood: {why}",
        hint="Nothing was signed.",
    )
