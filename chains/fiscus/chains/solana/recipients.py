"""Who is paid: an address or a name, and what an address of another kind means."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.solana.addresses import read_address
from fiscus.chains.solana.programs import INCINERATOR, SYSTEM
from fiscus.core.desk.adapter import Concern
from fiscus.core.errors import InvalidRecipient, WrongNetwork

BURN = frozenset({INCINERATOR, SYSTEM})
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to pay, by the address of the wallet; `name` is what was written, if a name."""

    address: str
    name: str | None = None


def literal_address(text: str) -> str | None:
    """The address, if `text` is one; `None` if it may be a name.

    Raises `InvalidRecipient` or `WrongNetwork` for what can be neither.
    """
    shown = repr(text[:MOST_SHOWN])
    if text[:2] in ("0x", "0X") or text.lower().endswith(".eth"):
        raise WrongNetwork(
            f"{shown} belongs to an EVM chain, and this payment is on Solana",
            hint="Give a Solana address or a .sol name, or name a token on an EVM chain.",
        )
    reading = read_address(text)
    if reading is not None:
        if not reading.valid:
            raise InvalidRecipient(
                f"Invalid recipient address {shown}: {reading.reason}",
                hint="Copy the whole address again from its source.",
            )
        return text
    if "." in text:
        return None
    raise InvalidRecipient(
        f"Invalid recipient address {shown}",
        hint="Give a Solana address, or a name like alice.sol.",
    )


def refuse_pointless(recipient: Recipient, *, signer: str) -> None:
    """Raise `InvalidRecipient` where the money would be lost, or would not move at all."""
    if recipient.address in BURN:
        raise InvalidRecipient(
            f"{recipient.address} is a burn address: what goes there is gone",
            hint="Give the address of somebody.",
        )
    if recipient.address == signer:
        raise InvalidRecipient(
            "This would send from the wallet to itself", hint="Give another recipient."
        )


def describe_vault(address: str, program: str | None) -> Concern:
    """An address without a private key: a vault, or anything else that a program controls."""
    whose = f"the program {program}" if program else "a program"
    return Concern(
        "program_address",
        f"{address} has no private key: {whose} decides what happens to the money.",
    )


def describe_owned(address: str, program: str) -> Concern:
    """An account that a program keeps its own data in."""
    return Concern(
        "program_account",
        f"{address} holds data of the program {program}; it may not be able to send the money on.",
    )


def describe_multisig(address: str) -> Concern:
    return Concern(
        "token_multisig", f"{address} is a multisig of the token program: several people sign."
    )
