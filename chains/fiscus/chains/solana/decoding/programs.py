"""Every program that is understood, and its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from fiscus.chains.solana import programs
from fiscus.chains.solana.decoding import token
from fiscus.chains.solana.decoding.jupiter import parse_jupiter
from fiscus.chains.solana.decoding.parsed import Instruction, Parsed
from fiscus.chains.solana.decoding.refusing import unknown
from fiscus.chains.solana.decoding.system import (
    BUDGET_LAYOUTS,
    MEMO_LAYOUT,
    SYSTEM_LAYOUTS,
    TABLE_LAYOUTS,
    by_byte,
    by_word,
    parse_associated,
)

READERS: Final[Mapping[str, Callable[[Instruction], Parsed]]] = MappingProxyType(
    {
        programs.SYSTEM: partial(by_word, SYSTEM_LAYOUTS),
        programs.LOOKUP_TABLES: partial(by_word, TABLE_LAYOUTS),
        programs.COMPUTE_BUDGET: partial(by_byte, BUDGET_LAYOUTS),
        programs.TOKEN: partial(by_byte, token.OLD),
        programs.TOKEN_2022: token.parse_2022,
        programs.ASSOCIATED_TOKEN: parse_associated,
        programs.MEMO: lambda instruction: MEMO_LAYOUT.parse(instruction, 0),
        programs.MEMO_1: lambda instruction: MEMO_LAYOUT.parse(instruction, 0),
        programs.JUPITER: parse_jupiter,
    }
)


def parse(instruction: Instruction) -> Parsed:
    """Read one instruction to its last byte. Raises `UnknownInstruction`."""
    reader = READERS.get(instruction.program)
    if reader is None:
        raise unknown(instruction.program, instruction.data)
    return reader(instruction)
