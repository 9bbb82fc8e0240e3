"""Somebody who makes a market: real tables, real allowances, transactions for others to sign."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Confirmed
from solana.rpc.types import TxOpts
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message, MessageV0
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.system_program import (
    CreateLookupTableParams,
    ExtendLookupTableParams,
    TransferParams,
    create_lookup_table,
    extend_lookup_table,
    transfer,
)
from solders.transaction import VersionedTransaction
from spl.token.constants import TOKEN_PROGRAM_ID
from spl.token.instructions import (
    ApproveCheckedParams,
    CloseAccountParams,
    SyncNativeParams,
    TransferCheckedParams,
    approve_checked,
    close_account,
    create_idempotent_associated_token_account,
    get_associated_token_address,
    sync_native,
    transfer_checked,
)

from fiscus.chains.sandbox.solana.definition import BONK, USDC
from fiscus.chains.solana.programs import WRAPPED_SOL
from tests.chains.solana.chain import KEY, SOL, Chain

MAKER = Keypair.from_seed(b"m" * 32)
THIEF = Keypair.from_seed(b"t" * 32)
MINE, MAKERS, THIEFS = KEY.pubkey(), MAKER.pubkey(), THIEF.pubkey()
USDC_KEY, BONK_KEY, WSOL_KEY = map(Pubkey.from_string, (USDC, BONK, WRAPPED_SOL))
DECIMALS = {USDC_KEY: 6, BONK_KEY: 5, WSOL_KEY: 9, THIEFS: 6}
LIMITS = (set_compute_unit_limit(200_000), set_compute_unit_price(1_000))


def ata(owner: Pubkey, mint: Pubkey) -> Pubkey:
    return get_associated_token_address(owner, mint)


def opens(mint: Pubkey, owner: Pubkey = MINE, payer: Pubkey = MINE) -> Instruction:
    return create_idempotent_associated_token_account(payer, owner, mint)


def pays(lamports: int, to: Pubkey = MAKERS, source: Pubkey = MINE) -> Instruction:
    return transfer(TransferParams(from_pubkey=source, to_pubkey=to, lamports=lamports))


def gives(units: int, mint: Pubkey, to: Pubkey = MAKERS) -> Instruction:
    """Out of the wallet."""
    return moves(units, mint, ata(MINE, mint), ata(to, mint))


def brings(units: int, mint: Pubkey, to: Pubkey | None = None) -> Instruction:
    """Out of the maker's account, as the wallet is allowed to take, into the wallet's."""
    return moves(units, mint, ata(MAKERS, mint), to or ata(MINE, mint))


def moves(
    units: int, mint: Pubkey, source: Pubkey, target: Pubkey, authority: Pubkey = MINE
) -> Instruction:
    return transfer_checked(
        TransferCheckedParams(
            TOKEN_PROGRAM_ID, source, mint, target, authority, units, DECIMALS[mint], []
        )
    )


def wraps(lamports: int) -> list[Instruction]:
    account = ata(MINE, WSOL_KEY)
    return [
        opens(WSOL_KEY),
        pays(lamports, account),
        sync_native(SyncNativeParams(TOKEN_PROGRAM_ID, account)),
    ]


def unwraps(to: Pubkey = MINE, account: Pubkey | None = None) -> Instruction:
    return close_account(
        CloseAccountParams(TOKEN_PROGRAM_ID, account or ata(MINE, WSOL_KEY), to, MINE, [])
    )


@dataclass
class Maker:
    """Has plenty, and lets the wallet take of it."""

    chain: Chain
    tables: list[AddressLookupTableAccount] = field(default_factory=list[AddressLookupTableAccount])

    async def open(self) -> None:
        for key in (MAKERS, THIEFS):
            self.chain.give(100 * SOL, str(key))
        for mint, units in ((USDC_KEY, 10**12), (BONK_KEY, 10**15), (WSOL_KEY, 50 * SOL)):
            self.chain.give_tokens(units, str(mint), str(MAKERS))
            self.chain.give_tokens(0, str(mint), str(THIEFS))
            await self.allows(mint, units)
        known = [ata(MAKERS, mint) for mint in (USDC_KEY, BONK_KEY, WSOL_KEY)]
        self.tables = [await self.table([USDC_KEY, BONK_KEY, WSOL_KEY, MAKERS, *known])]

    async def allows(self, mint: Pubkey, units: int) -> None:
        await self.send(
            approve_checked(
                ApproveCheckedParams(
                    TOKEN_PROGRAM_ID,
                    ata(MAKERS, mint),
                    mint,
                    MINE,
                    MAKERS,
                    units,
                    DECIMALS[mint],
                    [],
                )
            )
        )

    async def table(self, addresses: Sequence[Pubkey]) -> AddressLookupTableAccount:
        """A real one, by the program itself."""
        slot = self.chain.node.ledger.blocks[-2].slot
        creation, key = create_lookup_table(
            CreateLookupTableParams(
                authority_address=MAKERS, payer_address=MAKERS, recent_slot=slot
            )
        )
        extension = extend_lookup_table(
            ExtendLookupTableParams(
                lookup_table_address=key,
                authority_address=MAKERS,
                payer_address=MAKERS,
                new_addresses=list(addresses),
            )
        )
        await self.send(creation, extension)
        self.chain.advance()
        return AddressLookupTableAccount(key, list(addresses))

    async def send(self, *parts: Instruction, signer: Keypair = MAKER) -> Signature:
        async with AsyncClient(self.chain.url, Confirmed) as http:
            block = (await http.get_latest_blockhash()).value.blockhash
            message = MessageV0.try_compile(signer.pubkey(), list(parts), [], block)
            signed = VersionedTransaction(message, [signer])
            options = TxOpts(preflight_commitment=Confirmed)
            return (await http.send_transaction(signed, options)).value

    def proposes(
        self,
        *parts: Instruction,
        payer: Pubkey = MINE,
        limits: Sequence[Instruction] = LIMITS,
        tables: Sequence[AddressLookupTableAccount] | None = None,
    ) -> str:
        """A v0 transaction nobody has signed, in base64."""
        listed = self.tables if tables is None else tables
        message = MessageV0.try_compile(payer, [*limits, *parts], list(listed), Hash.default())
        return unsigned(message)


def unsigned(message: MessageV0 | Message) -> str:
    missing = [Signature.default()] * message.header.num_required_signatures
    return base64.b64encode(bytes(VersionedTransaction.populate(message, missing))).decode()
