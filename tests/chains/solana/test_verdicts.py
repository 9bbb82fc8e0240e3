"""What a simulation or a block may show besides the payment: nothing."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.decoding.payments import Decoded, decode
from fiscus.chains.solana.derivation import key_bytes, token_account
from fiscus.chains.solana.fees import Budget
from fiscus.chains.solana.instructions import TokenPayment, compose, open_account
from fiscus.chains.solana.programs import SYSTEM, TOKEN
from fiscus.chains.solana.records import Account, Landed, TokenBalance
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.simulate import Simulated, State
from fiscus.chains.solana.verdicts import Expected, Payout, check_simulation, mismatch
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import SimulationFailed
from tests.chains.solana.chain import ALICE, BOB, ME, USDC

TOKENS = Asset("solana", USDC, "USDC", 6)
SOURCE, TARGET = token_account(ME, USDC, TOKEN), token_account(BOB, USDC, TOKEN)
RENT, FEE = 2_039_280, 5_001
EXPECTED = Expected(TOKENS, 7, BOB, RENT)
PAYMENT = TokenPayment(TOKEN, USDC, ME, SOURCE, TARGET, 7, 6)


def decoded() -> Decoded:
    opening = open_account(ME, BOB, USDC, TOKEN)
    return decode(compose(ME, PAYMENT, budget=Budget(540, 1000), opening=opening))


def plain(lamports: int) -> Account:
    return Account(lamports, SYSTEM)


def holding(units: int, owner: str, *, mint: str = USDC, state: int = 1) -> Account:
    data = key_bytes(mint) + key_bytes(owner) + struct.pack("<Q", units) + bytes(36)
    return Account(RENT, TOKEN, (data + bytes([state])).ljust(165, b"\0"))


BEFORE: State = {ME: plain(10**9), SOURCE: holding(100, ME), TARGET: None}
AFTER: State = {
    ME: plain(10**9 - RENT - FEE),
    SOURCE: holding(93, ME),
    TARGET: holding(7, BOB),
}


def check(after: State, before: State = BEFORE) -> None:
    check_simulation(EXPECTED, decoded(), before, Simulated(None, 450, after))


@pytest.mark.parametrize("fee", [0, 5000, FEE])
def test_exactly_the_payment_and_at_most_the_fee_is_right(fee: int) -> None:
    check({**AFTER, ME: plain(10**9 - RENT - fee)})


WRONG: Mapping[str, tuple[str, Account | None]] = {
    "more SOL leaves": (ME, plain(10**9 - RENT - FEE - 1)),
    "SOL comes in": (ME, plain(10**9 - RENT + 1)),
    "the wallet is gone": (ME, None),
    "more tokens leave": (SOURCE, holding(92, ME)),
    "fewer tokens leave": (SOURCE, holding(94, ME)),
    "the source is given away": (SOURCE, holding(93, ALICE)),
    "the source is frozen": (SOURCE, holding(93, ME, state=2)),
    "the source is closed": (SOURCE, None),
    "less arrives": (TARGET, holding(6, BOB)),
    "nothing is opened": (TARGET, None),
    "it is opened for another": (TARGET, holding(7, ALICE)),
    "it is opened for another token": (TARGET, holding(7, BOB, mint=ALICE)),
    "it is opened frozen": (TARGET, holding(7, BOB, state=2)),
    "it takes more rent": (TARGET, replace(holding(7, BOB), lamports=RENT + 1)),
}


@pytest.mark.parametrize(("account", "shown"), WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(account: str, shown: Account | None) -> None:
    with pytest.raises(SimulationFailed, match="would do something else"):
        check({**AFTER, account: shown})


FAILURES: list[tuple[Json, str]] = [
    ("InsufficientFundsForFee", "there is not enough SOL for the fee"),
    ({"InsufficientFundsForRent": {"account_index": 1}}, "an account would hold less than it must"),
    ({"InstructionError": [3, {"Custom": 17}]}, "an account is frozen"),
    ({"InstructionError": [3, {"Custom": 4711}]}, "a program ends with error 4711"),
    ({"InstructionError": [3, "InvalidAccountData"]}, "a program ends with InvalidAccountData"),
    ({"InstructionError": [3, ["?"]]}, "a program fails"),
    ({"InstructionError": 3}, "InstructionError"),
    ("http://evil.example/\x1b[31m", "<link>"),
    (["?"], "the chain refuses it"),
    (5, "the chain refuses it"),
]


@pytest.mark.parametrize(("failure", "text"), FAILURES)
def test_a_failure_is_told_in_our_words(failure: Json, text: str) -> None:
    assert failure_reason(failure) == text
    with pytest.raises(SimulationFailed) as caught:
        check_simulation(EXPECTED, decoded(), BEFORE, Simulated(failure, 0, {}))
    assert text in caught.value.message


def landed(
    spent: int = RENT + FEE,
    *,
    fee: int = FEE,
    source: tuple[int, int] = (100, 93),
    target: tuple[int | None, int | None] = (None, 7),
    other: tuple[int, int] | None = None,
) -> Landed:
    accounts = decoded().accounts
    places = {account: place for place, account in enumerate(accounts)}
    before, after = [10**9] * len(accounts), [10**9] * len(accounts)
    after[0] -= spent

    def balances(when: int) -> tuple[TokenBalance, ...]:
        rows = [(SOURCE, source[when]), (TARGET, target[when])]
        rows += [(ALICE, other[when])] if other else []
        return tuple(
            TokenBalance(places.get(account, 99), USDC, None, units)
            for account, units in rows
            if units is not None
        )

    return Landed(1, fee, None, tuple(before), tuple(after), balances(0), balances(1))


def test_a_block_that_shows_the_payment_is_right() -> None:
    assert mismatch([Payout(EXPECTED, decoded())], landed()) is None
    cheaper = landed(spent=FEE, target=(5, 12))
    assert mismatch([Payout(EXPECTED, decoded())], cheaper) is None
    assert mismatch([Payout(EXPECTED, decoded())], landed(spent=RENT + 5000, fee=5000)) is None


@pytest.mark.parametrize(
    "shown",
    [
        landed(spent=RENT + FEE + 1),
        landed(spent=RENT + FEE - 1),
        landed(spent=0),
        landed(spent=RENT + FEE + 1, fee=FEE + 1),
        landed(source=(100, 92)),
        landed(source=(100, 100), target=(None, 0)),
        landed(target=(None, 6)),
        landed(target=(None, None)),
        landed(other=(50, 40)),
        replace(landed(), lamports_before=()),
    ],
)
def test_a_block_that_shows_something_else_is_told(shown: Landed) -> None:
    assert mismatch([Payout(EXPECTED, decoded())], shown) is not None
