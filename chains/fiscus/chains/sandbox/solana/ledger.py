"""The chain: blocks that come and age, what landed in them, and what still may.

Depths as on a cluster: a block is confirmed once it has one on top and finalized with 31, and a
blockhash is good for 150 blocks (`MAX_PROCESSING_AGE`). Slots run ahead of block heights, since
on a cluster some slots have no block; whoever takes one for the other is found out here.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from solders.account import Account
from solders.clock import Clock
from solders.hash import Hash
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.faults import invalid
from fiscus.chains.sandbox.solana.fees import unit_price
from fiscus.chains.sandbox.solana.records import Record, Snapshot, recorded
from fiscus.chains.sandbox.solana.transactions import writable_indexes

MAX_AGE: Final = 150
DEPTHS: Final[Mapping[str, int]] = {"processed": 0, "confirmed": 1, "finalized": 31}
"""Blocks on top of the newest that a commitment speaks of."""
STATUS_MEMORY: Final = 300
"""Blocks for which statuses are known without a search in history (`MAX_RECENT_BLOCKHASHES`)."""
SLOT_HASHES: Final = 512
FIRST_HEIGHT: Final = 1_000
FIRST_SLOT: Final = 1_500
SLOTS_PER_EPOCH: Final = 432_000


@dataclass(frozen=True, slots=True)
class Block:
    slot: int
    height: int
    hash: Hash
    time: int
    """Unix seconds."""


Tell: TypeAlias = Callable[[Block, Mapping[Pubkey, Account | None]], None]


class Ledger:
    """Blocks from one to the next. `blocks` and `records` are those of a chain that goes on."""

    def __init__(
        self,
        engine: Engine,
        *,
        blocks: tuple[Block, ...] = (),
        records: tuple[Record, ...] = (),
    ) -> None:
        self.engine = engine
        self.blocks = list(blocks) or _first_blocks()
        self.records = {record.signature: record for record in records}
        self._ages = {block.hash: block.height for block in self.blocks}
        self._prices: dict[int, dict[str, int]] = {}
        self._pending: dict[str, VersionedTransaction] = {}
        self._keep: Callable[[], None] | None = None
        self._tell: Tell | None = None
        self._enter(self.blocks[-1])

    def keep_with(self, keep: Callable[[], None]) -> None:
        """Calls `keep` after every block that was asked for something."""
        self._keep = keep

    def tell(self, tell: Tell | None) -> None:
        """Calls `tell` after every block from now on, with what was written since the last."""
        self.engine.take_written()
        self._tell = tell

    def bank(self, commitment: str) -> Block:
        """The newest block of a commitment. Raises `RpcFault` for a word that is none."""
        if commitment not in DEPTHS:
            raise invalid(
                f"Invalid params: unknown variant `{commitment}`, expected one of"
                " `processed`, `confirmed`, `finalized`."
            )
        return self.blocks[-1 - DEPTHS[commitment]]

    def last_valid_height(self, blockhash: Hash, bank: Block) -> int | None:
        """The last block height at which `bank` holds the blockhash good; `None` if it does not."""
        height = self._ages.get(blockhash)
        if height is None or not 0 <= bank.height - height <= MAX_AGE:
            return None
        return height + MAX_AGE

    def obstacle(self, transaction: VersionedTransaction, bank: Block) -> Json:
        """Why `bank` would not even run it, in the order in which Agave looks."""
        if self.last_valid_height(transaction.message.recent_blockhash, bank) is None:
            return "BlockhashNotFound"
        record = self.records.get(str(transaction.signatures[0]))
        return "AlreadyProcessed" if record and record.slot <= bank.slot else None

    def submit(self, transaction: VersionedTransaction) -> str:
        """Has it tried in the next block; the same one twice is one."""
        signature = str(transaction.signatures[0])
        if signature not in self.records:
            self._pending.setdefault(signature, transaction)
        return signature

    def advance(self, count: int = 1) -> None:
        """Makes blocks. The first takes up what is pending."""
        for _ in range(count):
            before = self.blocks[-1]
            block = _next_block(before, int(time.time()))
            self._enter(block)
            pending, self._pending = self._pending, {}
            for transaction in pending.values():
                self._land(transaction, before, block)
            self.blocks.append(block)
            self._ages[block.hash] = block.height
            self._forget()
            written = self.engine.take_written()
            if self._tell is not None:
                self._tell(block, written)
            if pending and self._keep is not None:
                self._keep()

    def status_of(self, signature: str, *, search: bool) -> Record | None:
        """What landed under `signature`, of any age if `search`."""
        record = self.records.get(signature)
        if record is None or search:
            return record
        return record if self.depth(record) <= STATUS_MEMORY else None

    def depth(self, record: Record) -> int:
        """Blocks on top of the one it is in."""
        return self.blocks[-1].height - record.height

    def commitment_of(self, record: Record) -> str:
        depth = self.depth(record)
        return max((name for name in DEPTHS if DEPTHS[name] <= depth), key=DEPTHS.__getitem__)

    def _land(self, transaction: VersionedTransaction, before: Block, block: Block) -> None:
        if self.obstacle(transaction, before) is not None or not is_signed(transaction):
            return
        ahead = Snapshot.take(self.engine, transaction.message)
        outcome = self.engine.execute(transaction)
        if outcome.lands:
            behind = Snapshot.take(self.engine, transaction.message)
            record = recorded(transaction, outcome, (ahead, behind), place=block)
            self.records[record.signature] = record
            self._note_price(transaction.message, record)

    def price_of(self, slot: int, keys: Sequence[str]) -> int:
        """Microlamports a compute unit that sufficed in a block to write all of these accounts: the
        most that was needed for one of them."""
        paid = self._prices.get(slot, {})
        return max((paid.get(key, 0) for key in keys), default=0)

    def _note_price(self, message: Message | MessageV0, record: Record) -> None:
        paid, price = self._prices.setdefault(record.slot, {}), unit_price(message)
        for index in writable_indexes(message):
            key = record.keys[index]
            paid[key] = min(paid.get(key, price), price)

    def _enter(self, block: Block) -> None:
        epoch = block.slot // SLOTS_PER_EPOCH
        earlier = [(b.slot, b.hash) for b in reversed(self.blocks) if b.slot < block.slot]
        self.engine.enter(
            Clock(block.slot, block.time, epoch, epoch + 1, block.time), earlier[:SLOT_HASHES]
        )

    def _forget(self) -> None:
        while len(self.blocks) > SLOT_HASHES:
            gone = self.blocks.pop(0)
            del self._ages[gone.hash]
            self._prices.pop(gone.slot, None)


def is_signed(transaction: VersionedTransaction) -> bool:
    """By everybody who must."""
    message: Message | MessageV0 = transaction.message
    enough = len(transaction.signatures) == message.header.num_required_signatures
    return enough and all(transaction.verify_with_results())


def _first_blocks() -> list[Block]:
    """As many empty ones as it takes for a finalized one to be there."""
    now = int(time.time())
    blocks = [Block(FIRST_SLOT, FIRST_HEIGHT, Hash(secrets.token_bytes(32)), now)]
    while len(blocks) <= DEPTHS["finalized"]:
        blocks.append(_next_block(blocks[-1], now))
    return blocks


def _next_block(before: Block, now: int) -> Block:
    """Its hash cannot be known beforehand, and no two sandboxes have the same."""
    mixed = sha256(bytes(before.hash) + secrets.token_bytes(32)).digest()
    return Block(before.slot + 1, before.height + 1, Hash(mixed), now)
