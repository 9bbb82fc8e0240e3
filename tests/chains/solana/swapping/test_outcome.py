"""What a simulation, or a block, may show of a swap: the trade, and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fiscus.chains.solana.decoding.wire import Header, Lookup, Wire
from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.programs import (
    STAKE,
    SYSTEM,
    TOKEN,
    WRAPPED_SOL,
)
from fiscus.chains.solana.records import Account, Landed, TokenBalance
from fiscus.chains.solana.simulate import Simulated, State
from fiscus.chains.solana.swapping.demand import Demand, side
from fiscus.chains.solana.swapping.landed import wallet_mismatch
from fiscus.chains.solana.swapping.outcome import Outcome, check_outcome
from fiscus.chains.solana.swapping.trade import Trade
from fiscus.chains.solana.within import Within
from fiscus.core.desk.adapter import Asset, Effect, Gain, Move
from fiscus.core.errors import SimulationFailed
from tests.chains.solana.chain import ALICE, BOB, ME, USDC
from tests.chains.solana.swapping.maker import BONK_KEY

BONK = str(BONK_KEY)
RENT, FEE, SOL = 2_039_280, 5_200, 10**9
COIN = Asset("solana", None, "SOL", 9)
PAID, BOUGHT = Asset("solana", USDC, "USDC", 6), Asset("solana", BONK, "BONK", 5)
PAYS, WANTS, COINS = side(ME, PAID, TOKEN), side(ME, BOUGHT, TOKEN), side(ME, COIN, TOKEN)
OTHER = "9zWzSuqKjW5rdpUBjExD4mHnUKgWPAWFPsYtmTBfqx4y"
DEMAND = Demand(ME, PAYS, WANTS, 10, 10, 0, 100, exact_out=False)
TRADE = Trade(10, 500, BOB, 100, frozenset({WANTS.account}))
SELLING = Demand(ME, COINS, WANTS, SOL, SOL, 0, 100, exact_out=False)
SOLD = Trade(SOL, 500, BOB, 100, frozenset({COINS.account, WANTS.account}), COINS.account)
BUYING = Demand(ME, PAYS, COINS, 10, 10, 0, 100, exact_out=False)
BUILT = Trade(10, SOL, BOB, 100, frozenset({COINS.account}), COINS.account)


def plain(lamports: int, owner: str = SYSTEM, data: bytes = b"") -> Account:
    return Account(lamports, owner, data)


def holding(
    units: int,
    owner: str = ME,
    *,
    mint: str = USDC,
    delegate: tuple[str, int] | None = None,
    closer: str | None = None,
    state: int = 1,
) -> Account:
    data = bytearray(165)
    data[:72] = key_bytes(mint) + key_bytes(owner) + struct.pack("<Q", units)
    data[108] = state
    if delegate is not None:
        data[72:108] = struct.pack("<I", 1) + key_bytes(delegate[0])
        data[121:129] = struct.pack("<Q", delegate[1])
    if closer is not None:
        data[129:165] = struct.pack("<I", 1) + key_bytes(closer)
    return Account(RENT, TOKEN, bytes(data))


BEFORE: State = {ME: plain(5 * SOL), PAYS.account: holding(100), WANTS.account: None, OTHER: None}
AFTER: State = {
    ME: plain(5 * SOL - RENT - FEE),
    PAYS.account: holding(90),
    WANTS.account: holding(504, mint=BONK),
    OTHER: None,
}


def check(
    after: State, before: State = BEFORE, calls: tuple[Within, ...] = (), demand: Demand = DEMAND
) -> Outcome:
    simulated = Simulated(None, 450, after, 7, calls)
    return check_outcome(demand, TRADE, before, simulated, fee=FEE)


@pytest.mark.parametrize("fee", [0, 5000, FEE])
def test_exactly_the_trade_is_right_whatever_the_engine_charges(fee: int) -> None:
    found = check({**AFTER, ME: plain(5 * SOL - RENT - fee)})
    assert found == Outcome(spent=10, arrived=504, rent=RENT, slippage_bps=79)


WRONG: Mapping[str, Mapping[str, Account | None]] = {
    "more SOL leaves": {ME: plain(5 * SOL - RENT - FEE - 1)},
    "SOL comes in": {ME: plain(5 * SOL - RENT + 1)},
    "the wallet is gone": {ME: None},
    "the wallet is a program's": {ME: plain(5 * SOL - RENT, BOB)},
    "the wallet holds data": {ME: plain(5 * SOL - RENT, data=b"x")},
    "more tokens leave": {PAYS.account: holding(89)},
    "fewer tokens leave": {PAYS.account: holding(91)},
    "the source is given away": {PAYS.account: holding(90, BOB)},
    "the source has a delegate": {PAYS.account: holding(90, delegate=(BOB, 1))},
    "the source can be closed by another": {PAYS.account: holding(90, closer=BOB)},
    "the source is frozen": {PAYS.account: holding(90, state=2)},
    "the source is closed": {PAYS.account: None},
    "less arrives": {WANTS.account: holding(499, mint=BONK)},
    "nothing arrives": {WANTS.account: None, ME: plain(5 * SOL - FEE)},
    "it arrives at somebody's": {WANTS.account: holding(504, BOB, mint=BONK)},
    "it arrives with a delegate": {WANTS.account: holding(504, mint=BONK, delegate=(BOB, 9))},
    "it arrives where another closes": {WANTS.account: holding(504, mint=BONK, closer=BOB)},
    "it arrives frozen": {WANTS.account: holding(504, mint=BONK, state=2)},
    "another account is opened": {OTHER: holding(0), ME: plain(5 * SOL - RENT - FEE)},
    "far more would arrive than must": {WANTS.account: holding(600, mint=BONK)},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(changed: Mapping[str, Account | None]) -> None:
    with pytest.raises(SimulationFailed):
        check({**AFTER, **changed})


@pytest.mark.parametrize(
    "other",
    [
        (holding(50, mint=BONK), holding(49, mint=BONK)),
        (holding(50), holding(51)),
        (holding(50), None),
        (holding(50), holding(50, delegate=(BOB, 1))),
        (holding(50, delegate=(BOB, 5)), holding(50, delegate=(BOB, 6))),
    ],
)
def test_an_account_that_is_no_part_of_it_stays_as_it_is(
    other: tuple[Account, Account | None],
) -> None:
    with pytest.raises(SimulationFailed, match="the account"):
        check({**AFTER, OTHER: other[1]}, {**BEFORE, OTHER: other[0]})
    check({**AFTER, OTHER: other[0]}, {**BEFORE, OTHER: other[0]})


def test_what_others_hold_is_theirs() -> None:
    check({**AFTER, OTHER: holding(5, BOB)}, {**BEFORE, OTHER: holding(7_000, BOB)})


def test_a_minimum_far_below_the_market_is_refused_within_the_slippage_that_was_asked_for() -> None:
    """The quote in a transaction is its maker's word: what it brings now is the chain's."""
    with pytest.raises(SimulationFailed, match=r"16.66 % less than it would bring now"):
        check({**AFTER, WANTS.account: holding(600, mint=BONK)})
    wide = replace(DEMAND, slippage_bps=1700)
    assert check({**AFTER, WANTS.account: holding(600, mint=BONK)}, demand=wide).arrived == 600


CALLS: list[Within] = [
    Within(TOKEN, "approve", (PAYS.account, BOB, ME)),
    Within(TOKEN, "setAuthority", (PAYS.account, ME)),
    Within(TOKEN, "closeAccount", (PAYS.account, ME, ME)),
    Within(SYSTEM, "assign", (ME,)),
    Within(SYSTEM, "advanceNonce", (OTHER, ME)),
    Within(STAKE, None, (OTHER, ME)),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.name}")
def test_a_program_does_not_use_the_wallets_signature_for_another_right(call: Within) -> None:
    with pytest.raises(SimulationFailed):
        check(AFTER, calls=(call,))
    check(AFTER, calls=(replace(call, accounts=(BOB,)),))
    check(AFTER, calls=(Within(TOKEN, "transferChecked", (PAYS.account, ME)),))


@pytest.mark.parametrize(
    ("spent", "right"), [(SOL, True), (SOL + FEE, True), (SOL + FEE + 1, False), (SOL - 1, False)]
)
def test_sol_that_is_paid_is_the_amount_and_at_most_the_fee(spent: int, right: bool) -> None:
    before: State = {ME: plain(5 * SOL), WANTS.account: holding(0, mint=BONK), COINS.account: None}
    after: State = {**before, ME: plain(5 * SOL - spent), WANTS.account: holding(504, mint=BONK)}
    simulated = Simulated(None, 1, after, 7)
    if right:
        check_outcome(SELLING, SOLD, before, simulated, fee=FEE)
    else:
        with pytest.raises(SimulationFailed, match="another amount leaves"):
            check_outcome(SELLING, SOLD, before, simulated, fee=FEE)


@pytest.mark.parametrize(
    ("arrived", "right"), [(SOL, True), (SOL - FEE, True), (SOL - FEE - 1, False), (0, False)]
)
def test_sol_that_arrives_is_the_minimum_less_the_fee_at_most(arrived: int, right: bool) -> None:
    before: State = {ME: plain(5 * SOL), PAYS.account: holding(100), COINS.account: None}
    after: State = {**before, ME: plain(5 * SOL + arrived), PAYS.account: holding(90)}
    simulated = Simulated(None, 1, after, 7)
    if right:
        check_outcome(BUYING, BUILT, before, simulated, fee=FEE)
    else:
        with pytest.raises(SimulationFailed, match="less arrives"):
            check_outcome(BUYING, BUILT, before, simulated, fee=FEE)


def test_the_account_of_wrapped_sol_may_not_stay() -> None:
    before: State = {ME: plain(5 * SOL), PAYS.account: holding(100), COINS.account: None}
    after: State = {
        ME: plain(6 * SOL - RENT),
        PAYS.account: holding(90),
        COINS.account: holding(0, mint=WRAPPED_SOL),
    }
    with pytest.raises(SimulationFailed, match="is opened"):
        check_outcome(BUYING, BUILT, before, Simulated(None, 1, after, 7), fee=FEE)


EFFECT = Effect(
    action="swap",
    chain="solana",
    chain_id=None,
    signer=ME,
    target=BOB,
    call="",
    moves=(Move(PAID, 10, BOB), Move(COIN, RENT, ME)),
    fee_asset=COIN,
    max_fee_units=FEE,
    gains=(Gain(BOUGHT, 500, ME),),
)
WIRE = Wire(0, Header(1, 0, 0), (ME, BOB), "1" * 32, (), (Lookup(OTHER, (1, 2), (3,)),))


def landed(
    *,
    fee: int = FEE,
    lamports: int = -FEE - RENT,
    paid: tuple[int, int] = (100, 90),
    bought: tuple[int, int] = (0, 500),
    owner: str = ME,
    other: tuple[int, int] = (7, 7),
    count: int = 5,
) -> Landed:
    before = (5 * SOL, *([0] * (count - 1)))
    after = (5 * SOL + lamports, *([0] * (count - 1)))

    def balances(which: int, pays_owner: str) -> tuple[TokenBalance, ...]:
        return (
            TokenBalance(2, USDC, pays_owner, paid[which]),
            TokenBalance(3, BONK, ME, bought[which]),
            TokenBalance(4, WRAPPED_SOL, ME, other[which]),
            TokenBalance(1, USDC, ALICE, 5 * which),
        )

    return Landed(9, fee, None, before, after, balances(0, ME), balances(1, owner))


def test_a_swap_that_came_out_as_promised_is_right() -> None:
    assert wallet_mismatch(EFFECT, WIRE, landed()) is None
    assert wallet_mismatch(EFFECT, WIRE, landed(lamports=-FEE, bought=(3, 900))) is None
    assert wallet_mismatch(EFFECT, WIRE, landed(paid=(100, 95))) is None


MISMATCHES: Mapping[str, tuple[Landed, str]] = {
    "more tokens left": (landed(paid=(100, 89)), "more tokens left"),
    "less arrived": (landed(bought=(0, 499)), "fewer arrived"),
    "nothing arrived": (landed(bought=(0, 0)), "fewer arrived"),
    "more SOL left": (landed(lamports=-FEE - RENT - 1), "more SOL left"),
    "another token left": (landed(other=(7, 6)), "more tokens left"),
    "the account is somebody else's": (landed(owner=BOB), "somebody else's now"),
    "the fee was higher": (landed(fee=FEE + 1), "fee was higher"),
    "another transaction": (landed(count=4), "another transaction"),
}


@pytest.mark.parametrize(("shown", "text"), MISMATCHES.values(), ids=MISMATCHES)
def test_a_swap_that_came_out_otherwise_is_told(shown: Landed, text: str) -> None:
    assert text in (wallet_mismatch(EFFECT, WIRE, shown) or "")


def test_sol_that_was_bought_counts_against_what_was_promised() -> None:
    bought = replace(EFFECT, gains=(Gain(COIN, SOL, ME),), moves=(Move(PAID, 10, BOB),))
    right = replace(landed(lamports=SOL - FEE), tokens_after=landed(bought=(0, 0)).tokens_after)
    assert wallet_mismatch(bought, WIRE, right) is None
    less = replace(landed(lamports=SOL - FEE - 1), tokens_after=landed(bought=(0, 0)).tokens_after)
    assert "less arrived" in (wallet_mismatch(bought, WIRE, less) or "")
