"""Nodes that fail, hang, lie and repeat themselves: a payment lands once, or is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    ChainMismatch,
    DuplicateRequest,
    RpcUnavailable,
)
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import ETHER, SEND, Line, garbage, give_dai
from tests.chains.evm.wallets import BOB, NOWHERE, open_wallet
from tests.chains.proxy import (
    ANY,
    Fault,
    after,
    always,
    dropped,
    hang,
    proxied,
    status,
    twice,
)


@pytest.fixture
async def line(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Line]:
    async with proxied(base_url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Line(wallet, engine, proxy, await engine.client.balance(BOB))


BEFORE_FAULTS = {
    "HTTP 500 twice": [status(500), status(500)],
    "HTTP 502 with a page": [status(502, "<html>")],
    "HTTP 429": [status(429)],
    "a broken connection": [dropped],
    "garbage": [garbage("garbage"), garbage("{}"), garbage("[]")],
    "an answer to another question": [garbage('{"jsonrpc":"2.0","id":99,"result":"0x1"}')],
    "one thing after another": [status(500), dropped, garbage("null"), status(503)],
}


@pytest.mark.covers("EVM-50", "EVM-51")
@pytest.mark.parametrize("faults", BEFORE_FAULTS.values(), ids=BEFORE_FAULTS)
async def test_trouble_with_reads_is_overcome(line: Line, faults: list[Fault]) -> None:
    line.proxy.faults[ANY] = [*faults]
    await line.landed(await line.wallet.pay("1"))
    assert line.proxy.count(SEND) == 1


UNHEARD = ("HTTP 500 twice", "HTTP 429", "a broken connection")


@pytest.mark.parametrize("faults", [BEFORE_FAULTS[name] for name in UNHEARD], ids=UNHEARD)
async def test_a_broadcast_that_was_not_heard_is_made_again_with_the_same_bytes(
    line: Line, faults: list[Fault]
) -> None:
    line.proxy.faults[SEND] = [*faults]
    await line.landed(await line.wallet.pay("1"))
    assert line.proxy.count(SEND) == len(faults) + 1


AFTER_FAULTS = {
    "HTTP 500": after(status(500)),
    "a broken connection": after(dropped),
    "garbage": after(garbage("garbage")),
    "another hash": after(garbage(f'{{"jsonrpc":"2.0","id":1,"result":"0x{"11" * 32}"}}')),
    "delivered twice": twice,
}


@pytest.mark.parametrize("fault", AFTER_FAULTS.values(), ids=AFTER_FAULTS)
async def test_a_broadcast_whose_answer_is_lost_lands_once_and_is_told_as_it_is(
    line: Line, fault: Fault
) -> None:
    line.proxy.faults[SEND] = [fault]
    outcome = await line.wallet.pay("1", message="m")
    await line.landed(outcome)
    again = await line.wallet.pay("1", message="m")
    assert again == outcome
    await line.arrived(1)


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_hangs_is_left_for_the_next(
    base_url: str, engine: Engine, home: Path
) -> None:
    before = await engine.client.balance(BOB)
    async with (
        proxied(base_url) as slow,
        proxied(base_url) as quick,
        open_wallet(home, slow.url, quick.url) as wallet,
    ):
        slow.faults[ANY] = [hang(), hang(), hang()]
        outcome = await wallet.pay("1")
        assert (outcome.state, quick.count(SEND)) == (State.CONFIRMED, 1)
    assert await engine.client.balance(BOB) - before == ETHER


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_is_alone_and_hangs_is_an_error_in_time(line: Line) -> None:
    line.proxy.faults[ANY] = [hang() for _ in range(9)]
    begun = asyncio.get_running_loop().time()
    with pytest.raises(RpcUnavailable) as caught:
        await line.wallet.pay("1")
    assert asyncio.get_running_loop().time() - begun < 15
    assert "no answer in time" in caught.value.message
    assert "s3cretkey" not in str(caught.value)
    assert line.proxy.count(SEND) == 0


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_hangs_on_the_broadcast_and_acts_on_it_pays_once(line: Line) -> None:
    line.proxy.faults[SEND] = [after(hang())]
    await line.landed(await line.wallet.pay("1"))


async def test_a_node_that_lies_about_its_chain_is_refused(line: Line) -> None:
    line.proxy.changes["eth_chainId"] = always("0x1")
    with pytest.raises(ChainMismatch) as caught:
        await line.wallet.pay("1")
    assert "No RPC of 'base' serves chain 8453 (RPC 1 of 1: serves chain 1)" in str(caught.value)
    assert "nothing was sent" in str(caught.value)
    assert line.proxy.count(SEND) == 0
    await line.arrived(0)


async def test_a_node_that_begins_to_lie_about_its_chain_is_noticed(line: Line) -> None:
    await line.landed(await line.wallet.pay("1"))
    line.proxy.changes["eth_chainId"] = always("0x1")
    with pytest.raises(ChainMismatch):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 1


async def test_beside_an_honest_node_the_liar_is_passed_over(
    base_url: str, engine: Engine, home: Path
) -> None:
    before = await engine.client.balance(BOB)
    async with (
        proxied(base_url) as liar,
        proxied(base_url) as honest,
        open_wallet(home, liar.url, honest.url) as wallet,
    ):
        liar.changes["eth_chainId"] = always("0x1")
        outcome = await wallet.pay("1")
        assert (outcome.state, liar.count(SEND), honest.count(SEND)) == (State.CONFIRMED, 0, 1)
    assert await engine.client.balance(BOB) - before == ETHER


async def test_a_closed_port_is_passed_over(base_url: str, engine: Engine, home: Path) -> None:
    async with open_wallet(home, NOWHERE, base_url) as wallet:
        assert (await wallet.pay("1")).state is State.CONFIRMED


async def test_the_same_message_pays_once_however_often_it_comes(line: Line) -> None:
    both = await asyncio.gather(*(line.wallet.pay("1", message="m") for _ in range(4)))
    assert len({outcome.journal_id for outcome in both}) == 1
    last = await line.wallet.pay("1", message="m")
    await line.landed(last)
    with pytest.raises(DuplicateRequest):
        await line.wallet.pay("2", message="m")
    await line.arrived(1)
    assert line.proxy.count(SEND) == 1


async def test_eight_rooms_at_once_all_land_one_after_another(line: Line) -> None:
    pays = (line.wallet.pay("1", room=f"room {n}", message="m") for n in range(8))
    outcomes = await asyncio.gather(*pays)
    for outcome in outcomes:
        await line.landed(outcome, times=8)
    found = [await line.engine.do("eth_getTransactionByHash", done.hash) for done in outcomes]
    nonces = [int(str(sent["nonce"]), 16) for sent in found if isinstance(sent, dict)]
    assert sorted(nonces) == list(range(8))


async def test_token_payments_at_once_all_land_on_a_node_that_counts_no_waiting_ones(
    line: Line,
) -> None:
    await give_dai(line)
    line.proxy.changes["eth_getTransactionCount"] = always("0x0")
    await line.engine.do("evm_setAutomine", False)
    try:
        pays = [
            asyncio.create_task(line.wallet.pay("1", "DAI", room=f"room {n}", message="m"))
            for n in range(4)
        ]
        await asyncio.wait_for(line.proxy.seen(SEND, 4), 20)
        await line.engine.do("anvil_mine", "0x1")
        outcomes = await asyncio.gather(*pays)
    finally:
        await line.engine.do("evm_setAutomine", True)
    assert {outcome.state for outcome in outcomes} == {State.CONFIRMED}
