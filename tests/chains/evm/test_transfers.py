"""Payments that land on a real chain, exactly as they were asked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.facts import Prices
from fiscus.chains.evm.fees import FeeQuote
from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    InsufficientFunds,
)
from tests.chains import market
from tests.chains.evm.bank import DAI, UNIT, USDC, Bank
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, open_wallet
from tests.chains.proxy import Proxy, proxied


@pytest.fixture
async def bank(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Bank]:
    async with proxied(base_url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Bank(wallet, engine, proxy)


@pytest.mark.parametrize(
    ("amount", "wei"),
    [
        ("0.001", 1_000_000_000_000_000),
        ("1.234567890123456789", 1_234_567_890_123_456_789),
        ("0.000000000000000001", 1),
        ("1.50", 3 * UNIT // 2),
        ("9000", 9000 * UNIT),
    ],
)
async def test_native_coin_lands_to_the_wei(bank: Bank, amount: str, wei: int) -> None:
    mine, his = await bank.coin(ME), await bank.coin()
    outcome = await bank.wallet.pay(amount)
    sent = await bank.landed(outcome)
    assert (sent["value"], sent["input"], sent["chainId"]) == (hex(wei), "0x", "0x2105")
    assert (sent["from"], sent["to"]) == (ME.lower(), BOB.lower())
    assert outcome.amount_units == wei
    assert outcome.fee_units is not None
    assert await bank.coin() - his == wei
    assert mine - await bank.coin(ME) == wei + outcome.fee_units
    assert outcome.explorer_url == f"https://basescan.org/tx/{outcome.hash}"


@pytest.mark.parametrize(
    ("token", "decimals", "amount", "units"),
    [
        (USDC, 6, "100", 100_000_000),
        (USDC, 6, "0.000001", 1),
        (DAI, 18, "0.1", UNIT // 10),
    ],
)
async def test_a_listed_token_moves_at_its_own_decimals_and_no_coin(
    bank: Bank, token: str, decimals: int, amount: str, units: int
) -> None:
    await bank.usdc(2 * units, at=token)
    coin = await bank.coin()
    outcome = await bank.wallet.pay(amount, "usdc" if token == USDC else "DAI")
    sent = await bank.landed(outcome)
    assert (sent["to"], sent["value"]) == (token.lower(), "0x0")
    assert await bank.units(token) == await bank.units(token, ME) == units
    assert await bank.coin() == coin
    assert (outcome.amount_units, outcome.token_address) == (units, token)


@pytest.mark.parametrize("decimals", [0, 2, 24, 36])
async def test_a_token_on_no_list_moves_at_the_decimals_that_its_contract_tells(
    bank: Bank, decimals: int
) -> None:
    token = await bank.unlisted("Odd", decimals, 5 * 10**decimals)
    outcome = await bank.wallet.pay("2", token)
    assert (outcome.state, outcome.token) == (State.PLANNED, "Odd")
    assert outcome.approval is not None
    assert f"'Odd' at {checksum(token)} is on no list" in " ".join(outcome.approval.reasons)
    done = await bank.wallet.pay("2", token, consent=Consent.GIVEN)
    await bank.landed(done)
    assert await bank.units(token) == 2 * 10**decimals


async def test_an_unlisted_token_that_calls_itself_like_a_listed_one_is_told_apart(
    bank: Bank,
) -> None:
    token = await bank.unlisted("USDC", 6, 10**6)
    outcome = await bank.wallet.pay("1", token)
    assert outcome.approval is not None
    reasons = " ".join(outcome.approval.reasons)
    assert "It is not the USDC" in reasons
    assert checksum(token) in outcome.approval.summary


async def test_all_of_the_coin_lands_and_leaves_nothing_negative(bank: Bank) -> None:
    outcome = await bank.wallet.pay("all")
    await bank.landed(outcome)
    left = await bank.coin(ME)
    assert 0 <= left < 10**15
    assert outcome.amount_units == await bank.coin()
    with pytest.raises(InsufficientFunds):
        await bank.wallet.pay("all")


@pytest.mark.parametrize(
    ("amount", "thousandths"), [("half", 500), ("50%", 500), ("40%", 400), ("0.5%", 5)]
)
async def test_a_share_of_the_coin_is_that_share(bank: Bank, amount: str, thousandths: int) -> None:
    before, his = await bank.coin(ME), await bank.coin()
    outcome = await bank.wallet.pay(amount)
    await bank.landed(outcome)
    assert outcome.amount_units == before * thousandths // 1000 == await bank.coin() - his


@pytest.mark.parametrize(
    ("amount", "units"),
    [("all", 1_000_001), ("max", 1_000_001), ("half", 500_000), ("40%", 400_000), ("1%", 10_000)],
)
async def test_a_share_of_a_token_is_that_share_rounded_down(
    bank: Bank, amount: str, units: int
) -> None:
    await bank.usdc(1_000_001)
    await bank.landed(await bank.wallet.pay(amount, "USDC"))
    assert await bank.units(USDC) == units


async def test_dollars_worth_is_never_more_than_the_dollars(
    base_url: str, engine: Engine, home: Path
) -> None:
    prices = market.Market({"ethereum": '{"usd": 3000.07}'})
    async with (
        market.serve(prices),
        open_wallet(home, base_url, COINGECKO_API_URL=prices.url) as wallet,
    ):
        bank = Bank(wallet, engine, Proxy(""))
        outcome = await wallet.pay("$25")
        await bank.landed(outcome)
        exact = 25 * UNIT * 100 / 300007
        assert outcome.amount_units == int(25 * UNIT * 100 // 300007) <= exact
        assert outcome.amount_units == await bank.coin()
        await bank.usdc(50_000_000)
        await bank.landed(await wallet.pay("$25.5", "USDC"))
        assert await bank.units(USDC) == 25_500_000


@given(
    base=st.integers(min_value=0, max_value=10**12),
    tip=st.integers(min_value=0, max_value=10**12),
    l1_fee=st.integers(min_value=0, max_value=10**15),
    gas=st.integers(min_value=21_000, max_value=10**7),
    most=st.integers(min_value=0, max_value=10**20),
)
def test_a_lowered_fee_stays_within_the_cap_and_outbids_a_block(
    base: int, tip: int, l1_fee: int, gas: int, most: int
) -> None:
    prices = Prices(FeeQuote(2 * base + tip, tip), l1_fee)
    lowered = prices.capped(gas, most)
    if lowered is not prices:
        assert lowered.cap_wei(gas) <= most
        assert (lowered.l1_fee_wei, lowered.fee.tip_wei) == (l1_fee, tip)
        assert lowered.fee.max_fee_wei * 8 >= 9 * base + 8 * tip


async def test_a_rollups_fee_for_data_is_kept_back_and_told(bank: Bank) -> None:
    await bank.engine.place("GasPriceOracle", "0x420000000000000000000000000000000000000F")
    plain = await bank.wallet.pay("1")
    assert bank.proxy.count("eth_call") == 1
    before = await bank.coin(ME)
    outcome = await bank.wallet.pay("all")
    await bank.landed(outcome)
    # The stand-in takes 1000 wei for each of 120 bytes.
    assert outcome.amount_units <= before - 120_000 - 21_000 * 10**6
    assert plain.state is State.CONFIRMED


async def test_all_of_the_coin_lands_though_fees_rise_meanwhile(bank: Bank) -> None:
    history: Json = {"baseFeePerGas": ["0x3b9aca00", "0x3b9aca00"], "gasUsedRatio": [0.5]}
    risen: Json = {"baseFeePerGas": ["0x3b9aca00", "0x41cdb400"], "gasUsedRatio": [1.0]}
    answers = [history, risen]
    bank.proxy.changes["eth_feeHistory"] = lambda params, result: answers.pop(0)
    await bank.engine.do("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00")
    await bank.landed(await bank.wallet.pay("all"))
