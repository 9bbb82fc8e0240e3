"""Quotes out of fee histories: quiet, empty, spiking and lying ones."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.fees import (
    GAS_PRICE_ORACLE,
    GWEI,
    HIGHEST_WEI,
    MIN_TIP_WEI,
    SCROLL,
    SCROLL_ORACLE,
    AbsurdFee,
    FeeQuote,
    fee_query,
    from_gas_price,
    from_history,
    gas_limit,
    l1_fee_query,
)
from fiscus.chains.jsonrpc import Json
from tests.chains.evm.engine import Engine


def history(bases: list[int], tips: list[int], ratios: list[float] | None = None) -> Json:
    rewards: list[Json] = [[hex(tip)] for tip in tips]
    used: list[Json] = list(ratios if ratios is not None else [0.5] * len(tips))
    shown: list[Json] = [hex(base) for base in bases]
    return {"baseFeePerGas": shown, "gasUsedRatio": used, "reward": rewards}


def test_a_quiet_network_gets_twice_the_next_base_fee_and_the_usual_tip() -> None:
    quote = from_history(history([9, 9, 20 * GWEI], [GWEI, 2 * GWEI]))
    assert quote == FeeQuote(41 * GWEI, GWEI)
    assert quote.cap_wei(21_000) == 41 * GWEI * 21_000
    assert quote.fields() == {"maxFeePerGas": 41 * GWEI, "maxPriorityFeePerGas": GWEI}


def test_one_spiking_block_does_not_set_the_tip() -> None:
    quote = from_history(history([GWEI] * 6, [GWEI, GWEI, 900 * GWEI, GWEI, 2 * GWEI]))
    assert quote.tip_wei == GWEI


def test_empty_blocks_say_nothing_about_tips() -> None:
    quote = from_history(history([GWEI] * 5, [0, 0, 0, 3 * GWEI], [0, 0.0, 0, 0.9]))
    assert quote.tip_wei == 3 * GWEI


@pytest.mark.parametrize("base", [0, 1, 7])
def test_a_base_fee_of_nothing_still_pays_the_least_tip(base: int) -> None:
    assert from_history(history([base] * 3, [0, 0])) == FeeQuote(
        2 * base + MIN_TIP_WEI, MIN_TIP_WEI
    )


def test_a_node_without_rewards_gets_the_least_tip() -> None:
    assert from_history({"baseFeePerGas": [hex(GWEI)], "gasUsedRatio": []}).tip_wei == MIN_TIP_WEI


@given(st.integers(0, HIGHEST_WEI // 4), st.lists(st.integers(0, HIGHEST_WEI // 4), max_size=9))
def test_the_offer_always_covers_base_fee_and_tip(base: int, tips: list[int]) -> None:
    quote = from_history(history([base], tips))
    assert quote.tip_wei is not None
    assert quote.max_fee_wei >= base + quote.tip_wei
    assert quote.tip_wei >= MIN_TIP_WEI


@pytest.mark.parametrize(
    "shown",
    [
        history([HIGHEST_WEI], [0]),
        history([GWEI], [HIGHEST_WEI]),
        history([2**255], [0]),
    ],
)
def test_an_absurd_fee_is_refused(shown: Json) -> None:
    with pytest.raises(AbsurdFee, match="gwei a unit of gas"):
        from_history(shown)


def test_an_absurd_legacy_fee_is_refused() -> None:
    with pytest.raises(AbsurdFee):
        from_gas_price(hex(HIGHEST_WEI))


def test_a_legacy_network_gets_its_price_and_an_eighth() -> None:
    quote = from_gas_price(hex(8 * GWEI))
    assert quote == FeeQuote(9 * GWEI)
    assert quote.fields() == {"gasPrice": 9 * GWEI}


@pytest.mark.parametrize(
    "shown",
    [None, {}, {"baseFeePerGas": []}, {"baseFeePerGas": [5], "gasUsedRatio": []},
     {"baseFeePerGas": ["0x1"], "gasUsedRatio": None}],
)  # fmt: skip
def test_a_broken_history_is_a_bad_answer(shown: Json) -> None:
    with pytest.raises(BadAnswer):
        from_history(shown)


@pytest.mark.covers("EVM-52", "M-4")
@pytest.mark.parametrize(
    ("estimate", "limit"), [(21_000, 21_000), (21_001, 25_202), (50_000, 60_000), (65_003, 78_004)]
)
def test_gas_gets_a_fifth_more_except_for_a_plain_transfer(estimate: int, limit: int) -> None:
    assert gas_limit(estimate) == limit


@pytest.mark.parametrize("estimate", [0, 20_999, 10**9])
def test_an_absurd_estimate_is_refused(estimate: int) -> None:
    with pytest.raises(AbsurdFee):
        gas_limit(estimate)


async def test_a_quote_of_a_real_chain_is_one_call(client: EvmClient, engine: Engine) -> None:
    await engine.do("anvil_setNextBlockBaseFeePerGas", hex(5 * GWEI))
    before = client.pool.stats.requests
    quote = await client.ask(fee_query(client.chain))
    assert quote == FeeQuote(10 * GWEI + MIN_TIP_WEI, MIN_TIP_WEI)
    assert client.pool.stats.requests - before == 1


async def test_a_legacy_quote_of_a_real_chain_is_one_call(client: EvmClient) -> None:
    legacy = next(chain for chain in CHAINS.values() if chain.legacy_fees)
    quote = await client.ask(fee_query(legacy))
    assert quote.tip_wei is None
    assert quote.max_fee_wei > 0


async def test_the_data_fee_of_a_rollup_is_known_where_there_is_one(
    client: EvmClient, engine: Engine
) -> None:
    assert await client.ask(l1_fee_query(client.chain, 120)) == 0
    await engine.place("GasPriceOracle", GAS_PRICE_ORACLE)
    assert await client.ask(l1_fee_query(client.chain, 120)) == 120_000


async def test_scroll_is_asked_for_the_fee_of_data_that_nothing_makes_smaller(
    client: EvmClient, engine: Engine
) -> None:
    scroll = CHAINS[SCROLL]
    assert await client.ask(l1_fee_query(scroll, 120)) == 0
    # Answers a thousand for every byte of its calldata: selector, offset, length, and the bytes
    # with their signature, padded.
    await engine.do("anvil_setCode", SCROLL_ORACLE, "0x366103e8025f5260205ff3")
    assert await client.ask(l1_fee_query(scroll, 120)) == (4 + 32 + 32 + 192) * 1000
    (sent,) = l1_fee_query(scroll, 120).call.params[:1]
    assert isinstance(sent, dict)
    data = bytes.fromhex(str(sent["data"])[2 + 2 * 68 :])[:188]
    assert len(zlib.compress(data)) >= 188
