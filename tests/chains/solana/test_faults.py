"""Nodes that fail, hang, lie and lag: a payment lands once, or is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.solana.definition import GENESIS
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import (
    ChainError,
    ChainMismatch,
    DuplicateRequest,
    RpcUnavailable,
    SimulationFailed,
    WalletFrozen,
)
from tests.chains.proxy import (
    ANY,
    Change,
    Fault,
    Post,
    Proxy,
    after,
    always,
    dropped,
    first,
    hang,
    proxied,
    refusing,
    status,
    twice,
)
from tests.chains.solana.chain import ALICE, BOB, CAROL, KEY, ME, SOL, Chain
from tests.chains.solana.wallets import NOWHERE, Wallet, open_wallet

SEND, STATUSES, LANDED = "sendTransaction", "getSignatureStatuses", "getTransaction"
SIMULATE, EPOCH = "simulateTransaction", "getEpochInfo"


def garbage(text: str) -> Fault:
    return status(200, text)


@dataclass(frozen=True, slots=True)
class Line:
    """A wallet whose only way to the chain is the proxy."""

    wallet: Wallet
    chain: Chain
    proxy: Proxy
    before: int

    async def landed(self, outcome: Outcome, times: int = 1) -> None:
        """One SOL arrived, `times` times and no more, and the answer says so."""
        assert outcome.state is State.CONFIRMED, outcome
        assert await self.chain.landed(outcome.hash) == outcome.fee_units
        await self.arrived(times)

    async def arrived(self, times: int) -> None:
        assert await self.chain.lamports(BOB) - self.before == times * SOL
        assert len(self.chain.node.ledger.records) == times


@pytest.fixture
async def line(chain: Chain, home: Path) -> AsyncGenerator[Line]:
    async with proxied(chain.url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Line(wallet, chain, proxy, await chain.lamports(BOB))


@pytest.fixture
async def slow(still: Chain, home: Path) -> AsyncGenerator[Line]:
    """Blocks come when the test says so, and the desk waits for half a second."""
    async with proxied(still.url) as proxy, open_wallet(home, proxy.url, seconds=0.5) as wallet:
        yield Line(wallet, still, proxy, await still.lamports(BOB))


@pytest.fixture
async def patient(still: Chain, home: Path) -> AsyncGenerator[Line]:
    """Blocks come when the test says so, and the desk waits for long."""
    async with proxied(still.url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Line(wallet, still, proxy, await still.lamports(BOB))


BEFORE_FAULTS = {
    "HTTP 500 twice": [status(500), status(500)],
    "HTTP 502 with a page": [status(502, "<html>")],
    "HTTP 429": [status(429)],
    "a broken connection": [dropped],
    "garbage": [garbage("garbage"), garbage("{}"), garbage("[]")],
    "an answer to another question": [garbage('{"jsonrpc":"2.0","id":99,"result":1}')],
    "one thing after another": [status(500), dropped, garbage("null"), status(503)],
}


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
    "another signature": after(
        garbage(f'{{"jsonrpc":"2.0","id":1,"result":"{KEY.sign_message(b"x")}"}}')
    ),
    "no signature": after(garbage('{"jsonrpc":"2.0","id":1,"result":"thanks"}')),
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


REFUSALS = {
    "landed already": (-32002, "Transaction simulation failed: already been processed"),
    "an unknown block": (-32002, "Transaction simulation failed: Blockhash not found"),
    "behind": (-32005, "Node is behind by 42 slots"),
    "anything else": (-32603, "Internal error"),
}


@pytest.mark.parametrize(("code", "text"), REFUSALS.values(), ids=REFUSALS)
async def test_a_node_that_took_the_bytes_and_refuses_them_proves_nothing(
    line: Line, code: int, text: str
) -> None:
    line.proxy.changes[SEND] = first(1, refusing(code, text))
    await line.landed(await line.wallet.pay("1"))


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_hangs_is_left_for_the_next(chain: Chain, home: Path) -> None:
    before = await chain.lamports(BOB)
    async with (
        proxied(chain.url) as hanging,
        proxied(chain.url) as quick,
        open_wallet(home, hanging.url, quick.url) as wallet,
    ):
        hanging.faults[ANY] = [hang(), hang(), hang()]
        outcome = await wallet.pay("1")
        assert (outcome.state, hanging.count(SEND), quick.count(SEND)) == (State.CONFIRMED, 0, 1)
    assert await chain.lamports(BOB) - before == SOL


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_is_alone_and_hangs_is_an_error_in_time(line: Line) -> None:
    line.proxy.faults[ANY] = [hang() for _ in range(9)]
    begun = asyncio.get_running_loop().time()
    with pytest.raises(RpcUnavailable) as caught:
        await line.wallet.pay("1")
    assert asyncio.get_running_loop().time() - begun < 15
    assert "s3cretkey" not in str(caught.value)
    assert line.proxy.count(SEND) == 0


@pytest.mark.usefixtures("impatient")
async def test_a_node_that_hangs_on_the_broadcast_and_acts_on_it_pays_once(line: Line) -> None:
    line.proxy.faults[SEND] = [after(hang())]
    await line.landed(await line.wallet.pay("1"))


async def test_a_node_of_another_cluster_is_refused(line: Line) -> None:
    mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"
    line.proxy.changes["getGenesisHash"] = always(mainnet)
    with pytest.raises(ChainMismatch) as caught:
        await line.wallet.pay("1")
    assert f"serves chain {GENESIS} (RPC 1 of 1: serves chain {mainnet})" in str(caught.value)
    assert line.proxy.count(SEND) == 0
    await line.arrived(0)


async def test_a_node_that_begins_to_serve_another_cluster_is_noticed(line: Line) -> None:
    await line.landed(await line.wallet.pay("1"))
    line.proxy.changes["getGenesisHash"] = always(ME)
    with pytest.raises(ChainMismatch):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 1


async def test_a_closed_port_is_passed_over(chain: Chain, home: Path) -> None:
    async with open_wallet(home, NOWHERE, chain.url) as wallet:
        assert (await wallet.pay("1")).state is State.CONFIRMED


async def test_the_same_message_pays_once_however_often_it_comes(line: Line) -> None:
    both = await asyncio.gather(*(line.wallet.pay("1", message="m") for _ in range(4)))
    assert len({outcome.journal_id for outcome in both}) == 1
    await line.landed(await line.wallet.pay("1", message="m"))
    with pytest.raises(DuplicateRequest):
        await line.wallet.pay("2", message="m")
    await line.arrived(1)


async def test_equal_payments_on_one_block_are_payments_of_their_own(patient: Line) -> None:
    pays = [asyncio.create_task(patient.wallet.pay("1")) for _ in range(4)]
    await patient.proxy.seen(SEND, 4)
    async with patient.chain.ticking():
        outcomes = await asyncio.gather(*pays)
    assert len({outcome.hash for outcome in outcomes}) == 4
    for outcome in outcomes:
        await patient.landed(outcome, times=4)


async def test_what_is_not_confirmed_yet_is_not_claimed(slow: Line) -> None:
    sent = await slow.wallet.pay("1", message="m")
    assert sent.state is State.SENT
    slow.chain.advance()
    assert (await slow.wallet.pay("1", message="m")).state is State.SENT
    await slow.wallet.desk.recover()
    [seen] = await slow.wallet.desk.recent(f"solana:{ME}", 1)
    assert seen.state is State.SENT
    slow.chain.advance()
    await slow.wallet.desk.recover()
    [seen] = await slow.wallet.desk.recent(f"solana:{ME}", 1)
    await slow.landed(seen)


async def test_a_status_that_is_late_is_waited_for(line: Line) -> None:
    line.proxy.changes[LANDED] = first(4, always(None))
    await line.landed(await line.wallet.pay("1"))
    line.proxy.changes[STATUSES] = first(4, always({"context": {"slot": 1}, "value": [None]}))
    await line.landed(await line.wallet.pay("1"), times=2)


async def test_a_dropped_broadcast_is_offered_again_until_it_lands(patient: Line) -> None:
    taken = str(KEY.sign_message(b"x"))

    async def lost(post: Post) -> web.Response:
        """The node says yes to it, and forgets it."""
        return web.json_response({"jsonrpc": "2.0", "id": 1, "result": taken})

    patient.proxy.faults[SEND] = [lost]
    paying = asyncio.create_task(patient.wallet.pay("1"))
    await patient.proxy.seen(SEND, 2)
    async with patient.chain.ticking():
        await patient.landed(await paying)


async def test_bytes_whose_block_is_too_old_are_dead_only_once_that_is_final(slow: Line) -> None:
    slow.proxy.faults[SEND] = [status(500) for _ in range(50)]
    sent = await slow.wallet.pay("1", message="m")
    assert sent.state is State.SIGNED
    slow.chain.advance(151)
    await slow.wallet.desk.recover()
    assert (await slow.wallet.pay("1", message="m")).state is State.SIGNED
    slow.chain.advance(30)
    await slow.wallet.desk.recover()
    dead = await slow.wallet.pay("1", message="m")
    assert dead.state is State.DROPPED
    slow.proxy.faults.clear()
    offered = slow.proxy.count(SEND)
    again = asyncio.create_task(slow.wallet.pay("1", message="n"))
    await slow.proxy.seen(SEND, offered + 1)
    async with slow.chain.ticking():
        done = await again
    assert done.hash != sent.hash
    await slow.landed(done)


async def test_a_node_that_is_behind_buries_nothing(slow: Line) -> None:
    slow.proxy.faults[SEND] = [status(500) for _ in range(50)]
    sent = await slow.wallet.pay("1", message="m")
    assert sent.state is State.SIGNED
    slow.chain.advance(200)
    slow.proxy.changes[STATUSES] = always({"context": {"slot": 1}, "value": [None]})
    await slow.wallet.desk.recover()
    assert (await slow.wallet.pay("1", message="m")).state is State.SIGNED
    del slow.proxy.changes[STATUSES]
    await slow.wallet.desk.recover()
    assert (await slow.wallet.pay("1", message="m")).state is State.DROPPED


async def test_bytes_that_landed_unseen_are_found_however_late(slow: Line) -> None:
    slow.proxy.faults[SEND] = [after(status(500))]
    slow.proxy.changes[STATUSES] = always({"context": {"slot": 1}, "value": [None]})
    slow.proxy.changes[LANDED] = always(None)
    sent = await slow.wallet.pay("1", message="m")
    assert sent.state.open
    slow.chain.advance(400)
    slow.proxy.changes.clear()
    await slow.wallet.desk.recover()
    await slow.landed(await slow.wallet.pay("1", message="m"))


async def test_a_payment_that_fails_in_its_block_is_a_failure_and_costs_the_fee(
    line: Line,
) -> None:
    async def emptied(post: Post) -> web.Response:
        line.chain.give_tokens(0)
        return web.json_response(await post.forwarded())

    line.proxy.faults[SEND] = [emptied]
    before = await line.chain.lamports(ME)
    outcome = await line.wallet.pay("1", "USDC", ALICE, message="m")
    assert outcome.state is State.FAILED
    assert before - await line.chain.lamports(ME) == outcome.fee_units
    assert await line.wallet.pay("1", "USDC", ALICE, message="m") == outcome


def other_balances(params: list[Json], result: Json) -> Json:
    """The recipient of SOL got one lamport less."""
    assert isinstance(result, dict)
    meta = result["meta"]
    assert isinstance(meta, dict)
    balances = meta["postBalances"]
    assert isinstance(balances, list)
    arrived = balances[1]
    assert isinstance(arrived, int)
    return {**result, "meta": {**meta, "postBalances": [balances[0], arrived - 1, *balances[2:]]}}


async def test_a_block_that_shows_something_else_freezes_the_wallet(line: Line) -> None:
    line.proxy.changes[LANDED] = other_balances
    outcome = await line.wallet.pay("1")
    assert outcome.detail is not None
    assert "the recipient did not get what was sent" in outcome.detail
    with pytest.raises(WalletFrozen):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 1


def less(by: int, place: int) -> Change:
    """A simulation after which one of the watched accounts has other lamports."""

    def change(params: list[Json], result: Json) -> Json:
        assert isinstance(result, dict)
        value = result["value"]
        assert isinstance(value, dict)
        accounts = value["accounts"]
        assert isinstance(accounts, list)
        account = accounts[place]
        assert isinstance(account, dict)
        held = account["lamports"]
        assert isinstance(held, int)
        changed: list[Json] = [*accounts]
        changed[place] = {**account, "lamports": held - by}
        return {**result, "value": {**value, "accounts": changed}}

    return change


@pytest.mark.parametrize(("by", "place"), [(6000, 0), (-5001, 0), (1, 1), (-1, 1)])
async def test_a_simulation_that_shows_something_else_stops_the_signing(
    line: Line, by: int, place: int
) -> None:
    line.proxy.changes[SIMULATE] = less(by, place)
    with pytest.raises(SimulationFailed, match="would do something else"):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 0
    # What came in between two readings is gone at the next look.
    line.proxy.changes[SIMULATE] = first(2, less(by, place))
    await line.landed(await line.wallet.pay("1"))


async def test_the_last_simulation_counts_too(line: Line) -> None:
    calls = 0

    def changing(params: list[Json], result: Json) -> Json:
        nonlocal calls
        calls += 1
        failed: Json = {"err": {"InstructionError": [2, {"Custom": 1}]}, "unitsConsumed": 5}
        return result if calls == 1 else {"context": {"slot": 1}, "value": failed}

    line.proxy.changes[SIMULATE] = changing
    with pytest.raises(SimulationFailed, match="there is not enough of it"):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 0


SLOT: Json = {"slot": 1}
MALFORMED: list[Json] = [
    None,
    5.5,
    "x",
    {"context": SLOT},
    {"context": SLOT, "value": [{}]},
    [],
    -1,
]


@pytest.mark.parametrize(
    "method",
    [SIMULATE, "getLatestBlockhash", "getMultipleAccounts", "getMinimumBalanceForRentExemption"],
)
@pytest.mark.parametrize("answer", MALFORMED)
async def test_an_answer_of_the_wrong_shape_is_a_typed_error(
    line: Line, method: str, answer: Json
) -> None:
    line.proxy.changes[method] = always(answer)
    with pytest.raises(ChainError):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 0


async def test_a_node_that_does_not_simulate_is_not_signed_for(line: Line) -> None:
    line.proxy.changes[SIMULATE] = refusing(-32601, "Method not found")
    with pytest.raises(ChainError):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 0


async def test_an_account_that_somebody_else_opens_meanwhile_costs_less_and_is_no_mismatch(
    line: Line,
) -> None:
    async def opened(post: Post) -> web.Response:
        line.chain.give_tokens(5, owner=CAROL)
        return web.json_response(await post.forwarded())

    line.proxy.faults[SEND] = [opened]
    outcome = await line.wallet.pay("1", "USDC", CAROL)
    assert (outcome.state, outcome.detail) == (State.CONFIRMED, None)
    assert await line.chain.units(CAROL) == 10**6 + 5


async def test_a_stranger_that_pays_the_wallet_between_two_readings_stops_nothing(
    line: Line,
) -> None:
    seen = 0

    def changing(params: list[Json], result: Json) -> Json:
        nonlocal seen
        seen += 1
        if seen == 1:
            line.chain.give(11 * SOL)
        return result

    line.proxy.changes[SIMULATE] = changing
    await line.landed(await line.wallet.pay("1"))
