"""Which typed data is understood: rights to spend, no more. All else is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.messages.typed import TypedData, number
from fiscus.chains.jsonrpc import Json
from fiscus.core.errors import MessageRefused

PERMIT2: Final = "0x000000000022d473030f116ddee9f6b43ac78ba3"
"""Uniswap's contract, at the same address on every chain."""
UNBOUND: Final = 2**256 - 1
PERMIT: Final = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
DAI_PERMIT: Final = (
    "Permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed)"
)
PERMIT_SINGLE: Final = (
    "PermitSingle(PermitDetails details,address spender,uint256 sigDeadline)"
    "PermitDetails(address token,uint160 amount,uint48 expiration,uint48 nonce)"
)
REFUSED: Final[Mapping[str, str]] = {
    "OrderComponents": "an order to sell what the wallet has (Seaport)",
    "BulkOrder": "orders to sell what the wallet has (Seaport)",
    "Order": "an order of a market",
    "SafeTx": "a transaction of a Safe",
    "SafeMessage": "a message of a Safe",
    "Ballot": "a vote",
    "ExtendedBallot": "a vote",
    "Delegation": "handing votes to somebody",
    "ForwardRequest": "a transaction that somebody else sends in the wallet's name",
    "MetaTransaction": "a transaction that somebody else sends in the wallet's name",
    "TransferWithAuthorization": "a payment that somebody else sends",
    "ReceiveWithAuthorization": "a payment that somebody else takes",
    "PermitBatch": "rights to spend several tokens",
    "PermitTransferFrom": "a payment that somebody else takes (Permit2)",
    "PermitWitnessTransferFrom": "a payment that somebody else takes (Permit2)",
    "PermitBatchTransferFrom": "payments that somebody else takes (Permit2)",
    "PermitBatchWitnessTransferFrom": "payments that somebody else takes (Permit2)",
    "Authorization": "handing the account itself to a contract (EIP-7702)",
}
"""What these types are; nobody signs them here."""


@dataclass(frozen=True, slots=True)
class Permit:
    """`spender` may take `units` base units of `token`, if the wallet's `nonce` is still that."""

    kind: str
    token: str
    spender: str
    units: int
    nonce: int
    until: int
    """Unix seconds after which nobody can use the signature."""
    ends: int | None = None
    """Unix seconds at which the right ends; `None` where it does not by itself."""


def permit_of(data: TypedData, *, owner: str) -> Permit:
    """What the data gives away. Raises `MessageRefused` where it is no permit of this wallet."""
    message, shape = data.message, data.shape
    if shape == PERMIT:
        _own(message["owner"], owner)
        units, until = number(message["value"]), number(message["deadline"])
        nonce = number(message["nonce"])
        return Permit("Permit", data.contract, _at(message["spender"]), units, nonce, until)
    if shape == DAI_PERMIT:
        _own(message["holder"], owner)
        units = UNBOUND if message["allowed"] else 0
        until, nonce = number(message["expiry"]), number(message["nonce"])
        return Permit("Permit", data.contract, _at(message["spender"]), units, nonce, until)
    if shape == PERMIT_SINGLE:
        return _single(data)
    known = REFUSED.get(data.primary)
    raise MessageRefused(
        f"This would be {known}, which is never signed here"
        if known
        else "Typed data of this type is not understood",
        hint="Nothing was signed. Permits of a token (EIP-2612, DAI, Permit2) are understood.",
    )


def _single(data: TypedData) -> Permit:
    details = data.message["details"]
    if data.contract.lower() != PERMIT2 or not isinstance(details, dict):
        raise MessageRefused(
            "This permit is for a contract that is not Permit2", hint="Nothing was signed."
        )
    return Permit(
        "PermitSingle",
        _at(details["token"]),
        _at(data.message["spender"]),
        number(details["amount"]),
        number(details["nonce"]),
        number(data.message["sigDeadline"]),
        number(details["expiration"]),
    )


def _own(named: Json, owner: str) -> None:
    if str(named).lower() != owner.lower():
        raise MessageRefused("This permit is of another wallet", hint="Nothing was signed.")


def _at(address: Json) -> str:
    return checksum(str(address))
