"""Calldata and events of the few contracts the suite calls itself.

Encoders are written out because every one is a row of 32-byte words; decoders take what foreign
contracts return and believe nothing about its length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm.records import Log

WORD: Final = 32
MAX_UINT256: Final = 2**256 - 1

BALANCE_OF: Final = bytes.fromhex("70a08231")
DECIMALS: Final = bytes.fromhex("313ce567")
SYMBOL: Final = bytes.fromhex("95d89b41")
NAME: Final = bytes.fromhex("06fdde03")
TRANSFER: Final = bytes.fromhex("a9059cbb")
APPROVE: Final = bytes.fromhex("095ea7b3")
ALLOWANCE: Final = bytes.fromhex("dd62ed3e")

AGGREGATE3: Final = bytes.fromhex("82ad56cb")
GET_ETH_BALANCE: Final = bytes.fromhex("4d2301cc")

ENS_RESOLVER: Final = bytes.fromhex("0178b8bf")
ENS_ADDR: Final = bytes.fromhex("3b3b57de")
ENS_COIN_ADDR: Final = bytes.fromhex("f1cb7e06")
ENS_NAME: Final = bytes.fromhex("691f3431")
ENS_RESOLVE: Final = bytes.fromhex("9061b923")
SUPPORTS_INTERFACE: Final = bytes.fromhex("01ffc9a7")

ERROR_STRING: Final = bytes.fromhex("08c379a0")
PANIC: Final = bytes.fromhex("4e487b71")
OFFCHAIN_LOOKUP: Final = bytes.fromhex("556f1830")

TRANSFER_EVENT: Final = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
ZK_COIN: Final = "0x000000000000000000000000000000000000800a"
"""On chains of the ZK stack the coin is a system contract: it logs every move of coin as a
`Transfer`, what goes to the bootloader for gas and what comes back of it too. It is no token.
https://docs.zksync.io/zksync-protocol/contracts/system-contracts"""
APPROVAL_EVENT: Final = "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925"


@dataclass(frozen=True, slots=True)
class TransferEvent:
    """An ERC-20 `Transfer`. Addresses are in lower case."""

    token: str
    sender: str
    recipient: str
    units: int


@dataclass(frozen=True, slots=True)
class ApprovalEvent:
    """An ERC-20 `Approval`."""

    token: str
    owner: str
    spender: str
    units: int


def uint_word(value: int) -> bytes:
    """Raises `OverflowError` for what is negative or over 256 bits."""
    return value.to_bytes(WORD, "big")


def address_word(address: str) -> bytes:
    """The address right-aligned in a word. Raises `ValueError` for what is no address."""
    raw = bytes.fromhex(address.removeprefix("0x"))
    if len(raw) != 20:
        raise ValueError("an address has 20 bytes")
    return raw.rjust(WORD, b"\0")


def transfer(to: str, units: int) -> bytes:
    """ERC-20 `transfer(address,uint256)`."""
    return TRANSFER + address_word(to) + uint_word(units)


def approve(spender: str, units: int) -> bytes:
    """ERC-20 `approve(address,uint256)`."""
    return APPROVE + address_word(spender) + uint_word(units)


def allowance(owner: str, spender: str) -> bytes:
    """ERC-20 `allowance(address,address)`."""
    return ALLOWANCE + address_word(owner) + address_word(spender)


def balance_of(owner: str) -> bytes:
    """ERC-20 `balanceOf(address)`."""
    return BALANCE_OF + address_word(owner)


def dynamic_bytes(value: bytes) -> bytes:
    """Length and content, padded to whole words."""
    return uint_word(len(value)) + value + bytes(-len(value) % WORD)


def word_at(returned: bytes, index: int) -> bytes:
    """The word at `index`. Raises `BadAnswer` where there is none."""
    word = returned[index * WORD : (index + 1) * WORD]
    if len(word) != WORD:
        raise BadAnswer("The contract returned too little")
    return word


def read_uint(returned: bytes, index: int = 0) -> int:
    return int.from_bytes(word_at(returned, index), "big")


def read_address(returned: bytes, index: int = 0) -> str:
    """An address in lower case. Raises `BadAnswer` where the upper bytes are not zero."""
    word = word_at(returned, index)
    if any(word[:12]):
        raise BadAnswer("The contract returned no address")
    return "0x" + word[12:].hex()


def read_bytes(returned: bytes, index: int = 0) -> bytes:
    """A dynamic `bytes` or `string` whose offset is in the word at `index`."""
    start = read_uint(returned, index)
    if start > len(returned) or start % WORD:
        raise BadAnswer("The contract returned a broken offset")
    length = read_uint(returned[start:])
    content = returned[start + WORD : start + WORD + length]
    if len(content) != length:
        raise BadAnswer("The contract returned too little")
    return content


def read_text(returned: bytes) -> str:
    """A `string`, or the `bytes32` that early tokens return instead. Foreign text: escape it."""
    raw = returned.rstrip(b"\0") if len(returned) == WORD else read_bytes(returned)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadAnswer("The contract returned no text") from None


def transfer_of(log: Log) -> TransferEvent | None:
    """The ERC-20 transfer a log tells of, or `None`. ERC-721 indexes the third value, too."""
    if log.address == ZK_COIN:
        return None
    if len(log.topics) != 3 or log.topics[0] != TRANSFER_EVENT or len(log.data) != WORD:
        return None
    units = int.from_bytes(log.data, "big")
    return TransferEvent(log.address, _topic(log, 1), _topic(log, 2), units)


def approval_of(log: Log) -> ApprovalEvent | None:
    """The ERC-20 approval a log tells of, or `None`."""
    if len(log.topics) != 3 or log.topics[0] != APPROVAL_EVENT or len(log.data) != WORD:
        return None
    units = int.from_bytes(log.data, "big")
    return ApprovalEvent(log.address, _topic(log, 1), _topic(log, 2), units)


def _topic(log: Log, index: int) -> str:
    return "0x" + log.topics[index][-40:]
