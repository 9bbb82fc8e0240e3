"""What a proposal brings beside the swap counts for nothing: signatures, blocks, other accounts."""

from __future__ import annotations

import base64

from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.message import MessageV0
from solders.pubkey import Pubkey

from fiscus.chains.solana.programs import MEMO
from fiscus.core.desk.outcome import State
from tests.chains.solana.chain import ME, SOL, Chain
from tests.chains.solana.swapping.maker import (
    BONK_KEY,
    MAKERS,
    MINE,
    USDC_KEY,
    WSOL_KEY,
    Maker,
    ata,
    brings,
    gives,
    moves,
    opens,
    unwraps,
)
from tests.chains.solana.swapping.swaps import GOOD, refused, submit, swap
from tests.chains.solana.swapping.test_hostile import EXTRA, whole
from tests.chains.solana.wallets import Wallet


async def test_the_same_swap_alone_goes_through(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """The control of everything here."""
    note = Instruction(Pubkey.from_string(MEMO), b"thanks", [AccountMeta(MINE, True, False)])
    outcome = await submit(wallet, swap(maker.proposes(*GOOD, note)))
    assert outcome.state is State.CONFIRMED and len(signed) == 1
    assert await chain.units(ME) == 175 * 10**6


async def test_an_account_of_the_wallet_that_is_no_part_of_the_swap_may_not_be_written(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """A program that is handed it could behave in the simulation, and not later."""
    bonk = Pubkey.from_string(chain.give_tokens(5, str(BONK_KEY)))
    watched = Instruction(Pubkey.from_string(MEMO), b"hello", [AccountMeta(MINE, True, False)])
    proposed = maker.proposes(*GOOD, watched, touched(bonk))
    assert "another account of the wallet" in await refused(chain, wallet, proposed, signed)


def touched(account: Pubkey) -> Instruction:
    """Harmless in itself: it brings a token into an account that the swap is not about."""
    return moves(1, BONK_KEY, ata(MAKERS, BONK_KEY), account)


async def test_wrapped_sol_that_the_wallet_holds_is_not_unwrapped_by_the_way(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    chain.give_tokens(SOL, str(WSOL_KEY))
    proposed = maker.proposes(
        opens(WSOL_KEY), gives(10**7, USDC_KEY), brings(60_000_000, WSOL_KEY), unwraps()
    )
    text = await refused(chain, wallet, proposed, signed, amount="10", token="USDC", to_token="SOL")
    assert "holds wrapped SOL" in text


async def test_a_signature_of_ours_in_what_is_proposed_is_nothing(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    raw = bytearray(whole(maker.proposes(*GOOD)))
    raw[1:65] = bytes(range(64))
    outcome = await submit(wallet, swap(base64.b64encode(bytes(raw)).decode()))
    assert outcome.state is State.CONFIRMED and len(signed) == 1
    assert await chain.units(ME) == 175 * 10**6


async def test_the_block_of_the_proposal_is_never_the_one_that_is_signed(
    maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    """A block of the maker's choice could make it another transaction, or an old one."""
    await submit(wallet, swap(maker.proposes(*GOOD)))
    (message,) = signed
    assert MessageV0.from_bytes(message[1:]).recent_blockhash != Hash.default()


async def test_what_is_refused_is_not_even_reserved(
    chain: Chain, maker: Maker, wallet: Wallet, signed: list[bytes]
) -> None:
    await refused(chain, wallet, maker.proposes(*GOOD, EXTRA["an approval"]), signed)
    assert await wallet.desk.ledger.open() == []
