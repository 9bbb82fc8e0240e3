"""Money's way to another chain through the whole desk: what leaves, and what must arrive there.

Every hostile answer is held against an honest control that goes through with the same words.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.swaps import AllowanceMissing
from fiscus.core.desk.door import Consent, Proposed
from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    InsufficientFunds,
    InvalidRecipient,
    PolicyDenied,
    RequestError,
    RpcUnavailable,
    UnknownChain,
    UnknownToken,
)
from tests.chains.evm.crossing import (
    DIAMOND,
    FAR_DAI,
    FAR_WETH,
    LEAST,
    SENT,
    WORDS,
    ZERO,
    Strait,
    across,
    common,
    proposed,
    stargate,
    start,
    swap,
    swap_and_start,
    word,
)
from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.market import DAI, ROGUE, TRUSTED, UNIT, USDC, V2, WETH
from tests.chains.evm.wallets import BOB, CAROL, ME, open_wallet
from tests.sandboxes import rpc


def honest(strait: Strait, **changes: Given) -> Proposed:
    return proposed(start("AcrossV4", common(), across(strait.later, **changes)))


async def test_the_honest_control_goes_through(strait: Strait) -> None:
    error = await strait.refused(AllowanceMissing, "bridge", honest(strait), **WORDS)
    assert (error.context["spender"], error.context["units"]) == (DIAMOND, SENT)
    strait.chain.allow(USDC, DIAMOND, SENT)
    before = strait.chain.units(USDC)
    done = await strait.landed("bridge", honest(strait), min_out="99.5", **WORDS)
    assert (done.amount, done.token, done.deed) == ("100", "USDC", "bridge")
    assert done.gains == "99.5 USDC on optimism"
    assert before - strait.chain.units(USDC) == SENT
    assert strait.chain.right(USDC, DIAMOND) == 0


async def test_the_promise_is_shown_and_is_what_a_yes_buys(strait: Strait) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    words = {**WORDS, "min_out": "99.4"}
    asked = await strait.do("bridge", honest(strait), Consent.ASK, **words)
    assert asked.approval is not None
    assert asked.approval.summary.startswith(
        "Bridge 100 USDC, at least 99.5 USDC on optimism arriving, starting on Base through"
        f" LI.FI Diamond ({DIAMOND}); network fee at most"
    )
    less = await strait.do("bridge", honest(strait, outputAmount=99_400_000), Consent.ASK, **words)
    assert less.approval is not None
    assert less.approval.digest != asked.approval.digest
    done = await strait.approve(asked)
    assert (done.state, done.detail) == (State.CONFIRMED, None)


async def test_a_bridge_fee_in_coin_leaves_as_far_as_it_was_told(strait: Strait) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    message = proposed(start("Stargate", common(), stargate()), value=10**14)
    for told in (0, 9 * 10**13):
        hidden = replace(message, beside=told)
        error = await strait.refused(CallRefused, "bridge", hidden, **WORDS)
        assert "it sends 0.0001 ETH along for the bridge" in error.message
    coin = strait.chain.coin(ME)
    done = await strait.landed("bridge", replace(message, beside=10**14), **WORDS)
    assert (done.also, done.fee_units is not None) == (("0.0001 ETH",), True)
    assert coin - strait.chain.coin(ME) == 10**14 + (done.fee_units or 0)


async def test_what_the_quote_promised_binds_the_bridge(strait: Strait) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    message = honest(strait)
    error = await strait.refused(
        CallRefused, "bridge", replace(message, least_out=LEAST + 1), **WORDS
    )
    assert "it promises 99.5 USDC, not at least 99.500001 USDC" in error.message
    await strait.landed("bridge", replace(message, least_out=LEAST), **WORDS)


async def test_coin_crosses_and_arrives_as_coin(strait: Strait) -> None:
    data = common(sendingAssetId=ZERO, minAmount=UNIT)
    facet = across(strait.later, receivingAssetId=word(FAR_WETH), outputAmount=999 * 10**15)
    words = {"amount": "1", "token": "ETH", "to_chain": "optimism"}
    message = proposed(start("AcrossV4", data, facet), value=UNIT)
    done = await strait.landed("bridge", message, **words)
    assert done.gains == "0.999 ETH on optimism"
    error = await strait.refused(CallRefused, "bridge", message, to_token="WETH", **words)
    assert "what arrives is ETH, and not WETH" in error.message


async def test_what_is_swapped_first_is_what_leaves(strait: Strait) -> None:
    strait.chain.allow(DAI, DIAMOND, 100 * UNIT)
    path: Given = [DAI, WETH, USDC]
    name = "swapExactTokensForTokens"
    leg = calldata("uniswap-v2-router", name, 100 * UNIT, 1, path, DIAMOND, strait.later)
    data = common(hasSourceSwaps=True, minAmount=99_000_000)
    legs: list[Given] = [swap(DAI, 100 * UNIT, USDC, leg, V2)]
    message = proposed(swap_and_start("AcrossV4", data, legs, across(strait.later)))
    words = {"amount": "100", "token": "DAI", "to_chain": "optimism", "to_token": "USDC"}
    dai = strait.chain.units(DAI)
    done = await strait.landed("bridge", message, min_out="98.5", **words)
    assert (done.token, done.gains) == ("DAI", "98.505 USDC on optimism")
    assert dai - strait.chain.units(DAI) == 100 * UNIT


async def test_somebody_else_is_paid_over_there_only_where_the_owner_said_so(
    strait: Strait,
) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    facet = across(strait.later, receiverAddress=word(BOB))
    message = proposed(start("AcrossV4", common(receiver=BOB), facet))
    error = await strait.refused(CallRefused, "bridge", message, **WORDS)
    assert f"it pays {BOB}, and not {ME}" in error.message
    error = await strait.refused(CallRefused, "bridge", message, recipient=CAROL, **WORDS)
    assert f"it pays {BOB}, and not {CAROL}" in error.message
    for nobody in (ZERO, FAR_DAI):
        await strait.refused(InvalidRecipient, "bridge", message, recipient=nobody, **WORDS)
    done = await strait.landed("bridge", message, recipient=BOB, **WORDS)
    assert done.gains == f"99.5 USDC on optimism for {BOB}"


HOSTILE: list[tuple[dict[str, Given], dict[str, Given], int, str]] = [
    ({"receiver": BOB}, {}, 0, f"it pays {BOB}"),
    ({}, {"receiverAddress": word(BOB)}, 0, f"the bridge itself pays {BOB}"),
    ({}, {"refundAddress": word(BOB)}, 0, f"refund address is {BOB}"),
    ({"destinationChainId": 1}, {}, 0, "it goes to the chain 1, and not to 10"),
    ({"hasDestinationCall": True}, {}, 0, "it calls a contract on the other side"),
    ({}, {"message": b"\1"}, 0, "gives the bridge a message"),
    ({}, {"outputAmount": 1}, 0, "it promises 0.000001 USDC"),
    ({}, {"receivingAssetId": word(FAR_DAI)}, 0, f"what arrives is {FAR_DAI}, and not USDC"),
    ({}, {}, UNIT, f"it sends {UNIT} wei along"),
    ({"minAmount": SENT + 1}, {}, 0, "it takes 100.000001 USDC"),
    ({"sendingAssetId": DAI}, {}, 0, "take another token"),
    ({}, {"fillDeadline": 1}, 0, "its deadline is over"),
    ({}, {"fillDeadline": 2**32 - 1}, 0, "more than twelve hours away"),
]


async def test_a_hostile_answer_signs_nothing(strait: Strait) -> None:
    strait.chain.allow(USDC, DIAMOND, 2 * SENT)
    for data, facet, value, said in HOSTILE:
        message = proposed(
            start("AcrossV4", common(**data), across(strait.later, **facet)), value=value
        )
        error = await strait.refused(CallRefused, "bridge", message, **WORDS)
        assert said in error.message, (said, error.message)
    error = await strait.refused(CallRefused, "bridge", honest(strait), min_out="99.51", **WORDS)
    assert "it promises 99.5 USDC, not at least 99.51 USDC" in error.message
    await strait.landed("bridge", honest(strait), **WORDS)


async def test_what_is_no_known_facet_or_no_listed_contract_is_never_called(
    strait: Strait, tmp_path: Path
) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    strait.chain.allow(USDC, ROGUE, SENT)
    data = start("AcrossV4", common(), across(strait.later))
    for unread in (b"\xae\x32\x85\x90" + data[4:], data + bytes(32), data[:-32]):
        await strait.refused(NotDecoded, "bridge", proposed(unread), **WORDS)
    for stranger in (BOB, USDC):
        with pytest.raises((CallRefused, NotDecoded)):
            await strait.do("bridge", proposed(data, target=stranger), **WORDS)
    # A contract that answers in the same way, at an address that nobody listed.
    elsewhere = CAROL
    code = rpc(strait.chain.url, "eth_getCode", DIAMOND, "latest")
    rpc(strait.chain.url, "anvil_setCode", elsewhere, code)
    strait.chain.allow(USDC, elsewhere, SENT)
    error = await strait.refused(PolicyDenied, "bridge", proposed(data, target=elsewhere), **WORDS)
    assert "contracts.unlisted" in str(error.context["rules"])
    await strait.landed("bridge", proposed(data), **WORDS)


async def test_what_cannot_cross_is_said_before_anything_is_asked(strait: Strait) -> None:
    message = honest(strait)
    words = {"amount": "100", "token": "USDC"}
    error = await strait.refused(RequestError, "bridge", message, to_chain="base", **words)
    assert "goes nowhere" in error.message
    assert "ask for a swap" in (error.hint or "")
    with pytest.raises(UnknownChain, match="'atlantis' is no EVM chain"):
        await strait.do("bridge", message, to_chain="atlantis", **words)
    await strait.refused(RequestError, "bridge", message, **words)
    await strait.refused(RequestError, "bridge", None, to_chain="optimism", **words)
    await strait.refused(
        UnknownToken, "bridge", message, to_chain="optimism", to_token="NOPE", **words
    )
    much = str(10**30)
    words = {**WORDS, "amount": much}
    await strait.refused(InsufficientFunds, "bridge", honest_of(strait, much), **words)


def honest_of(strait: Strait, amount: str) -> Proposed:
    units = int(amount) * 10**6
    return proposed(
        start("AcrossV4", common(minAmount=units), across(strait.later, outputAmount=units))
    )


@pytest.mark.usefixtures("impatient")
async def test_nothing_leaves_towards_a_chain_that_cannot_be_asked(
    strait: Strait, tmp_path: Path
) -> None:
    strait.chain.allow(USDC, DIAMOND, SENT)
    home, gone = tmp_path / "other", "http://127.0.0.1:9"
    async with open_wallet(
        home, strait.proxy.url, policy=TRUSTED, ETHEREUM_PROVIDER_OPTIMISM=gone
    ) as wallet:
        alone = Strait(wallet, strait.chain, strait.proxy, strait.far)
        await alone.refused(RpcUnavailable, "bridge", honest(strait), **WORDS)
