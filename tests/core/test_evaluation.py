"""Evaluators, while a conversation goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from fiscus.core import AgentRuntime, Character, Evaluator, Event, EventType, Memory, State
from fiscus.core.events import EvaluatorEvent
from tests.fakes import message

ADA = Character("Ada", ("Counts.",))


async def valid(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
    return True


@pytest.mark.covers("RTL-23", "X-32", "PLC-01", "PLC-20")
async def test_evaluators_run_together_and_are_announced_with_what_they_learned(
    caplog: pytest.LogCaptureFixture,
) -> None:
    both = asyncio.Barrier(2)
    heard: list[tuple[str, str, Mapping[str, object] | None, str | None]] = []

    async def learns(
        runtime: AgentRuntime, asked: Memory, state: State, responses: Sequence[Memory]
    ) -> Mapping[str, object]:
        await both.wait()
        return {"facts": len(responses)}

    async def breaks(
        runtime: AgentRuntime, asked: Memory, state: State, responses: Sequence[Memory]
    ) -> None:
        await both.wait()
        raise ValueError("https://node/v2/api-key")

    async def listen(event: Event) -> None:
        assert isinstance(event, EvaluatorEvent)
        kind = "failed" if event.error else "completed" if event.result else "started"
        heard.append((event.evaluator.name, kind, event.result, event.error))

    runtime = AgentRuntime(ADA)
    for name in ("EVALUATOR_STARTED", "EVALUATOR_COMPLETED", "EVALUATOR_FAILED"):
        runtime.on(name, listen)
    learner = Evaluator("LEARNS", "learns", valid, learns)
    runtime.register_evaluator(learner)
    runtime.register_evaluator(Evaluator("BREAKS", "breaks", valid, breaks))
    asked = message()
    ran = await runtime.evaluate(asked, State(), did_respond=True, responses=[asked])
    assert ran == (learner,)
    assert sorted(heard, key=lambda entry: entry[:2]) == [
        ("BREAKS", "failed", None, "ValueError"),
        ("BREAKS", "started", None, None),
        ("LEARNS", "completed", {"facts": 1}, None),
        ("LEARNS", "started", None, None),
    ]
    assert "api-key" not in caplog.text


async def test_an_evaluator_needs_no_state() -> None:
    runtime = AgentRuntime(ADA)
    assert await runtime.evaluate(message(), did_respond=True) == ()
    assert EventType.EVALUATOR_FAILED.value == "evaluator:failed"
