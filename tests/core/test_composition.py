from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from fiscus.core import AgentRuntime, Character, Plugin, Provider, ProviderResult, State
from fiscus.core.composition import Composer, ResultCache
from fiscus.core.errors import RpcUnavailable
from fiscus.core.events import Event, StateEvent
from fiscus.core.memory import Memory
from tests.fakes import message

Ran = list[str]


def provider(
    name: str,
    ran: Ran,
    *,
    position: int = 0,
    dynamic: bool = False,
    private: bool = False,
    sleep: float = 0.0,
) -> Provider:
    async def get(runtime: AgentRuntime, asked: Memory, state: State) -> ProviderResult:
        await asyncio.sleep(sleep)
        ran.append(name)
        return ProviderResult(f"[{name}]", values={name.lower(): len(ran)})

    return Provider(name, get, position=position, dynamic=dynamic, private=private)


async def ready(
    providers: Sequence[Provider], *, deadline: float = 5.0, cache: ResultCache | None = None
) -> AgentRuntime:
    runtime = AgentRuntime(
        Character("Ada", ("Counts.",)),
        plugins=[Plugin("p", "for a test", providers=tuple(providers))],
        composer=Composer(cache or ResultCache(), deadline),
    )
    await runtime.initialize()
    return runtime


@pytest.mark.covers("X-13", "PLC-13", "PLC-14", "PRV-01")
async def test_text_follows_position_then_registration() -> None:
    ran: Ran = []
    runtime = await ready(
        [
            provider("LAST", ran, position=100),
            provider("A", ran, sleep=0.01),
            provider("B", ran),
            provider("FIRST", ran, position=-100),
        ]
    )
    state = await runtime.compose_state(message())
    assert state.text == "[FIRST]\n[A]\n[B]\n[LAST]"
    assert set(state.providers) == {"FIRST", "A", "B", "LAST"}
    assert set(state.values) == {"first", "a", "b", "last"}


@pytest.mark.covers("X-13", "PRV-21", "PLP-14")
async def test_one_position_runs_at_the_same_time() -> None:
    both = asyncio.Barrier(2)

    async def meet(runtime: AgentRuntime, asked: Memory, state: State) -> str:
        await both.wait()
        return "met"

    runtime = await ready([Provider("A", meet), Provider("B", meet)], deadline=1.0)
    assert (await runtime.compose_state(message())).text == "met\nmet"


@pytest.mark.covers("PRV-24", "PRV-27")
async def test_a_later_position_reads_what_an_earlier_one_said() -> None:
    async def copy(runtime: AgentRuntime, asked: Memory, state: State) -> str:
        return f"after {state.providers['A'].text}"

    runtime = await ready([Provider("B", copy, position=1), provider("A", [])])
    assert (await runtime.compose_state(message())).text == "[A]\nafter [A]"


@pytest.mark.covers("X-11", "X-18", "PRV-02", "PLC-12", "PLM-12", "PLM-07")
async def test_dynamic_and_private_providers_run_only_when_named() -> None:
    ran: Ran = []
    runtime = await ready(
        [
            provider("PLAIN", ran),
            provider("DYNAMIC", ran, dynamic=True),
            provider("PRIVATE", ran, private=True),
        ]
    )
    await runtime.compose_state(message())
    assert ran == ["PLAIN"]
    state = await runtime.compose_state(message(), ["DYNAMIC", "PRIVATE", "NOBODY"])
    assert state.text == "[PLAIN]\n[DYNAMIC]\n[PRIVATE]"


@pytest.mark.covers("PLM-05", "PRV-22", "X-17", "PRV-20")
async def test_only_what_is_named_runs_where_only_that_is_wanted() -> None:
    ran: Ran = []
    runtime = await ready([provider("A", ran), provider("B", ran)])
    state = await runtime.compose_state(message(), ["B"], only_include=True)
    assert (ran, state.text) == (["B"], "[B]")


@pytest.mark.covers("X-19", "RTC-16", "PRV-25")
async def test_the_second_state_of_a_message_comes_from_the_cache() -> None:
    ran: Ran = []
    runtime = await ready([provider("A", ran), provider("D", ran, dynamic=True)])
    asked = message()
    await runtime.compose_state(asked, ["D"], only_include=True)
    await runtime.compose_state(asked)
    await runtime.compose_state(asked)
    assert ran == ["D", "A"]
    await runtime.compose_state(asked, ["D"])
    assert ran == ["D", "A", "D"]
    await runtime.compose_state(asked, skip_cache=True)
    assert ran == ["D", "A", "D", "A"]


async def test_every_message_has_a_state_of_its_own() -> None:
    ran: Ran = []
    runtime = await ready([provider("A", ran)])
    await runtime.compose_state(message())
    await runtime.compose_state(message())
    assert ran == ["A", "A"]


