"""The questions the suite asks an EVM node, each with the reading of its answer."""

from __future__ import annotations

from fiscus.chains.evm.quantities import data, hex_quantity, quantity
from fiscus.chains.evm.records import Block, Receipt, Transaction
from fiscus.chains.evm.records import block as read_block
from fiscus.chains.evm.records import receipt as read_receipt
from fiscus.chains.evm.records import senders as read_senders
from fiscus.chains.evm.records import transaction as read_transaction
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query

LATEST = "latest"
PENDING = "pending"
FINALIZED = "finalized"


def chain_id() -> Query[int]:
    return Query(Call("eth_chainId"), quantity)


def balance(address: str, block: str = LATEST) -> Query[int]:
    """Wei."""
    return Query(Call("eth_getBalance", (address, block)), quantity)


def nonce(address: str, block: str = LATEST) -> Query[int]:
    """The next nonce; with `pending`, after what the node's pool already holds."""
    return Query(Call("eth_getTransactionCount", (address, block)), _nonce)


def code(address: str, block: str = LATEST) -> Query[bytes]:
    """The account's code; empty for a plain account. See `eip7702_delegate`."""
    return Query(Call("eth_getCode", (address, block)), data)


def call(
    to: str,
    calldata: bytes,
    *,
    sender: str | None = None,
    value_wei: int = 0,
    block: str = LATEST,
) -> Query[bytes]:
    """What a contract returns. A revert is an `RpcRefused`."""
    fields = message(to=to, calldata=calldata, sender=sender, value_wei=value_wei)
    return Query(Call("eth_call", (fields, block)), data)


def gas_estimate(
    *, sender: str, to: str, value_wei: int = 0, calldata: bytes = b"", block: str = PENDING
) -> Query[int]:
    """Gas the call would take, without any buffer. A revert is an `RpcRefused`."""
    fields = message(to=to, calldata=calldata, sender=sender, value_wei=value_wei)
    return Query(Call("eth_estimateGas", (fields, block)), quantity)


def receipt(hash: str) -> Query[Receipt | None]:
    return Query(Call("eth_getTransactionReceipt", (hash,)), read_receipt)


def transaction(hash: str) -> Query[Transaction | None]:
    return Query(Call("eth_getTransactionByHash", (hash,)), read_transaction)


def block(tag: str | int = LATEST) -> Query[Block]:
    """A block's head by tag or number."""
    shown = tag if isinstance(tag, str) else hex_quantity(tag)
    return Query(Call("eth_getBlockByNumber", (shown, False)), read_block)


def at(number: int) -> str:
    """A block by its number, where a question takes a tag."""
    return hex_quantity(number)


def final_block() -> Query[int | None]:
    """The number of the newest block that cannot be undone; `None` where a node names none."""
    query = Query(Call("eth_getBlockByNumber", (FINALIZED, False)), _number)
    return Query(query.call, query.decode, lambda _: None)


def sent_in(number: int) -> Query[list[tuple[str, str, int]]]:
    """A block's transactions: hash, sender in lower case, nonce."""
    return Query(Call("eth_getBlockByNumber", (hex_quantity(number), True)), read_senders)


def message(
    *, to: str, calldata: bytes = b"", sender: str | None = None, value_wei: int = 0
) -> dict[str, Json]:
    """A call object. Both names of the data are given: some nodes read only one of them."""
    fields: dict[str, Json] = {"to": to}
    if sender is not None:
        fields["from"] = sender
    if value_wei:
        fields["value"] = hex_quantity(value_wei)
    if calldata:
        fields["data"] = fields["input"] = "0x" + calldata.hex()
    return fields


def eip7702_delegate(code: bytes) -> str | None:
    """The contract a plain account acts through (EIP-7702), or `None`."""
    if len(code) == 23 and code.startswith(b"\xef\x01\x00"):
        return "0x" + code[3:].hex()
    return None


def _number(value: Json) -> int | None:
    return None if value is None else read_block(value).number


def _nonce(value: Json) -> int:
    return quantity(value, bits=64)
