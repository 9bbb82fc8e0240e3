"""What a hostile aggregator, router or token may try: nothing is signed, and each is told apart.

Every case is held against an honest control that goes through: the same router, the same words.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.door import Consent, Proposed
from fiscus.core.desk.outcome import State
from fiscus.core.errors import PolicyDenied, SimulationFailed, WalletFrozen
from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.lines import meanwhile
from tests.chains.evm.market import (
    DAI,
    NFT,
    ROGUE,
    TAXED,
    UNIT,
    USDC,
    V2,
    WETH,
    Market,
)
from tests.chains.evm.market import rogue as creation
from tests.chains.evm.wallets import BOB, ME, open_wallet
from tests.chains.proxy import Refusal, refusing
from tests.sandboxes import rpc

SEND = "eth_sendRawTransaction"
WORDS = {"amount": "100", "token": "DAI", "to_token": "USDC"}
LEAST = 100 * 10**6
HONEST, MORE, LESS, ELSEWHERE, COINBASE, GAS_PRICE, BASE_FEE = range(7)
REENTERS, GRANTS, GRANTS_SILENTLY, DRAINS, SEIZES, TAKES_NFT = range(7, 13)
BURNS_GAS = 14


def rogue(
    market: Market,
    *,
    units: int = 100 * UNIT,
    least: int = LEAST,
    to: str = ME,
    target: str = ROGUE,
) -> Proposed:
    path: Given = [DAI, USDC]
    name = "swapExactTokensForTokens"
    data = calldata("uniswap-v2-router", name, units, least, path, to, market.later)
    return Proposed("0x" + data.hex(), target)


def set_mode(market: Market, mode: int, prey: str = TAXED) -> None:
    market.chain.call(ROGUE, "set(uint256,address)", mode, prey)


async def test_the_honest_control_goes_through(market: Market) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    usdc = market.chain.units(USDC)
    done = await market.landed("swap", rogue(market), **WORDS)
    assert done.gains == "100 USDC"
    assert market.chain.units(USDC) - usdc == LEAST
    assert market.chain.right(DAI, ROGUE) == 0


async def test_a_contract_that_nobody_listed_is_never_called_whoever_agrees(
    market: Market, tmp_path: Path
) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    async with open_wallet(tmp_path / "other", market.proxy.url) as wallet:
        stranger = Market(wallet, market.chain, market.proxy)
        error = await stranger.refused(PolicyDenied, "swap", rogue(market), **WORDS)
        assert error.context["rules"] == ("contracts.unlisted",)
        assert f"{ROGUE} is on no list of known contracts." in error.message
        assert "contracts.allow" in (error.hint or "")
        assert market.chain.right(DAI, ROGUE) == 100 * UNIT


ROGUES = [
    (MORE, "200 DAI would leave the wallet"),
    (LESS, "50 USDC would arrive, not at least 100 USDC"),
    (ELSEWHERE, "0 USDC would arrive, not at least 100 USDC"),
    (COINBASE, "50 USDC would arrive"),
    (GAS_PRICE, "50 USDC would arrive"),
    (BASE_FEE, "50 USDC would arrive"),
    (REENTERS, "200 DAI would leave the wallet"),
    (GRANTS, "could spend more DAI afterwards than before"),
    (GRANTS_SILENTLY, "could spend more DAI afterwards than before"),
    (DRAINS, f"the token {TAXED} leaves the wallet, too"),
    (TAKES_NFT, f"an NFT of {NFT} leaves the wallet"),
]


async def test_a_router_that_does_something_else_is_found_out(market: Market) -> None:
    market.chain.allow(DAI, ROGUE, 2**255)
    market.chain.allow(TAXED, ROGUE, 2**255)
    for mode, said in ROGUES:
        set_mode(market, mode, NFT if mode == TAKES_NFT else TAXED)
        error = await market.refused(CallRefused, "swap", rogue(market), **WORDS)
        assert said.lower() in error.message.lower(), (mode, error)
        assert error.code == "CALL_REFUSED"


async def test_a_router_cannot_tell_the_other_way_to_simulate_by_its_prices(
    market: Market,
) -> None:
    market.chain.allow(DAI, ROGUE, 200 * UNIT)
    market.proxy.changes["eth_simulateV1"] = refusing(-32601, "the method does not exist")
    await market.landed("swap", rogue(market), **WORDS)
    for mode in (MORE, LESS, GAS_PRICE, BASE_FEE, GRANTS, DRAINS):
        set_mode(market, mode)
        market.chain.allow(DAI, ROGUE, 200 * UNIT)
        market.chain.allow(TAXED, ROGUE, 2**255)
        await market.refused(CallRefused, "swap", rogue(market), **WORDS)


async def test_no_two_simulations_are_watched_from_the_same_place(market: Market) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    places = list[str]()

    def noted(params: list[Json], result: Json) -> Json:
        places.extend(re.findall(r"'(0x[0-9a-f]{40})': {'code'", str(params)))
        return result

    market.proxy.changes["eth_simulateV1"] = noted
    await market.landed("swap", rogue(market), **WORDS)
    assert len(places) >= 3
    assert places[0] != places[1]


async def test_a_listed_token_that_vanishes_without_a_word_is_missed(market: Market) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    listed = "0x820C137fa70C8691f0e44Dc420a5e53c168921Dc"  # USDS
    market.chain.place(creation("Coin"), listed)
    market.chain.call(listed, "mint(address,uint256)", ME, 5)
    set_mode(market, SEIZES, listed)
    error = await market.refused(CallRefused, "swap", rogue(market), **WORDS)
    assert f"5 base units of the token {listed} would leave the wallet" in error.message


async def test_a_router_that_burns_gas_is_refused(market: Market) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    set_mode(market, BURNS_GAS)
    error = await market.refused(CallRefused, "swap", rogue(market), **WORDS)
    assert "units of gas" in error.message


async def test_a_router_that_changes_between_plan_and_signature_is_not_signed_for(
    market: Market,
) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)
    runs = 0

    def turned(params: list[Json], result: Json) -> Json:
        nonlocal runs
        runs += 1
        if runs == 1:
            set_mode(market, LESS)
        return result

    market.proxy.changes["eth_simulateV1"] = turned
    error = await market.refused(CallRefused, "swap", rogue(market), **WORDS)
    assert "50 USDC would arrive" in error.message
    assert runs == 3, "planned once, and twice before the signature"


async def test_a_router_that_changes_between_signing_and_block_freezes_the_wallet(
    market: Market,
) -> None:
    market.chain.allow(DAI, ROGUE, 100 * UNIT)

    async def change() -> None:
        set_mode(market, LESS)

    market.proxy.faults[SEND] = [meanwhile(change)]
    done = await market.do("swap", rogue(market), **WORDS)
    assert done.state is State.CONFIRMED
    assert done.detail is not None
    assert "50 USDC would arrive, not at least 100 USDC" in done.detail
    with pytest.raises(WalletFrozen):
        await market.do("wrap", amount="1", token="ETH")


async def test_a_block_is_compared_by_its_events_where_old_balances_are_gone(
    market: Market,
) -> None:
    market.chain.allow(DAI, ROGUE, 200 * UNIT)
    market.proxy.changes["eth_call"] = no_state
    await market.landed("swap", rogue(market), **WORDS)

    async def change() -> None:
        set_mode(market, LESS)

    market.proxy.faults[SEND] = [meanwhile(change)]
    done = await market.do("swap", rogue(market), **WORDS)
    assert done.detail is not None
    assert "50 USDC would arrive" in done.detail


def no_state(params: list[Json], result: Json) -> Json:
    if len(params) == 3:
        raise Refusal(-32000, "missing trie node")
    return result


def answer(
    market: Market,
    *,
    units: int = 100 * UNIT,
    least: int = 98 * 10**6,
    path: tuple[str, ...] = (DAI, WETH, USDC),
    to: str = ME,
    deadline: int | None = None,
    target: str = V2,
    value: int = 0,
    more: bytes = b"",
) -> Proposed:
    """The honest answer of an aggregator, but for what is changed."""
    until = market.later if deadline is None else deadline
    values: list[Given] = [units, least, path, to, until]
    data = calldata("uniswap-v2-router", "swapExactTokensForTokens", *values)
    return Proposed("0x" + (data + more).hex(), target, value)


async def test_an_honest_answer_of_an_aggregator_goes_through(market: Market) -> None:
    market.chain.allow(DAI, V2, 100 * UNIT)
    await market.landed("swap", answer(market), min_out="98", slippage="2", **WORDS)


ANSWERS: list[tuple[dict[str, Any], type[SimulationFailed], str]] = [
    ({"to": BOB}, CallRefused, f"sends to {BOB}, which is not this wallet"),
    ({"to": V2}, CallRefused, "promises 0 USDC, not at least 98 USDC"),
    ({"units": 101 * UNIT}, CallRefused, "takes 101 DAI, not at most 100 DAI"),
    ({"least": 1}, CallRefused, "promises 0.000001 USDC, not at least 98 USDC"),
    ({"path": (TAXED, WETH, USDC)}, CallRefused, f"it takes the token {TAXED} too"),
    ({"path": (DAI, WETH)}, CallRefused, "promises 0 USDC"),
    ({"value": UNIT}, CallRefused, "it takes native coin too"),
    ({"deadline": 1}, CallRefused, "its deadline is over"),
    ({"deadline": 2**256 - 1}, CallRefused, "more than two hours away"),
    ({"target": BOB}, CallRefused, f"there is no contract at {BOB}"),
    ({"target": DAI}, NotDecoded, "DAI at .* has no known function"),
    ({"more": b"\0" * 32}, NotDecoded, "bytes are left over"),
    ({"more": b"\0"}, NotDecoded, "bytes are left over"),
]


async def test_a_hostile_answer_is_refused_by_what_it_changes(market: Market) -> None:
    market.chain.allow(DAI, V2, 200 * UNIT)
    for changed, kind, said in ANSWERS:
        proposed = answer(market, **changed)
        error = await market.refused(kind, "swap", proposed, min_out="98", slippage="2", **WORDS)
        assert re.search(said, error.message, re.IGNORECASE), error
        assert error.hint is not None and error.hint.startswith("Nothing was signed.")


BROKEN = [
    (Proposed("0x123", V2), "its data is not hexadecimal"),
    (Proposed("0xzz", V2), "its data is not hexadecimal"),
    (Proposed("", ""), "it names no contract"),
    (Proposed("0xdeadbeef", "uniswap"), "it names no contract"),
    (Proposed("0xdeadbeef", V2), "has no known function 0xdeadbeef"),
    (Proposed("0xdeadbeef", ROGUE), "nobody knows what 0xdeadbeef does"),
    (Proposed("0xdeadbeef", V2, -1), "an impossible amount of coin"),
    (Proposed("0xdeadbeef", V2, 2**256), "an impossible amount of coin"),
]


async def test_an_answer_that_is_no_transaction_is_refused(market: Market) -> None:
    for proposed, said in BROKEN:
        error = await market.refused(NotDecoded, "swap", proposed, **WORDS)
        assert said in error.message


def token_call(name: str, *values: Given, target: str = DAI) -> Proposed:
    return Proposed("0x" + calldata("erc20", name, *values).hex(), target)


STRAY = [
    (token_call("approve", BOB, 2**256 - 1), "approve to .* is no part of a swap"),
    (token_call("transfer", BOB, 100 * UNIT), "transfer to .* is no part of a swap"),
    (token_call("increaseAllowance", V2, 1), "increaseAllowance"),
    (
        Proposed("0x" + calldata("nft", "setApprovalForAll", BOB, True).hex(), NFT),
        "setApprovalForAll, which is about NFTs",
    ),
    (Proposed("0x", BOB, UNIT), "a payment to .* is no part of a swap"),
]


async def test_an_answer_that_is_no_swap_is_refused(market: Market) -> None:
    for proposed, said in STRAY:
        error = await market.refused(CallRefused, "swap", proposed, **WORDS)
        assert re.search(said, error.message), error


async def test_a_minimum_far_below_what_would_come_now_is_refused(market: Market) -> None:
    market.chain.allow(DAI, V2, 100 * UNIT)
    proposed = answer(market, least=95_500_000)
    error = await market.refused(CallRefused, "swap", proposed, slippage="1", **WORDS)
    assert "1 % are allowed" in error.message
    asked = await market.do("swap", proposed, Consent.POLICY, slippage="4", **WORDS)
    assert asked.approval is not None
    assert "slippage" in " ".join(asked.approval.reasons)
    low = answer(market, least=90 * 10**6)
    denied = await market.refused(PolicyDenied, "swap", low, slippage="12", **WORDS)
    assert "The slippage is 9." in denied.message
    await market.landed("swap", proposed, slippage="4", **WORDS)


async def test_a_wallet_that_runs_code_makes_no_deals(market: Market) -> None:
    market.chain.allow(DAI, V2, 100 * UNIT)
    rpc(market.chain.url, "anvil_setCode", ME, "0xef0100" + V2[2:])
    try:
        error = await market.refused(CallRefused, "swap", answer(market), **WORDS)
        assert "EIP-7702" in error.message
        await market.refused(CallRefused, "approve", amount="1", token="DAI", spender=V2)
    finally:
        # anvil's snapshots keep such code.
        rpc(market.chain.url, "anvil_setCode", ME, "0x")