@pytest.mark.covers("PRV-26")
async def test_a_provider_past_its_deadline_contributes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran: Ran = []
    runtime = await ready([provider("SLOW", ran, sleep=30), provider("A", ran)], deadline=0.02)
    state = await runtime.compose_state(message())
    assert (state.text, ran) == ("[A]", ["A"])
    assert state.providers["SLOW"] == ProviderResult(data={"error": "TIMEOUT"})
    assert "Provider timeout: SLOW" in caplog.text


@pytest.mark.covers("PRV-26", "PRV-28")
def test_the_deadline_is_five_seconds_and_the_cache_as_documented() -> None:
    cache = ResultCache()
    assert (Composer().deadline, cache.size, cache.seconds) == (5.0, 1000, 300.0)


@pytest.mark.covers("PRV-23", "X-85")
async def test_a_failing_provider_does_not_take_the_others_down(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refused(runtime: AgentRuntime, asked: Memory, state: State) -> None:
        raise RpcUnavailable("no RPC of 'base' answered")

    async def broken(runtime: AgentRuntime, asked: Memory, state: State) -> None:
        raise ValueError("https://node/v2/api-key")

    runtime = await ready(
        [Provider("REFUSED", refused), Provider("BROKEN", broken), provider("A", [])]
    )
    state = await runtime.compose_state(message())
    assert state.text == "[A]"
    assert state.providers["REFUSED"].data == {"error": "NETWORK_ERROR"}
    assert state.providers["BROKEN"].data == {"error": "INTERNAL"}
    assert "Provider BROKEN failed: ValueError" in caplog.text
    assert "api-key" not in caplog.text


@pytest.mark.covers("X-15", "B-26")
async def test_a_text_and_nothing_are_answers_too() -> None:
    async def words(runtime: AgentRuntime, asked: Memory, state: State) -> str:
        return "words"

    async def nothing(runtime: AgentRuntime, asked: Memory, state: State) -> None:
        return None

    runtime = await ready([Provider("W", words), Provider("N", nothing)])
    state = await runtime.compose_state(message())
    assert state.text == "words"
    assert state.providers["N"] == ProviderResult()


@pytest.mark.covers("PRV-28", "RTM-12")
def test_the_cache_forgets_the_oldest_and_the_old() -> None:
    now = [0.0]
    cache = ResultCache(clock=lambda: now[0], size=2, seconds=10)
    for key in "abc":
        cache.put(key, {"P": ProviderResult(key)})
    assert cache.get("a") == {}
    assert cache.get("c") == {"P": ProviderResult("c")}
    now[0] = 10.0
    assert cache.get("c") == {}


@pytest.mark.covers("X-12", "PLC-13")
async def test_a_position_is_any_number() -> None:
    ran: Ran = []
    runtime = await ready([provider("A", ran, position=200), provider("B", ran, position=-1000)])
    assert (await runtime.compose_state(message())).text == "[B]\n[A]"


@pytest.mark.covers("X-16", "MEM-12", "RTL-22")
async def test_a_state_says_what_it_was_composed_for_and_how_long_it_is() -> None:
    runtime = await ready([provider("PROVIDER", [])])
    asked = message()
    state = await runtime.compose_state(asked)
    assert state.data["metadata"] == {
        "roomId": asked.room_id,
        "entityId": asked.entity_id,
        "timestamp": asked.created_at,
        "tokenCount": 3,
    }


@pytest.mark.covers("PRV-25", "X-19", "RTC-18")
async def test_the_cache_can_be_emptied() -> None:
    ran: Ran = []
    runtime = await ready([provider("A", ran)])
    asked = message()
    await runtime.compose_state(asked)
    runtime.state_cache.clear()
    await runtime.compose_state(asked)
    assert ran == ["A", "A"]


@pytest.mark.covers("BST-88")
async def test_a_composed_state_is_announced() -> None:
    heard: list[Event] = []

    async def listen(event: Event) -> None:
        heard.append(event)

    runtime = await ready([provider("A", [])])
    runtime.on("state:composed", listen)
    asked = message()
    state = await runtime.compose_state(asked)
    assert heard == [StateEvent(runtime=runtime, message=asked, state=state)]
    assert [data.provider_name for data in state.provider_data] == ["A"]


@pytest.mark.covers("X-15")
async def test_a_mapping_is_an_answer_too() -> None:
    async def mapped(runtime: AgentRuntime, asked: Memory, state: State) -> dict[str, object]:
        return {"text": "words", "values": {"n": 1}, "data": None}

    runtime = await ready([Provider("M", mapped)])
    state = await runtime.compose_state(message())
    assert state.providers["M"] == ProviderResult("words", values={"n": 1})
