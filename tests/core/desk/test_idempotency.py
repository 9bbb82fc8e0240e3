"""The same message acts once, however often and however it is delivered."""

from __future__ import annotations

import asyncio

import pytest

from fiscus.core.desk.outcome import State
from fiscus.core.errors import DuplicateRequest
from tests.core.desk.fakes import BOTH, OWNER, TERMINAL, FakeAdapter, World, pay, ticket

pytestmark = BOTH


async def test_delivered_twice_one_after_the_other(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        assert await desk.submit(ticket(), pay()) == await desk.submit(ticket(), pay())


async def test_delivered_again_after_a_restart(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        first = await desk.submit(ticket(), pay())
    async with world.desk() as desk:
        assert await desk.submit(ticket(), pay()) == first


async def test_delivered_many_times_at_once(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        outcomes = await asyncio.gather(*(desk.submit(ticket(), pay()) for _ in range(20)))
    assert len({outcome.journal_id for outcome in outcomes}) == 1
    assert len(adapter.chain.included) == 1


async def test_the_same_key_with_another_text_is_refused(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket(), pay())
        with pytest.raises(DuplicateRequest, match="'1' was used for another text"):
            await desk.submit(ticket(text="pay more"), pay("0.5"))


async def test_the_same_key_with_another_text_at_once(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        outcomes = await asyncio.gather(
            desk.submit(ticket(), pay()),
            desk.submit(ticket(text="pay more"), pay("0.5")),
            return_exceptions=True,
        )
    assert [type(outcome) for outcome in outcomes].count(DuplicateRequest) == 1


@pytest.mark.parametrize("step", [0, 1])
async def test_every_step_of_a_message_acts_for_itself(
    world: World, adapter: FakeAdapter, step: int
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        one = await desk.submit(ticket(step=step), pay())
        two = await desk.submit(ticket(step=step + 1), pay())
    assert one.journal_id != two.journal_id
    assert len(adapter.chain.included) == 2


async def test_delivered_again_while_it_is_pending_the_question_is_the_same(world: World) -> None:
    async with world.desk() as desk:
        first = await desk.submit(ticket(by=TERMINAL), pay())
        assert await desk.submit(ticket(by=TERMINAL), pay()) == first
        assert len(await desk.approvals.pending()) == 1


async def test_delivered_at_once_while_it_is_pending_the_question_is_one(world: World) -> None:
    async with world.desk() as desk:
        outcomes = await asyncio.gather(
            *(desk.submit(ticket(by=TERMINAL), pay()) for _ in range(10))
        )
        assert len({outcome.approval for outcome in outcomes}) == 1
        assert len(await desk.approvals.pending()) == 1


async def test_after_a_question_expired_it_is_asked_anew(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        first = await desk.submit(ticket(by=TERMINAL), pay())
        world.clock.seconds += 15 * 60
        again = await desk.submit(ticket(by=TERMINAL), pay())
        assert first.approval is not None
        assert again.approval is not None
        assert again.journal_id == first.journal_id
        assert again.approval.id != first.approval.id
        assert (await desk.approve(again.approval.id, OWNER)).state is State.CONFIRMED
        assert (await desk.submit(ticket(by=TERMINAL), pay())).state is State.CONFIRMED
