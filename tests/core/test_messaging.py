from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    AgentRuntime,
    Character,
    Content,
    Event,
    EventType,
    Memory,
    Plugin,
)
from fiscus.core.desk.door import Intent, Principal
from fiscus.core.errors import ConfigError, NotOwner, RequestError
from fiscus.core.events import MessageEvent, RunEvent
from fiscus.core.ids import derived_id
from fiscus.core.testing import create_test_agent
from tests.fakes import FakeDesk


async def test_a_message_is_answered_through_the_runtime(tmp_path: Path) -> None:
    async with create_test_agent(tmp_path) as agent:
        turn = await agent.runtime.process_message("hello")
        assert turn.replies
        assert turn.room == "api"


@pytest.mark.covers("X-79")
async def test_a_plain_text_comes_from_nobody_who_could_move_money(tmp_path: Path) -> None:
    async def pay(context: ActionContext, params: None) -> ActionResult:
        return ActionResult(bool(await context.desk.submit(Intent("evm", "transfer", {}))))

    paying = Action("PAY", "Pays", pay, handles=("transfer",))
    desk = FakeDesk()
    desk.expect(NotOwner("'user' is not an owner of this wallet"))
    plugins = [Plugin("pay", "pays", actions=(paying,))]
    async with create_test_agent(tmp_path, plugins=plugins, doors=desk) as agent:
        turn = await agent.runtime.process_message("send 1 ETH to vitalik.eth on base")
    ((ticket, _),) = desk.submitted
    assert ticket.principal == Principal("user", owner=False)
    assert not any(turn.results)


async def test_without_a_pipeline_nobody_answers() -> None:
    with pytest.raises(ConfigError, match="nobody answers messages here"):
        await AgentRuntime(Character("Ada", ("b",))).process_message("hello")


async def test_a_message_belongs_to_one_run_and_no_run_is_left(tmp_path: Path) -> None:
    runs: list[tuple[str, object, object]] = []

    async with create_test_agent(tmp_path) as agent:
        runtime = agent.runtime

        async def listen(event: Event) -> None:
            assert isinstance(event, RunEvent)
            runs.append((event.status, event.run_id, runtime.get_current_run_id()))

        runtime.on(EventType.RUN_STARTED, listen)
        await agent.send_message("hello")
        assert runtime.get_current_run_id() is None
        ((status, run, current),) = runs
        assert (status, current) == ("running", run)


@pytest.mark.covers("RTL-18", "X-76")
async def test_plugins_see_a_message_before_and_after_it_is_answered(tmp_path: Path) -> None:
    seen: list[str] = []

    async def shout(message: Memory, runtime: AgentRuntime) -> Memory:
        content = replace(message.content, text=message.content.text.upper())
        return replace(message, content=content)

    async def mark(message: Memory, runtime: AgentRuntime) -> Memory:
        content = replace(message.content, text=f"{message.content.text}!")
        return replace(message, content=content)

    async def after(message: Memory, replies: Sequence[Memory], runtime: AgentRuntime) -> None:
        seen.append(f"{message.content.text} {len(replies)}")

    async def broken(message: Memory, replies: Sequence[Memory], runtime: AgentRuntime) -> None:
        raise ValueError("https://node/v2/api-key")

    plugins = [
        Plugin("a", "first", before_message=shout, after_message=broken),
        Plugin("b", "second", before_message=mark, after_message=after),
    ]
    async with create_test_agent(tmp_path, plugins=plugins) as agent:
        turn = await agent.send_message("hello")
    assert seen == [f"HELLO! {len(turn.replies)}"]


@pytest.mark.covers("X-86")
async def test_what_the_agent_says_of_its_own_accord_is_remembered_and_shown(
    tmp_path: Path,
) -> None:
    shown: list[Memory] = []
    heard: list[Event] = []

    async def outlet(memory: Memory) -> None:
        shown.append(memory)

    async def listen(event: Event) -> None:
        heard.append(event)

    async with create_test_agent(tmp_path) as agent:
        await agent.send_message("hello")
        runtime = agent.runtime
        runtime.register_send_handler("test", outlet)
        runtime.on(EventType.MESSAGE_SENT, listen)
        room = derived_id(runtime.agent_id, "test", "test")
        said = await runtime.send_message(room, Content("By the way."))
        with pytest.raises(RequestError, match="there is no room"):
            await runtime.send_message(derived_id("elsewhere"), Content("Hm."))
        assert shown == [said]
        assert heard == [MessageEvent(runtime=runtime, message=said)]
        assert await runtime.store.get_memory_by_id(said.id) == said
        assert said.entity_id == runtime.agent_id
