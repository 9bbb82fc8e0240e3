"""Tasks at the command line."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core import AgentRuntime, Plugin, discovery
from fiscus.core.ids import UUID
from fiscus.core.mandates import write_commissioned
from fiscus.core.origins import Origin
from fiscus.core.store import open_store
from fiscus.core.store.location import FILE
from fiscus.core.tasks import Authority, new_task
from fiscus.core.workers import TaskContext, TaskWorker
from tests.core.cli.programs import Fiscus

NOW = 1_900_000_000_000
OWNER = Authority("owner", owner=True, origin=Origin.USER)
done: list[str] = []


async def work(ctx: TaskContext, options: Mapping[str, object]) -> None:
    if options.get("fails"):
        raise ValueError("key=123")
    done.append(ctx.task.id)


async def init(config: Mapping[str, str], runtime: AgentRuntime) -> None:
    runtime.register_task_worker(TaskWorker("REPORT", work))


plugin = Plugin("reports", "For tests.", init=init)


class Point:
    name = "reports"

    def load(self) -> object:
        return plugin


@pytest.fixture
def agent(fiscus: Fiscus, monkeypatch: pytest.MonkeyPatch) -> Fiscus:
    """The program, with a plugin that writes reports."""
    known = discovery.installed_plugins()
    installed = {**known, "reports": Point()}
    monkeypatch.setattr("fiscus.core.agent.installed_plugins", lambda: installed)
    done.clear()
    return Fiscus(fiscus.folder, {**fiscus.settings, "FISCUS_PLUGINS": "reports"})


def put(agent: Fiscus, **metadata: object) -> UUID:
    """A task in the agent's store, due long from now."""

    async def write() -> UUID:
        async with await open_store(Path(agent.settings["FISCUS_HOME"]) / FILE) as store:
            (record,) = await store.get_agents()
            task = new_task(
                record.id,
                "REPORT",
                now=NOW,
                description="Write a report",
                metadata={"executeAt": NOW, **metadata},
                authority=OWNER,
                max_attempts=1,
            )
            return await write_commissioned(store, task)

    agent("tasks")
    return asyncio.run(write())


def test_tasks_are_listed_and_shown(agent: Fiscus) -> None:
    assert agent("tasks").out == "There are no tasks.\n"
    task_id = put(agent)
    blank = "x" * len(task_id)
    assert agent("tasks").out.replace(task_id, blank) == snapshot(
        """\
id                                    name    status   due                   run  tries  by
xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx  REPORT  pending  2030-03-17 17:46:40Z  1    0/1    owner
                                      Write a report
"""
    )
    row = agent("tasks", "list", "--json").row
    assert (row["id"], row["scheduledFor"], row["createdBy"]) == (task_id, NOW, "owner")
    assert agent("tasks", "show", task_id, "--json").row == row
    shown = agent("tasks", "show", task_id).out
    assert "description:  Write a report" in shown
    assert "scheduledFor: 2030-03-17 17:46:40Z" in shown


def test_a_task_is_run_now_and_a_failure_says_why(agent: Fiscus) -> None:
    task_id = put(agent)
    ran = agent("tasks", "run", task_id)
    assert (ran.status, ran.out, done) == (0, "REPORT is done.\n", [task_id])
    failing = put(agent, fails=True)
    failed = agent("tasks", "run", failing, "--json")
    assert failed.status == 1
    assert failed.row["error"] == "INTERNAL: ValueError; the log says where."
    assert "INTERNAL: ValueError" in agent("tasks").out
    assert "key=123" not in failed.out + failed.err + agent("tasks", "show", failing).out


def test_a_task_is_paused_resumed_and_cancelled(agent: Fiscus) -> None:
    task_id = put(agent)
    assert agent("tasks", "pause", task_id).out == "Paused REPORT.\n"
    assert agent("tasks", "list", "--json").row["status"] == "paused"
    assert agent("tasks", "resume", task_id, "--json").row == {"id": task_id, "status": "pending"}
    assert agent("tasks", "cancel", task_id).out == "Cancelled REPORT.\n"
    assert agent("tasks", "list", "--json").rows == []


@pytest.mark.parametrize("command", ["show", "cancel", "pause", "resume", "run"])
def test_a_task_that_is_not_there_is_named(agent: Fiscus, command: str) -> None:
    refused = agent("tasks", command, "nothing")
    assert refused.status == 1
    assert re.search("no task 'nothing'", refused.err)


def test_a_command_that_does_not_stay_runs_nothing_that_is_due(agent: Fiscus) -> None:
    task_id = put(agent, executeAt=1)
    agent("ask", "hello")
    assert agent("tasks", "list", "--json").row["id"] == task_id
    assert done == []


def test_a_chat_runs_what_is_due(agent: Fiscus) -> None:
    task_id = put(agent, executeAt=1)
    agent.chat({"text": "hello"})
    assert done == [task_id]
