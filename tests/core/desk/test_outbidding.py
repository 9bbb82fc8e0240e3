"""Speeding up and calling back what waits: one place, several bytes, and one of them lands."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from fiscus.core.desk.adapter import Broadcast, Fate, Look, Sealed, Taken, Variant
from fiscus.core.desk.door import Principal
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Limit, Limits
from fiscus.core.errors import (
    ApprovalGone,
    NotOwner,
    NotReplaceable,
    PolicyDenied,
    WalletFrozen,
)
from tests.core.desk.fakes import (
    ANYTHING,
    BEFOREHAND,
    OWNER,
    TERMINAL,
    WALLET,
    FakeAdapter,
    World,
    pay,
    ticket,
)

TWO_DOLLARS = ANYTHING.model_copy(
    update={"limits": Limits(per_24h=Limit(usd=Decimal(2)), fee_usd=None)}
)
CHEAP = ANYTHING.model_copy(update={"limits": Limits(fee_usd=Decimal("0.00000000005"))})


def include(adapter: FakeAdapter, outcome: Outcome) -> None:
    """The chain takes that very transaction."""
    [line] = [line for line in adapter.chain.signed if line.transaction == outcome.hash]
    adapter.chain.add("included", Sealed(line.transaction, b"", line.sequence), line.units)


async def test_a_faster_one_takes_the_place_and_lands_as_the_payment(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(TWO_DOLLARS, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        faster = await desk.speed_up(waiting.journal_id, OWNER)
        assert (faster.state, faster.journal_id) == (State.SENT, waiting.journal_id)
        assert faster.hash != waiting.hash
        include(adapter, faster)
        [done] = await desk.recover()
        assert (done.state, done.hash) == (State.CONFIRMED, faster.hash)
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
    assert [line.sequence for line in adapter.chain.signed] == [0, 0]


async def test_the_original_can_still_win_and_is_told_as_the_one_that_landed(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        await desk.speed_up(waiting.journal_id, OWNER)
        include(adapter, waiting)
        [done] = await desk.recover()
    assert (done.state, done.hash) == (State.CONFIRMED, waiting.hash)


async def test_what_is_called_back_gives_its_budget_back_only_once_that_is_final(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(3)
    adapter.mines = False
    async with world.desk(TWO_DOLLARS, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket("1"), pay())
        cancelling = await desk.cancel(waiting.journal_id, OWNER)
        assert cancelling.state is State.SENT
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
        include(adapter, cancelling)
        [gone] = await desk.recover()
        assert (gone.state, gone.hash, gone.amount) == (State.REPLACED, cancelling.hash, "0.001")
        assert "called back" in (gone.detail or "")
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("3"), pay())
        final = Look(Fate.INCLUDED, 20_000, 1, transaction=cancelling.hash, final=True)
        adapter.tell("watch", final)
        await desk.recover()
        assert (await desk.submit(ticket("4"), pay())).state is State.SENT
        assert await desk.submit(ticket("1"), pay()) == gone
    assert [line.sequence for line in adapter.chain.signed] == [0, 0, 1]


async def test_a_payment_that_is_called_back_can_still_land_and_counts_then(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(TWO_DOLLARS, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket("1"), pay())
        await desk.cancel(waiting.journal_id, OWNER)
        include(adapter, waiting)
        [done] = await desk.recover()
        assert (done.state, done.hash) == (State.CONFIRMED, waiting.hash)
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())


async def test_what_is_called_back_is_not_offered_beside_what_calls_it_back(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        cancelling = await desk.cancel(waiting.journal_id, OWNER)
        adapter.offered.clear()
        await desk.recover()
        payment = await desk.ledger.get(waiting.journal_id)
        assert payment is not None
        variants = await Landings(desk.ledger).variants(payment)
    kinds = [Variant.ORIGINAL, Variant.CANCEL]
    assert [sealed.variant for sealed in variants] == kinds
    assert [sealed.id for sealed in variants] == [waiting.hash, cancelling.hash]
    assert adapter.offered == [variants[1].raw]


async def test_the_older_bytes_are_offered_too_where_nobody_takes_the_faster_ones(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.001) as desk:
        waiting = await desk.submit(ticket(), pay())
        adapter.tell("broadcast", Broadcast(Taken.UNSURE, "The funds are too low."))
        await desk.speed_up(waiting.journal_id, OWNER)
        await asyncio.sleep(0)
    first, faster, again = adapter.offered[:3]
    assert first == again != faster


async def test_the_bytes_are_on_record_before_they_are_on_the_wire(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())

        async def recorded() -> None:
            newest = (await desk.ledger.entries())[-1]
            assert newest.event == "outbid"
            assert f'"raw":"{adapter.offered[-1].hex()}"' in newest.body

        adapter.tell("broadcast", recorded)
        await desk.speed_up(waiting.journal_id, OWNER)


async def test_after_a_crash_between_record_and_wire_the_newest_bytes_are_offered(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        adapter.tell("broadcast", asyncio.CancelledError())
        with pytest.raises(asyncio.CancelledError):
            await desk.cancel(waiting.journal_id, OWNER)
    async with world.desk(confirm_seconds=0.02) as desk:
        [outcome] = await desk.recover()
        payment = await desk.ledger.get(waiting.journal_id)
        assert payment is not None and adapter.offered[-1] == payment.raw
    assert outcome.hash != waiting.hash
    assert len(adapter.chain.signed) == 2


async def test_what_landed_meanwhile_is_told_and_nothing_is_signed(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(1)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        adapter.chain.mine()
        assert (await desk.cancel(waiting.journal_id, OWNER)).state is State.CONFIRMED


async def test_what_lands_while_the_key_is_used_keeps_the_new_bytes_from_leaving(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        offered = len(adapter.offered)

        async def land() -> None:
            payment = await desk.ledger.get(waiting.journal_id)
            assert payment is not None
            await desk.ledger.record(payment, State.CONFIRMED, block=1)

        adapter.tell("sealed", land)
        assert (await desk.cancel(waiting.journal_id, OWNER)).state is State.CONFIRMED
    assert len(adapter.offered) == offered


async def test_a_fee_over_the_policy_asks_and_a_yes_buys_that_fee(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(CHEAP, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        asked = await desk.speed_up(waiting.journal_id, OWNER)
        assert asked.approval is not None
        assert asked.approval.summary.startswith("Raise the fee of 0.001 ETH to ")
        assert len(adapter.chain.signed) == 1
        faster = await desk.approve(asked.approval.id, OWNER)
        assert (faster.state, faster.approval) == (State.SENT, None)
        with pytest.raises(ApprovalGone):
            await desk.approve(asked.approval.id, OWNER)
    assert len(adapter.chain.signed) == 2


@pytest.mark.parametrize("variant", [Variant.FASTER, Variant.CANCEL])
async def test_the_share_of_a_higher_fee_is_of_what_it_is_paid_for(
    world: World, adapter: FakeAdapter, variant: Variant
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    policy = ANYTHING.model_copy(update={"limits": Limits(max_fee_share=Decimal("0.000000005"))})
    async with world.desk(policy, confirm_seconds=0.02) as desk:
        replaced = desk.cancel if variant is Variant.CANCEL else desk.speed_up
        waiting = await desk.submit(ticket(), pay())
        done = await replaced(waiting.journal_id, OWNER)
        assert (done.state, done.approval) == (State.SENT, None)
        assert done.hash != waiting.hash
        with pytest.raises(PolicyDenied) as refused:
            await replaced(waiting.journal_id, OWNER)
    assert refused.value.context["rules"] == ("limits.max_fee_share",)


async def test_a_fee_that_rose_after_the_question_asks_again(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(3)
    adapter.mines = False
    async with world.desk(CHEAP, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        asked = await desk.cancel(waiting.journal_id, OWNER)
        assert asked.approval is not None
        await desk.speed_up(waiting.journal_id, BEFOREHAND)
        again = await desk.approve(asked.approval.id, OWNER)
        assert again.approval is not None and again.approval.id != asked.approval.id
        assert len(adapter.chain.signed) == 2
        assert (await desk.approve(again.approval.id, OWNER)).approval is None
    assert len(adapter.chain.signed) == 3


async def test_a_no_to_a_higher_fee_leaves_the_payment_as_it_was(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(1)
    adapter.mines = False
    async with world.desk(CHEAP, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        asked = await desk.speed_up(waiting.journal_id, OWNER)
        assert asked.approval is not None
        assert (await desk.deny(asked.approval.id, OWNER)).state is State.SENT
        adapter.chain.mine()
        [done] = await desk.recover()
    assert (done.state, done.hash) == (State.CONFIRMED, waiting.hash)


async def test_what_an_owner_approved_asks_again_before_it_costs_more(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        asked = await desk.submit(ticket(by=TERMINAL), pay())
        assert asked.approval is not None
        waiting = await desk.approve(asked.approval.id, OWNER)
        again = await desk.speed_up(waiting.journal_id, OWNER)
        assert again.approval is not None
        assert "higher than what was approved" in " ".join(again.approval.reasons)
        assert len(adapter.chain.signed) == 1
        assert (await desk.speed_up(waiting.journal_id, BEFOREHAND)).approval is None


async def test_only_owners_and_only_for_what_waits(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        with pytest.raises(NotOwner):
            await desk.cancel(waiting.journal_id, Principal("mallory"))
        with pytest.raises(ApprovalGone):
            await desk.cancel("nothing", OWNER)
        assert waiting.hash is not None
        assert (await desk.cancel(waiting.hash, OWNER)).journal_id == waiting.journal_id
        with pytest.raises(NotReplaceable, match="being called back"):
            await desk.speed_up(waiting.journal_id, OWNER)
    assert len(adapter.chain.signed) == 2


async def test_a_frozen_wallet_speeds_nothing_up_but_can_call_back(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        await desk.ledger.freeze(f"fake:{WALLET}", "Stop.")
        with pytest.raises(WalletFrozen):
            await desk.speed_up(waiting.journal_id, OWNER)
        assert len(adapter.chain.signed) == 1
        assert (await desk.cancel(waiting.journal_id, OWNER)).state is State.SENT


async def test_what_was_called_back_in_a_block_that_was_undone_is_on_its_way_again(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(TWO_DOLLARS, confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket("1"), pay())
        cancelling = await desk.cancel(waiting.journal_id, OWNER)
        adapter.tell("look", Look(Fate.INCLUDED, 1, 5, transaction=cancelling.hash))
        gone, back = await desk.recover()
        assert (gone.state, back.state) == (State.REPLACED, State.SENT)
        with pytest.raises(PolicyDenied):
            await desk.submit(ticket("2"), pay())
