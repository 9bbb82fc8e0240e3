"""Orders of Bebop's settlement contract: made and signed by the sandbox's maker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from fiscus.chains.evm.decoding.catalogue import BEBOP, functions
from fiscus.chains.evm.decoding.codec import Values
from fiscus.chains.evm.keys import Sign
from fiscus.chains.evm.messages.typed import TypedData
from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.calldata import calldata
from fiscus.chains.sandbox.definition import BEBOP_MAKER, BEBOP_SETTLEMENT
from fiscus.chains.sandbox.exchanges import Pair

MAKER_KEY: Final = "f3991b9118ceaa762d6fab2a53bf03288ab6cd29f5b6eb517212df76d71035f8"
"""Of `BEBOP_MAKER`, the hash of the words "fiscus sandbox bebop maker". It is no secret: what it
holds is worth nothing, and on other chains it holds nothing."""
PLACE_OF_FILLED: Final = 12
"""Which word of the calldata says how much of an order is taken."""
SIGNED: Final = {
    "partner_id": "uint64",
    "expiry": "uint256",
    "taker_address": "address",
    "maker_address": "address",
    "maker_nonce": "uint256",
    "taker_token": "address",
    "maker_token": "address",
    "taker_amount": "uint256",
    "maker_amount": "uint256",
    "receiver": "address",
    "packed_commands": "uint256",
}
DOMAIN: Final = {
    "name": "string",
    "version": "string",
    "chainId": "uint256",
    "verifyingContract": "address",
}


@dataclass(frozen=True, slots=True)
class Order:
    """`units_in` of what the taker sells for `units_out`, until `expiry` in Unix seconds."""

    chain_id: int
    pair: Pair
    units_in: int
    units_out: int
    taker: str
    receiver: str
    expiry: int
    nonce: int

    @property
    def commands(self) -> int:
        """Which side is paid in native coin."""
        return (self.pair.sold is None) | (self.pair.bought is None) << 1

    def signed(self) -> dict[str, Json]:
        """What the maker signs, as Bebop shows it."""
        sold, bought = self.pair.path
        return {
            "partner_id": 0,
            "expiry": self.expiry,
            "taker_address": self.taker,
            "maker_address": BEBOP_MAKER,
            "maker_nonce": str(self.nonce),
            "taker_token": sold,
            "maker_token": bought,
            "taker_amount": str(self.units_in),
            "maker_amount": str(self.units_out),
            "receiver": self.receiver,
            "packed_commands": str(self.commands),
        }

    def call(self) -> bytes:
        """Of `swapSingle`, for the whole order."""
        (called,) = (known for known in functions()[BEBOP].values() if known.name == "swapSingle")
        sold, bought = self.pair.path
        order: Values = {
            "expiry": self.expiry,
            "taker_address": self.taker,
            "maker_address": BEBOP_MAKER,
            "maker_nonce": self.nonce,
            "taker_token": sold,
            "maker_token": bought,
            "taker_amount": self.units_in,
            "maker_amount": self.units_out,
            "receiver": self.receiver,
            "packed_commands": self.commands,
            "flags": self.nonce << 128,
        }
        return calldata(called, order, {"signatureBytes": self._signature(), "flags": 0}, 0)

    def _signature(self) -> bytes:
        from coincurve import PrivateKey

        domain: dict[str, Json] = {
            "name": "BebopSettlement",
            "version": "2",
            "chainId": self.chain_id,
            "verifyingContract": BEBOP_SETTLEMENT,
        }
        types = {"EIP712Domain": [*DOMAIN.items()], "SingleOrder": [*SIGNED.items()]}
        digest = TypedData(types, "SingleOrder", domain, self.signed()).digest()
        key = PrivateKey(bytes.fromhex(MAKER_KEY))
        sign = cast("Sign", key.sign_recoverable)  # pyright: ignore[reportUnknownMemberType]
        signed = sign(digest, hasher=None)
        return signed[:64] + bytes([27 + signed[64]])
