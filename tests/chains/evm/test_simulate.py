"""Simulations on a real chain."""

from __future__ import annotations

import httpx
import pytest

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import abi
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.fees import FeeQuote, fee_query
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.evm.simulate import (
    Envelope,
    NativeMove,
    Simulated,
    dry_run,
    simulate,
    simulate_call,
)
from fiscus.chains.jsonrpc import Json
from fiscus.core.errors import RpcRefused
from tests.chains.evm.engine import ALICE, BOB, Engine
from tests.chains.nodes import Node, serve

CAROL = "0x00000000000000000000000000000000000ca201"
SPLIT = bytes.fromhex("0f2c9329")


async def test_a_token_transfer_moves_exactly_what_it_says(
    client: EvmClient, engine: Engine
) -> None:
    token = await engine.token(units=5_000_000)
    watched = [(token, ALICE), (token, BOB), (token, CAROL)]
    message = Message(token, 0, abi.transfer(BOB, 1_500_000))
    before = client.pool.stats.round_trips
    seen = await simulate(client, ALICE, message, watched=watched)
    assert client.pool.stats.round_trips - before == 1
    assert seen.succeeded
    assert seen.token_deltas == dict(zip(watched, [-1_500_000, 1_500_000, 0], strict=True))
    assert seen.native_moves == ()
    assert [abi.transfer_of(log) for log in seen.logs] == [
        abi.TransferEvent(token, ALICE, BOB, 1_500_000)
    ]
    assert await client.call(token, abi.balance_of(BOB)) == bytes(32)


async def test_a_token_that_keeps_a_part_is_seen(client: EvmClient, engine: Engine) -> None:
    token = await engine.token(units=1000)
    await engine.transact(token, "0x7ce3489b" + abi.uint_word(10).hex())
    seen = await simulate(
        client, ALICE, Message(token, 0, abi.transfer(BOB, 100)), watched=[(token, BOB)]
    )
    assert seen.token_deltas == {(token, BOB): 90}


async def test_every_move_of_the_coin_is_seen_also_inside_calls(
    client: EvmClient, engine: Engine
) -> None:
    splitter = await engine.deploy("Splitter")
    calldata = SPLIT + abi.address_word(BOB) + abi.address_word(CAROL)
    seen = await simulate(client, ALICE, Message(splitter, 100, calldata))
    assert seen.native_moves == (
        NativeMove(ALICE, splitter, 100),
        NativeMove(splitter, BOB, 50),
        NativeMove(splitter, CAROL, 50),
    )
    assert seen.logs == ()


async def test_a_plain_payment_is_simulated_with_its_final_envelope(client: EvmClient) -> None:
    fees = await client.ask(fee_query(client.chain))
    envelope = Envelope(nonce=0, gas=21_000, fees=fees)
    seen = await simulate(client, ALICE, Message(BOB, 5), envelope=envelope)
    assert (seen.succeeded, seen.gas_used) == (True, 21_000)
    assert seen.native_moves == (NativeMove(ALICE, BOB, 5),)


async def test_readings_work_where_gas_is_charged(client: EvmClient, engine: Engine) -> None:
    token = await engine.token(units=10)
    nonce, fees = await client.nonce(ALICE), await client.ask(fee_query(client.chain))
    seen = await simulate(
        client,
        ALICE,
        Message(token, 0, abi.transfer(BOB, 10)),
        watched=[(token, ALICE), (token, BOB)],
        envelope=Envelope(nonce=nonce, gas=100_000, fees=fees),
    )
    assert seen.token_deltas == {(token, ALICE): -10, (token, BOB): 10}


async def test_a_revert_is_told_with_its_reason(client: EvmClient, engine: Engine) -> None:
    token = await engine.token()
    message = Message(token, 0, abi.transfer(BOB, 1))
    splitter = await engine.deploy("Splitter")
    assert (await simulate(client, ALICE, Message(splitter, 100, b"\x00"))).native_moves == ()
    for seen in (
        await simulate(client, ALICE, message, watched=[(token, BOB)]),
        await dry_run(client, ALICE, message),
    ):
        assert not seen.succeeded
        assert not seen.native_moves and not seen.logs
        assert seen.revert_reason == "'transfer amount exceeds balance'"


