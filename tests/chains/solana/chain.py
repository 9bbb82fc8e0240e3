"""A chain of the tests: the sandbox's engine behind its JSON-RPC, or a validator; and a witness."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast

import pytest
from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solders.account import Account
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.signature import Signature

from fiscus.chains.sandbox.solana.definition import ALICE, BOB, CAROL, USDC, VAULT
from fiscus.chains.sandbox.solana.engine import RENT_EPOCH, Engine
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.server import serving, ticking
from fiscus.chains.sandbox.solana.wallet import Faucet
from fiscus.chains.sandbox.solana.world import furnish, give_lamports, give_tokens
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.programs import SYSTEM, TOKEN
from tests.validator import LEVER, running_validator

__all__ = [
    "ALICE",
    "BOB",
    "CAROL",
    "KEY",
    "ME",
    "SOL",
    "USDC",
    "VAULT",
    "Chain",
    "furnished",
    "on_validator",
    "running",
]

KEY = Keypair.from_seed(bytes(range(32)))
ME = str(KEY.pubkey())
SOL = 10**9


@dataclass(frozen=True, slots=True)
class Chain:
    """Changes the chain past every client, and looks at it with a client that is not ours."""

    node: Node
    url: str

    def advance(self, blocks: int = 1) -> None:
        self.node.ledger.advance(blocks)

    def ticking(self) -> AbstractAsyncContextManager[None]:
        """Blocks come by themselves, quickly."""
        return ticking(self.node.ledger, 0.02)

    def give(self, lamports: int, owner: str = ME) -> None:
        """Has `owner` hold exactly this."""
        give_lamports(self.node.engine, owner, lamports)

    def give_tokens(self, units: int, mint: str = USDC, owner: str = ME) -> str:
        """Has `owner` hold exactly this; the token account."""
        return give_tokens(self.node.engine, owner, mint, units)

    def put(
        self, address: str, data: bytes, *, owner: str = SYSTEM, executable: bool = False
    ) -> None:
        lamports = self.node.engine.rent(len(data))
        program = Pubkey.from_string(owner)
        account = Account(lamports, data, program, executable, RENT_EPOCH)
        self.node.engine.put(Pubkey.from_string(address), account)

    def data(self, address: str) -> bytes:
        account = self.node.engine.account(Pubkey.from_string(address))
        assert account is not None
        return account.data

    async def lamports(self, owner: str) -> int:
        async with AsyncClient(self.url, Confirmed) as witness:
            return (await witness.get_balance(Pubkey.from_string(owner))).value

    async def units(self, owner: str, mint: str = USDC, program: str = TOKEN) -> int:
        """What solana-py finds in the owner's associated account; 0 without one."""
        key = Pubkey.from_string(token_account(owner, mint, program))
        async with AsyncClient(self.url, Confirmed) as witness:
            if (await witness.get_account_info(key)).value is None:
                return 0
            return int((await witness.get_token_account_balance(key)).value.amount)

    async def landed(self, signature: str | None) -> int | None:
        """The fee of a transaction that is in a block and succeeded; `None` for none."""
        assert signature is not None
        async with AsyncClient(self.url, Confirmed) as witness:
            found = await witness.get_transaction(
                Signature.from_string(signature), max_supported_transaction_version=0
            )
        if found.value is None:
            return None
        meta = found.value.transaction.meta
        assert meta is not None and meta.err is None
        return meta.fee


@asynccontextmanager
async def running(*, at_once: bool = True) -> AsyncGenerator[Chain]:
    """A furnished chain on which `ME` has 10 SOL and 100 USDC.

    Blocks come with every transaction, or, without `at_once`, when a test says so.
    """
    faucet = Faucet()
    node = Node(Ledger(furnished()), faucet, at_once=at_once)
    give_lamports(node.engine, str(faucet.address), 1000 * SOL)
    async with serving(node, block_seconds=None) as url:
        yield Chain(node, url)


def furnished() -> Engine:
    """The sandbox's world, and the wallet's money."""
    engine = Engine()
    furnish(engine)
    give_lamports(engine, ME, 10 * SOL)
    give_tokens(engine, ME, USDC, 100 * 10**6)
    return engine


class NoLever:
    """Stands for the inside of a chain that has none: whoever reaches for it is skipped."""

    def __getattr__(self, name: str) -> NoReturn:
        pytest.skip(LEVER)


@asynccontextmanager
async def on_validator(program: Path, home: Path) -> AsyncGenerator[Chain]:
    """The same chain on a real validator, which nobody can change past its own rules."""
    async with running_validator(program, furnished(), home) as url:
        yield Chain(cast("Node", NoLever()), url)
