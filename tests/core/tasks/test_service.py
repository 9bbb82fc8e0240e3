"""Tasks, as they are really run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import AgentRuntime, Content, CustomEvent, Event, EventType, MessageEvent
from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.errors import ConfigError, RequestError, RpcUnavailable
from fiscus.core.events import EntityEvent
from fiscus.core.ids import generate_id
from fiscus.core.memory import Memory
from fiscus.core.secrets import Secret
from fiscus.core.state import State
from fiscus.core.store.records import Room
from fiscus.core.tasks import TaskStatus
from fiscus.core.testing import create_mock_runtime
from fiscus.core.workers import TaskContext, TaskWorker
from tests.core.tasks.working import Brief, Quick, service_of, until, working

HOUR = 3_600_000


class Worked(list[TaskContext]):
    """The attempts of a worker, and how they end: `errors` are raised one after another."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__()
        self.errors = list(errors)

    async def __call__(self, ctx: TaskContext) -> None:
        self.append(ctx)
        if self.errors:
            raise self.errors.pop(0)


@pytest.mark.covers("BST-112", "BST-73", "BST-74")
async def test_the_documented_contract_of_the_task_service(store_place: Path | Secret) -> None:
    worked = Worked()
    worker = TaskWorker("TEST_TASK", worked)
    async with working(store_place, worker, service=TaskService) as runtime:
        before = runtime.clock.now() - 2000
        task_id = await runtime.create_task(
            "TEST_TASK",
            metadata={"updateInterval": 1000, "updatedAt": before},
            tags=["queue", "repeat"],
        )
        await until(lambda: worked)
        assert runtime.get_task_worker("TEST_TASK") is worker
        await until_pending(runtime, task_id)
        (task,) = await runtime.get_tasks()
    assert task.id == task_id
    updated = task.metadata["updatedAt"]
    assert isinstance(updated, int) and updated > before
    assert (TaskService.service_type, TaskService.capability_description) == (
        "task",
        "Scheduled task execution",
    )


async def until_pending(runtime: AgentRuntime, task_id: str) -> None:
    async def waits() -> bool:
        return task_id in {task.id for task in await runtime.get_tasks(status="pending")}

    await until(waits)


async def until_gone(runtime: AgentRuntime) -> None:
    async def empty() -> bool:
        return not await runtime.get_tasks()

    await until(empty)


@pytest.mark.covers("BST-45", "BST-46", "X-51")
async def test_a_one_time_task_is_deleted_once_the_log_has_it(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("ONCE", worked)) as runtime:
        task_id = await runtime.create_task("ONCE", metadata={"userId": "u"}, description="Hello")
        await until(lambda: worked)
        await until_gone(runtime)
        (entry,) = await runtime.store.get_logs(agent_id=runtime.agent_id, type="task")
    assert worked[0].task.metadata == {"userId": "u"}
    assert (entry.body["id"], entry.body["status"]) == (task_id, "completed")


@pytest.mark.covers("BST-73")
async def test_a_worker_is_given_the_metadata_if_it_wants_it(tmp_path: Path) -> None:
    given: list[object] = []

    async def execute(ctx: TaskContext, options: object) -> None:
        given.append(options)

    async with working(tmp_path, TaskWorker("ONCE", execute)) as runtime:
        await runtime.create_task("ONCE", metadata={"a": 1})
        await until(lambda: given)
    assert given == [{"a": 1}]


@pytest.mark.covers("BST-76")
async def test_a_deferred_task_waits_for_its_time_and_not_for_the_next_tick(
    tmp_path: Path,
) -> None:
    class Rare(TaskService):
        tick_seconds = 600.0

    worked = Worked()
    async with working(tmp_path, TaskWorker("LATER", worked), service=Rare) as runtime:
        due = runtime.clock.now() + 300
        await runtime.create_task("LATER", metadata={"executeAt": due})
        await until(lambda: worked)
        assert runtime.clock.now() >= due


