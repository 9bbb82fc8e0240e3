"""A wallet made of solana-py and solders alone: it shares no code with the suite."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Commitment, Confirmed
from solana.rpc.types import TxOpts
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import TransferParams, transfer
from solders.transaction import VersionedTransaction

from fiscus.chains.sandbox.solana.session import SolanaSandbox
from tests.sandboxes import rpc

SOL = 10**9


@asynccontextmanager
async def client(sandbox: SolanaSandbox) -> AsyncGenerator[AsyncClient]:
    opened = AsyncClient(sandbox.rpc_url, commitment=Confirmed)
    try:
        yield opened
    finally:
        await opened.close()


def owner(sandbox: SolanaSandbox) -> Keypair:
    return Keypair.from_base58_string(sandbox.private_key.reveal())


def pays(source: Keypair, target: Pubkey, lamports: int) -> Instruction:
    return transfer(
        TransferParams(from_pubkey=source.pubkey(), to_pubkey=target, lamports=lamports)
    )


def signed(
    blockhash: Hash, instructions: Sequence[Instruction], *signers: Keypair
) -> VersionedTransaction:
    """The first signer pays the fee."""
    message = MessageV0.try_compile(signers[0].pubkey(), list(instructions), [], blockhash)
    return VersionedTransaction(message, list(signers))


def unsigned(blockhash: Hash, instructions: Sequence[Instruction], payer: Pubkey) -> bytes:
    message = MessageV0.try_compile(payer, list(instructions), [], blockhash)
    missing = [Signature.default()] * message.header.num_required_signatures
    return bytes(VersionedTransaction.populate(message, missing))


async def blockhash(http: AsyncClient, commitment: Commitment = Confirmed) -> Hash:
    return (await http.get_latest_blockhash(commitment)).value.blockhash


async def send(
    http: AsyncClient, instructions: Sequence[Instruction], *signers: Keypair, check: bool = True
) -> Signature:
    """Signs with the newest blockhash and sends; `check` runs it beforehand on the node."""
    transaction = signed(await blockhash(http), instructions, *signers)
    options = TxOpts(skip_preflight=not check, preflight_commitment=Confirmed)
    return (await http.send_transaction(transaction, options)).value


async def lamports(http: AsyncClient, key: Pubkey) -> int:
    return (await http.get_balance(key)).value


def asked(sandbox: SolanaSandbox, method: str, *params: object) -> Any:
    """The result of a call that solana-py has no words for."""
    return rpc(sandbox.rpc_url, method, *params)


def advance(sandbox: SolanaSandbox, blocks: int = 1) -> None:
    rpc(sandbox.rpc_url, "sandbox_advance", blocks)
