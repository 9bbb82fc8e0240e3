"""The two chains of a world, what happens to them, and what they say in the end.

They are asked past every client of the suite.
"""

from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import httpx
from eth_account import Account
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.anvil import AnvilOptions, anvil
from fiscus.chains.sandbox.solana.records import Record
from fiscus.chains.solana.instructions import SYSTEM_TRANSFER
from tests.chains.evm.wallets import KEY as EVM_KEY
from tests.chains.evm.wallets import ME as EVM_ME
from tests.chains.proxy import Change
from tests.chains.solana.chain import ME as SOLANA_ME
from tests.chains.solana.chain import SOL, running
from tests.chains.solana.chain import Chain as LiteChain

BASE: Final = 8453
BREAKER: Final = "0x00000000000000000000000000000000000b4ea6"
"""A contract that takes money when it is asked, and breaks when it is paid."""
TAKES, BREAKS = "0x00", "0x5f5ffd"
BLOCK_SECONDS: Final = (0.03, 0.15)
LONGEST_REORG: Final = 3
DEEPEST: Final = 40
"""Blocks that are undone at most where a payment's own is: far from what is final."""
FINAL_DEPTH: Final = 64
LEFT: Final = 2_000_000
"""Lamports: a fee and the rent of an account, and less than any payment."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A transaction of the wallet, as its chain has it."""

    id: str
    ok: bool
    to: str
    units: int
    place: int | None
    """Its nonce."""