@pytest.mark.covers("X-52", "BST-46")
async def test_a_worker_says_whether_it_is_time_with_as_many_arguments_as_it_likes(
    tmp_path: Path,
) -> None:
    asked: list[str] = []
    worked = Worked()

    async def short(runtime: AgentRuntime) -> bool:
        asked.append("short")
        return asked.count("short") > 1

    async def long(runtime: AgentRuntime, message: Memory, state: State) -> bool:
        asked.append(message.content.text)
        return False

    workers = (TaskWorker("SHORT", worked, short), TaskWorker("LONG", worked, long))
    async with working(tmp_path, *workers) as runtime:
        await runtime.create_task("SHORT")
        hourly = await runtime.create_task(
            "LONG",
            tags=["queue", "repeat", "immediate"],
            metadata={"updateInterval": HOUR},
            description="Look",
        )
        await until(lambda: worked and "Look" in asked)
        await until_pending(runtime, hourly)
        task = await runtime.get_task(hourly)
    assert [ctx.task.name for ctx in worked] == ["SHORT"]
    assert worked[0].attempt == 1
    assert task is not None and task.scheduled_for is not None
    assert (task.attempts, task.run) == (0, 0)
    assert task.scheduled_for - task.updated_at > HOUR / 2


async def test_a_failed_attempt_is_numbered_and_followed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.core.tasks.BACKOFF_MS", 10)
    worked = Worked(RpcUnavailable("No answer."), ValueError("key=123"))
    async with working(tmp_path, TaskWorker("TRY", worked)) as runtime:
        task_id = await runtime.create_task("TRY")
        await until(lambda: len(worked) == 3)
    assert [(ctx.attempt, ctx.task.run) for ctx in worked] == [(1, 0), (2, 0), (3, 0)]
    assert [ctx.task.error for ctx in worked] == [
        None,
        "NETWORK_ERROR: No answer.",
        "INTERNAL: ValueError; the log says where.",
    ]
    assert {ctx.task.id for ctx in worked} == {task_id}


@pytest.mark.covers("SVC-05")
async def test_a_task_whose_attempts_all_fail_stays_and_shows_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("fiscus.core.tasks.BACKOFF_MS", 10)
    worked = Worked(*(ValueError("key=123") for _ in range(2)))
    async with working(tmp_path, TaskWorker("TRY", worked)) as runtime:
        task_id = await runtime.create_task("TRY", max_attempts=2)
        await until(lambda: runtime.get_tasks(status="failed"))
        (task,) = await runtime.get_tasks(status=TaskStatus.FAILED)
        (entry,) = await runtime.store.get_logs(agent_id=runtime.agent_id, type="task")
        left = await service_of(runtime).run_now(task_id)
    assert task.error == "INTERNAL: ValueError; the log says where."
    assert (entry.level, entry.body["status"]) == ("error", "failed")
    assert left is None and worked[-1].task.run == 0
    assert "key=123" not in caplog.text


async def test_a_repeating_task_that_fails_goes_on_with_its_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.core.tasks.BACKOFF_MS", 10)
    worked = Worked(RpcUnavailable("No answer."))
    async with working(tmp_path, TaskWorker("TRY", worked)) as runtime:
        await runtime.create_task(
            "TRY",
            tags=["queue", "repeat", "immediate"],
            metadata={"updateInterval": 50},
            max_attempts=1,
        )
        await until(lambda: len(worked) >= 2)
    assert [ctx.task.run for ctx in worked[:2]] == [0, 1]
    assert worked[1].task.error == "NETWORK_ERROR: No answer."


async def test_missed_runs_are_one_run(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("HOURLY", worked)) as runtime:
        yesterday = runtime.clock.now() - 24 * HOUR
        task_id = await runtime.create_task(
            "HOURLY",
            tags=["queue", "repeat"],
            metadata={"updateInterval": HOUR, "updatedAt": yesterday},
        )
        await until(lambda: worked)
        await until_pending(runtime, task_id)
        await asyncio.sleep(0.2)
        task = await runtime.get_task(task_id)
        assert task is not None and task.scheduled_for is not None
        assert task.scheduled_for > runtime.clock.now() + HOUR / 2
    assert len(worked) == 1


