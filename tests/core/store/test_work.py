from __future__ import annotations

from dataclasses import replace

import pytest

from fiscus.core.errors import RequestError
from fiscus.core.ids import generate_id
from fiscus.core.mandates import write_commissioned
from fiscus.core.origins import Origin
from fiscus.core.store import Store
from fiscus.core.store.records import Authority, TaskStatus
from tests.core.store.world import AGENT, ROOM, task


async def test_a_task_comes_back_as_it_was(store: Store) -> None:
    made = replace(task("pay", 5), room_id=ROOM, metadata={"updateInterval": 1000}, result={"a": 1})
    assert await store.create_task(made) == made.id
    assert await store.get_task(made.id) == made
    assert await store.get_task(generate_id()) is None


@pytest.mark.covers("PLR-22")
async def test_tasks_are_found_by_what_they_are(store: Store) -> None:
    choice = replace(task("choose"), room_id=ROOM, tags=("AWAITING_CHOICE", "queue"))
    for made in (task("late", 9), task("soon", 3), task("urgent", 8, priority=1), choice):
        await store.create_task(made)
    names = [found.name for found in await store.get_tasks(AGENT)]
    assert names == ["urgent", "soon", "late", "choose"]
    assert await store.get_tasks(room_id=ROOM, tags=["AWAITING_CHOICE"]) == (choice,)
    assert await store.get_tasks(status="completed") == ()
    due = await store.get_tasks(status="pending", scheduled_before=8)
    assert [found.name for found in due] == ["urgent", "soon"]
    assert [found.name for found in await store.get_tasks_by_name("soon")] == ["soon"]


@pytest.mark.parametrize("whole", [True, False])
async def test_a_task_is_changed_whole_or_in_part(store: Store, whole: bool) -> None:
    made = task("pay", 5)
    await store.create_task(made)
    changed = replace(made, description="the rent", tags=("repeat",), metadata={"n": 1})
    if whole:
        assert await store.update_task(changed)
    else:
        patch = {"description": "the rent", "tags": ("repeat",), "metadata": {"n": 1}}
        assert await store.update_task(made.id, patch)
    assert await store.get_task(made.id) == changed
    assert not await store.update_task(generate_id(), {"description": "x"})
    with pytest.raises(RequestError):
        await store.update_task(made.id, {"colour": "red"})


@pytest.mark.covers("SQL-46", "SQL-47")
async def test_what_is_due_is_claimed_once(store: Store) -> None:
    for made in (task("now", 10), task("later", 99), task("choice")):
        await store.create_task(made)
    (mine,) = await store.claim_due_tasks(now=10, owner="a", lease_ms=5)
    assert (mine.name, mine.attempts, mine.status) == ("now", 1, TaskStatus.PROCESSING)
    assert await store.claim_due_tasks(now=14, owner="b", lease_ms=5) == ()
    assert await store.finish_task(mine, now=15, result={"ok": True})
    done = await store.get_task(mine.id)
    assert done is not None
    assert (done.status, done.result, done.lease_owner) == ("completed", {"ok": True}, None)


async def test_a_lease_that_is_over_goes_to_the_next_with_the_next_number(store: Store) -> None:
    await store.create_task(task("now", 10))
    (first,) = await store.claim_due_tasks(now=10, owner="a", lease_ms=5)
    (second,) = await store.claim_due_tasks(now=15, owner="b", lease_ms=5)
    assert (second.attempts, second.lease_owner) == (2, "b")
    assert not await store.finish_task(first, now=16)
    assert not await store.renew_task(first, until=99)
    assert not await store.drop_task(first)
    assert await store.renew_task(second, until=99)
    assert await store.claim_due_tasks(now=98, owner="a", lease_ms=5) == ()
    assert await store.drop_task(second)
    assert await store.get_task(second.id) is None


async def test_what_failed_is_tried_again_later_and_can_be_given_up(store: Store) -> None:
    await store.create_task(task("now", 10, tries=2))
    (claim,) = await store.claim_due_tasks(now=10, owner="a", lease_ms=5)
    assert await store.release_task(claim, now=11, scheduled_for=20, error="no answer")
    assert await store.claim_due_tasks(now=19, owner="a", lease_ms=5) == ()
    (claim,) = await store.claim_due_tasks(now=20, owner="a", lease_ms=5)
    assert (claim.attempts, claim.error) == (2, "no answer")
    assert await store.finish_task(claim, now=21, error="no answer")
    assert await store.claim_due_tasks(now=99, owner="a", lease_ms=5) == ()
    given_up = await store.get_task(claim.id)
    assert given_up is not None
    assert (given_up.status, given_up.error) == (TaskStatus.FAILED, "no answer")
    again = await store.claim_task(claim.id, now=99, owner="b", lease_ms=5)
    assert again is not None
    assert (again.attempts, again.run) == (1, 0)


