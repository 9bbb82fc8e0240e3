"""Parameters of a JSON-RPC call, read in the words in which Agave refuses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from solders.hash import Hash, ParseHashError
from solders.pubkey import Pubkey
from solders.signature import Signature

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.faults import invalid


@dataclass(frozen=True, slots=True)
class Params:
    """By position. Every method raises `RpcFault`."""

    values: Sequence[Json]

    def text(self, index: int) -> str:
        value = self._required(index)
        if not isinstance(value, str):
            raise invalid(f"Invalid params: invalid type: expected a string at {index}")
        return value

    def number(self, index: int) -> int:
        return _number(self._required(index))

    def sequence(self, index: int, *, most: int) -> Sequence[Json]:
        value = self._required(index)
        if not isinstance(value, list):
            raise invalid(f"Invalid params: invalid type: expected a sequence at {index}")
        if len(value) > most:
            raise invalid(f"Too many inputs provided; max {most}")
        return value

    def key(self, index: int) -> Pubkey:
        return pubkey(self.text(index))

    def keys(self, index: int, *, most: int) -> list[Pubkey]:
        return [pubkey(value) for value in self.sequence(index, most=most)]

    def signature(self, index: int) -> str:
        return signature(self.text(index))

    def hash(self, index: int) -> Hash:
        try:
            return Hash.from_string(self.text(index))
        except (ParseHashError, ValueError):
            raise invalid("Invalid param: Invalid") from None

    def filter(self, index: int) -> Mapping[str, Json]:
        """An object that must be there."""
        value = self._required(index)
        if not isinstance(value, dict):
            raise invalid("Invalid params: invalid type: expected a map")
        return value

    def config(self, index: int) -> Config:
        """The object at `index`, empty where there is none."""
        value = self.values[index] if index < len(self.values) else None
        if value is not None and not isinstance(value, dict):
            raise invalid("Invalid params: invalid type: expected a map")
        return Config(value or {})

    def _required(self, index: int) -> Json:
        if index >= len(self.values):
            raise invalid("`params` should have at least " + f"{index + 1} argument(s)")
        return self.values[index]


@dataclass(frozen=True, slots=True)
class Config:
    """An object of options; `null` is as good as absent. Every method raises `RpcFault`."""

    options: Mapping[str, Json]

    def text(self, name: str, default: str) -> str:
        value = self.options.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise invalid(f"Invalid params: invalid type for `{name}`: expected a string")
        return value

    def flag(self, name: str) -> bool:
        value = self.options.get(name)
        if value is not None and not isinstance(value, bool):
            raise invalid(f"Invalid params: invalid type for `{name}`: expected a boolean")
        return bool(value)

    def number(self, name: str) -> int | None:
        value = self.options.get(name)
        return None if value is None else _number(value)

    def inner(self, name: str) -> Config | None:
        value = self.options.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise invalid(f"Invalid params: invalid type for `{name}`: expected a map")
        return Config(value)

    def keys(self, name: str) -> list[Pubkey]:
        value = self.options.get(name)
        return [pubkey(entry) for entry in value] if isinstance(value, list) else []

    @property
    def commitment(self) -> str:
        return self.text("commitment", "finalized")

    @property
    def piece(self) -> tuple[int, int] | None:
        """Offset and length of `dataSlice`."""
        found = self.inner("dataSlice")
        if found is None:
            return None
        offset, length = found.number("offset"), found.number("length")
        if offset is None or length is None:
            raise invalid("Invalid params: missing field in `dataSlice`")
        return offset, length


def pubkey(value: Json) -> Pubkey:
    try:
        return Pubkey.from_string(cast("str", value))
    except (ValueError, TypeError):
        raise invalid("Invalid param: Invalid") from None


def signature(value: Json) -> str:
    try:
        return str(Signature.from_string(cast("str", value)))
    except (ValueError, TypeError):
        raise invalid("Invalid param: Invalid") from None


def _number(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**64:
        raise invalid("Invalid params: invalid type: expected u64")
    return value
