"""Requests that wait, paid from a real wallet: once for every occasion, within the policy."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.bootstrap.waiting import WAITING, attend
from fiscus.core.desk.door import Consent
from fiscus.core.desk.policy import Limit, Limits, Policy
from fiscus.core.doors import open_door
from fiscus.core.tasks import Task
from fiscus.core.workers import TaskContext
from tests.chains import market
from tests.chains.evm.engine import Engine
from tests.chains.evm.test_crashes import SEND, Reached, paying
from tests.chains.evm.wallets import BOB, ME, Wallet, open_wallet, owner
from tests.chains.proxy import proxied

ETHER = 10**18
MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
PAY = f"send 0.001 ETH to {BOB} on base"


@dataclass
class Waits:
    """A wallet whose clock stands where a test puts it."""

    wallet: Wallet
    engine: Engine
    prices: market.Market
    now: datetime = MONDAY

    async def say(self, text: str, consent: Consent = Consent.POLICY) -> Turn:
        number = next(self.wallet.numbers)
        return await self.wallet.agent.handle(
            IncomingMessage(id=f"m{number}", text=text, principal=owner(consent))
        )

    async def put_down(self, text: str) -> str:
        turn = await self.say(text)
        assert [result.error for result in turn.results] == [None], turn
        return turn.results[0].text

    async def tasks(self) -> tuple[Task, ...]:
        return await self.wallet.agent.runtime.get_tasks(name=WAITING)

    async def due(self) -> None:
        """What is due by the clock is run, once."""
        self.now += timedelta(seconds=1)
        service = self.wallet.agent.runtime.get_service(TaskService)
        assert service is not None
        for task in await self.tasks():
            if (task.scheduled_for or 0) <= self.now.timestamp() * 1000:
                await service.run_now(task.id)

    async def paid(self) -> int:
        return await self.engine.client.balance(BOB)


@pytest.fixture
async def waits(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Waits]:
    prices = market.Market({"ethereum": '{"usd": 3100}'})
    async with (
        market.serve(prices) as served,
        open_wallet(home, base_url, COINGECKO_API_URL=served.url, FISCUS_TASKS="off") as wallet,
    ):
        waits = Waits(wallet, engine, prices)
        wallet.agent.runtime.clock.read = lambda: waits.now.timestamp()
        yield waits


async def test_a_level_is_waited_for_and_paid_once(waits: Waits) -> None:
    said = await waits.put_down(f"when my ETH balance is above 20000 {PAY}")
    assert "when ETH balance > 20000" in said
    await waits.due()
    assert await waits.paid() == 0
    await waits.engine.do("anvil_setBalance", ME, hex(30_000 * ETHER))
    waits.now += timedelta(minutes=1)
    await waits.due()
    assert await waits.paid() == ETHER // 1000
    assert await waits.tasks() == ()


@pytest.mark.covers("EVM-64", "D-48")
async def test_gas_is_a_level(waits: Waits) -> None:
    await waits.put_down(f"when gas is below 0.000000001 gwei, {PAY}")
    await waits.put_down(f"when gas is below 100000 gwei, {PAY}")
    await waits.due()
    assert await waits.paid() == ETHER // 1000
    [left] = await waits.tasks()
    assert "gas < 0.000000001 gwei" in left.description


async def test_an_unknown_price_is_not_met_and_is_told_once(waits: Waits) -> None:
    await waits.put_down(f"when ETH drops below 3000, {PAY}")
    waits.prices.rows.clear()
    for _ in range(2):
        waits.now += timedelta(minutes=1)
        await waits.due()
    assert await waits.paid() == 0
    [task] = await waits.tasks()
    assert task.metadata["doubted"] is True


async def test_the_same_run_pays_once_however_often_it_is_tried(waits: Waits) -> None:
    await waits.put_down(f"when my ETH balance is above 5 {PAY}")
    [task] = await waits.tasks()
    runtime = waits.wallet.agent.runtime
    for _ in range(3):
        context = TaskContext(runtime, task, lambda ticket: open_door(runtime, ticket))
        await attend(context, task.metadata)
    assert await waits.paid() == ETHER // 1000


async def test_a_run_that_had_begun_is_finished_although_the_level_is_gone(waits: Waits) -> None:
    await waits.put_down(f"when my ETH balance is above 9999 {PAY}")
    [task] = await waits.tasks()
    runtime = waits.wallet.agent.runtime
    context = TaskContext(runtime, task, lambda ticket: open_door(runtime, ticket))
    await attend(context, task.metadata)
    begun = {**task.metadata, "begunRun": task.run}
    await attend(context, begun)
    assert await waits.paid() == ETHER // 1000


async def test_every_monday_is_every_monday(waits: Waits) -> None:
    said = await waits.put_down(f"every monday at 9am {PAY}")
    assert "First Mon 2026-11-30 09:00 UTC, then Mon 2026-12-07 09:00 UTC." in said
    for hours, payments in ((0, 0), (1, 1), (2, 1), (24, 1), (7 * 24, 1), (7 * 24 + 2, 2)):
        waits.now = MONDAY + timedelta(hours=hours, seconds=5)
        await waits.due()
        assert await waits.paid() == payments * ETHER // 1000, hours


async def test_what_was_missed_is_one_time_and_not_many(waits: Waits) -> None:
    await waits.put_down(f"every day at 9am {PAY}")
    waits.now = MONDAY + timedelta(hours=12)
    await waits.due()
    waits.now = MONDAY + timedelta(days=20)
    await waits.due()
    assert await waits.paid() == ETHER // 1000
    [task] = await waits.tasks()
    assert task.metadata["dueAt"] == int((MONDAY + timedelta(days=20, hours=1)).timestamp() * 1000)


async def test_a_time_comes_once(waits: Waits) -> None:
    await waits.put_down(f"{PAY} tomorrow at 9am")
    waits.now = MONDAY + timedelta(hours=24)
    await waits.due()
    assert await waits.paid() == 0
    waits.now += timedelta(hours=2)
    await waits.due()
    assert (await waits.paid(), await waits.tasks()) == (ETHER // 1000, ())


@pytest.mark.covers("D-48")
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{PAY} on 2020-01-01", "is over"),
        (f"when gas is low {PAY}", "is no exact level"),
    ],
)
async def test_what_can_never_come_is_refused(waits: Waits, text: str, problem: str) -> None:
    turn = await waits.say(text)
    assert problem in turn.results[0].text
    assert await waits.tasks() == ()


async def test_it_is_listed_and_called_off_by_words(waits: Waits) -> None:
    assert (await waits.say("show my scheduled payments")).results[0].text == "Nothing waits."
    await waits.put_down(f"every monday at 9am {PAY}")
    await waits.put_down(f"when gas is below 1 gwei, {PAY}")
    listed = (await waits.say("list my scheduled tasks")).results[0].text
    assert "every monday at 09:00 (next Mon 2026-11-30 09:00 UTC)" in listed
    for said in ("show my tasks", "which tasks are there?", "are there any pending orders?"):
        assert (await waits.say(said)).results[0].text == listed
    several = await waits.say("cancel my scheduled payment")
    assert several.results[0].error is not None
    weekly, gas = sorted(await waits.tasks(), key=lambda task: "gas" in task.description)
    await waits.put_down(f"cancel task {gas.id[:8]}")
    assert [task.id for task in await waits.tasks()] == [weekly.id]
    await waits.put_down("cancel my scheduled payment")
    assert await waits.tasks() == ()


async def test_the_policy_is_asked_when_the_time_has_come(
    base_url: str, engine: Engine, home: Path
) -> None:
    limit = Limits(per_transaction=Limit(units={"ETH": Decimal(0)}))
    policy = Policy(limits=limit, first_payment="allow", unknown_price="allow")
    async with open_wallet(home, base_url, policy=policy, FISCUS_TASKS="off") as wallet:
        waits = Waits(wallet, engine, market.Market({}))
        wallet.agent.runtime.clock.read = lambda: waits.now.timestamp()
        await waits.put_down(f"{PAY} in 2 hours")
        waits.now += timedelta(hours=3)
        await waits.due()
        assert (await waits.paid(), await waits.tasks()) == (0, ())


async def test_what_needs_a_yes_when_the_time_has_come_waits_for_it(
    base_url: str, engine: Engine, home: Path
) -> None:
    policy = Policy(limits=Limits(fee_usd=None), unknown_price="allow", second_opinion_usd=None)
    async with open_wallet(home, base_url, policy=policy, FISCUS_TASKS="off") as wallet:
        waits = Waits(wallet, engine, market.Market({}))
        wallet.agent.runtime.clock.read = lambda: waits.now.timestamp()
        await waits.put_down(f"{PAY} in 2 hours")
        [task] = await waits.tasks()
        waits.now += timedelta(hours=3)
        await waits.due()
        assert (await waits.paid(), await waits.tasks()) == (0, ())
        assert task.room_id is not None
        said = await wallet.agent.runtime.store.get_memories(room_id=task.room_id, count=1)
        assert "was never paid from this wallet before" in said[0].content.text
        [asked] = await wallet.agent.desk.approvals.pending()
        await wallet.agent.desk.approve(asked.id, owner())
        assert await waits.paid() == ETHER // 1000


async def test_a_process_that_is_killed_as_it_pays_what_waited_has_paid_it_once(
    base_url: str, engine: Engine, home: Path
) -> None:
    before, reached = await engine.client.balance(BOB), Reached(forwards=True)
    async with proxied(base_url) as proxy:
        async with open_wallet(home, base_url, FISCUS_TASKS="off") as wallet:
            waits = Waits(wallet, engine, market.Market({}))
            await waits.put_down(f"when my ETH balance is above 5 {PAY}")
            [task] = await waits.tasks()
        proxy.faults[SEND] = [reached]
        async with paying(home, proxy.url, "attender", task.id):
            await asyncio.wait_for(reached.wait(), 60)
        async with open_wallet(home, base_url, FISCUS_TASKS="off") as wallet:
            runtime = wallet.agent.runtime
            service = runtime.get_service(TaskService)
            assert service is not None
            # The lease of who was killed is over then.
            runtime.clock.read = lambda: time.time() + service.lease_ms / 1000 + 1
            assert await service.run_now(task.id) is None
    assert await engine.client.balance(BOB) - before == ETHER // 1000
    assert await engine.client.nonce(ME) == 1
