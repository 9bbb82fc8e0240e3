"""Calls of programs to programs, as nodes show them in a simulation.

A node writes those of programs it knows by name and values, those of others by accounts and bytes;
older ones write places in the transaction's list of accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.addresses import decode
from fiscus.chains.solana.decoding.parsed import Instruction
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import UnknownInstruction
from fiscus.chains.solana.quantities import address, number, text


@dataclass(frozen=True, slots=True)
class Within:
    """One call. `name` is `None` where it is not known here."""

    program: str
    name: str | None
    accounts: tuple[str, ...]


def calls_within(value: Json, listed: Sequence[str]) -> tuple[Within, ...]:
    """`listed`: all accounts of the transaction. Empty where the node shows none."""
    groups = [] if value is None else items(value)
    return tuple(
        _call(fields(row), listed)
        for group in groups
        for row in items(fields(group).get("instructions"))
    )


def _call(row: dict[str, Json], listed: Sequence[str]) -> Within:
    if "programIdIndex" in row:
        program = _listed(row["programIdIndex"], listed)
        places = items(row.get("accounts"))
        return _read(program, tuple(_listed(place, listed) for place in places), row)
    program = address(row.get("programId"))
    if "parsed" not in row:
        return _read(program, tuple(map(address, items(row.get("accounts")))), row)
    parsed = row["parsed"]
    if not isinstance(parsed, dict):
        # A memo is its text alone.
        return Within(program, None, ())
    return Within(program, text(parsed.get("type")), tuple(_texts(parsed.get("info"))))


def _read(program: str, accounts: tuple[str, ...], row: dict[str, Json]) -> Within:
    data = decode(text(row.get("data")))
    if data is None:
        raise BadAnswer("The data of a call is not base58")
    try:
        return Within(program, parse(Instruction(program, accounts, data)).name, accounts)
    except UnknownInstruction:
        return Within(program, None, accounts)


def _listed(place: Json, listed: Sequence[str]) -> str:
    at = number(place, bits=8)
    if at >= len(listed):
        raise BadAnswer("A call names an account that the transaction does not list")
    return listed[at]


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
