"""Swaps on real markets, exact rights to spend, and wrapped coin, through the whole desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscus.chains.evm.rights import NothingToRevoke, ResetFirst
from fiscus.chains.evm.swaps import AllowanceMissing
from fiscus.chains.wallets.history import tell_payments
from fiscus.core.desk.door import Consent, Proposed
from fiscus.core.desk.outcome import State
from fiscus.core.errors import InsufficientFunds, InvalidAmount, RequestError, SimulationFailed
from tests.chains.evm.decoding.encoding import Given, calldata, command
from tests.chains.evm.market import (
    DAI,
    DIAMOND,
    PERMIT2,
    ROUTER_02,
    TAXED,
    UNIT,
    UNIVERSAL,
    USDC,
    USDT,
    V2,
    WETH,
    Market,
)
from tests.chains.evm.wallets import BOB, ME
from tests.chains.proxy import refusing

ETH_FOR_USDC = {"amount": "1", "token": "ETH", "to_token": "USDC"}
USDC_FOR_ETH = {"amount": "2000", "token": "USDC", "to_token": "ETH"}
DAI_FOR_USDC = {"amount": "100", "token": "DAI", "to_token": "USDC"}
SIMULATE = "eth_simulateV1"


def v2(name: str, *values: Given, value: int = 0) -> Proposed:
    data = calldata("uniswap-v2-router", name, *values)
    return Proposed("0x" + data.hex(), V2, value)


def by_02(market: Market, *calls: bytes, value: int = 0) -> Proposed:
    data = calldata("swap-router-02", "multicall(uint256,bytes[])", market.later, list(calls))
    return Proposed("0x" + data.hex(), ROUTER_02, value)


def single(sold: str, bought: str, units: int, least: int, *, to: str = ME) -> bytes:
    params: Given = {
        "tokenIn": sold,
        "tokenOut": bought,
        "fee": 3000,
        "recipient": to,
        "amountIn": units,
        "amountOutMinimum": least,
        "sqrtPriceLimitX96": 0,
    }
    return calldata("swap-router-02", "exactInputSingle", params)


def coin_for_usdc(market: Market, least: int = 1_985_000_000) -> Proposed:
    return v2("swapExactETHForTokens", least, [WETH, USDC], ME, market.later, value=UNIT)


def dai_for_usdc(market: Market, units: int = 100 * UNIT, least: int = 98_000_000) -> Proposed:
    path: Given = [DAI, WETH, USDC]
    return v2("swapExactTokensForTokens", units, least, path, ME, market.later)


async def test_coin_is_swapped_for_tokens_on_uniswap_v2(market: Market) -> None:
    before, coin = market.chain.units(USDC), market.chain.coin(ME)
    done = await market.landed("swap", coin_for_usdc(market), **ETH_FOR_USDC)
    assert (done.amount, done.token, done.gains) == ("1", "ETH", "1985 USDC")
    assert (done.recipient, done.recipient_name) == (V2, "Uniswap v2 Router02")
    assert 1_985_000_000 <= market.chain.units(USDC) - before <= 2_000_000_000
    assert done.fee_units is not None
    assert coin - market.chain.coin(ME) == UNIT + done.fee_units


async def test_tokens_are_swapped_for_coin_with_an_exact_right_and_none_is_left(
    market: Market,
) -> None:
    await market.landed("approve", amount="2000", token="USDC", spender=V2)
    path: Given = [USDC, WETH]
    proposed = v2("swapExactTokensForETH", 2 * 10**9, 99 * UNIT // 100, path, ME, market.later)
    coin, usdc = market.chain.coin(ME), market.chain.units(USDC)
    done = await market.landed("swap", proposed, **USDC_FOR_ETH)
    assert usdc - market.chain.units(USDC) == 2 * 10**9
    assert done.fee_units is not None
    assert market.chain.coin(ME) - coin + done.fee_units >= 99 * UNIT // 100
    assert market.chain.right(USDC, V2) == 0


async def test_coin_is_swapped_on_uniswap_v3_and_tokens_back_to_coin(market: Market) -> None:
    usdc = market.chain.units(USDC)
    proposed = by_02(market, single(WETH, USDC, UNIT, 1_985_000_000), value=UNIT)
    await market.landed("swap", proposed, **ETH_FOR_USDC)
    assert market.chain.units(USDC) - usdc >= 1_985_000_000
    await market.landed("approve", amount="2000", token="USDC", spender=ROUTER_02)
    router = "0x" + "0" * 39 + "2"
    back = by_02(
        market,
        single(USDC, WETH, 2 * 10**9, 1, to=router),
        calldata("swap-router-02", "unwrapWETH9(uint256,address)", 99 * UNIT // 100, ME),
    )
    coin = market.chain.coin(ME)
    done = await market.landed("swap", back, **USDC_FOR_ETH)
    assert done.gains == "0.99 ETH"
    assert market.chain.coin(ME) - coin > 98 * UNIT // 100


async def test_coin_is_swapped_by_the_universal_router(market: Market) -> None:
    router, me = "0x" + "0" * 39 + "2", "0x" + "0" * 39 + "1"
    path = bytes.fromhex(WETH[2:]) + (3000).to_bytes(3, "big") + bytes.fromhex(USDC[2:])
    inputs: Given = [
        command(0x0B, router, UNIT),
        command(0x00, me, 2**255, 1_985_000_000, path, False),
    ]
    data = calldata("universal-router", "execute", b"\x0b\x00", inputs, market.later)
    usdc = market.chain.units(USDC)
    proposed = Proposed("0x" + data.hex(), UNIVERSAL, UNIT)
    done = await market.landed("swap", proposed, **ETH_FOR_USDC)
    assert done.recipient_name == "Uniswap Universal Router 2"
    assert market.chain.units(USDC) - usdc >= 1_985_000_000


async def test_an_aggregators_answer_lands_by_the_contract_that_guarantees_it(
    market: Market,
) -> None:
    exchange: list[Given] = [100 * UNIT, 1, [DAI, WETH, USDC], DIAMOND, market.later]
    swap: Given = {
        "callTo": V2,
        "approveTo": V2,
        "sendingAssetId": DAI,
        "receivingAssetId": USDC,
        "fromAmount": 100 * UNIT,
        "callData": calldata("uniswap-v2-router", "swapExactTokensForTokens", *exchange),
        "requiresDeposit": True,
    }
    values: list[Given] = [b"\1" * 32, "fiscus", "", ME, 98_500_000, swap]
    data = calldata("lifi", "swapTokensSingleV3ERC20ToERC20", *values)
    proposed = Proposed("0x" + data.hex(), DIAMOND)
    error = await market.refused(AllowanceMissing, "swap", proposed, **DAI_FOR_USDC)
    assert error.context["spender"] == DIAMOND
    await market.landed("approve", amount="100", token="DAI", spender=DIAMOND)
    usdc, dai = market.chain.units(USDC), market.chain.units(DAI)
    done = await market.landed("swap", proposed, min_out="98.5", **DAI_FOR_USDC)
    assert (done.recipient_name, done.gains) == ("LI.FI Diamond", "98.5 USDC")
    assert market.chain.units(USDC) - usdc >= 98_500_000
    assert dai - market.chain.units(DAI) == 100 * UNIT
    assert market.chain.right(DAI, DIAMOND) == 0


async def test_a_right_that_permit2_keeps_is_exact_and_ends(market: Market) -> None:
    path = bytes.fromhex(USDC[2:]) + (3000).to_bytes(3, "big") + bytes.fromhex(WETH[2:])
    me, until = "0x" + "0" * 39 + "1", str(market.later)
    inputs: Given = [command(0x00, me, 2 * 10**9, 99 * UNIT // 100, path, True)]
    data = calldata("universal-router", "execute", b"\x00", inputs, market.later)
    proposed = Proposed("0x" + data.hex(), UNIVERSAL)
    words = {"amount": "2000", "token": "USDC", "to_token": "WETH"}
    error = await market.refused(AllowanceMissing, "swap", proposed, **words)
    assert (error.context["spender"], "through" in error.context) == (PERMIT2, False)
    await market.landed("approve", amount="2000", token="USDC", spender=PERMIT2)
    error = await market.refused(AllowanceMissing, "swap", proposed, **words)
    assert (error.context["spender"], error.context["through"]) == (UNIVERSAL, PERMIT2)
    right = {"token": "USDC", "spender": UNIVERSAL, "through": "permit2"}
    done = await market.landed("approve", amount="2000", until=until, **right)
    assert (done.deed, done.recipient) == ("allow", UNIVERSAL)
    assert market.chain.kept(USDC, UNIVERSAL) == 2 * 10**9
    weth = market.chain.units(WETH)
    await market.landed("swap", proposed, **words)
    assert market.chain.units(WETH) - weth >= 99 * UNIT // 100
    assert market.chain.kept(USDC, UNIVERSAL) == 0
    await market.landed("approve", amount="1", until=until, **right)
    await market.landed("revoke", **right)
    assert market.chain.kept(USDC, UNIVERSAL) == 0
    for end in ("", "soon", "1", str(market.later + 10**6)):
        await market.refused(RequestError, "approve", amount="1", until=end, **right)


async def test_what_was_asked_for_exactly_arrives_and_the_most_that_leaves_is_kept(
    market: Market,
) -> None:
    await market.landed("approve", amount="105", token="DAI", spender=V2)
    path: Given = [DAI, WETH, USDC]
    proposed = v2("swapTokensForExactTokens", 100 * 10**6, 102 * UNIT, path, ME, market.later)
    usdc = market.chain.units(USDC)
    words = {"amount": "100", "token": "DAI", "to_token": "USDC", "amount_side": "out"}
    done = await market.landed("swap", proposed, max_in="102", **words)
    assert market.chain.units(USDC) - usdc == 100 * 10**6
    assert done.amount == "102"
    await market.refused(RequestError, "swap", proposed, **words)
    error = await market.refused(SimulationFailed, "swap", proposed, max_in="101", **words)
    assert "takes 102 DAI, not at most 101 DAI" in error.message
    for most, most_said in ((101, {}), (102, {"max_in": "101"}), (101, {"max_in": "102"})):
        promised = replace(proposed, most_in=most * UNIT)
        error = await market.refused(SimulationFailed, "swap", promised, **words, **most_said)
        assert "takes 102 DAI, not at most 101 DAI" in error.message
    promised = replace(proposed, most_in=102 * UNIT)
    await market.refused(AllowanceMissing, "swap", promised, **words)


async def test_what_its_maker_promises_must_be_in_the_transaction(market: Market) -> None:
    proposed = v2(
        "swapExactTokensForTokens", 100 * UNIT, 98 * 10**6, [DAI, WETH, USDC], ME, market.later
    )
    more = replace(proposed, least_out=98 * 10**6 + 1)
    for said in ({}, {"min_out": "97"}):
        error = await market.refused(SimulationFailed, "swap", more, **DAI_FOR_USDC, **said)
        assert "promises 98 USDC, not at least 98.000001 USDC" in error.message
    kept = replace(proposed, least_out=98 * 10**6)
    await market.refused(AllowanceMissing, "swap", kept, **DAI_FOR_USDC)


async def test_a_token_that_taxes_its_transfers_is_swapped_for_what_really_arrives(
    market: Market,
) -> None:
    await market.landed("approve", amount="100", token=TAXED, spender=V2)
    name = "swapExactTokensForTokensSupportingFeeOnTransferTokens"
    path: Given = [TAXED, WETH, USDC]
    proposed = v2(name, 100 * UNIT, 98_600_000, path, ME, market.later)
    usdc = market.chain.units(USDC)
    await market.landed("swap", proposed, amount="100", token=TAXED, to_token="USDC")
    assert 98_600_000 <= market.chain.units(USDC) - usdc < 99_600_000


@pytest.mark.covers("EVM-54")
async def test_a_swap_without_the_right_to_take_the_token_says_exactly_what_is_missing(
    market: Market,
) -> None:
    error = await market.refused(AllowanceMissing, "swap", dai_for_usdc(market), **DAI_FOR_USDC)
    assert error.code == "ALLOWANCE_MISSING"
    assert error.context == {
        "spender": V2,
        "token": DAI,
        "units": 100 * UNIT,
        "allowed": 0,
    }
    await market.landed("approve", amount="100", token="DAI", spender=V2)
    await market.landed("swap", dai_for_usdc(market), **DAI_FOR_USDC)


async def test_more_than_there_is_cannot_be_swapped(market: Market) -> None:
    units = 10**28
    words = {"amount": "10000000000", "token": "DAI", "to_token": "USDC"}
    proposed = dai_for_usdc(market, units, 1)
    await market.refused(InsufficientFunds, "swap", proposed, **words)
    path: Given = [WETH, USDC]
    rich = v2("swapExactETHForTokens", 1, path, ME, market.later, value=20_000 * UNIT)
    words = {"amount": "20000", "token": "ETH", "to_token": "USDC"}
    error = await market.refused(InsufficientFunds, "swap", rich, **words)
    assert "the wallet has 10000 ETH" in error.message


async def test_a_swap_waits_for_a_yes_that_buys_exactly_what_was_shown(market: Market) -> None:
    asked = await market.do("swap", coin_for_usdc(market), Consent.ASK, **ETH_FOR_USDC)
    assert (asked.state, asked.gains) == (State.PLANNED, "1985 USDC")
    assert asked.approval is not None
    assert asked.approval.summary.startswith(
        "Swap 1 ETH for at least 1985 USDC on Base through Uniswap v2 Router02 (0x4752"
    )
    done = await market.approve(asked)
    assert (done.state, done.detail) == (State.CONFIRMED, None)


async def test_a_right_to_spend_is_exactly_what_was_said(market: Market) -> None:
    done = await market.landed("approve", amount="50", token="USDC", spender=V2)
    assert (done.amount, done.token, done.recipient, done.deed) == ("50", "USDC", V2, "allow")
    assert market.chain.right(USDC, V2) == 50 * 10**6
    await market.landed("approve", amount="7", token="USDC", spender=V2)
    assert market.chain.right(USDC, V2) == 7 * 10**6
    latest = await market.wallet.agent.desk.recent(f"evm:{ME}", 1)
    told = tell_payments(latest, lambda chain: "Base", wallet=ME).text
    whom = f"Uniswap v2 Router02 ({V2})"
    assert f"confirmed: the permission for {whom} to spend 7 USDC on Base https://" in told


async def test_a_right_is_taken_back_and_one_that_is_not_there_is_told(market: Market) -> None:
    market.chain.allow(USDC, BOB, 2**256 - 1)
    done = await market.landed("revoke", token="USDC", spender=BOB)
    assert done.deed == "revoke"
    assert market.chain.right(USDC, BOB) == 0
    error = await market.refused(NothingToRevoke, "revoke", token="USDC", spender=BOB)
    assert "may not spend any USDC" in error.message


async def test_a_token_that_wants_the_old_right_back_first_is_two_steps(market: Market) -> None:
    await market.landed("approve", amount="5", token="USDT", spender=V2)
    error = await market.refused(ResetFirst, "approve", amount="9", token="USDT", spender=V2)
    assert error.hint is not None
    assert "two transactions" in error.hint
    assert "may still spend 5 USDT" in error.message
    await market.landed("revoke", token="USDT", spender=V2)
    await market.landed("approve", amount="9", token="USDT", spender=V2)
    assert market.chain.right(USDT, V2) == 9 * 10**6


async def test_a_right_for_somebody_unknown_or_over_the_balance_is_asked_about(
    market: Market,
) -> None:
    words = {"amount": "2000000000000000000000", "token": "USDC", "spender": BOB}
    asked = await market.do("approve", None, Consent.POLICY, **words)
    assert asked.approval is not None
    reasons = " ".join(asked.approval.reasons)
    assert f"{BOB} is on no list of known contracts." in reasons
    assert "more USDC than the wallet has now" in reasons


MEANINGLESS: list[tuple[dict[str, str], type[RequestError]]] = [
    ({"amount": "1", "token": "ETH", "spender": BOB}, RequestError),
    ({"amount": "0", "token": "USDC", "spender": BOB}, InvalidAmount),
    ({"amount": "1", "token": "USDC", "spender": ME}, RequestError),
    ({"amount": "1", "token": "USDC", "spender": "bob"}, RequestError),
    ({"amount": "1", "token": "USDC"}, RequestError),
    ({"token": "USDC", "spender": BOB}, RequestError),
]


async def test_a_right_that_cannot_be_meant_is_refused(market: Market) -> None:
    for values, kind in MEANINGLESS:
        await market.refused(kind, "approve", **values)


async def test_coin_is_wrapped_and_unwrapped_to_the_unit(market: Market) -> None:
    done = await market.landed("wrap", amount="1.5", token="ETH")
    assert (done.deed, done.gains) == ("wrap", "1.5 WETH")
    assert market.chain.units(WETH) == 15 * UNIT // 10
    coin = market.chain.coin(ME)
    done = await market.landed("swap", amount="0.5", token="WETH", to_token="ETH")
    assert (done.deed, done.gains) == ("unwrap", "0.5 ETH")
    assert done.fee_units is not None
    assert market.chain.coin(ME) - coin == UNIT // 2 - done.fee_units
    await market.landed("unwrap", amount="all", token="WETH")
    assert market.chain.units(WETH) == 0
    await market.refused(InsufficientFunds, "unwrap", amount="1", token="WETH")
    await market.landed("wrap", amount="all", token="ETH")
    assert 0 < market.chain.coin(ME) < UNIT // 100


async def test_a_swap_that_nobody_proposes_is_told_so(market: Market) -> None:
    error = await market.refused(RequestError, "swap", **DAI_FOR_USDC)
    assert "proposed" in error.message


async def test_a_node_without_simulation_is_asked_in_another_way(market: Market) -> None:
    market.proxy.changes[SIMULATE] = refusing(-32601, "the method does not exist")
    done = await market.landed("swap", coin_for_usdc(market), **ETH_FOR_USDC)
    assert done.state is State.CONFIRMED
    assert market.proxy.count("debug_traceCall") >= 1


async def test_a_node_that_shows_no_events_is_asked_about(market: Market) -> None:
    market.proxy.changes[SIMULATE] = refusing(-32601, "the method does not exist")
    market.proxy.changes["debug_traceCall"] = refusing(-32601, "the method does not exist")
    proposed = coin_for_usdc(market)
    asked = await market.do("swap", proposed, Consent.POLICY, **ETH_FOR_USDC)
    assert asked.approval is not None
    assert "only the balances of known tokens" in " ".join(asked.approval.reasons)
    await market.landed("swap", coin_for_usdc(market), **ETH_FOR_USDC)


async def test_a_node_that_cannot_simulate_at_all_is_not_signed_for(market: Market) -> None:
    for method in (SIMULATE, "debug_traceCall", "eth_call"):
        market.proxy.changes[method] = refusing(-32601, "the method does not exist")
    error = await market.refused(SimulationFailed, "swap", coin_for_usdc(market), **ETH_FOR_USDC)
    assert "cannot simulate" in error.message
    await market.refused(SimulationFailed, "wrap", amount="1", token="ETH")
