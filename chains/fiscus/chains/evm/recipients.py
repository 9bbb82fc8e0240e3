"""Who is paid: an address or a name, and what stands at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscus.chains.evm.addresses import BURNS, checksum, read_address
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.tokens import TokenList
from fiscus.core.desk.adapter import Concern
from fiscus.core.errors import InvalidRecipient, WrongNetwork

BASE58 = frozenset("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to pay, by checksummed address; `name` is what was written, if it was a name."""

    address: str
    name: str | None = None
    own_name: str | None = None
    """What the address calls itself, where it was paid by a name and says so."""

    @property
    def note(self) -> str:
        """What is to be known of a name: `", whose own name is x.eth"`."""
        if self.name is None or self.own_name == self.name:
            return ""
        if self.own_name is None:
            return ", which has no name of its own"
        return f", whose own name is {self.own_name}"


def literal_address(text: str) -> str | None:
    """The address, if `text` is one; `None` if it may be a name.

    Raises `InvalidRecipient` or `WrongNetwork` for what can be neither.
    """
    reading = read_address(text)
    if reading is not None:
        if not reading.valid:
            raise InvalidRecipient(
                f"Invalid recipient address {text!r}: {reading.reason}",
                hint="Copy the whole address again from its source.",
            )
        return checksum(text)
    if "." in text:
        return None
    if 32 <= len(text) <= 44 and set(text) <= BASE58:
        raise WrongNetwork(
            f"{text!r} is a Solana address, and this payment is on an EVM chain",
            hint="Give an address that starts with 0x, or name a token on Solana.",
        )
    raise InvalidRecipient(
        f"Invalid recipient address {text!r}",
        hint="Give an address that starts with 0x, or a name like alice.eth.",
    )


def refuse_pointless(
    recipient: Recipient, *, signer: str, chain: EvmChain, tokens: TokenList
) -> None:
    """Raise `InvalidRecipient` where the money would be lost, or would not move at all."""
    address = recipient.address.lower()
    if address in BURNS:
        raise InvalidRecipient(
            f"{recipient.address} is a burn address: what goes there is gone",
            hint="Give the address of somebody.",
        )
    if address == signer.lower():
        raise InvalidRecipient(
            "This would send from the wallet to itself", hint="Give another recipient."
        )
    token = tokens.by_address(chain.name, recipient.address)
    if token is not None:
        raise InvalidRecipient(
            f"{recipient.address} is the contract of {token.symbol} on {chain.title}:"
            " what goes there is lost",
            hint="Give the address of a person or a wallet, not of the token.",
        )


def describe_contract(address: str, *, threshold: int | None, owners: Sequence[str]) -> Concern:
    """A contract as a recipient, in a sentence: a Safe by its owners, anything else as such."""
    if threshold is not None and owners:
        return Concern(
            "contract_wallet",
            f"{address} is a Safe: {threshold} of its {len(owners)} owners move what is in it.",
        )
    return Concern("contract", f"{address} is a contract; it may not be able to send the money on.")


def describe_delegate(address: str, delegate: str) -> Concern:
    """A plain account that acts through a contract (EIP-7702)."""
    return Concern(
        "delegated_account",
        f"{address} is an account that acts through the contract {delegate} (EIP-7702).",
    )
