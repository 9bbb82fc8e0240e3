"""What a transaction that is about to be signed does, read from its own bytes."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.evm import abi
from fiscus.chains.evm.addresses import checksum
from fiscus.core.desk.adapter import Asset, Move
from fiscus.core.errors import SimulationFailed

TRANSFER_CALL = "transfer(address,uint256)"


@dataclass(frozen=True, slots=True)
class Message:
    """The part of a transaction that acts: whom it calls, with what, and how much coin."""

    to: str
    value_wei: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a message moves out of the wallet, and the call that moves it."""

    call: str
    moves: tuple[Move, ...]


def pay_coin(to: str, wei: int) -> Message:
    return Message(to, wei)


def pay_token(token: str, to: str, units: int) -> Message:
    return Message(token, 0, abi.transfer(to, units))


def decode(message: Message, *, coin: Asset, token: Asset | None) -> Decoded:
    """Read a message. Raises `SimulationFailed` for anything but a plain payment.

    `token` is the asset whose contract may be called; no other call is understood here.
    """
    if not message.data:
        return Decoded("", (Move(coin, message.value_wei, checksum(message.to)),))
    words = message.data[4:]
    understood = (
        token is not None
        and token.address is not None
        and message.to.lower() == token.address.lower()
        and message.value_wei == 0
        and message.data[:4] == abi.TRANSFER
        and len(words) == 2 * abi.WORD
    )
    if not understood or token is None:
        raise SimulationFailed(
            "The transaction does something that cannot be read", hint="Nothing was signed."
        )
    to, units = abi.read_address(words, 0), abi.read_uint(words, 1)
    return Decoded(TRANSFER_CALL, (Move(token, units, checksum(to)),))