async def test_a_token_that_does_not_answer_has_no_delta(client: EvmClient, engine: Engine) -> None:
    broken = await engine.deploy("BrokenToken")
    watched = [(broken, BOB), (CAROL, BOB)]
    seen = await simulate(client, ALICE, Message(BOB, 1), watched=watched)
    assert seen.succeeded
    assert seen.token_deltas == {(broken, BOB): None, (CAROL, BOB): None}


async def test_more_than_there_is_is_refused_as_such(client: EvmClient) -> None:
    message = Message(ALICE, 10**20)
    for attempt in (simulate(client, BOB, message), dry_run(client, BOB, message)):
        with pytest.raises(RpcRefused) as caught:
            await attempt
        assert classify(caught.value) is Refusal.INSUFFICIENT_FUNDS


async def test_a_node_that_does_not_simulate_is_asked_the_plain_way(
    client: EvmClient, engine: Engine
) -> None:
    node = Node({"eth_chainId": "0x2105", "eth_call": "0x", "eth_estimateGas": "0x5208"})
    async with serve(node), httpx.AsyncClient(trust_env=False, verify=False) as http:
        plain = EvmClient.connect(client.chain, http=http, urls=[node.url])
        seen = await simulate(plain, ALICE, Message(BOB, 5), watched=[(CAROL, BOB)])
    assert seen == Simulated(True, "", 21_000, native_moves=None, token_deltas=None, logs=())
    assert node.methods == [
        ["eth_chainId", "eth_simulateV1"],
        ["eth_call", "eth_estimateGas"],
    ]


async def test_the_plain_way_agrees_with_the_chain(client: EvmClient, engine: Engine) -> None:
    token = await engine.token(units=5)
    seen = await dry_run(client, ALICE, Message(token, 0, abi.transfer(BOB, 5)))
    assert seen.succeeded
    assert seen.token_deltas is None
    assert seen.gas_used is not None and seen.gas_used > 21_000


ODD_ANSWERS: list[Json] = [
    None,
    [],
    [{}],
    [{"calls": []}],
    [{"calls": [{"status": "0x1"}]}],
    [{"calls": [{"status": "0x1", "gasUsed": "0x5208", "logs": [{}]}]}],
    [{"calls": [{"status": "0x1", "gasUsed": "0x5208"}]}, {"calls": []}],
]


@pytest.mark.parametrize("answer", ODD_ANSWERS)
def test_a_simulation_of_the_wrong_shape_is_a_bad_answer(answer: Json) -> None:
    with pytest.raises(BadAnswer, match="eth_simulateV1"):
        simulate_call(ALICE, Message(BOB, 1)).read(answer)


def test_the_envelope_is_in_the_call_and_only_then_is_it_checked() -> None:
    envelope = Envelope(nonce=7, gas=21_000, fees=FeeQuote(9, 2))
    options = simulate_call(ALICE, Message(BOB, 1), envelope=envelope).call.params[0]
    assert isinstance(options, dict)
    assert options["validation"] is True
    bare = simulate_call(ALICE, Message(BOB, 1)).call.params[0]
    assert isinstance(bare, dict)
    assert bare["validation"] is False
    assert bare["blockStateCalls"] == [{"calls": [{"to": BOB, "from": ALICE, "value": "0x1"}]}]
    assert options["blockStateCalls"] == [
        {
            "calls": [
                {
                    "to": BOB,
                    "from": ALICE,
                    "value": "0x1",
                    "nonce": "0x7",
                    "gas": "0x5208",
                    "maxFeePerGas": "0x9",
                    "maxPriorityFeePerGas": "0x2",
                }
            ],
            "stateOverrides": {
                "0x00000000000000000000000000000000000f15c5": {"balance": hex(2**120)}
            },
        }
    ]
