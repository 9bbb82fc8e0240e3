"""What tasks may pay, by whose authority, and that they pay it once."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from fiscus.core import Action, ActionContext, ActionResult, AgentRuntime
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Given, Intent, Principal
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.outcome import State as Standing
from fiscus.core.errors import FiscusError, RpcUnavailable
from fiscus.core.execution import Call, Occasion
from fiscus.core.ids import UUID
from fiscus.core.isolation import settle
from fiscus.core.mandates import commission
from fiscus.core.origins import Origin
from fiscus.core.receipts import transfer_receipt
from fiscus.core.store.records import Entity, Room
from fiscus.core.tasks import Authority, Task, new_task
from fiscus.core.testing import (
    OWNER,
    DenyingDoors,
    FakeChain,
    RecordingCallback,
    create_mock_memory,
    open_test_desk,
)
from fiscus.core.workers import TaskContext, TaskWorker
from tests.core.tasks.working import until, working

SAID = {"amount": "1", "token": "ETH", "recipient": "alice.eth"}
OWNERS = Authority("owner", owner=True, origin=Origin.USER, request="transfer", words=SAID)
MODELS = replace(OWNERS, origin=Origin.MODEL)
STRANGERS = Authority("mallory", owner=False, origin=Origin.USER)


def intent() -> Intent:
    return Intent("fake", "transfer", {k: Given(v, Origin.USER) for k, v in SAID.items()})


class Payer(list[Outcome]):
    """Pays Alice, then fails as often as it was told to."""

    def __init__(self, failures: int = 0, steps: int = 1) -> None:
        super().__init__()
        self.failures = failures
        self.steps = steps

    async def __call__(self, ctx: TaskContext) -> None:
        for step in range(self.steps):
            self.append(await ctx.door(step).submit(intent()))
        if self.failures:
            self.failures -= 1
            raise RpcUnavailable("It went away after the payment.")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiscus.core.tasks.BACKOFF_MS", 10)


@asynccontextmanager
async def agent(
    chain: FakeChain, folder: Path, execute: Callable[[TaskContext], Awaitable[None]]
) -> AsyncGenerator[tuple[AgentRuntime, Desk]]:
    """An agent whose one worker does this, at a real desk."""
    worker = TaskWorker("PAY", execute)
    async with (
        open_test_desk(chain, folder) as desk,
        working(folder, worker, doors=desk.door) as runtime,
    ):
        yield runtime, desk


async def test_a_run_that_is_attempted_again_pays_once_a_step(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    payer = Payer(failures=2, steps=2)
    async with agent(fake_chain, tmp_path, payer) as (runtime, _):
        await commission(runtime, "PAY", authority=OWNERS)
        await until(lambda: len(payer) == 6)
    assert fake_chain.signatures == 2
    assert fake_chain.balance_of("alice.eth", "ETH") == 2
    assert len({outcome.hash for outcome in payer}) == 2


async def test_every_run_of_a_repeating_task_pays_anew(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    payer = Payer()
    async with agent(fake_chain, tmp_path, payer) as (runtime, _):
        await commission(
            runtime,
            "PAY",
            authority=OWNERS,
            tags=["queue", "repeat", "immediate"],
            metadata={"updateInterval": 60},
        )
        await until(lambda: len(payer) >= 2)
    assert len({outcome.hash for outcome in payer}) == len(payer)


@pytest.mark.parametrize("authority", [STRANGERS, Authority()])
async def test_a_task_that_no_owner_made_pays_nothing(
    fake_chain: FakeChain, tmp_path: Path, authority: Authority
) -> None:
    async with agent(fake_chain, tmp_path, Payer()) as (runtime, _):
        await commission(runtime, "PAY", authority=authority, max_attempts=1)
        await until(lambda: runtime.get_tasks(status="failed"))
        (task,) = await runtime.get_tasks()
    assert task.error is not None and task.error.startswith("NOT_OWNER")
    assert (fake_chain.signatures, fake_chain.landed) == (0, [])


async def test_a_task_that_a_model_thought_of_waits_for_the_owner_whatever_its_worker_says(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    payer = Payer()
    async with agent(fake_chain, tmp_path, payer) as (runtime, desk):
        await commission(runtime, "PAY", authority=MODELS)
        await until(lambda: payer)
        (outcome,) = payer
        assert outcome.approval is not None and fake_chain.signatures == 0
        approved = await desk.approve(outcome.approval.id, OWNER)
    assert approved.state is Standing.CONFIRMED


class TransferParams(BaseModel):
    model_config = ConfigDict(frozen=True)

    amount: str
    recipient: str
    token: str = "ETH"


async def transfer(ctx: ActionContext, params: TransferParams) -> ActionResult:
    outcome = await ctx.desk.submit(Intent("fake", "transfer", ctx.values))
    return transfer_receipt(outcome, title="the test chain")


TRANSFER = Action("TEST_TRANSFER", "Pay.", transfer, params=TransferParams, critical=True)
ROOM = UUID("00000000-0000-0000-0000-0000000000aa")


@pytest.mark.parametrize(("authority", "paid"), [(OWNERS, True), (MODELS, False)])
async def test_a_task_runs_an_action_with_its_own_authority_and_tells_the_room(
    fake_chain: FakeChain, tmp_path: Path, authority: Authority, paid: bool
) -> None:
    results: list[ActionResult] = []

    async def execute(ctx: TaskContext) -> None:
        results.append(await ctx.run_action("TEST_TRANSFER", SAID))

    async with agent(fake_chain, tmp_path, execute) as (runtime, _):
        runtime.register_action(TRANSFER)
        await runtime.store.ensure_room(Room(ROOM, runtime.agent_id, "test", 1))
        await commission(runtime, "PAY", authority=authority, room_id=ROOM)
        await until(lambda: results)
        said = await runtime.store.get_memories(room_id=ROOM)
    assert results[0].success is paid
    assert fake_chain.balance_of("alice.eth", "ETH") == int(paid)
    assert [memory.content.text for memory in said] == [results[0].text]


@pytest.mark.parametrize(
    "other",
    [
        {"recipient": "bob.eth"},
        {"amount": "2"},
        {"token": "USDC"},
        {"recipient": "1", "amount": "alice.eth"},
        {"memo": "for mallory"},
    ],
    ids=str,
)
async def test_a_task_pays_what_was_said_when_it_was_made_and_asks_about_anything_else(
    fake_chain: FakeChain, tmp_path: Path, other: dict[str, str]
) -> None:
    outcomes: list[Outcome | FiscusError] = []

    async def execute(ctx: TaskContext) -> None:
        told = {role: Given(word, Origin.STRATEGY) for role, word in (SAID | other).items()}
        (answer,) = await settle(ctx.door().submit(Intent("fake", "transfer", told)))
        assert isinstance(answer, (Outcome, FiscusError))
        outcomes.append(answer)

    async with agent(fake_chain, tmp_path, execute) as (runtime, _):
        await commission(runtime, "PAY", authority=OWNERS)
        await until(lambda: outcomes)
    (outcome,) = outcomes
    assert isinstance(outcome, FiscusError) or outcome.approval is not None
    assert fake_chain.signatures == 0


async def test_a_task_that_a_plugin_writes_in_the_owners_name_pays_nothing(
    fake_chain: FakeChain, tmp_path: Path
) -> None:
    """The store keeps no authority that is only claimed."""
    async with agent(fake_chain, tmp_path, Payer()) as (runtime, _):
        made = new_task(runtime.agent_id, "PAY", now=runtime.clock.now(), authority=OWNERS)
        await runtime.store.create_task(replace(made, max_attempts=1))
        await until(lambda: runtime.get_tasks(status="failed"))
    assert fake_chain.signatures == 0


@pytest.mark.parametrize(
    ("call", "principal", "expected"),
    [
        (Origin.USER, OWNER, OWNERS),
        (Origin.MODEL, OWNER, MODELS),
        (Origin.USER, Principal("mallory"), STRANGERS),
    ],
)
async def test_a_task_made_by_an_action_acts_for_whoever_asked(
    tmp_path: Path, call: Origin, principal: Principal, expected: Authority
) -> None:
    task = await made_by_action(tmp_path, call, principal, value=Origin.USER)
    assert task.authority == replace(expected, request="transfer", words={"recipient": "alice.eth"})


async def test_a_value_that_a_model_gave_makes_the_task_a_models(tmp_path: Path) -> None:
    task = await made_by_action(tmp_path, Origin.USER, OWNER, value=Origin.MEMORY)
    assert (task.authority.origin, task.authority.owner) == (Origin.MEMORY, True)


async def made_by_action(
    folder: Path, origin: Origin, principal: Principal, *, value: Origin
) -> Task:
    async def handle(ctx: ActionContext, params: None) -> bool:
        await ctx.create_task("PAY", metadata={"owner": True, "authority": "owner"})
        return True

    action = Action("LATER", "Pay later.", handle)
    async with working(folder) as runtime:
        asked = create_mock_memory()
        now = runtime.clock.now()
        await runtime.store.ensure_room(Room(asked.room_id, runtime.agent_id, "test", now))
        person = Entity(asked.entity_id, runtime.agent_id, ("ann",), now)
        await runtime.store.ensure_entity(person)
        occasion = Occasion(asked, principal, lambda _: CLOSED, RecordingCallback())
        values = {"recipient": Given("alice.eth", value)}
        call = Call(action, request="transfer", values=values, origin=origin)
        await runtime.execute([call], occasion=occasion)
        (task,) = await runtime.get_tasks()
    assert (task.room_id, task.entity_id) == (asked.room_id, asked.entity_id)
    return task


CLOSED = DenyingDoors()(None)  # type: ignore[arg-type]
