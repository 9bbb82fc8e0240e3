"""What is on a fresh chain: tokens, names, people, and money for the wallet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from solders.account import Account
from solders.pubkey import Pubkey

from fiscus.chains.sandbox.solana import definition as at
from fiscus.chains.sandbox.solana.engine import RENT_EPOCH, SYSTEM, Engine
from fiscus.chains.sandbox.solana.layouts import (
    HOLDING_SIZE,
    Holding,
    Mint,
    holding_2022,
    read_mint,
    transfer_fee_mint,
)
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.solana import programs
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.sns import NAME_PROGRAM, SOL_DOMAIN, name_accounts

SOL: Final = 10**9
WALLET_LAMPORTS: Final = 100 * SOL
WALLET_TOKENS: Final[Mapping[str, int]] = MappingProxyType(
    {at.USDC: 25_000 * 10**6, at.BONK: 10_000_000 * 10**5}
)
FAUCET_LAMPORTS: Final = 500_000_000 * SOL
NAME_SPACE: Final = 2_000
"""Bytes of data that a name has room for after its header."""
TAX_BPS: Final = 100


def furnish(engine: Engine) -> None:
    """Tokens, names and people."""
    steward = Pubkey.from_string(at.STEWARD)
    mint = Mint(0, 6, steward, steward)
    _put(engine, programs.WRAPPED_SOL, programs.TOKEN, Mint(0, 9).pack())
    _put(engine, at.USDC, programs.TOKEN, mint.pack())
    _put(engine, at.BONK, programs.TOKEN, Mint(0, 5, steward).pack())
    _put(engine, at.RAY, programs.TOKEN, Mint(0, 6, steward).pack())
    _put(engine, at.JTO, programs.TOKEN, Mint(0, 9, steward).pack())
    _put(engine, at.LOOKALIKE, programs.TOKEN, Mint(0, 9, steward).pack())
    _put(engine, at.PLAIN_2022, programs.TOKEN_2022, mint.pack())
    taxed = transfer_fee_mint(mint, steward, TAX_BPS)
    _put(engine, at.TAXED_2022, programs.TOKEN_2022, taxed)
    for name, owner in at.NAMES.items():
        _put(engine, name_accounts(name).registry, NAME_PROGRAM, name_record(owner))
    for person in (at.STEWARD, at.ALICE, at.BOB, at.VAULT):
        give_lamports(engine, person, 10 * SOL)
    for token, units in ((at.USDC, 1_000 * 10**6), (at.BONK, 500_000 * 10**5)):
        give_tokens(engine, at.ALICE, token, units)
    give_tokens(engine, at.VAULT, at.USDC, 50_000 * 10**6)


def is_unknown(ledger: Ledger, wallet: str) -> bool:
    """Whether the wallet has never had or sent anything."""
    seen = any(wallet in record.keys for record in ledger.records.values())
    return not seen and ledger.engine.account(Pubkey.from_string(wallet)) is None


def fund(engine: Engine, wallet: str) -> None:
    """Gives the wallet its SOL and tokens."""
    give_lamports(engine, wallet, WALLET_LAMPORTS)
    for token, units in WALLET_TOKENS.items():
        give_tokens(engine, wallet, token, units)


def give_lamports(engine: Engine, owner: str, lamports: int) -> None:
    """A plain account with exactly this."""
    engine.put(Pubkey.from_string(owner), Account(lamports, b"", SYSTEM, False, RENT_EPOCH))


def give_tokens(engine: Engine, owner: str, token: str, units: int) -> str:
    """Has `owner` hold `units` of a mint, freshly issued, in the associated token account.

    The account's address. Raises `KeyError` where there is no such mint.
    """
    key = Pubkey.from_string(token)
    account, mint = engine.account(key), read_mint(engine.account(key))
    if account is None or mint is None:
        raise KeyError(token)
    issued = replace(mint, supply=mint.supply + units).pack()
    data = issued + account.data[len(issued) :]
    engine.put(key, Account(account.lamports, data, account.owner, False, RENT_EPOCH))
    address = token_account(owner, token, str(account.owner))
    is_wrapped = token == programs.WRAPPED_SOL
    rent = engine.rent(HOLDING_SIZE) if is_wrapped else None
    holding = Holding(key, Pubkey.from_string(owner), units, native_rent=rent)
    is_2022 = str(account.owner) == programs.TOKEN_2022
    held = holding_2022(holding, account) if is_2022 else holding.pack()
    lamports = engine.rent(len(held)) + (units if is_wrapped else 0)
    engine.put(
        Pubkey.from_string(address), Account(lamports, held, account.owner, False, RENT_EPOCH)
    )
    return address


def name_record(owner: str) -> bytes:
    """`NameRecordHeader` of a name below `.sol`: parent, owner, class; then room for data."""
    parent = Pubkey.from_string(SOL_DOMAIN)
    return bytes(parent) + bytes(Pubkey.from_string(owner)) + bytes(32) + bytes(NAME_SPACE)


def _put(engine: Engine, key: str, program: str, data: bytes) -> None:
    owner = Pubkey.from_string(program)
    rent = engine.rent(len(data))
    engine.put(Pubkey.from_string(key), Account(rent, data, owner, False, RENT_EPOCH))
