from __future__ import annotations

import asyncio
import logging

import pytest

from fiscus.core import AgentRuntime, Character, EventType
from fiscus.core.events import CustomEvent, ErrorEvent, Event, ServiceEvent, event_name

Seen = list[str]


@pytest.fixture
def runtime() -> AgentRuntime:
    return AgentRuntime(Character("Ada", ("Counts.",)))


@pytest.mark.covers("X-02", "EVT-16")
@pytest.mark.parametrize(
    ("event", "name"),
    [
        (EventType.MESSAGE_RECEIVED, "message:received"),
        ("MESSAGE_RECEIVED", "message:received"),
        ("message:received", "message:received"),
        ("custom:data:received", "custom:data:received"),
    ],
)
def test_an_event_is_the_same_by_member_name_and_value(event: str, name: str) -> None:
    assert event_name(event) == name


@pytest.mark.covers("X-04", "X-05")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("RUN_STARTED", "run:started"),
        ("RUN_ENDED", "run:ended"),
        ("ACTION_STARTED", "action:started"),
        ("ACTION_COMPLETED", "action:completed"),
        ("VOICE_MESSAGE_SENT", "voice:message:sent"),
        ("REACTION_RECEIVED", "reaction:received"),
        ("CHANNEL_CLEARED", "channel:cleared"),
        ("POST_GENERATED", "post:generated"),
    ],
)
def test_the_documented_names_have_the_documented_values(member: str, value: str) -> None:
    assert EventType[member].value == value


@pytest.mark.covers("EVT-19", "EVT-01")
async def test_every_listener_hears_in_spite_of_one_that_fails(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    seen: Seen = []

    async def broken(event: Event) -> None:
        raise ValueError("https://node/v2/api-key")

    async def listener(event: Event) -> None:
        assert event.runtime is runtime
        seen.append("heard")

    runtime.on("MESSAGE_RECEIVED", broken)
    runtime.on(EventType.MESSAGE_RECEIVED, listener)
    with caplog.at_level(logging.ERROR):
        await runtime.emit_event("message:received", Event(runtime=runtime))
    assert seen == ["heard"]
    assert "ValueError" in caplog.text
    assert "api-key" not in caplog.text


@pytest.mark.covers("EVT-10", "X-03")
async def test_emitting_waits_for_every_listener(runtime: AgentRuntime) -> None:
    seen: Seen = []

    async def slow(event: Event) -> None:
        await asyncio.sleep(0.01)
        seen.append("slow")

    runtime.on("custom:thing", slow)
    await runtime.emit_event("custom:thing", Event(runtime=runtime))
    assert seen == ["slow"]


@pytest.mark.covers("EVT-12")
async def test_a_listener_that_left_hears_nothing(runtime: AgentRuntime) -> None:
    seen: Seen = []

    async def listener(event: Event) -> None:
        seen.append("heard")

    runtime.on("x", listener)
    runtime.off("x", listener)
    runtime.off("x", listener)
    await runtime.emit_event("x", Event(runtime=runtime))
    assert seen == []


async def test_cancelling_an_emission_cancels_its_listeners(runtime: AgentRuntime) -> None:
    seen: Seen = []
    begun = asyncio.Event()

    async def endless(event: Event) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            seen.append("ended")

    runtime.on("x", endless)
    emission = asyncio.create_task(runtime.emit_event("x", Event(runtime=runtime)))
    await begun.wait()
    emission.cancel()
    with pytest.raises(asyncio.CancelledError):
        await emission
    assert seen == ["ended"]


@pytest.mark.covers("EVT-11")
async def test_once_hears_the_next_event_only(runtime: AgentRuntime) -> None:
    seen: Seen = []

    async def listener(event: Event) -> None:
        seen.append("heard")

    runtime.once("x", listener)
    await asyncio.gather(runtime.emit("x", {}), runtime.emit("x", {}))
    await runtime.emit("x", {})
    assert seen == ["heard"]


async def test_who_left_before_the_event_is_not_told_once_either(runtime: AgentRuntime) -> None:
    async def listener(event: Event) -> None:
        pytest.fail("it heard")

    runtime.once("x", listener)
    runtime.off("x", listener)
    await runtime.emit("x", {})


@pytest.mark.covers("EVT-12", "X-03")
async def test_all_listeners_of_one_event_or_of_all_leave(runtime: AgentRuntime) -> None:
    seen: Seen = []

    async def listener(event: Event) -> None:
        assert isinstance(event, CustomEvent)
        seen.append(str(event.data["name"]))

    for name in ("a", "b", "c"):
        runtime.register_event(name, listener)
    runtime.remove_all_listeners("a")
    for name in ("a", "b"):
        await runtime.emit(name, {"name": name})
    runtime.remove_all_listeners()
    await runtime.emit("c", {"name": "c"})
    assert seen == ["b"]


@pytest.mark.covers("EVT-18", "EVT-19")
async def test_a_failing_listener_is_told_to_those_of_errors_and_goes_no_further(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event] = []

    async def broken(event: Event) -> None:
        raise ValueError("https://node/v2/api-key")

    async def listen(event: Event) -> None:
        heard.append(event)

    runtime.on("x", broken)
    for name in (EventType.SERVICE_ERROR, EventType.ERROR):
        runtime.on(name, listen)
        runtime.on(name, broken)
    event = CustomEvent(runtime=runtime, data={"n": 1})
    await runtime.emit("x", event)
    assert heard == [
        ServiceEvent(runtime=runtime, error="ValueError", original_event="x"),
        ErrorEvent(runtime=runtime, error="ValueError", event="x", payload=event),
    ]
    assert "api-key" not in caplog.text


@pytest.mark.covers("EVT-13")
async def test_a_question_can_be_an_event_and_its_answer_another(runtime: AgentRuntime) -> None:
    async def respond(event: Event) -> None:
        assert isinstance(event, CustomEvent)
        request = str(event.data["requestId"])
        await runtime.emit(f"response:{request}", {"answer": 42})

    async def ask(request: str) -> object:
        answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()

        async def hear(event: Event) -> None:
            assert isinstance(event, CustomEvent)
            answer.set_result(event.data["answer"])

        runtime.once(f"response:{request}", hear)
        await runtime.emit("REQUEST_SENT", {"requestId": request})
        async with asyncio.timeout(0.01):
            return await answer

    with pytest.raises(TimeoutError):
        await ask("1")
    runtime.on("REQUEST_SENT", respond)
    assert await ask("2") == 42


@pytest.mark.covers("EVT-14")
async def test_a_listener_can_emit_the_next_event(runtime: AgentRuntime) -> None:
    seen: Seen = []

    async def process(event: Event) -> None:
        seen.append("processed")
        await runtime.emit("MESSAGE_PROCESSED", {})

    async def respond(event: Event) -> None:
        seen.append("responded")

    runtime.on(EventType.MESSAGE_RECEIVED, process)
    runtime.on("MESSAGE_PROCESSED", respond)
    await runtime.emit("message:received", {})
    assert seen == ["processed", "responded"]
