from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from solders.account import Account
from solders.compute_budget import set_compute_unit_limit, set_compute_unit_price
from solders.hash import Hash
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.transaction import SanitizeError, VersionedTransaction

from fiscus.chains.sandbox.solana.engine import Engine
from tests.chains.sandbox.solana.wallet import SOL, pays, signed

PAYER, NOBODY, SYSTEM = Keypair(), Keypair().pubkey(), Pubkey.default()
RENT = 890_880
AMOUNTS = st.one_of(
    st.integers(0, 3 * SOL),
    st.integers(-RENT - 10_000, 10_000).map(lambda less: max(0, SOL + less)),
    st.integers(0, 2 * RENT),
)


def engine_with(lamports: int) -> Engine:
    engine = Engine()
    if lamports:
        engine.put(PAYER.pubkey(), Account(lamports, b"", SYSTEM))
    return engine


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.integers(0, 10**10), st.integers(0, 200_000), AMOUNTS)
def test_no_lamport_is_made_or_lost_but_the_fee(
    amount: int, price: int, limit: int, funds: int
) -> None:
    engine = engine_with(funds)  # a new one costs 40 ms
    instructions = [
        set_compute_unit_price(price),
        set_compute_unit_limit(limit),
        pays(PAYER, NOBODY, amount),
    ]
    transaction = signed(Hash.default(), instructions, PAYER)
    foreseen = engine.simulate(transaction)
    assert (engine.balance(PAYER.pubkey()), engine.balance(NOBODY)) == (funds, 0)
    outcome = engine.execute(transaction)
    left, arrived = engine.balance(PAYER.pubkey()), engine.balance(NOBODY)
    assert (outcome.error, outcome.fee) == (foreseen.error, foreseen.fee)
    assert arrived == (amount if outcome.error is None else 0)
    assert left + arrived == funds - (outcome.fee if outcome.lands else 0)
    assert all(balance == 0 or balance >= RENT for balance in (left, arrived)) or left == funds


def test_it_runs_whatever_can_be_read() -> None:
    """Bytes that decode and make sense as a message are run or refused, and nothing breaks."""
    engine, dice = engine_with(SOL), random.Random(7)
    whole = bytes(signed(Hash.default(), [pays(PAYER, NOBODY, SOL // 2)], PAYER))
    ran = 0
    for _ in range(3_000):
        wire = bytearray(whole)
        for _ in range(dice.randint(1, 3)):
            wire[dice.choice([0, *range(65, 75), *range(len(wire) - 30, len(wire))])] = dice.choice(
                [dice.randrange(256), dice.randrange(5)]
            )
        try:
            transaction = VersionedTransaction.from_bytes(bytes(wire))
            transaction.sanitize()
        except (ValueError, SanitizeError):
            continue
        engine.simulate(transaction)
        ran += 1
    assert ran > 100
    assert engine.balance(PAYER.pubkey()) == SOL


def test_what_is_gone_is_not_there() -> None:
    engine = engine_with(SOL)
    done = engine.execute(signed(Hash.default(), [pays(PAYER, NOBODY, SOL - 5_000)], PAYER))
    assert done.error is None
    assert engine.account(PAYER.pubkey()) is None
    assert {key for key, _ in engine.known()} == {NOBODY, SYSTEM}