async def test_what_a_worker_changes_of_its_task_stays_changed(store_place: Path | Secret) -> None:
    seen: list[int] = []

    async def slow_down(ctx: TaskContext) -> None:
        seen.append(ctx.task.run)
        metadata = {"updateInterval": HOUR, "seen": 1}
        await ctx.runtime.update_task(ctx.task.id, {"metadata": metadata})

    async with working(store_place, TaskWorker("POLL", slow_down)) as runtime:
        task_id = await runtime.create_task(
            "POLL", tags=["queue", "repeat", "immediate"], metadata={"updateInterval": 50}
        )
        await until(lambda: seen)
        await until_pending(runtime, task_id)
        task = await runtime.get_task(task_id)
        assert task is not None and task.scheduled_for is not None
        assert task.scheduled_for > runtime.clock.now() + HOUR / 2
        assert task.metadata["seen"] == 1


@pytest.mark.covers("BST-45")
async def test_what_nobody_can_do_or_nobody_queued_is_left_alone(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("KNOWN", worked)) as runtime:
        await runtime.create_task("UNKNOWN")
        await runtime.create_task("KNOWN", tags=["AWAITING_CHOICE"])
        await runtime.create_task("KNOWN")
        await until(lambda: worked)
        await asyncio.sleep(0.2)
        assert {t.name for t in await runtime.get_tasks(status="pending")} == {"KNOWN", "UNKNOWN"}
    assert len(worked) == 1


async def test_a_paused_task_and_a_paused_service_wait(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("WAIT", worked)) as runtime:
        service = service_of(runtime)
        service.pause()
        task_id = await runtime.create_task("WAIT")
        await runtime.pause_task(task_id)
        service.resume()
        await asyncio.sleep(0.2)
        assert worked == []
        with pytest.raises(RequestError):
            await runtime.pause_task(task_id)
        await runtime.resume_task(task_id)
        await until(lambda: worked)
        with pytest.raises(RequestError):
            await runtime.resume_task(task_id)


async def test_a_cancelled_task_is_not_run(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("LATER", worked)) as runtime:
        service_of(runtime).pause()
        task_id = await runtime.create_task(
            "LATER", metadata={"executeAt": runtime.clock.now() + 100}
        )
        assert await runtime.delete_task(task_id)
        assert not await runtime.delete_task(task_id)
        service_of(runtime).resume()
        await asyncio.sleep(0.3)
    assert worked == []


@pytest.mark.covers("SVC-12")
async def test_a_stop_waits_for_what_is_nearly_done(tmp_path: Path) -> None:
    ended: list[str] = []

    async def execute(ctx: TaskContext) -> None:
        await asyncio.sleep(0.15)
        ended.append(ctx.task.id)

    async with working(tmp_path, TaskWorker("SLOW", execute), service=TaskService) as runtime:
        task_id = await runtime.create_task("SLOW")
        await until(lambda: runtime.get_tasks(status="processing"))
    assert ended == [task_id]


async def test_a_stop_gives_back_what_does_not_end_and_the_next_start_runs_it(
    tmp_path: Path,
) -> None:
    attempts: list[int] = []

    async def forever(ctx: TaskContext) -> None:
        attempts.append(ctx.attempt)
        await asyncio.sleep(60)

    worked = Worked()
    async with working(tmp_path, TaskWorker("SLOW", forever)) as runtime:
        await runtime.create_task("SLOW", max_attempts=1)
        await until(lambda: attempts)
    async with working(tmp_path, TaskWorker("SLOW", worked)) as runtime:
        await until(lambda: worked)
    assert attempts == [1] and worked[0].attempt == 1


