"""Why a transaction is not signed, by what is in it.

```
SimulationFailed
├── UnreadableTransaction    bytes that are no transaction, or not for this wallet
│   └── UnknownInstruction   a program or a variant that is not known here
└── ForbiddenInstruction     known, and never signed here
```
"""

from __future__ import annotations

from typing import Final

from fiscus.chains.solana.programs import TITLES
from fiscus.core.errors import SimulationFailed

UNSIGNED: Final = "Nothing was signed."
SHOWN_BYTES: Final = 8


class UnreadableTransaction(SimulationFailed):
    code = "TRANSACTION_UNREADABLE"


class UnknownInstruction(UnreadableTransaction):
    """`context` names the `program` and the `discriminator`, in hex."""

    code = "INSTRUCTION_UNKNOWN"


class ForbiddenInstruction(SimulationFailed):
    """`context` names the `program` and the `instruction`."""

    code = "INSTRUCTION_FORBIDDEN"


def unreadable(why: str) -> UnreadableTransaction:
    return UnreadableTransaction(
        f"The transaction does something that cannot be read: {why}", hint=UNSIGNED
    )


def unknown(program: str, data: bytes, why: str = "") -> UnknownInstruction:
    """A program nobody here knows, or something of a known one that is not known."""
    discriminator = data[:SHOWN_BYTES].hex()
    title = TITLES.get(program)
    what = f"{title} with data that starts {discriminator or 'nowhere'}" if title else program
    return UnknownInstruction(
        f"The transaction does something that cannot be read: it calls {what}"
        + (f", {why}" if why else ""),
        hint=UNSIGNED,
        program=program,
        discriminator=discriminator,
    )


def forbidden(program: str, instruction: str, why: str) -> ForbiddenInstruction:
    title = TITLES.get(program, program)
    return ForbiddenInstruction(
        f"The transaction is not signed: {why} ({instruction} of {title})",
        hint=f"{UNSIGNED} Whoever made this transaction should not be trusted with another one.",
        program=program,
        instruction=instruction,
    )