class Chain(Protocol):
    """One chain of a world."""

    @property
    def family(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def wallet(self) -> str: ...

    held: bool
    """No blocks come by themselves."""
    foreign: set[str]
    """Transactions of the wallet that somebody else made, who has its key."""

    @property
    def fork(self) -> Mapping[str, Change]:
        """What nodes say that are on a fork without what landed lately. What is final is on all."""
        ...

    async def leap(self) -> str | None:
        """So many blocks at once that what is in one is final, and what waits grows too old."""
        ...

    async def breaks(self) -> str | None:
        """What waits lands and is reverted: it costs its fee alone."""
        ...

    async def go(self, rng: random.Random) -> None:
        """Make blocks until cancelled."""
        ...

    async def landed(self) -> list[Landed]: ...

    async def received(self, address: str) -> int: ...


@dataclass(slots=True)
class Evm:
    url: str
    http: httpx.AsyncClient
    family: str = "evm"
    name: str = "base"
    wallet: str = EVM_ME
    quiet: bool = True
    """Whether it may be changed under the wallet: not while another change is under way."""
    held: bool = False
    foreign: set[str] = field(default_factory=set[str])

    @property
    def fork(self) -> Mapping[str, Change]:
        """This node can undo blocks itself."""
        return {}

    async def ask(self, method: str, *params: Json) -> Json:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer: dict[str, Json] = (await self.http.post(self.url, json=body)).json()
        if "error" in answer:
            raise ValueError(f"{method}: {answer['error']}")
        return answer["result"]

    async def begin(self) -> None:
        await self.ask("evm_setAutomine", False)
        await self.ask("anvil_setCode", BREAKER, TAKES)

    async def go(self, rng: random.Random) -> None:
        while True:
            await asyncio.sleep(rng.uniform(*BLOCK_SECONDS))
            if self.quiet and not self.held:
                await self.ask("evm_mine")

    async def reorg(self, rng: random.Random) -> str | None:
        """The newest blocks are undone; what was in them waits again, or is forgotten."""
        mined = [block async for block in self._blocks(LONGEST_REORG)]
        found = [transaction for block in mined for transaction in block]
        if not self.quiet or not found:
            return None
        self.quiet = False
        raws = [await self.ask("eth_getRawTransactionByHash", t["hash"]) for t in found]
        await self._reorganise(LONGEST_REORG)
        forgotten = rng.random() < 0.5
        for raw in () if forgotten else raws:
            with suppress(ValueError):
                await self.ask("eth_sendRawTransaction", raw)
        self.quiet = True
        return "reorg that forgets payments" if forgotten else "reorg with payments in it"

    async def undo(self) -> str | None:
        """The newest block with a payment is undone with all after it, and what was in them
        forgotten. Nothing is mined then."""
        self.held, depth = True, 0
        async for block in self._blocks(DEEPEST):
            depth += 1
            if any(str(t["from"]) == self.wallet.lower() for t in block):
                await self._reorganise(depth)
                return "reorg of the newest payment"
        return None

    async def _reorganise(self, depth: int) -> None:
        await self.ask("anvil_reorg", depth, [])
        # The state is that of the block before them, and there the breaker may break.
        await self.ask("anvil_setCode", BREAKER, TAKES)

    async def usurp(self) -> str | None:
        """Somebody else who has the key takes the first place that is free or waited for."""
        nonce = _number(await self.ask("eth_getTransactionCount", self.wallet, "latest"))
        signed = Account.sign_transaction(
            {
                "chainId": BASE,
                "nonce": nonce,
                "to": self.wallet,
                "value": 0,
                "gas": 21_000,
                "maxFeePerGas": 10**12,
                "maxPriorityFeePerGas": 10**11,
            },
            EVM_KEY,
        )
        try:
            sent = await self.ask("eth_sendRawTransaction", signed.raw_transaction.to_0x_hex())
        except ValueError:
            return None
        self.foreign.add(str(sent))
        await self.ask("evm_mine")
        return "foreign sender"

    async def leap(self) -> str | None:
        await self.ask("anvil_mine", hex(FINAL_DEPTH + 6))
        return "many blocks at once"

    async def breaks(self) -> str | None:
        """Whoever waits to pay the breaker is reverted."""
        pool = await self.ask("txpool_content")
        assert isinstance(pool, dict) and isinstance(pool["pending"], dict)
        waiting = [t for lane in pool["pending"].values() for t in _values(lane)]
        if not self.quiet or not any(t["to"] == BREAKER for t in waiting):
            return None
        self.quiet = False
        await self.ask("anvil_setCode", BREAKER, BREAKS)
        await self.ask("evm_mine")
        await self.ask("anvil_setCode", BREAKER, TAKES)
        self.quiet = True
        return "reverted on chain"

    async def landed(self) -> list[Landed]:
        newest = await self.ask("eth_blockNumber")
        mined = [t async for block in self._blocks(_number(newest)) for t in block]
        return [await self._landed(t) for t in mined if str(t["from"]) == self.wallet.lower()]

    async def received(self, address: str) -> int:
        return _number(await self.ask("eth_getBalance", address, "latest"))

    async def _landed(self, transaction: dict[str, Json]) -> Landed:
        receipt = await self.ask("eth_getTransactionReceipt", transaction["hash"])
        assert isinstance(receipt, dict)
        return Landed(
            str(transaction["hash"]),
            receipt["status"] == "0x1",
            str(transaction["to"]),
            _number(transaction["value"]),
            _number(transaction["nonce"]),
        )

    async def _blocks(self, count: int) -> AsyncGenerator[list[dict[str, Json]]]:
        """The transactions of the newest blocks, newest block first."""
        newest = _number(await self.ask("eth_blockNumber"))
        for number in range(newest, max(newest - count, 0), -1):
            block = await self.ask("eth_getBlockByNumber", hex(number), True)
            if block is None:
                continue  # undone meanwhile
            assert isinstance(block, dict) and isinstance(block["transactions"], list)
            yield [t for t in block["transactions"] if isinstance(t, dict)]


@dataclass(slots=True)
class Solana:
    chain: LiteChain
    family: str = "solana"
    name: str = "solana"
    wallet: str = SOLANA_ME
    held: bool = False
    foreign: set[str] = field(default_factory=set[str])

    @property
    def url(self) -> str:
        return self.chain.url

    async def go(self, rng: random.Random) -> None:
        while True:
            await asyncio.sleep(rng.uniform(0.01, 0.05))
            if not self.held:
                self.chain.advance()

    @property
    def fork(self) -> Mapping[str, Change]:
        return {
            "getTransaction": lambda params, result: result if self._final(params[0]) else None,
            "getSignatureStatuses": self._statuses,
        }

    def _statuses(self, params: list[Json], result: Json) -> Json:
        assert isinstance(result, dict) and isinstance(params[0], list)
        told = result["value"]
        assert isinstance(told, list)
        kept = [
            status if self._final(signature) else None
            for signature, status in zip(params[0], told, strict=True)
        ]
        return {**result, "value": kept}

    def _final(self, signature: Json) -> bool:
        ledger = self.chain.node.ledger
        record = ledger.records.get(str(signature))
        return record is not None and ledger.commitment_of(record) == "finalized"

    async def leap(self) -> str | None:
        self.chain.advance(200)
        return "blockhashes expired"

    async def breaks(self) -> str | None:
        """What waits for a block lands when the money is gone, which costs its fee alone."""
        known, before = len(self.chain.node.ledger.records), self._lamports(self.wallet)
        self.chain.give(LEFT)
        self.chain.advance()
        self.chain.give(before - (LEFT - self._lamports(self.wallet)))
        return "failed on chain" if len(self.chain.node.ledger.records) > known else None

    async def landed(self) -> list[Landed]:
        return [_landed(record) for record in self.chain.node.ledger.records.values()]

    async def received(self, address: str) -> int:
        return self._lamports(address)

    def _lamports(self, address: str) -> int:
        account = self.chain.node.engine.account(Pubkey.from_string(address))
        return account.lamports if account else 0


def _landed(record: Record) -> Landed:
    message = VersionedTransaction.from_bytes(record.wire).message
    transfer = message.instructions[-1]
    kind, lamports = struct.unpack("<IQ", bytes(transfer.data))
    assert kind == SYSTEM_TRANSFER
    to = message.account_keys[transfer.accounts[1]]
    return Landed(record.signature, record.error is None, str(to), lamports, None)


def _number(answer: Json) -> int:
    assert isinstance(answer, str)
    return int(answer, 16)


def _values(lane: Json) -> list[dict[str, Json]]:
    assert isinstance(lane, dict)
    return [transaction for transaction in lane.values() if isinstance(transaction, dict)]


@asynccontextmanager
async def running_evm(program: Path) -> AsyncGenerator[Evm]:
    """A node with Base's chain id whose blocks are made by `go`."""
    options = AnvilOptions(chain_id=BASE, accounts=10)
    async with (
        anvil(program, options=options) as node,
        httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as http,
    ):
        chain = Evm(node.url, http)
        await chain.begin()
        yield chain


@asynccontextmanager
async def running_solana() -> AsyncGenerator[Solana]:
    """LiteSVM behind JSON-RPC whose blocks are made by `go`."""
    async with running(at_once=False) as chain:
        chain.give(1000 * SOL)
        yield Solana(chain)