async def test_a_lease_is_kept_as_long_as_the_work_takes(tmp_path: Path) -> None:
    worked = Worked()

    async def execute(ctx: TaskContext) -> None:
        worked.append(ctx)
        first = ctx.task.lease_until
        assert first is not None
        await until(lambda: ctx.runtime.clock.now() > first)
        await asyncio.sleep(0.2)

    async with working(tmp_path, TaskWorker("LONG", execute), service=Brief) as runtime:
        await runtime.create_task("LONG")
        await until(lambda: worked)
        await until_gone(runtime)
    assert len(worked) == 1


async def test_work_whose_lease_is_lost_is_ended_and_writes_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Briefest(Quick):
        lease_ms = 150

    ends: list[str] = []

    async def execute(ctx: TaskContext) -> None:
        await ctx.runtime.update_task(ctx.task.id, {"lease_owner": "another", "status": "paused"})
        try:
            await asyncio.sleep(5)
        finally:
            ends.append("ended")

    async with working(tmp_path, TaskWorker("STOLEN", execute), service=Briefest) as runtime:
        task_id = await runtime.create_task("STOLEN")
        await until(lambda: ends)
        await asyncio.sleep(0.05)
        task = await runtime.get_task(task_id)
    assert task is not None and task.lease_owner == "another"
    assert "the lease is over" in caplog.text


async def test_a_task_can_be_run_by_hand(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("LATER", worked)) as runtime:
        service = service_of(runtime)
        hourly = await runtime.create_task(
            "LATER", tags=["queue", "repeat"], metadata={"updateInterval": HOUR}
        )
        left = await service.run_now(hourly)
        assert left is not None and left.run == 1
        with pytest.raises(RequestError, match="no task"):
            await service.run_now(generate_id())
        with pytest.raises(RequestError, match="no active plugin"):
            await service.run_now(await runtime.create_task("UNKNOWN"))
        running = await runtime.create_task("LATER", metadata={"executeAt": 10**14})
        await runtime.store.claim_task(
            running, now=runtime.clock.now(), owner="another", lease_ms=60_000
        )
        with pytest.raises(RequestError, match="is being run"):
            await service.run_now(running)
    assert len(worked) == 1


async def test_a_process_can_leave_the_tasks_to_others(tmp_path: Path) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("ONCE", worked)) as runtime:
        runtime.set_setting("FISCUS_TASKS", "off")
        await runtime.restart_service("task")
        task_id = await runtime.create_task("ONCE")
        await asyncio.sleep(0.2)
        assert worked == []
        assert await service_of(runtime).run_now(task_id) is None
    assert len(worked) == 1


async def test_a_database_that_fails_for_a_while_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = Worked()
    async with working(tmp_path, TaskWorker("ONCE", worked)) as runtime:
        with monkeypatch.context() as broken:
            broken.setattr(runtime.store, "next_due", None)
            runtime.tasks_changed.set()
            await until(lambda: "cannot look for tasks" in caplog.text)
        await runtime.create_task("ONCE")
        await until(lambda: worked)


async def test_two_workers_of_a_name_are_refused() -> None:
    runtime = create_mock_runtime()
    runtime.register_task_worker(TaskWorker("ONE", Worked()))
    with pytest.raises(ConfigError, match="Task worker ONE already registered"):
        runtime.register_task_worker(TaskWorker("ONE", Worked()))


async def test_each_agent_sees_its_own_tasks(tmp_path: Path) -> None:
    async with working(tmp_path) as runtime:
        task_id = await runtime.create_task("ONE")
        other = create_mock_runtime(store=runtime.store)
        other.agent_id = generate_id()
        assert await other.get_task(task_id) is None
        assert await other.get_tasks() == ()
        assert not await other.update_task(task_id, {"description": "mine"})
        assert not await other.delete_task(task_id)
        for change in (other.pause_task, other.resume_task):
            with pytest.raises(RequestError):
                await change(task_id)
        (task,) = await runtime.get_tasks()
    assert (task.description, task.status) == ("", "pending")


