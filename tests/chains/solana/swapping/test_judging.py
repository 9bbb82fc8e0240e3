"""A real route from its bytes to what an owner is shown, with what a node would say beside it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import replace

import pytest

from fiscus.chains.solana.derivation import key_bytes
from fiscus.chains.solana.programs import ASSOCIATED_TOKEN, JUPITER, STAKE, SYSTEM, TOKEN
from fiscus.chains.solana.records import Account, Blockhash
from fiscus.chains.solana.simulate import Seen, Simulated, State
from fiscus.chains.solana.swapping.planner import effect_of, judge
from fiscus.chains.solana.within import Within
from fiscus.core.errors import InsufficientFunds, SimulationFailed
from tests.chains.solana.decoding.test_jupiter import ROUTE, USDC, WALLET, recorded
from tests.chains.solana.swapping.test_routes import ASKED, SOL_COIN, THIEF, USDCS

SOL, RENT, FEE = 10**9, 2_039_280, 105_000
MARKET = "goonuddtQRrWqqn5nFyczVKaie28f3kDkHWkHtURSLE"
BLOCK = Blockhash("1" * 32, 9)


def holding(units: int, owner: str = WALLET, mint: str = USDC) -> Account:
    data = bytearray(165)
    data[:72] = key_bytes(mint) + key_bytes(owner) + struct.pack("<Q", units)
    data[108] = 1
    return Account(RENT, TOKEN, bytes(data))


BEFORE: State = {
    **dict.fromkeys(recorded(ROUTE).written),
    WALLET: Account(3 * SOL, SYSTEM),
    USDCS.account: holding(5),
}
AFTER: State = {
    **BEFORE,
    WALLET: Account(2 * SOL - FEE, SYSTEM),
    USDCS.account: holding(77_616_135),
}
CALLS = (
    Within(MARKET, None, (WALLET, USDCS.account)),
    Within(TOKEN, "transferChecked", (WALLET,)),
)


def seen(
    after: Mapping[str, Account | None] = AFTER, before: Mapping[str, Account | None] = BEFORE
) -> Seen:
    return Seen(before, Simulated(None, 90_000, after, 7, CALLS), BLOCK)


@pytest.mark.covers("SOL-66")
@pytest.mark.parametrize(
    ("code", "text"),
    [
        (6001, "the price has moved by more than the slippage allows"),
        (6017, "the exact amount could not be reached"),
        (1, "there is not enough of it"),
        (6099, "a program ends with error 6099"),
    ],
)
def test_an_error_of_jupiters_own_is_told_in_our_words(code: int, text: str) -> None:
    at = [part.program for part in recorded(ROUTE).instructions].index(JUPITER)
    failed = replace(seen().simulated, failure={"InstructionError": [at, {"Custom": code}]})
    with pytest.raises(SimulationFailed, match=text):
        judge(recorded(ROUTE), ASKED, replace(seen(), simulated=failed))
    other = replace(seen().simulated, failure={"InstructionError": [0, {"Custom": 6001}]})
    with pytest.raises(SimulationFailed, match="error 6001"):
        judge(recorded(ROUTE), ASKED, replace(seen(), simulated=other))


def test_what_it_does_is_told_with_every_program_that_runs() -> None:
    judged = judge(recorded(ROUTE), ASKED, seen())
    effect = effect_of(SOL_COIN, ASKED, judged, seen().simulated)
    assert [(move.asset, move.units, move.to) for move in effect.moves] == [
        (SOL_COIN, SOL, JUPITER)
    ]
    assert [(gain.asset.symbol, gain.units, gain.to) for gain in effect.gains] == [
        ("USDC", 77_228_050, WALLET)
    ]
    assert (effect.target, effect.max_fee_units, effect.grants) == (JUPITER, FEE, ())
    assert effect.call == (
        "createIdempotent() transfer() syncNative() jupiter.route() closeAccount()"
    )
    assert {call.program for call in effect.calls} == {
        ASSOCIATED_TOKEN,
        SYSTEM,
        TOKEN,
        JUPITER,
        MARKET,
    }
    assert judged.outcome.slippage_bps == 49


@pytest.mark.parametrize(
    "changed",
    [
        {USDCS.account: holding(77_228_054)},
        {USDCS.account: holding(5)},
        {WALLET: Account(2 * SOL - FEE - 1, SYSTEM)},
        {WALLET: Account(SOL, SYSTEM)},
        {WALLET: Account(2 * SOL - FEE, STAKE)},
        {USDCS.account: holding(77_616_135, THIEF)},
        {USDCS.account: holding(770_000_000)},
    ],
)
def test_what_a_node_shows_otherwise_is_not_signed(changed: dict[str, Account | None]) -> None:
    with pytest.raises(SimulationFailed):
        judge(recorded(ROUTE), ASKED, seen({**AFTER, **changed}))


def bystanders() -> dict[str, Account]:
    nonce = key_bytes(WALLET).ljust(80, b"\0")
    return {
        "another token account of the wallet": holding(7),
        "an account that the wallet may close": replace(
            holding(7, THIEF),
            data=holding(7, THIEF).data[:129] + b"\1\0\0\0" + key_bytes(WALLET),
        ),
        "a stake account of the wallet": Account(1, STAKE, bytes(12) + key_bytes(WALLET)),
        "a nonce account of the wallet": Account(1, SYSTEM, nonce),
    }


@pytest.mark.parametrize("account", bystanders().values(), ids=bystanders())
def test_nothing_else_of_the_wallets_may_be_within_reach(account: Account) -> None:
    """Even where the simulation leaves it as it is: a program can tell one."""
    reached = next(
        address
        for address in recorded(ROUTE).written
        if address not in {WALLET, USDCS.account} and address != ASKED.pays.account
    )
    with pytest.raises(SimulationFailed, match="another account of the wallet"):
        judge(
            recorded(ROUTE),
            ASKED,
            seen({**AFTER, reached: account}, {**BEFORE, reached: account}),
        )
    theirs = holding(7, THIEF)
    judge(recorded(ROUTE), ASKED, seen({**AFTER, reached: theirs}, {**BEFORE, reached: theirs}))


def test_more_than_there_is_is_told_before_the_chain_says_so() -> None:
    poor = {**BEFORE, WALLET: Account(SOL - 1, SYSTEM)}
    with pytest.raises(InsufficientFunds):
        judge(recorded(ROUTE), ASKED, seen(AFTER, poor))
