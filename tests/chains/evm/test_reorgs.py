"""A chain that takes a block back: noticed, told, sent again, and counted all the while."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import PolicyDenied
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import RECEIPT, SEND, Line
from tests.chains.evm.wallets import ANYTHING, BOB, ME, open_wallet
from tests.chains.proxy import Proxy, always, proxied

ONE_ETHER = Policy.model_validate(
    {**ANYTHING.model_dump(), "limits": {"per_24h": {"units": {"ETH": 1}}}}
)
FAR: str = hex(70)
"""Blocks after which anvil's are final."""


@pytest.fixture
async def line(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Line]:
    async with (
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, policy=ONE_ETHER, FISCUS_CONFIRM_TIMEOUT="1") as wallet,
    ):
        yield Line(wallet, engine, proxy, await engine.client.balance(BOB))


async def undo(line: Line) -> None:
    """The newest block is another one now, and holds nothing."""
    await line.engine.do("anvil_reorg", 1, [])
    await line.engine.do("anvil_dropAllTransactions")


async def events(line: Line, outcome: Outcome) -> list[str]:
    entries = await line.wallet.agent.desk.ledger.entries()
    return [entry.event for entry in entries if entry.payment_id == outcome.journal_id]


async def test_a_payment_that_a_reorganisation_drops_is_sent_again_and_lands_once(
    line: Line,
) -> None:
    told: list[Outcome] = []

    async def watch(outcome: Outcome) -> None:
        told.append(outcome)

    await line.landed(done := await line.wallet.pay("1"))
    await undo(line)
    assert await line.engine.client.receipt(done.hash or "") is None
    line.wallet.agent.desk.watchers.append(watch)
    [back] = await line.wallet.agent.desk.recover()
    assert (back.state, back.hash) == (State.SENT, done.hash)
    assert back.detail is not None and "reorganised" in back.detail
    assert (await line.wallet.agent.desk.status(done.journal_id)).detail == back.detail
    [again] = await line.wallet.agent.desk.recover()
    await line.landed(again)
    assert again.hash == done.hash
    assert line.proxy.count(SEND) == 2
    landing = ["reserved", "signed", "sent", "confirmed"]
    assert await events(line, done) == [*landing, "reorged", "confirmed"]


async def test_while_it_is_gone_it_still_counts(line: Line) -> None:
    done = await line.wallet.pay("0.9")
    await undo(line)
    line.proxy.changes[SEND] = always("0x" + "11" * 32)
    [back] = await line.wallet.agent.desk.recover()
    assert (back.state, back.hash) == (State.SENT, done.hash)
    with pytest.raises(PolicyDenied):
        await line.wallet.pay("0.9")


async def test_the_next_payment_notices_and_takes_no_place_of_what_is_gone(line: Line) -> None:
    done = await line.wallet.pay("0.1")
    await undo(line)
    told: list[Outcome] = []

    async def watch(outcome: Outcome) -> None:
        told.append(outcome)

    line.wallet.agent.desk.watchers.append(watch)
    following = await line.wallet.pay("0.2")
    assert following.state is State.CONFIRMED
    sent = [await line.engine.client.transaction(o.hash or "") for o in (done, following)]
    assert [found.nonce if found else None for found in sent] == [0, 1]
    assert "reorged" in await events(line, done)
    await line.wallet.agent.desk.recover()
    assert (await line.wallet.agent.desk.status(done.journal_id)).state is State.CONFIRMED
    assert await line.engine.client.nonce(ME) == 2


async def test_another_transaction_in_its_place_buries_it_once_that_is_final(line: Line) -> None:
    done = await line.wallet.pay("0.1")
    await undo(line)
    await line.engine.mined({"from": ME, "to": ME, "value": "0x1"})
    [back] = await line.wallet.agent.desk.recover()
    assert back.state is State.SENT and "place was taken by 0x" in (back.detail or "")
    await line.engine.do("anvil_mine", FAR)
    [gone] = await line.wallet.agent.desk.recover()
    assert (gone.state, gone.journal_id) == (State.DROPPED, done.journal_id)
    assert await line.engine.client.balance(BOB) == line.before


async def test_what_is_final_is_looked_at_no_more(line: Line) -> None:
    done = await line.wallet.pay("0.1")
    await line.engine.do("anvil_mine", FAR)
    assert await line.wallet.agent.desk.recover() == []
    payment = await line.wallet.agent.desk.ledger.get(done.journal_id)
    assert payment is not None and payment.final
    asked = line.proxy.count(RECEIPT)
    assert await line.wallet.agent.desk.recover() == []
    assert line.proxy.count(RECEIPT) == asked


async def test_a_node_that_is_behind_undoes_nothing(line: Line) -> None:
    done = await line.wallet.pay("0.1")
    head = await line.engine.client.block()

    def older(proxy: Proxy) -> None:
        block = {"number": hex(head.number - 1), "timestamp": "0x1", "gasLimit": "0x1"}
        proxy.changes["eth_getBlockByNumber"] = always({**block, "hash": "0x" + "11" * 32})
        proxy.changes[RECEIPT] = always(None)
        proxy.changes["eth_getTransactionByHash"] = always(None)

    older(line.proxy)
    assert await line.wallet.agent.desk.recover() == []
    assert (await line.wallet.agent.desk.status(done.journal_id)).state is State.CONFIRMED
    assert line.proxy.count(SEND) == 1
