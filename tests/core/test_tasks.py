"""When a task is due."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.errors import RequestError
from fiscus.core.ids import derived_id
from fiscus.core.tasks import Task, new_task, next_time, retry_time

AGENT = derived_id("agent")
HOUR = 3_600_000
NOW = 1_900_000_000_000


def made(*tags: str, **metadata: object) -> Task:
    return new_task(AGENT, "REPORT", now=NOW, tags=tags, metadata=metadata)


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
    assert made(*tags, **metadata).scheduled_for == due


@pytest.mark.covers("BST-74")
def test_a_repeating_task_must_say_how_often() -> None:
    with pytest.raises(RequestError, match="updateInterval"):
        made("queue", "repeat")


@pytest.mark.parametrize("wrong", ["soon", True, -1, float("nan"), float("inf")])
def test_a_time_that_is_no_number_of_milliseconds_is_refused(wrong: object) -> None:
    with pytest.raises(RequestError, match="executeAt"):
        made("queue", executeAt=wrong)


@given(missed=st.integers(0, 1000), took=st.integers(0, 10 * HOUR))
def test_however_many_runs_were_missed_the_next_is_one_and_never_in_the_past(
    missed: int, took: int
) -> None:
    task = made("queue", "repeat", updateInterval=HOUR)
    began = NOW + missed * HOUR
    assert next_time(task, began=began, now=began + took) == began + max(HOUR, took)


def test_attempts_of_a_run_come_later_and_later() -> None:
    task = made("queue")
    waits = [retry_time(replace(task, attempts=n), now=NOW) - NOW for n in (1, 2, 3, 60)]
    assert waits == [2000, 4000, 8000, 300_000]


def test_a_task_that_may_never_be_attempted_is_refused() -> None:
    with pytest.raises(RequestError, match="attempt"):
        new_task(AGENT, "REPORT", now=NOW, max_attempts=0)
