"""Several payments in one message: read from its bytes, and never larger than was reckoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solders.keypair import Keypair

from fiscus.chains.solana.decoding.payments import decode, decode_batch
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import (
    CoinPayment,
    Opening,
    TokenPayment,
    compose,
    compose_batch,
    open_account,
)
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022
from fiscus.chains.solana.records import Landed
from fiscus.chains.solana.sizes import PACKET, fitting
from fiscus.chains.solana.verdicts import Expected, Payout, mismatch
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.door import Given
from fiscus.core.errors import SimulationFailed
from fiscus.core.origins import Origin

KEYS = [str(Keypair.from_seed(bytes([n]) * 32).pubkey()) for n in range(1, 30)]
ME, MINTS, PEOPLE = KEYS[0], {"USDC": KEYS[1], "BONK": KEYS[2], "PYUSD": KEYS[3]}, KEYS[4:]
BUDGET = Budget(1_400_000, 1_000_000)
COIN = Asset("solana", None, "SOL", 9)
Part = CoinPayment | TokenPayment | Opening

wishes = st.lists(
    st.tuples(st.sampled_from(["SOL", *MINTS]), st.sampled_from(PEOPLE)), min_size=2, max_size=30
)


def parts(token: str, to: str) -> Sequence[Part]:
    """The largest that a payment can be."""
    if token == "SOL":
        return [CoinPayment(ME, to, 7)]
    program, mint = (TOKEN_2022 if token == "PYUSD" else TOKEN), MINTS[token]
    source, target = token_account(ME, mint, program), token_account(to, mint, program)
    fee = 1 if program == TOKEN_2022 else None
    payment = TokenPayment(program, mint, ME, source, target, 7, 6, fee)
    return [open_account(ME, to, mint, program), payment]


def said(token: str, to: str) -> Mapping[str, Given]:
    values = {"amount": "1", "token": token, "recipient": to}
    return {role: Given(value, Origin.USER) for role, value in values.items()}


@settings(max_examples=200, deadline=None)
@given(wishes)
def test_as_many_as_are_said_to_fit_do(wanted: list[tuple[str, str]]) -> None:
    count = fitting([said(*wish) for wish in wanted])
    fits = [part for wish in wanted[:count] for part in parts(*wish)]
    message = compose_batch(ME, fits, budget=BUDGET)
    assert 1 + 64 + len(message) <= PACKET
    assert len(decode_batch(message)) == count


def test_twenty_people_are_paid_in_sol_at_once_and_eight_in_a_token() -> None:
    people = [said("SOL", to) for to in PEOPLE]
    assert (fitting(people), fitting([said("USDC", to) for to in PEOPLE])) == (20, 8)


def batch(*more: Part) -> bytes:
    paid = [*parts("SOL", PEOPLE[0]), *parts("USDC", PEOPLE[1]), *more]
    return compose_batch(ME, paid, budget=BUDGET)


def opened(to: str) -> Opening:
    return open_account(ME, to, MINTS["USDC"], TOKEN)


def alone(to: str, source: str) -> TokenPayment:
    """A payment whose recipient has an account."""
    target = token_account(to, MINTS["USDC"], TOKEN)
    return TokenPayment(TOKEN, MINTS["USDC"], ME, source, target, 7, 6)


OWN = token_account(ME, MINTS["USDC"], TOKEN)


def test_what_is_read_is_what_was_composed() -> None:
    coin, token = decode_batch(batch())
    assert [coin.payment, token.opening, token.payment] == [
        *parts("SOL", PEOPLE[0]),
        *parts("USDC", PEOPLE[1]),
    ]
    assert coin.budget == token.budget == BUDGET
    assert decode_batch(compose_batch(ME, parts("SOL", ME), budget=BUDGET))[0].signer == ME


@pytest.mark.parametrize(
    "message",
    [
        batch(opened(PEOPLE[2])),
        batch(opened(PEOPLE[2]), *parts("SOL", PEOPLE[2])),
        batch(opened(PEOPLE[2]), alone(PEOPLE[3], OWN)),
        batch(opened(PEOPLE[1]), opened(PEOPLE[1]), alone(PEOPLE[1], OWN)),
        batch(alone(PEOPLE[1], PEOPLE[2])),
        compose(ME, CoinPayment(ME, PEOPLE[0], 7), budget=BUDGET, memo="rent"),
    ],
    ids=["opens", "opens and pays SOL", "opens another's", "opens twice", "another's", "a memo"],
)
def test_anything_beside_the_payments_is_refused(message: bytes) -> None:
    with pytest.raises(SimulationFailed):
        decode_batch(message)


def test_one_payment_is_no_batch_for_who_reads_one() -> None:
    with pytest.raises(SimulationFailed):
        decode(batch())


def landed(*changes: int, fee: int = 5000) -> Landed:
    count = len(decode_batch(two())[0].accounts)
    before = [10**9] * count
    added = [*changes, *[0] * (count - len(changes))]
    after = [there + change for there, change in zip(before, added, strict=True)]
    return Landed(1, fee, None, tuple(before), tuple(after), (), ())


def two() -> bytes:
    return compose_batch(
        ME, [CoinPayment(ME, PEOPLE[0], 7), CoinPayment(ME, PEOPLE[1], 5)], budget=BUDGET
    )


def test_a_block_in_which_one_of_them_got_less_is_told() -> None:
    decoded = decode_batch(two())
    payouts = [
        Payout(Expected(COIN, units, to), one)
        for units, to, one in zip((7, 5), PEOPLE, decoded, strict=False)
    ]
    order = {to: decoded[0].accounts.index(to) for to in PEOPLE[:2]}

    def shown(first: int, second: int, spent: int = 12) -> Landed:
        changes = [0, 0, 0]
        changes[0] = -spent - 5000
        changes[order[PEOPLE[0]]], changes[order[PEOPLE[1]]] = first, second
        return landed(*changes)

    assert mismatch(payouts, shown(7, 5)) is None
    assert mismatch(payouts, shown(12, 0)) is not None
    assert mismatch(payouts, shown(7, 5, spent=13)) is not None
