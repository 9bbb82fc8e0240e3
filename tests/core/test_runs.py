"""The run that a task works for."""

from __future__ import annotations

import asyncio

import pytest

from fiscus.core import AgentRuntime, Character


def agent(name: str = "Ada") -> AgentRuntime:
    return AgentRuntime(Character(name, ("b",)))


@pytest.mark.covers("BST-93")
async def test_a_run_is_current_until_it_ends() -> None:
    runtime = agent()
    assert runtime.get_current_run_id() is None
    outer = runtime.start_run()
    inner = runtime.start_run()
    assert runtime.get_current_run_id() == inner != outer
    runtime.end_run()
    assert runtime.get_current_run_id() == outer
    runtime.end_run()
    runtime.end_run()
    assert runtime.get_current_run_id() is None


async def test_messages_at_the_same_time_have_runs_of_their_own() -> None:
    runtime, both = agent(), asyncio.Barrier(2)

    async def handle() -> bool:
        run = runtime.start_run()
        await both.wait()
        same = runtime.get_current_run_id() == run
        runtime.end_run()
        return same

    assert all(await asyncio.gather(handle(), handle()))


async def test_an_agent_that_another_asks_has_a_run_of_its_own() -> None:
    ada, bob = agent("Ada"), agent("Bob")
    run = ada.start_run()
    assert bob.get_current_run_id() is None
    bob.start_run()
    assert ada.get_current_run_id() == run
    bob.end_run()
    assert ada.get_current_run_id() == run
    ada.end_run()
