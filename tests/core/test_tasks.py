"""When a task is due, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.errors import RequestError
from fiscus.core.ids import derived_id
from fiscus.core.result import Problem
from fiscus.core.tasks import (
    Lease,
    Task,
    TaskStatus,
    done,
    due_now,
    failed,
    interrupted,
    new_task,
    not_yet,
    paused,
    resumed,
)

AGENT = derived_id("agent")
HOUR = 3_600_000
NOW = 1_900_000_000_000
OFFLINE = Problem("NETWORK_ERROR", "No answer.")


def made(tags: tuple[str, ...], **metadata: object) -> Task:
    return new_task(AGENT, "REPORT", now=NOW, tags=tags, metadata=metadata)


def running(task: Task, *, attempts: int = 1) -> Task:
    lease = Lease("here", NOW + 60_000)
    return replace(task, status=TaskStatus.RUNNING, attempts=attempts, lease=lease)


@pytest.mark.covers("BST-75", "BST-76", "X-51")
@pytest.mark.parametrize(
    ("tags", "metadata", "due"),
    [
        (("queue",), {}, NOW),
        (("queue", "immediate"), {}, NOW),
        (("queue",), {"executeAt": NOW + 24 * HOUR}, NOW + 24 * HOUR),
        (("queue",), {"scheduledFor": NOW + HOUR}, NOW + HOUR),
        (("queue", "repeat"), {"updateInterval": HOUR}, NOW + HOUR),
        (("queue", "repeat"), {"updateInterval": 1000, "updatedAt": NOW - 2000}, NOW - 1000),
        (("queue", "repeat", "immediate"), {"updateInterval": HOUR}, NOW),
        (("AWAITING_CHOICE",), {}, None),
    ],
)
def test_tags_and_metadata_say_when_a_task_is_due_first(
    tags: tuple[str, ...], metadata: dict[str, object], due: int | None
) -> None:
    assert made(tags, **metadata).scheduled_for == due


@pytest.mark.covers("BST-74")
def test_a_repeating_task_must_say_how_often() -> None:
    with pytest.raises(RequestError, match="updateInterval"):
        made(("queue", "repeat"))


@pytest.mark.parametrize("wrong", ["soon", True, -1, float("nan"), float("inf")])
def test_a_time_that_is_no_number_of_milliseconds_is_refused(wrong: object) -> None:
    with pytest.raises(RequestError, match="executeAt"):
        made(("queue",), executeAt=wrong)


@pytest.mark.covers("BST-46")
def test_a_one_time_task_is_gone_when_it_is_done_and_a_repeating_one_is_due_again() -> None:
    once, again = made(("queue",)), made(("queue", "repeat"), updateInterval=HOUR)
    assert done(running(once), began=NOW, now=NOW + 5) is None
    after = done(running(again), began=NOW, now=NOW + 5)
    assert after is not None
    assert (after.status, after.scheduled_for) == (TaskStatus.PENDING, NOW + HOUR)
    assert (after.run, after.attempts, after.lease) == (2, 0, None)
    assert after.metadata["updatedAt"] == NOW


@given(missed=st.integers(0, 1000), took=st.integers(0, 10 * HOUR))
def test_however_many_runs_were_missed_the_next_is_one_and_never_in_the_past(
    missed: int, took: int
) -> None:
    task = running(made(("queue", "repeat"), updateInterval=HOUR))
    began = NOW + missed * HOUR
    after = done(task, began=began, now=began + took)
    assert after is not None and after.scheduled_for == max(began + HOUR, began + took)
    assert after.run == task.run + 1


def test_a_failed_attempt_is_followed_by_another_of_the_same_run_later_and_later() -> None:
    first = failed(running(made(("queue",))), OFFLINE, began=NOW, now=NOW)
    second = failed(running(first, attempts=2), OFFLINE, began=NOW, now=NOW)
    assert [first.scheduled_for, second.scheduled_for] == [NOW + 2000, NOW + 4000]
    assert (first.run, second.run, second.error) == (1, 1, OFFLINE)


def test_after_the_last_attempt_a_one_time_task_stays_and_shows_why() -> None:
    task = failed(running(made(("queue",)), attempts=3), OFFLINE, began=NOW, now=NOW)
    assert (task.status, task.scheduled_for, task.error) == (TaskStatus.FAILED, None, OFFLINE)
    tried = due_now(task, now=NOW + 9)
    assert (tried.status, tried.scheduled_for) == (TaskStatus.PENDING, NOW + 9)
    assert (tried.run, tried.attempts) == (1, 0)


def test_after_the_last_attempt_a_repeating_task_goes_on_with_the_next_run() -> None:
    task = running(made(("queue", "repeat"), updateInterval=HOUR), attempts=3)
    after = failed(task, OFFLINE, began=NOW, now=NOW + 5)
    assert (after.status, after.run, after.error) == (TaskStatus.PENDING, 2, OFFLINE)
    assert after.scheduled_for == NOW + HOUR


def test_neither_a_refused_validation_nor_a_clean_stop_is_an_attempt() -> None:
    once, hourly = made(("queue",)), made(("queue", "repeat"), updateInterval=HOUR)
    assert not_yet(running(once), began=NOW, now=NOW).scheduled_for == NOW + 1000
    waits = not_yet(running(hourly), began=NOW, now=NOW)
    assert (waits.scheduled_for, waits.attempts, waits.run) == (NOW + HOUR, 0, 1)
    stopped = interrupted(running(once), now=NOW)
    assert (stopped.scheduled_for, stopped.attempts, stopped.run) == (NOW, 0, 1)


def test_a_paused_task_finishes_what_is_under_way_and_stays_paused() -> None:
    task = paused(running(made(("queue", "repeat"), updateInterval=HOUR)))
    assert resumed(task).status is TaskStatus.RUNNING
    after = done(task, began=NOW, now=NOW + 5)
    assert after is not None and after.status is TaskStatus.PAUSED
    assert resumed(after).status is TaskStatus.PENDING
    assert resumed(after).scheduled_for == NOW + HOUR


def test_a_task_that_may_never_be_attempted_is_refused() -> None:
    with pytest.raises(RequestError, match="attempt"):
        new_task(AGENT, "REPORT", now=NOW, max_attempts=0)