async def test_what_was_no_attempt_does_not_count(store: Store) -> None:
    await store.create_task(replace(task("now", 10), metadata={"a": 1, "b": 1}))
    (claim,) = await store.claim_due_tasks(now=10, owner="a", lease_ms=5)
    assert await store.release_task(
        claim, now=11, scheduled_for=20, counts=False, metadata={"b": 2}
    )
    waiting = await store.get_task(claim.id)
    assert waiting is not None
    assert (waiting.attempts, waiting.metadata) == (0, {"a": 1, "b": 2})


async def test_the_next_time_something_is_due_is_known(store: Store) -> None:
    assert await store.next_due() is None
    for made in (task("late", 90), task("soon", 30), task("never")):
        await store.create_task(made)
    assert await store.next_due(names=["late", "never"]) == 90
    assert await store.next_due() == 30
    (claim,) = await store.claim_due_tasks(now=30, owner="a", lease_ms=5)
    assert await store.next_due() == 35
    assert await store.finish_task(claim, now=31)
    assert await store.next_due() == 90


async def test_a_paused_task_is_not_claimed_until_it_is_resumed(store: Store) -> None:
    made = task("now", 10)
    await store.create_task(made)
    assert await store.pause_task(made.id, now=5)
    assert not await store.pause_task(made.id, now=5)
    assert await store.claim_due_tasks(now=10, owner="a", lease_ms=5) == ()
    assert await store.resume_task(made.id, now=11)
    (claim,) = await store.claim_due_tasks(now=11, owner="a", lease_ms=5)
    assert not await store.pause_task(made.id, now=12)
    assert await store.claim_task(claim.id, now=12, owner="b", lease_ms=5) is None


async def test_who_a_task_acts_for_is_written_once(store: Store) -> None:
    owner = Authority("ann", owner=True, origin=Origin.USER)
    made = replace(task("pay"), authority=owner)
    await write_commissioned(store, made)
    await store.update_task(replace(made, authority=Authority(), description="x"))
    kept = await store.get_task(made.id)
    assert kept == replace(made, description="x")
    with pytest.raises(RequestError):
        await store.update_task(made.id, {"authority": Authority()})


async def test_a_task_that_anybody_writes_acts_for_nobody(store: Store) -> None:
    said = Authority("ann", owner=True, origin=Origin.USER, request="transfer", words={"to": "me"})
    made = replace(task("pay"), authority=said)
    await store.create_task(made)
    assert await store.get_task(made.id) == replace(made, authority=Authority())


async def test_a_task_put_back_whole_does_not_undo_a_claim(store: Store) -> None:
    made = task("pay", 5)
    await store.create_task(made)
    (claim,) = await store.claim_due_tasks(now=5, owner="a", lease_ms=50)
    assert await store.update_task(replace(made, description="an older copy"))
    assert await store.claim_due_tasks(now=6, owner="b", lease_ms=50) == ()
    assert await store.repeat_task(claim, now=7, scheduled_for=9)
    assert await store.update_task(replace(made, description="older still"))
    (again,) = await store.claim_due_tasks(now=9, owner="b", lease_ms=50)
    assert (again.run, again.attempts, again.description) == (1, 1, "older still")


async def test_a_task_that_repeats_counts_its_runs(store: Store) -> None:
    await store.create_task(task("daily", 10))
    (claim,) = await store.claim_due_tasks(now=10, owner="a", lease_ms=5)
    assert await store.repeat_task(claim, now=11, scheduled_for=20, metadata={"last": 11})
    (again,) = await store.claim_due_tasks(now=20, owner="a", lease_ms=5)
    assert (again.run, again.attempts, again.metadata) == (1, 1, {"last": 11})
    assert not await store.finish_task(claim, now=21)


async def test_only_tasks_that_the_owner_can_do_are_claimed(store: Store) -> None:
    for made in (task("a", 1), task("b", 2), replace(task("c", 3), tags=())):
        await store.create_task(made)
    claims = await store.claim_due_tasks(
        now=9, owner="x", lease_ms=5, names=["b", "c"], tags=["queue"], agent_id=AGENT
    )
    assert [claim.name for claim in claims] == ["b"]
