"""Transactions as the network takes them: EIP-1559, or EIP-155 where a chain has one gas price.

RLP as in appendix B of the yellow paper. Written here because a library for accounts takes most of
a second to load, and a payment needs two formats of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.fees import FeeQuote

Item: TypeAlias = "int | bytes | Sequence[Item]"

DYNAMIC_FEE: Final = b"\x02"
"""The transaction type of EIP-1559."""
SHORT: Final = 55
"""Bytes up to which a length stands in the first byte itself."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A complete transaction that nobody has signed."""

    chain_id: int
    nonce: int
    gas: int
    fee: FeeQuote
    message: Message

    def unsigned(self) -> bytes:
        """What is hashed and signed."""
        if self.fee.tip_wei is None:
            return rlp([*self._legacy(), self.chain_id, 0, 0])
        return DYNAMIC_FEE + rlp(self._dynamic())

    def signed(self, parity: int, r: int, s: int) -> bytes:
        """The bytes for the wire. `parity` is 0 or 1."""
        if self.fee.tip_wei is None:
            return rlp([*self._legacy(), 2 * self.chain_id + 35 + parity, r, s])
        return DYNAMIC_FEE + rlp([*self._dynamic(), parity, r, s])

    def _dynamic(self) -> list[Item]:
        tip, most = self.fee.tip_wei or 0, self.fee.max_fee_wei
        return [self.chain_id, self.nonce, tip, most, self.gas, *self._act(), []]

    def _legacy(self) -> list[Item]:
        return [self.nonce, self.fee.max_fee_wei, self.gas, *self._act()]

    def _act(self) -> list[Item]:
        message = self.message
        to = bytes.fromhex(message.to.removeprefix("0x"))
        if len(to) != 20:
            raise ValueError("a transaction without an address would make a contract")
        return [to, message.value_wei, message.data]


def read_envelope(raw: bytes) -> Envelope:
    """The transaction that was signed, out of its bytes for the wire.

    It is written again and compared: what was not made here is a `ValueError`.
    """
    items = read_rlp(raw.removeprefix(DYNAMIC_FEE))
    texts = [item for item in items if isinstance(item, bytes)] if isinstance(items, list) else []
    read = _read_dynamic(texts) if raw.startswith(DYNAMIC_FEE) else _read_legacy(texts)
    if read is None or read[0].signed(*read[1]) != raw:
        raise ValueError("these bytes were not signed here")
    return read[0]


def _read_dynamic(texts: Sequence[bytes]) -> tuple[Envelope, tuple[int, int, int]] | None:
    if len(texts) != 11:
        return None
    chain, nonce, tip, most, gas, to, value, data, *signature = texts
    message = Message("0x" + to.hex(), _number(value), data)
    fee = FeeQuote(_number(most), _number(tip))
    envelope = Envelope(_number(chain), _number(nonce), _number(gas), fee, message)
    parity, r, s = map(_number, signature)
    return envelope, (parity, r, s)


def _read_legacy(texts: Sequence[bytes]) -> tuple[Envelope, tuple[int, int, int]] | None:
    if len(texts) != 9:
        return None
    nonce, price, gas, to, value, data, *signature = texts
    v, r, s = map(_number, signature)
    message = Message("0x" + to.hex(), _number(value), data)
    fee = FeeQuote(_number(price))
    envelope = Envelope((v - 35) // 2, _number(nonce), _number(gas), fee, message)
    return envelope, ((v - 35) % 2, r, s)


def _number(text: bytes) -> int:
    return int.from_bytes(text)


def read_rlp(data: bytes) -> Item:
    """What `rlp` made bytes of; numbers stay bytes. Raises `ValueError` for other bytes."""
    item, rest = _first(data)
    if rest:
        raise ValueError("there is more than one item")
    return item


def _first(data: bytes) -> tuple[Item, bytes]:
    if not data:
        raise ValueError("the bytes are cut short")
    if data[0] < 0x80:
        return data[:1], data[1:]
    base = 0x80 if data[0] < 0xC0 else 0xC0
    size, start = data[0] - base, 1
    if size > SHORT:
        start += size - SHORT
        size = int.from_bytes(data[1:start])
    body, rest = data[start : start + size], data[start + size :]
    if len(body) != size:
        raise ValueError("the bytes are cut short")
    if base == 0x80:
        return body, rest
    items: list[Item] = []
    while body:
        item, body = _first(body)
        items.append(item)
    return items, rest


def rlp(item: Item) -> bytes:
    """Numbers without leading zeros, bytes and lists of them."""
    if isinstance(item, int):
        return rlp(item.to_bytes((item.bit_length() + 7) // 8))
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _head(len(item), 0x80) + item
    body = b"".join(map(rlp, item))
    return _head(len(body), 0xC0) + body


def _head(length: int, base: int) -> bytes:
    if length <= SHORT:
        return bytes([base + length])
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([base + SHORT + len(digits)]) + digits
