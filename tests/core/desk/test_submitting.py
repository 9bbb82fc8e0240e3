"""One payment, from the door to the chain's word."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, Engine, event, text

from fiscus.core.desk.database import WRITES
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import (
    ConfigError,
    InsufficientFunds,
    NotOwner,
    PolicyDenied,
    ReadOnly,
    RpcUnavailable,
)
from fiscus.core.settings import Mode
from tests.core.desk.fakes import ALICE, ANYTHING, FakeAdapter, World, pay, ticket
from tests.fakes import STRANGER


@pytest.fixture
def commits() -> Generator[list[bool]]:
    """For every commit of any database, whether it could write."""
    seen: list[bool] = []

    def note(connection: Connection) -> None:
        seen.append(bool(connection.get_execution_options().get(WRITES)))

    event.listen(Engine, "commit", note)
    yield seen
    event.remove(Engine, "commit", note)


async def test_an_allowed_payment_is_signed_once_and_confirmed_with_its_figures(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        done = await desk.submit(ticket(), pay("0.001", to="alice.eth"))
    assert done == Outcome(
        state=State.CONFIRMED,
        chain="testnet",
        chain_id=1337,
        sender=adapter.signer or "",
        recipient=ALICE,
        recipient_name="alice.eth",
        token="ETH",
        token_address=None,
        amount="0.001",
        amount_units=10**15,
        journal_id=done.journal_id,
        hash=adapter.chain.included[0].transaction,
        fee_units=20_000,
        fee_token="ETH",
        fee_decimals=18,
        explorer_url=f"https://explorer.example/tx/{done.hash}",
    )
    assert [line.units for line in adapter.chain.included] == [10**15]


async def test_a_payment_costs_four_durable_commits(
    world: World, adapter: FakeAdapter, commits: list[bool]
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        commits.clear()
        await desk.submit(ticket(), pay())
        assert commits.count(True) == 4, "reserved, signed, sent, confirmed"
        assert commits.count(False) <= 9


async def test_the_door_is_bound_to_its_ticket(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        door = desk.door(ticket("7"))
        first, again = await door.submit(pay()), await door.submit(pay())
    assert first.journal_id == again.journal_id


async def test_strangers_are_refused_before_anything_is_asked_of_a_chain(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        with pytest.raises(NotOwner, match="'mallory' is not an owner"):
            await desk.submit(ticket(by=STRANGER), pay())
        with pytest.raises(NotOwner):
            await desk.approve("any", STRANGER)
        with pytest.raises(NotOwner):
            await desk.deny("any", STRANGER)
    assert adapter.planned == 0


async def test_a_wallet_without_a_key_is_read_only(world: World, adapter: FakeAdapter) -> None:
    adapter.signer = None
    async with world.desk() as desk:
        with pytest.raises(ReadOnly, match="read-only"):
            await desk.submit(ticket(), pay())
    assert adapter.planned == 0


async def test_a_family_without_a_wallet_is_named(world: World) -> None:
    async with world.desk() as desk:
        with pytest.raises(ConfigError, match="'solana'"):
            await desk.submit(ticket(), replace(pay(), family="solana"))


@pytest.mark.parametrize(
    ("mode", "policy"),
    [(Mode.SIMULATE, ANYTHING), (Mode.LIVE, Policy(mode="simulate")), (Mode.SIMULATE, None)],
)
async def test_simulating_plans_judges_and_signs_nothing(
    world: World, adapter: FakeAdapter, mode: Mode, policy: Policy | None
) -> None:
    async with world.desk(policy, mode=mode) as desk:
        shown = await desk.submit(ticket(), pay())
        assert (shown.state, shown.amount, shown.hash) == (State.SIMULATED, "0.001", None)
        assert await desk.approvals.pending() == []
        assert [entry.event for entry in await desk.ledger.entries()] == ["simulated"]


async def test_simulating_still_refuses_what_policy_denies(world: World) -> None:
    async with world.desk(None, mode=Mode.SIMULATE) as desk:
        with pytest.raises(PolicyDenied, match="over the limit"):
            await desk.submit(ticket(), pay("1"))
        assert [entry.event for entry in await desk.ledger.entries()] == ["refused"]


@pytest.mark.parametrize("error", [InsufficientFunds("too little"), RpcUnavailable("no answer")])
async def test_a_plan_that_fails_leaves_no_trace_and_can_be_asked_again(
    world: World, adapter: FakeAdapter, error: Exception
) -> None:
    adapter.tell("plan", error)
    adapter.may_sign()
    async with world.desk() as desk:
        with pytest.raises(type(error)):
            await desk.submit(ticket(), pay())
        assert await desk.ledger.entries() == []
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED


async def test_watchers_see_it_on_its_way_and_at_its_end(
    world: World, adapter: FakeAdapter
) -> None:
    seen: list[State] = []

    async def watch(outcome: Outcome) -> None:
        seen.append(outcome.state)

    async def broken(outcome: Outcome) -> None:
        raise RpcUnavailable("the balance could not be refreshed")

    adapter.may_sign()
    async with world.desk() as desk:
        desk.watchers.extend([broken, watch])
        done = await desk.submit(ticket(), pay())
    assert done.state is State.CONFIRMED
    assert seen == [State.SENT, State.CONFIRMED]


async def test_recent_payments_and_status_read_the_same(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        first = await desk.submit(ticket("1"), pay())
        world.clock.seconds += 1
        second = await desk.submit(ticket("2"), pay("0.002"))
        assert await desk.recent(f"fake:{adapter.signer}", 5) == [second, first]
        assert await desk.recent("fake:0xother", 5) == []
        assert await desk.status(first.journal_id) == first


async def test_the_desks_own_connection_is_fully_synchronous(world: World) -> None:
    async with world.desk() as desk:
        for ask in (desk.ledger.database.read, desk.ledger.database.write):
            level = await ask(lambda c: c.execute(text("PRAGMA synchronous")).scalar_one())
            assert level == 2
