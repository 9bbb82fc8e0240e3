"""Whatever is changed in an honest proposal: it is refused, or does no more than was asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.chains.evm.assets import native_asset, token_asset
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.refusals import NotDecoded
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.swaps import Wanted, message_of, proposal, slippage_bps
from fiscus.chains.evm.tokens import load_tokens
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.door import Given, Intent, Proposed
from fiscus.core.errors import InvalidAmount, SimulationFailed
from fiscus.core.origins import Origin
from tests.chains.evm.decoding.test_trades import HONEST, V3
from tests.chains.evm.wallets import ME

TOKENS = load_tokens()
BASE = CHAINS["base"]
MADE = [row for row in HONEST if row[0] != V3]


def asset(token: str | None) -> Asset:
    known = TOKENS.by_address("base", token) if token else None
    return token_asset(known) if known else native_asset(BASE)


def wanted(sold: str | None, bought: str | None) -> Wanted:
    return Wanted(asset(sold), asset(bought), most=10, least=19, slippage_bps=100)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(MADE), st.integers(0, 10_000), st.integers(1, 255))
def test_no_changed_byte_takes_more_or_pays_somebody_else(
    made: tuple[str, bytes, int, str | None, str | None], at: int, by: int
) -> None:
    to, data, value, sold, bought = made
    index = at % len(data)
    changed = data[:index] + bytes([data[index] ^ by]) + data[index + 1 :]
    asked = wanted(sold, bought)
    try:
        _, _, effect = proposal(asked, Message(to, value, changed), Directory(BASE, TOKENS), ME)
    except SimulationFailed as exc:
        assert exc.code in {"NOT_DECODED", "CALL_REFUSED"}
        return
    (move,), (gain,) = effect.moves, effect.gains
    assert (move.asset, gain.asset, gain.to) == (asked.sold, asked.bought, ME)
    assert 0 < move.units <= 10
    assert gain.units >= 19


@pytest.mark.parametrize("made", MADE)
def test_the_honest_proposal_is_taken_and_a_greedier_one_is_not(
    made: tuple[str, bytes, int, str | None, str | None],
) -> None:
    to, data, value, sold, bought = made
    message, directory = Message(to, value, data), Directory(BASE, TOKENS)
    _, _, effect = proposal(wanted(sold, bought), message, directory, ME)
    assert [move.units for move in effect.moves] == [10]
    less = Wanted(asset(sold), asset(bought), most=9, least=19, slippage_bps=100)
    more = Wanted(asset(sold), asset(bought), most=10, least=20, slippage_bps=100)
    other = Wanted(asset(sold), token_asset(TOKENS.on_chain("base")[5]), 10, 1, 100)
    for asked in (less, more, other):
        with pytest.raises(SimulationFailed):
            proposal(asked, message, directory, ME)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=50), st.integers())
def test_what_is_no_transaction_is_refused_and_never_crashes(
    data: str, target: str, value: int
) -> None:
    try:
        message = message_of(Proposed(data, target, value))
    except NotDecoded:
        return
    assert 0 <= message.value_wei < 2**256


@pytest.mark.parametrize(("text", "bps"), [("0.5", 50), ("1", 100), ("3.25", 325), ("50", 5000)])
def test_slippage_is_percent(text: str, bps: int) -> None:
    assert slippage_bps(intent(text)) == bps


@pytest.mark.parametrize("text", ["0", "-1", "51", "100", "0.001", "1e1", "half", "NaN"])
def test_a_slippage_that_protects_from_nothing_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        slippage_bps(intent(text))


def test_one_percent_is_meant_where_nobody_says() -> None:
    assert slippage_bps(Intent("evm", "swap", {})) == 100


def intent(slippage: str) -> Intent:
    return Intent("evm", "swap", {"slippage": Given(slippage, Origin.USER)})
