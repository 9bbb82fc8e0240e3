"""Whether a simulation shows exactly the payment that was asked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fiscus.chains.evm.abi import APPROVAL_EVENT, TRANSFER_EVENT, address_word, uint_word
from fiscus.chains.evm.records import Log
from fiscus.chains.evm.simulate import NativeMove, Simulated
from fiscus.chains.evm.verdicts import (
    OTHERS,
    ROUNDED,
    UNSIMULATED,
    Expected,
    check_simulation,
    gas_of,
)
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import ChainError, InsufficientFunds, RpcRefused, SimulationFailed

ME, BOB, EVE = "0x" + "aA" * 20, "0x" + "bB" * 20, "0x" + "eE" * 20
TOKEN, OTHER = "0x" + "77" * 20, "0x" + "99" * 20
COIN = Expected(ME, BOB, Asset("base", None, "ETH", 18), 100)
PAID = NativeMove(ME.lower(), BOB.lower(), 100)


def token(decimals: int = 6) -> Expected:
    return Expected(ME, BOB, Asset("base", TOKEN, "TKN", decimals), 100)


def seen(
    *moves: NativeMove,
    out: int | None = -100,
    into: int | None = 100,
    logs: tuple[Log, ...] = (),
) -> Simulated:
    deltas: Mapping[tuple[str, str], int | None] = {(TOKEN, ME): out, (TOKEN, BOB): into}
    return Simulated(True, "", 50_000, native_moves=moves, token_deltas=deltas, logs=logs)


def event(contract: str, topic: str, owner: str, to: str, units: int = 1) -> Log:
    topics = (topic, *("0x" + address_word(who).hex() for who in (owner, to)))
    return Log(contract.lower(), topics, uint_word(units))


def refusal(code: int, text: str) -> RpcRefused:
    return RpcRefused("refused", rpc_code=code, detail=text, data=None)


@pytest.mark.covers("EVM-53")
def test_the_payment_and_nothing_else_passes() -> None:
    assert check_simulation(COIN, seen(PAID)) == []
    moved = event(TOKEN, TRANSFER_EVENT, ME, BOB, 100)
    assert check_simulation(token(), seen(logs=(moved,))) == []


@pytest.mark.parametrize(
    "moves",
    [
        (NativeMove(ME.lower(), BOB.lower(), 99),),
        (NativeMove(ME.lower(), EVE.lower(), 100),),
        (PAID, PAID),
        (PAID, NativeMove(ME.lower(), EVE.lower(), 1)),
        (PAID, NativeMove(BOB.lower(), ME.lower(), 1)),
    ],
)
def test_coin_that_moves_otherwise_is_refused(moves: tuple[NativeMove, ...]) -> None:
    with pytest.raises(SimulationFailed, match="other coin moves, too"):
        check_simulation(COIN, seen(*moves))


def test_what_a_recipient_does_with_its_own_coin_is_its_own_affair() -> None:
    onward = NativeMove(BOB.lower(), EVE.lower(), 100)
    assert check_simulation(COIN, seen(PAID, onward)) == []


def test_a_token_payment_moves_no_coin() -> None:
    with pytest.raises(SimulationFailed, match="native coin moves, too"):
        check_simulation(token(), seen(PAID))


@pytest.mark.parametrize("expected", [COIN, token()])
def test_other_tokens_that_leave_are_refused(expected: Expected) -> None:
    moves = () if expected.asset.address else (PAID,)
    stolen = event(OTHER, TRANSFER_EVENT, ME, EVE)
    with pytest.raises(SimulationFailed, match="other tokens leave the wallet, too"):
        check_simulation(expected, seen(*moves, logs=(stolen,)))


@pytest.mark.parametrize("contract", [TOKEN, OTHER])
def test_an_allowance_given_on_the_way_is_refused(contract: str) -> None:
    given = event(contract, APPROVAL_EVENT, ME, EVE, 2**255)
    with pytest.raises(SimulationFailed, match="somebody is allowed to spend"):
        check_simulation(token(), seen(logs=(given,)))


def test_tokens_that_arrive_on_the_way_are_no_harm() -> None:
    gift = event(OTHER, TRANSFER_EVENT, EVE, ME)
    assert check_simulation(COIN, seen(PAID, logs=(gift,))) == []


def test_other_contracts_that_take_part_are_asked_about() -> None:
    news = Log(OTHER, ("0x" + "12" * 32,), b"")
    assert check_simulation(token(), seen(logs=(news,))) == [OTHERS]


@pytest.mark.parametrize(
    ("out", "into", "said"),
    [
        (-101, 100, "0.000101 TKN would leave the wallet"),
        (-99, 100, "0.000099 TKN would leave the wallet"),
        (0, 0, "0 TKN would leave the wallet"),
        (100, 100, "-0.0001 TKN would leave the wallet"),
        (-100, 99, "0.000099 TKN would arrive instead"),
        (-100, 0, "0 TKN would arrive instead"),
        (None, 100, "the token does not tell balances"),
        (-100, None, "the token does not tell balances"),
    ],
)
def test_a_token_that_moves_another_amount_is_refused(
    out: int | None, into: int | None, said: str
) -> None:
    with pytest.raises(SimulationFailed, match=said):
        check_simulation(token(), seen(out=out, into=into))


def test_a_base_unit_lost_in_rounding_is_asked_about_where_it_is_worth_nothing() -> None:
    assert check_simulation(token(18), seen(out=-99, into=99)) == [ROUNDED]
    assert check_simulation(token(18), seen(out=-101, into=98)) == [ROUNDED]
    with pytest.raises(SimulationFailed):
        check_simulation(token(18), seen(out=-103))
    with pytest.raises(SimulationFailed):
        check_simulation(token(8), seen(out=-101))


def test_what_the_node_did_not_show_is_asked_about() -> None:
    untold = Simulated(True, "", None, native_moves=None, token_deltas=None, logs=())
    for expected in (COIN, token()):
        assert check_simulation(expected, untold) == [UNSIMULATED]
    assert check_simulation(COIN, seen()) == [UNSIMULATED]


@pytest.mark.parametrize(
    "error",
    [refusal(-32601, "Method not found"), refusal(-32602, "invalid params"), refusal(-32000, "?")],
)
def test_a_node_that_cannot_simulate_is_asked_about(error: RpcRefused) -> None:
    assert check_simulation(COIN, error) == [UNSIMULATED]


def test_a_payment_that_would_revert_is_refused_with_the_reason() -> None:
    failed = Simulated(False, "'paused'", 1, native_moves=(), token_deltas={}, logs=())
    with pytest.raises(SimulationFailed) as caught:
        check_simulation(token(), failed)
    assert caught.value.message == "Sending 0.0001 TKN would fail: 'paused'"
    with pytest.raises(SimulationFailed, match="execution reverted"):
        check_simulation(token(), refusal(3, "execution reverted"))


@pytest.mark.covers("EVM-48")
def test_an_estimate_that_is_refused_says_why() -> None:
    assert gas_of(21_000, COIN) == 21_000
    with pytest.raises(InsufficientFunds, match=r"Insufficient funds for 0\.0000000000000001 ETH"):
        gas_of(refusal(-32000, "insufficient funds for gas * price + value"), COIN)
    with pytest.raises(SimulationFailed, match="would fail"):
        gas_of(refusal(3, "execution reverted"), COIN)
    with pytest.raises(ChainError, match=r"Gas estimation failed for 0\.0001 TKN"):
        gas_of(refusal(-32000, "gas required exceeds allowance (0)"), token())
