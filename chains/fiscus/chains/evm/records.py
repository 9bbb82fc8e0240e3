"""Receipts, transactions and blocks as the execution API gives them, read strictly."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.evm.quantities import address, data, hash32, quantity
from fiscus.chains.jsonrpc import Json


@dataclass(frozen=True, slots=True)
class Log:
    """An event. Addresses and topics are lower-case hex."""

    address: str
    topics: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a block did with a transaction."""

    hash: str
    succeeded: bool
    block: int
    block_hash: str
    sender: str
    to: str | None
    gas_used: int
    gas_price_wei: int
    l1_fee_wei: int
    """What a rollup of the OP stack takes on top for its data; 0 elsewhere."""
    logs: tuple[Log, ...]

    @property
    def fee_wei(self) -> int:
        return self.gas_used * self.gas_price_wei + self.l1_fee_wei


@dataclass(frozen=True, slots=True)
class Transaction:
    """A transaction a node knows; `block` is `None` while it waits."""

    hash: str
    sender: str
    to: str | None
    value_wei: int
    nonce: int
    input: bytes
    block: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """A block's head. `base_fee_wei` is `None` on chains without EIP-1559."""

    number: int
    hash: str | None
    """`None` for the pending block."""
    timestamp: int
    base_fee_wei: int | None
    gas_limit: int


def log(value: Json) -> Log:
    entry = fields(value)
    topics = tuple(hash32(topic) for topic in items(entry.get("topics")))
    return Log(address(entry.get("address")), topics, data(entry.get("data")))


def receipt(value: Json) -> Receipt | None:
    """`None` while no block has the transaction."""
    if value is None:
        return None
    entry = fields(value)
    status = quantity(entry.get("status"))
    if status > 1:
        raise BadAnswer("The receipt's status is neither 0 nor 1")
    return Receipt(
        hash=hash32(entry.get("transactionHash")),
        succeeded=status == 1,
        block=quantity(entry.get("blockNumber")),
        block_hash=hash32(entry.get("blockHash")),
        sender=address(entry.get("from")),
        to=_optional_address(entry.get("to")),
        gas_used=quantity(entry.get("gasUsed")),
        gas_price_wei=_optional(entry.get("effectiveGasPrice")) or 0,
        l1_fee_wei=_optional(entry.get("l1Fee")) or 0,
        logs=tuple(log(item) for item in items(entry.get("logs"))),
    )


def transaction(value: Json) -> Transaction | None:
    """`None` where the node does not know it."""
    if value is None:
        return None
    entry = fields(value)
    return Transaction(
        hash=hash32(entry.get("hash")),
        sender=address(entry.get("from")),
        to=_optional_address(entry.get("to")),
        value_wei=quantity(entry.get("value")),
        nonce=quantity(entry.get("nonce"), bits=64),
        input=data(entry.get("input")),
        block=_optional(entry.get("blockNumber")),
    )


def block(value: Json) -> Block:
    entry = fields(value)
    shown = entry.get("hash")
    return Block(
        number=quantity(entry.get("number")),
        hash=None if shown is None else hash32(shown),
        timestamp=quantity(entry.get("timestamp"), bits=64),
        base_fee_wei=_optional(entry.get("baseFeePerGas")),
        gas_limit=quantity(entry.get("gasLimit"), bits=64),
    )


def senders(value: Json) -> list[tuple[str, str, int]]:
    """A whole block's transactions: hash, sender and nonce."""
    found = (fields(item) for item in items(fields(value).get("transactions")))
    return [
        (
            hash32(entry.get("hash")),
            address(entry.get("from")),
            quantity(entry.get("nonce"), bits=64),
        )
        for entry in found
    ]


def _optional(value: Json) -> int | None:
    return None if value is None else quantity(value)


def _optional_address(value: Json) -> str | None:
    return None if value is None else address(value)