@pytest.mark.covers("X-53")
async def test_tasks_are_found_and_changed_in_either_style(tmp_path: Path) -> None:
    async with working(tmp_path) as runtime:
        task_id = await runtime.create_task("ONE", tags=["queue", "later"])
        await runtime.create_task("TWO")
        (task,) = await runtime.get_tasks(status="pending", tags=["later"])
        assert await runtime.update_task(replace(task, description="whole"))
        assert await runtime.update_task(task_id, {"metadata": {"part": True}})
        changed = await runtime.get_task(task_id)
    assert changed is not None
    assert (changed.description, changed.metadata) == ("whole", {"part": True})


@pytest.mark.covers("B-11")
async def test_a_task_of_years_ahead_survives_a_restart(tmp_path: Path) -> None:
    worked = Worked()
    far = 4_000_000_000_000
    async with working(tmp_path, TaskWorker("FAR", worked)) as runtime:
        await runtime.create_task("FAR", metadata={"executeAt": far})
        await asyncio.sleep(0.1)
    async with working(tmp_path, TaskWorker("FAR", worked)) as runtime:
        await asyncio.sleep(0.1)
        (task,) = await runtime.get_tasks()
    assert (task.scheduled_for, worked) == (far, [])


@pytest.mark.covers("BST-83", "BST-84")
async def test_the_documented_examples_of_tasks(tmp_path: Path) -> None:
    posted: list[object] = []
    said: list[str] = []
    hour = 9

    async def morning(runtime: AgentRuntime) -> bool:
        return hour == 9

    async def summary(ctx: TaskContext, options: Mapping[str, object]) -> None:
        post = {"worldId": options["worldId"], "userId": ctx.runtime.agent_id, "source": "task"}
        await ctx.runtime.emit_event(EventType.POST_GENERATED, post)

    async def welcome(ctx: TaskContext, options: Mapping[str, object]) -> None:
        text = f"Welcome {options['userName']}!"
        assert ctx.task.room_id is not None
        await ctx.runtime.send_message(ctx.task.room_id, Content(text, actions=("WELCOME",)))

    async def on_post(event: Event) -> None:
        posted.append(event.data if isinstance(event, CustomEvent) else None)

    async def on_sent(event: Event) -> None:
        said.append(event.message.content.text if isinstance(event, MessageEvent) else "")

    async def on_joined(event: Event) -> None:
        assert isinstance(event, EntityEvent)
        await event.runtime.create_task(
            "NEW_USER_WELCOME",
            metadata={"userId": event.entity_id, "userName": "Ann"},
            tags=["queue", "immediate"],
            room_id=event.room_id,
        )

    workers = (
        TaskWorker("DAILY_SUMMARY", summary, morning),
        TaskWorker("NEW_USER_WELCOME", welcome),
    )
    async with working(tmp_path, *workers) as runtime:
        room = Room(generate_id(), runtime.agent_id, "test", 1)
        await runtime.store.ensure_room(room)
        runtime.on(EventType.POST_GENERATED, on_post)
        runtime.on(EventType.MESSAGE_SENT, on_sent)
        runtime.on(EventType.ENTITY_JOINED, on_joined)
        await runtime.create_task(
            "DAILY_SUMMARY",
            description="Posts daily activity summary",
            metadata={"updateInterval": HOUR, "worldId": "main-world"},
            tags=["queue", "repeat", "immediate"],
        )
        joined = EntityEvent(
            runtime=runtime, entity_id=generate_id(), action="joined", room_id=room.id
        )
        await runtime.emit(EventType.ENTITY_JOINED, joined)
        await until(lambda: posted and said)
    assert posted == [{"worldId": "main-world", "userId": runtime.agent_id, "source": "task"}]
    assert said == ["Welcome Ann!"]
