"""Tokens whose issuer keeps a part of every transfer: told, agreed to, and exact to the unit."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from fiscus.chains.sandbox.solana.definition import TAXED_2022
from fiscus.chains.sandbox.solana.ledger import SLOTS_PER_EPOCH
from fiscus.chains.solana.decoding.payments import decode
from fiscus.chains.solana.extensions import TransferFee, transfer_fee
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import TokenPayment, compose
from fiscus.chains.solana.layouts import Mint
from fiscus.chains.solana.programs import TOKEN_2022
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import InvalidAmount, SimulationFailed
from tests.chains.solana.chain import CAROL, ME, Chain
from tests.chains.solana.wallets import Wallet, owner

FEE = struct.Struct("<QQH")
ANY = 2**64 - 1


def config(*, older: tuple[int, int, int], newer: tuple[int, int, int]) -> bytes:
    """`TransferFeeConfig`: each fee is epoch, most and basis points."""
    return bytes(72) + FEE.pack(*older) + FEE.pack(*newer)


def charge(chain: Chain, *, older: tuple[int, int, int], newer: tuple[int, int, int]) -> None:
    """Has the token take other fees."""
    data = chain.data(TAXED_2022)
    tail = struct.pack("<BHH", 1, 1, 108) + config(older=older, newer=newer)
    chain.put(TAXED_2022, data[:165] + tail, owner=TOKEN_2022)


async def test_a_fee_of_the_issuer_is_told_before_a_yes_and_taken_exactly(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give_tokens(5_000_000, TAXED_2022)
    asked = await wallet.pay("1.000001", TAXED_2022, CAROL)
    assert asked.state is State.PLANNED and asked.approval is not None
    [told] = [reason for reason in asked.approval.reasons if "keeps" in reason]
    # One per cent of 1,000,001 units, rounded up as the program does.
    assert "keeps 0.010001 token of every such transfer: 0.99 token arrive." in told
    paid = await wallet.pay("1.000001", TAXED_2022, CAROL, consent=Consent.GIVEN)
    assert paid.state is State.CONFIRMED and not paid.detail
    assert await chain.units(CAROL, TAXED_2022, TOKEN_2022) == 990_000
    assert await chain.units(ME, TAXED_2022, TOKEN_2022) == 5_000_000 - 1_000_001
    assert await chain.landed(paid.hash) is not None


async def test_a_fee_stops_at_its_limit(chain: Chain, wallet: Wallet) -> None:
    chain.give_tokens(5_000_000, TAXED_2022)
    charge(chain, older=(0, 700, 5000), newer=(0, 700, 5000))
    paid = await wallet.pay("2", TAXED_2022, CAROL, consent=Consent.GIVEN)
    assert paid.state is State.CONFIRMED
    assert await chain.units(CAROL, TAXED_2022, TOKEN_2022) == 2_000_000 - 700


async def test_a_fee_counts_from_its_epoch_on(chain: Chain, wallet: Wallet) -> None:
    epoch = chain.node.ledger.blocks[-1].slot // SLOTS_PER_EPOCH
    chain.give_tokens(5_000_000, TAXED_2022)
    charge(chain, older=(0, ANY, 100), newer=(epoch + 1, ANY, 9000))
    paid = await wallet.pay("1", TAXED_2022, CAROL, consent=Consent.GIVEN)
    assert paid.state is State.CONFIRMED
    assert await chain.units(CAROL, TAXED_2022, TOKEN_2022) == 990_000


async def test_what_the_issuer_would_keep_all_of_is_not_sent(chain: Chain, wallet: Wallet) -> None:
    chain.give_tokens(5_000_000, TAXED_2022)
    charge(chain, older=(0, ANY, 10_000), newer=(0, ANY, 10_000))
    with pytest.raises(InvalidAmount, match="would keep all of 1 token"):
        await wallet.pay("1", TAXED_2022, CAROL, consent=Consent.GIVEN)


async def test_a_fee_that_changed_since_the_yes_asks_again_or_signs_nothing(
    chain: Chain, wallet: Wallet
) -> None:
    chain.give_tokens(5_000_000, TAXED_2022)
    asked = await wallet.pay("1", TAXED_2022, CAROL)
    assert asked.approval is not None
    charge(chain, older=(0, ANY, 200), newer=(0, ANY, 200))
    again = await wallet.desk.approve(asked.approval.id, owner())
    assert again.state is State.PLANNED and again.approval is not None
    assert any("0.98 token arrive" in reason for reason in again.approval.reasons)
    assert await chain.units(ME, TAXED_2022, TOKEN_2022) == 5_000_000


@given(units=st.integers(1, ANY), bps=st.integers(1, 10_000), most=st.integers(1, ANY))
def test_a_fee_is_what_the_program_computes(units: int, bps: int, most: int) -> None:
    fee = TransferFee(bps, most).of(units)
    assert 0 < fee <= min(units, most)
    assert fee == most or 0 <= fee * 10_000 - units * bps < 10_000


def test_there_is_no_fee_without_its_extension_or_at_zero() -> None:
    assert transfer_fee(Mint(TOKEN_2022, 6, 0), 5) is None
    for fee in ((0, 0, 100), (0, 100, 0)):
        mint = Mint(TOKEN_2022, 6, 0, {1: config(older=fee, newer=fee)})
        assert transfer_fee(mint, 5) is None


def test_a_payment_with_a_fee_is_read_back_with_it() -> None:
    mint, source, target = (str(Pubkey.from_bytes(bytes([n]) * 32)) for n in (1, 2, 3))
    payment = TokenPayment(TOKEN_2022, mint, ME, source, target, 100, 6, 1)
    message = compose(ME, payment, budget=Budget(1000, 5))
    with pytest.raises(SimulationFailed, match="out of another account"):
        decode(message)
