"""An instruction by its name, its values and its accounts, and the tables to read it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana.decoding.fields import Cursor, Value, WrongData, read_fields
from fiscus.chains.solana.decoding.refusing import unknown

MOST_TEXT: Final = 120
MORE: Final = "..."


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction as it stands in a message."""

    program: str
    accounts: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Parsed:
    """One instruction, understood to the last byte. Names as nodes give them (`jsonParsed`)."""

    program: str
    name: str
    values: Mapping[str, Value]
    accounts: Mapping[str, str]
    """By their role; one that is optional and absent is not there."""
    others: tuple[str, ...] = ()
    """Accounts behind those that have a role."""

    def number(self, name: str) -> int:
        value = self.values[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is no whole number")
        return value

    @property
    def text(self) -> str:
        """`"transfer(lamports=5)"`; what others wrote is escaped."""
        shown = (f"{name}={_shown(value)}" for name, value in self.values.items())
        return f"{self.name}({', '.join(shown)})"


@dataclass(frozen=True, slots=True)
class Layout:
    """`fields` as in `fields.py`; `accounts` by role, with `?` where it may be absent, and `...` at
    the end where more may follow."""

    name: str
    fields: str = ""
    accounts: str = ""

    def parse(self, instruction: Instruction, start: int) -> Parsed:
        """`start`: where the values begin, behind the discriminator."""
        try:
            values = read_fields(self.fields, Cursor(instruction.data, start))
            accounts, others = self._named(instruction.accounts)
        except WrongData as exc:
            why = f"and the {self.name} is {exc}"
            raise unknown(instruction.program, instruction.data, why) from exc
        return Parsed(instruction.program, self.name, values, accounts, others)

    def _named(self, accounts: Sequence[str]) -> tuple[Mapping[str, str], tuple[str, ...]]:
        roles = self.accounts.split()
        more = bool(roles) and roles[-1] == MORE
        if more:
            roles.pop()
        needed = sum(not role.endswith("?") for role in roles)
        if len(accounts) < needed or (len(accounts) > len(roles) and not more):
            raise WrongData(f"given {len(accounts)} accounts")
        names = (role.removesuffix("?") for role in roles)
        named = dict(zip(names, accounts, strict=False))
        return MappingProxyType(named), tuple(accounts[len(roles) :])


def _shown(value: Value) -> str:
    if isinstance(value, str):
        return escaped(value, MOST_TEXT)
    if isinstance(value, bytes):
        return value[:MOST_TEXT].hex()
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value)
