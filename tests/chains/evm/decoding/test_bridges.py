"""What a bridge takes and must pay out is read from its own data; anything else is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.bridges import Asked, Passage, read_bridge
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.decoding.trades import read_trade
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import load_tokens
from tests.chains.evm.crossing import (
    DAI,
    DIAMOND,
    FAR_USDC,
    LEAST,
    OPTIMISM,
    SENT,
    UNIT,
    USDC,
    ZERO,
    across,
    common,
    stargate,
    start,
    swap,
    swap_and_start,
    word,
)
from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.wallets import BOB, ME

LATER = 2_000_000_000
TOKENS = load_tokens()
LIFI = json.loads((Path(__file__).parent.parent / "data" / "lifi.json").read_text())
OLD_ACROSS: dict[str, Given] = {
    "receiverAddress": ME,
    "refundAddress": ME,
    "receivingAssetId": FAR_USDC,
    "outputAmount": LEAST,
    "outputAmountPercent": 9 * 10**17,
    "exclusiveRelayer": ZERO,
    "quoteTimestamp": 1,
    "fillDeadline": LATER,
    "exclusivityDeadline": 0,
    "message": b"",
}
CIRCLE: dict[str, Given] = {"maxFee": 500_000, "minFinalityThreshold": 1000}
POLYMER: dict[str, Given] = {
    "polymerTokenFee": 200_000,
    "maxCCTPFee": 300_000,
    "nonEVMReceiver": bytes(32),
    "solanaReceiverATA": bytes(32),
    "minFinalityThreshold": 1000,
    "refundRecipient": ME,
    "hookData": b"",
}
ORDER: dict[str, Given] = {
    "receivingAssetId": bytes.fromhex(FAR_USDC[2:]),
    "receiver": bytes.fromhex(ME[2:]),
    "orderAuthorityDst": bytes.fromhex(ME[2:]),
    "minAmountOut": LEAST,
}


def passage(data: bytes, *, value: int = 0, to: str = DIAMOND, receiver: str = ME) -> Passage:
    root = decode_message(Message(to, value, data), Directory(CHAINS["base"], TOKENS))
    return read_bridge(root, Asked(ME.lower(), receiver.lower(), OPTIMISM))


@pytest.mark.parametrize(
    ("bridge", "facet", "value", "arrives"),
    [
        ("AcrossV4", across(LATER), 0, FAR_USDC.lower()),
        ("AcrossV3", OLD_ACROSS, 0, FAR_USDC.lower()),
        ("Stargate", stargate(), 10**14, None),
        ("CelerCircleBridge", CIRCLE, 0, None),
        ("PolymerCCTP", POLYMER, 0, None),
        ("DeBridgeDln", ORDER, 10**15, FAR_USDC.lower()),
    ],
)
def test_every_known_bridge_tells_what_it_takes_and_what_it_promises(
    bridge: str, facet: dict[str, Given], value: int, arrives: str | None
) -> None:
    found = passage(start(bridge, common(), facet), value=value)
    assert found.bridge == bridge
    assert (found.taken, found.fee_wei) == ({USDC.lower(): SENT}, value)
    assert (found.least, found.arrives) == (LEAST, arrives)
    assert found.deadline == (LATER if bridge.startswith("Across") else None)


def test_a_swap_before_the_bridge_takes_what_is_swapped_and_scales_the_promise() -> None:
    legs: list[Given] = [swap(DAI, 101 * UNIT, USDC, b"\1\2\3\4", BOB)]
    data = common(hasSourceSwaps=True)
    for bridge, facet, least in (
        ("AcrossV4", across(LATER), SENT * 995 // 1000),
        ("AcrossV3", OLD_ACROSS, SENT * 9 // 10),
        ("PolymerCCTP", POLYMER, LEAST),
    ):
        found = passage(swap_and_start(bridge, data, legs, facet))
        assert (found.taken, found.crossing) == ({DAI.lower(): 101 * UNIT}, USDC.lower())
        assert found.least == least


def test_coin_crosses_by_what_is_sent_along() -> None:
    data = common(sendingAssetId=ZERO, minAmount=UNIT)
    found = passage(start("AcrossV4", data, across(LATER, outputAmount=UNIT - 5)), value=UNIT)
    assert (found.taken, found.crossing, found.fee_wei) == ({None: UNIT}, None, 0)
    found = passage(start("Stargate", data, stargate()), value=UNIT + 10**14)
    assert (found.taken, found.fee_wei) == ({None: UNIT}, 10**14)


LEGS: list[Given] = [swap(DAI, 101 * UNIT, USDC, b"\1\2\3\4", BOB)]


@pytest.mark.parametrize(
    ("data", "value", "said"),
    [
        (start("AcrossV4", common(receiver=BOB), across(LATER)), 0, f"pays {BOB}"),
        (
            start("AcrossV4", common(), across(LATER, receiverAddress=word(BOB))),
            0,
            f"bridge itself pays {BOB}",
        ),
        (
            start("AcrossV3", common(), {**OLD_ACROSS, "receiverAddress": BOB}),
            0,
            f"bridge itself pays {BOB}",
        ),
        (start("Stargate", common(), stargate(to=word(BOB))), 10**14, f"itself pays {BOB}"),
        (
            start("DeBridgeDln", common(), {**ORDER, "receiver": bytes.fromhex(BOB[2:])}),
            0,
            f"itself pays {BOB}",
        ),
        (
            start("DeBridgeDln", common(), {**ORDER, "orderAuthorityDst": bytes.fromhex(BOB[2:])}),
            0,
            f"its authority is {BOB}",
        ),
        (
            start("AcrossV4", common(), across(LATER, refundAddress=word(BOB))),
            0,
            f"refund address is {BOB}",
        ),
        (
            start("Stargate", common(), {**stargate(), "refundAddress": BOB}),
            10**14,
            f"refund address is {BOB}",
        ),
        (
            start("AcrossV4", common(), across(LATER, sendingAssetId=word(DAI))),
            0,
            "take another token",
        ),
        (start("AcrossV4", common(destinationChainId=1), across(LATER)), 0, "to the chain 1"),
        (start("Stargate", common(), stargate(dstEid=30101)), 10**14, "to the endpoint 30101"),
        (
            start("AcrossV4", common(hasDestinationCall=True), across(LATER)),
            0,
            "calls a contract on the other side",
        ),
        (
            start("AcrossV4", common(), across(LATER, message=b"\1")),
            0,
            "gives the bridge a message",
        ),
        (start("Stargate", common(), stargate(composeMsg=b"\1")), 10**14, "calls a contract"),
        (
            start("PolymerCCTP", common(), {**POLYMER, "hookData": b"\1"}),
            0,
            "gives the bridge a hookData",
        ),
        (
            start("PolymerCCTP", common(), {**POLYMER, "nonEVMReceiver": b"\1" * 32}),
            0,
            "gives the bridge a nonEVMReceiver",
        ),
        (
            start("CelerCircleBridge", common(), {**CIRCLE, "maxFee": 0}),
            0,
            "no limit to what the bridge keeps",
        ),
        (
            start("CelerCircleBridge", common(), {**CIRCLE, "maxFee": SENT}),
            0,
            "promises nothing for the other side",
        ),
        (start("AcrossV4", common(), across(LATER, outputAmount=0)), 0, "promises nothing"),
        (start("AcrossV4", common(), across(LATER)), 7, "sends 7 wei along"),
        (start("Stargate", common(), stargate()), 10**18, "not what Stargate is told to take"),
        (
            start("AcrossV4", common(sendingAssetId=ZERO), across(LATER)),
            0,
            "more coin than is sent",
        ),
        (start("AcrossV4", common(hasSourceSwaps=True), across(LATER)), 0, "whether it swaps"),
        (swap_and_start("AcrossV4", common(), LEGS, across(LATER)), 0, "whether it swaps"),
        (
            swap_and_start(
                "AcrossV4", common(hasSourceSwaps=True, sendingAssetId=DAI), LEGS, across(LATER)
            ),
            0,
            "another token than crosses",
        ),
    ],
)
def test_a_bridge_that_does_anything_else_is_refused(data: bytes, value: int, said: str) -> None:
    with pytest.raises(CallRefused) as caught:
        passage(data, value=value)
    assert said in caught.value.message


def test_what_is_no_known_bridge_or_has_bytes_left_over_is_not_read() -> None:
    honest = start("AcrossV4", common(), across(LATER))
    assert passage(honest).least == LEAST
    for data in (honest + bytes(32), b"\xae\x32\x85\x90" + honest[4:], honest[:-32]):
        with pytest.raises(NotDecoded):
            passage(data)
    with pytest.raises(NotDecoded, match="another kind of chain"):
        passage(start("AcrossV4", common(), across(LATER, receiverAddress=b"\1" * 32)))
    with pytest.raises(NotDecoded, match="without a swap"):
        passage(swap_and_start("AcrossV4", common(hasSourceSwaps=True), [], across(LATER)))


def test_a_swap_is_no_bridge_and_a_bridge_is_no_swap() -> None:
    transfer = calldata("erc20", "transfer", BOB, 5)
    with pytest.raises(CallRefused, match="is no bridge"):
        passage(transfer, to=USDC)
    data = start("AcrossV4", common(), across(LATER))
    root = decode_message(Message(DIAMOND, 0, data), Directory(CHAINS["base"], TOKENS))
    with pytest.raises(CallRefused, match="another chain"):
        read_trade(root, wallet=ME, wrapped=CHAINS["base"].wrapped)


def test_the_recorded_answer_for_cctp_by_celer_is_read_and_promises_nothing() -> None:
    """Its `maxFee` is 0, which means no limit: what arrives is the bridge's grace."""
    recorded = LIFI["quotes"][0]
    chain = CHAINS["ethereum"]
    message = Message(
        recorded["to"], int(recorded["value"], 16), bytes.fromhex(recorded["input"][2:])
    )
    root = decode_message(message, Directory(chain, TOKENS))
    assert root.name == "swapAndStartBridgeTokensViaCelerCircleBridge"
    me = recorded["from"]
    with pytest.raises(CallRefused, match="no limit to what the bridge keeps"):
        read_bridge(root, Asked(me, me, 42161))
