"""From signed bytes to the chain's word: nothing lost, nothing signed beside them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from fiscus.core.desk.adapter import Broadcast, Fate, Look, Sealed, Taken, Terms
from fiscus.core.desk.lanes import next_place
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Limit, Limits
from fiscus.core.errors import (
    ChainBehind,
    RpcUnavailable,
    SimulationFailed,
    WalletFrozen,
)
from tests.core.desk.fakes import (
    ANYTHING,
    OWNER,
    TERMINAL,
    WALLET,
    FakeAdapter,
    World,
    pay,
    ticket,
)

UNSURE = Broadcast(Taken.UNSURE, "No node has said that it took them.")
NEVER = Broadcast(Taken.NEVER, "Its place is taken.")
TWO_DOLLARS = ANYTHING.model_copy(
    update={"limits": Limits(per_24h=Limit(usd=Decimal(2)), fee_usd=None)}
)


async def test_bytes_nobody_took_are_offered_again_and_never_signed_again(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.tell("broadcast", UNSURE, RpcUnavailable("no answer"), UNSURE)
    async with world.desk() as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert len(adapter.offered) == 4
    assert len(set(adapter.offered)) == 1


async def test_bytes_that_were_taken_although_the_node_did_not_say_so_are_found(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.tell("taken", RpcUnavailable("the connection broke after the node took it"))
    async with world.desk() as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert len(adapter.offered) == 1


async def test_what_no_block_has_yet_is_pending_and_keeps_its_budget(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.mines = False
    async with world.desk(TWO_DOLLARS, confirm_seconds=0.02) as desk:
        pending = await desk.submit(ticket("1"), pay())
        assert (pending.state, pending.hash) == (State.SENT, adapter.chain.signed[0].transaction)
        with pytest.raises(Exception, match="over the limit"):
            await desk.submit(ticket("2"), pay())
        adapter.chain.mine()
        [settled] = await desk.recover()
        assert settled == await desk.submit(ticket("1"), pay())
        assert settled.state is State.CONFIRMED


async def test_pending_bytes_are_offered_again_from_time_to_time(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.mines = False
    async with world.desk(confirm_seconds=0.2) as desk:
        await desk.submit(ticket(), pay())
    assert 3 <= len(adapter.offered) <= 6
    assert len(set(adapter.offered)) == 1


async def test_a_node_that_says_never_is_not_believed_without_a_look(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.tell("broadcast", NEVER, NEVER)
    async with world.desk() as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert len(adapter.chain.signed) == 1


async def test_a_node_that_says_never_of_bytes_that_landed(
    world: World, adapter: FakeAdapter
) -> None:
    async def take() -> None:
        raw = adapter.offered[-1]
        line = adapter.chain.signed[-1]
        adapter.chain.add("included", Sealed(line.transaction, raw, line.sequence), line.units)

    adapter.may_sign()
    adapter.tell("broadcast", take)
    adapter.tell("taken", RpcUnavailable("lost"))
    async with world.desk() as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
    assert len(adapter.chain.included) == 1


async def test_bytes_are_dead_only_when_two_looks_say_so(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.tell("look", Look(Fate.DEAD), Look(Fate.WAITING), Look(Fate.DEAD))
    async with world.desk() as desk:
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED


async def test_proven_dead_bytes_give_their_budget_back_and_say_so(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.tell("broadcast", NEVER)
    adapter.tell("look", Look(Fate.DEAD), Look(Fate.DEAD))
    async with world.desk(TWO_DOLLARS) as desk:
        dropped = await desk.submit(ticket("1"), pay())
        assert dropped.state is State.DROPPED
        assert "cannot land any more" in (dropped.detail or "")
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED


async def test_reverted_is_failed_and_says_so(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    adapter.tell("look", Look(Fate.REVERTED, fee_units=19_000))
    async with world.desk() as desk:
        failed = await desk.submit(ticket(), pay())
    assert (failed.state, failed.fee_units) == (State.FAILED, 19_000)
    assert "reverted" in (failed.detail or "")


async def test_a_failed_payment_keeps_its_place_in_the_lane(
    world: World, adapter: FakeAdapter
) -> None:
    async def include() -> None:
        adapter.chain.mine()

    adapter.may_sign(2)
    adapter.mines = False
    adapter.tell("look", Look(Fate.REVERTED))
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
        adapter.chain.mine()
        adapter.tell("look", include)
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
    assert [line.sequence for line in adapter.chain.signed] == [0, 1]


async def test_a_seal_that_fails_is_refused_and_leaves_place_and_budget_free(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.tell("seal", SimulationFailed("it would move something else"))
    async with world.desk(TWO_DOLLARS) as desk:
        with pytest.raises(SimulationFailed):
            await desk.submit(ticket("1"), pay())
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
    assert [line.sequence for line in adapter.chain.signed] == [0]


async def test_a_mismatch_freezes_the_wallet_until_it_is_thawed(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        question = await desk.submit(ticket("0", by=TERMINAL), pay())
        adapter.tell("look", Look(Fate.INCLUDED, mismatch="It moved other tokens."))
        done = await desk.submit(ticket("1"), pay())
        assert (done.state, done.detail) == (State.CONFIRMED, "It moved other tokens.")
        with pytest.raises(WalletFrozen, match="It moved other tokens"):
            await desk.submit(ticket("2"), pay())
        assert question.approval is not None
        with pytest.raises(WalletFrozen):
            await desk.approve(question.approval.id, OWNER)
    async with world.desk() as desk:
        assert await desk.ledger.frozen(f"fake:{WALLET}") == "It moved other tokens."
        await desk.unfreeze("fake", OWNER)
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
        events = [entry.event for entry in await desk.ledger.entries()]
    assert [event for event in events if event in {"frozen", "thawed"}] == ["frozen", "thawed"]


async def test_a_freeze_while_a_payment_is_planned_stops_it(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:

        async def freeze() -> None:
            await desk.ledger.freeze(f"fake:{WALLET}", "Stop.")

        adapter.tell("plan", freeze)
        with pytest.raises(WalletFrozen, match="Stop"):
            await desk.submit(ticket(), pay())


async def test_a_chain_that_catches_up_is_waited_for(world: World, adapter: FakeAdapter) -> None:
    async def catch_up() -> None:
        adapter.lag = 0

    adapter.may_sign(2)
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
        adapter.lag = 1
        adapter.tell("plan", _nothing, _nothing, catch_up)
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
    assert [line.sequence for line in adapter.chain.signed] == [0, 1]


async def test_a_chain_that_stays_behind_gets_no_signature(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(1)
    async with world.desk(TWO_DOLLARS) as desk:
        await desk.submit(ticket("1"), pay("0.0001"))
        adapter.lag = 1
        with pytest.raises(ChainBehind, match="'testnet' counts fewer transactions"):
            await desk.submit(ticket("2"), pay("0.0001"))
        adapter.lag = 0
        adapter.may_sign()
        assert (await desk.submit(ticket("2"), pay("0.0001"))).state is State.CONFIRMED


async def test_a_late_word_never_turns_a_payment_back(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        done = await desk.submit(ticket(), pay())
        payment = await desk.ledger.get(done.journal_id)
        assert payment is not None
        entries = await desk.ledger.entries()
        for state in (State.RESERVED, State.SIGNED, State.SENT, State.FAILED, State.DROPPED):
            assert (await desk.ledger.record(payment, state, freeze="no")).state is State.CONFIRMED
        assert await desk.ledger.entries() == entries
        assert await desk.ledger.frozen(f"fake:{WALLET}") is None


async def test_a_lane_the_chain_gives_no_order_needs_none(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        plan = replace(await adapter.plan(pay(), Terms()), sequence=None)
        place = await desk.ledger.database.read(lambda c: next_place(c, plan, head=0))
    assert place is None


async def test_recovering_twice_and_with_nothing_open(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(3)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.01) as desk:
        await asyncio.gather(*(desk.submit(ticket(str(n)), pay()) for n in range(3)))
    async with world.desk() as desk:
        assert [outcome.state for outcome in await desk.recover()] == [State.SENT] * 3
        adapter.chain.mine()
        recovered: list[Outcome] = await desk.recover()
        assert [outcome.state for outcome in recovered] == [State.CONFIRMED] * 3
        assert await desk.recover() == []


async def _nothing() -> None: ...
