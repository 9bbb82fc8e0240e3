"""One message through everything that a plugin can hook into, in the documented order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Character,
    Evaluator,
    Event,
    Memory,
    Plugin,
    Provider,
    Service,
    State,
)
from fiscus.core.plugins import Phase
from fiscus.core.testing import ScriptedModel, create_test_agent

REPLY = """<response><thought>They ask for a note.</thought><actions>NOTE</actions>
<providers></providers><text></text></response>"""
WITH_TEMPLATE = Character(
    "Ada", ("b",), templates={"messageHandlerTemplate": "{{providers.NOTES}}|{{actionNames}}"}
)


@pytest.mark.covers("RTC-19", "PLC-25", "RTL-01")
async def test_every_integration_point_is_passed_in_order(tmp_path: Path) -> None:
    order: list[str] = []

    class Notebook(Service):
        service_type: ClassVar[str] = "notebook"

        async def initialize(self, runtime: AgentRuntime) -> None:
            order.append("service up")

        async def stop(self) -> None:
            order.append("service down")

    async def notes(runtime: AgentRuntime, asked: Memory, state: State) -> str:
        if "provider" not in order:
            order.append("provider")
        return "No notes yet."

    async def note(context: ActionContext, params: None) -> ActionResult:
        context.service(Notebook)
        order.append("action")
        return ActionResult(True, "Noted.")

    async def valid(runtime: AgentRuntime, asked: Memory, state: State) -> bool:
        return True

    async def learn(
        runtime: AgentRuntime, asked: Memory, state: State, responses: Sequence[Memory]
    ) -> Mapping[str, object]:
        order.append(f"evaluator after {responses[-1].content.text}")
        return {"learned": True}

    def heard(name: str) -> Plugin:
        async def listen(event: Event) -> None:
            order.append(name)

        return Plugin(name, "listens", events={name: (listen,)}, phase=Phase.PLATFORMS)

    plugin = Plugin(
        "notes",
        "Notes",
        services=(Notebook,),
        providers=(Provider("NOTES", notes, position=-10),),
        actions=(Action("NOTE", "Writes a note", note),),
        evaluators=(Evaluator("LEARN", "Learns", valid, learn, always_run=True),),
    )
    model = ScriptedModel()
    model.expect(REPLY)
    listening = map(heard, ("RUN_STARTED", "ACTION_STARTED", "ACTION_COMPLETED", "RUN_ENDED"))
    async with create_test_agent(
        tmp_path, plugins=[plugin, model.plugin, *listening], character=WITH_TEMPLATE
    ) as agent:
        turn = await agent.send_message("please write that down")
        assert "Noted." in [reply.text for reply in turn.replies]
        kept = await agent.runtime.get_memories(table_name="action_results")
        assert [memory.content.actions for memory in kept] == [("NOTE",)]
    (asked,) = model.prompts
    assert "No notes yet." in asked
    assert order == [
        "service up",
        "RUN_STARTED",
        "provider",
        "ACTION_STARTED",
        "action",
        "ACTION_COMPLETED",
        "evaluator after Noted.",
        "RUN_ENDED",
        "service down",
    ]
