"""Who is asked, in which order, and what happens where they fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from decimal import Decimal

import pytest

from fiscus.core import AgentRuntime, Character
from fiscus.core.errors import (
    BadModelOutput,
    BadModelRequest,
    FiscusError,
    ModelKeyRefused,
    ModelTimeout,
    ModelUnavailable,
    NoModel,
    RateLimited,
    RpcUnavailable,
)
from fiscus.core.events import Event, EventType, ModelEvent
from fiscus.core.models import (
    EmbeddingAnswer,
    EmbeddingParams,
    ModelHandler,
    ModelRegistration,
    ModelRouter,
    ModelType,
    StreamPart,
    TextAnswer,
    TextParams,
    Usage,
)
from fiscus.core.models.cache import CACHED_VECTORS
from fiscus.core.plugins import Plugin
from fiscus.core.testing import ScriptedModel


class Clock:
    """A clock that is moved by whoever sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def says(text: str) -> ModelHandler:
    async def handler(runtime: AgentRuntime, params: TextParams) -> str:
        return f"{text} {params.prompt}"

    return handler


def fails(*errors: Exception, then: str = "") -> ModelHandler:
    waiting = list(errors)

    async def handler(runtime: AgentRuntime, params: TextParams) -> str:
        if waiting:
            raise waiting.pop(0) if then or len(waiting) > 1 else waiting[0]
        return then

    return handler


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime(clock: Clock) -> AgentRuntime:
    router = ModelRouter(sleep=clock.sleep, clock=clock)
    return AgentRuntime(Character("Ada", ("Counts.",)), models=router)


@pytest.mark.covers("X-06", "MOD-01", "PLR-25")
def test_the_jobs_are_the_documented_ones() -> None:
    assert sorted(ModelType) == [
        "classification",
        "code_generation",
        "image_analysis",
        "image_generation",
        "object_large",
        "object_medium",
        "object_small",
        "speech_to_text",
        "text_embedding",
        "text_large",
        "text_medium",
        "text_small",
        "text_to_speech",
    ]


async def test_without_a_model_the_error_is_typed(runtime: AgentRuntime) -> None:
    with pytest.raises(NoModel) as refusal:
        await runtime.use_model("TEXT_LARGE", {"prompt": "hi"})
    assert refusal.value.message == "No providers available for text_large"
    assert refusal.value.code == "NO_MODEL"


@pytest.mark.covers("MOD-06", "MOD-08", "MOD-11", "X-08", "PLA-12")
@pytest.mark.parametrize("name", ["TEXT_LARGE", "text_large", "text:large", ModelType.TEXT_LARGE])
async def test_the_highest_priority_answers_in_every_spelling(
    runtime: AgentRuntime, name: str
) -> None:
    runtime.register_model("text:large", says("low"), provider="low", priority=80)
    runtime.register_model("TEXT_LARGE", says("high"), "high", 100)
    runtime.register_model("TEXT_LARGE", says("as high"), "later", 100)
    assert await runtime.use_model(name, {"prompt": "hi"}) == "high hi"


@pytest.mark.covers("MOD-09", "MOD-10")
async def test_a_provider_can_be_chosen(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", says("a"), provider="a", priority=1)
    runtime.register_model("text_small", says("b"), provider="b")
    assert await runtime.use_model("text_small", {"prompt": "?"}, "b") == "b ?"
    assert runtime.get_model_providers("TEXT_SMALL") == ("a", "b")
    with pytest.raises(NoModel):
        await runtime.use_model("text_small", {"prompt": "?"}, provider="c")


async def test_a_handler_can_be_looked_up(runtime: AgentRuntime) -> None:
    handler = says("a")
    runtime.register_model("text_small", handler, "a")
    assert runtime.get_model("TEXT_SMALL") is handler
    assert runtime.get_model("TEXT_SMALL", "b") is None
    assert runtime.get_model("TEXT_LARGE") is None


@pytest.mark.covers("MOD-07", "X-07")
async def test_a_plugin_brings_models_in_either_form(runtime: AgentRuntime) -> None:
    by_job = Plugin("by-job", "", models={"TEXT_LARGE": says("job")}, priority=7)
    listed = Plugin(
        "listed", "", models=(ModelRegistration("text_large", says("list"), "other", 8),)
    )
    await runtime.register_plugin(by_job)
    await runtime.register_plugin(listed)
    assert runtime.get_model_providers("text_large") == ("other", "by-job")
    assert await runtime.use_model("text_large", {"prompt": "."}, "by-job") == "job ."


@pytest.mark.covers("MOD-02")
async def test_typed_parameters_bring_a_typed_answer(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", says("a"), "a")
    assert await runtime.use_model("text_small", TextParams(prompt="?")) == TextAnswer("a ?")


@pytest.mark.covers("MOD-12")
async def test_the_next_provider_answers_where_one_fails(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    runtime.register_model("text_small", fails(RpcUnavailable("no")), "down", 9)
    runtime.register_model("text_small", says("up"), "up")
    assert await runtime.use_model("text_small", {"prompt": "?"}) == "up ?"
    assert "Provider down failed: NETWORK_ERROR" in caplog.text


@pytest.mark.covers("MOD-12")
async def test_where_all_fail_each_is_told(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", fails(ModelKeyRefused("a wants another key")), "a", 9)
    runtime.register_model("text_small", fails(BadModelOutput("b answered nonsense")), "b")
    with pytest.raises(ModelUnavailable) as refusal:
        await runtime.use_model("text_small", {"prompt": "?"})
    assert str(refusal.value) == (
        "No providers available for text_small. a: a wants another key; b: b answered nonsense."
    )
    assert refusal.value.context["failures"] == [
        ("a", "MODEL_KEY_REFUSED"),
        ("b", "MODEL_BAD_OUTPUT"),
    ]
    assert isinstance(refusal.value.__cause__, BadModelOutput)


async def test_a_lone_failure_is_told_as_it_is(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", fails(ModelKeyRefused("another key")), "a")
    with pytest.raises(ModelKeyRefused):
        await runtime.use_model("text_small", {"prompt": "?"})


async def test_a_bug_in_a_model_is_not_hidden_by_the_next(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", fails(ZeroDivisionError()), "buggy", 9)
    runtime.register_model("text_small", says("up"), "up")
    with pytest.raises(ZeroDivisionError):
        await runtime.use_model("text_small", {"prompt": "?"})


@pytest.mark.covers("MOD-21", "X-77")
async def test_a_rate_limit_is_waited_out_twice_and_no_longer(
    runtime: AgentRuntime, clock: Clock
) -> None:
    runtime.register_model("text_small", fails(RateLimited("slow down")), "busy")
    with pytest.raises(RateLimited):
        await runtime.use_model("text_small", {"prompt": "?"})
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize(
    ("asked", "slept"), [(0.5, [1.0]), (7, [7.0]), (21, [])], ids=["short", "long", "too long"]
)
async def test_a_vendors_own_wish_is_honoured_within_reason(
    runtime: AgentRuntime, clock: Clock, asked: float, slept: list[float]
) -> None:
    busy = fails(RateLimited("slow down", retry_after=asked), then="later")
    runtime.register_model("text_small", busy, "busy", 9)
    runtime.register_model("text_small", says("other"), "other")
    answer = await runtime.use_model("text_small", {"prompt": "?"})
    assert clock.slept == slept
    assert answer == ("later" if slept else "other ?")


@pytest.mark.covers("MOD-21")
async def test_what_will_not_pass_is_not_tried_again(runtime: AgentRuntime, clock: Clock) -> None:
    runtime.register_model("text_small", fails(BadModelOutput("nonsense"), then="fine"), "a")
    with pytest.raises(BadModelOutput):
        await runtime.use_model("text_small", {"prompt": "?"})
    assert clock.slept == []


@pytest.mark.covers("MOD-23")
async def test_a_silent_model_meets_its_deadline() -> None:
    async def silent(runtime: AgentRuntime, params: TextParams) -> str:
        await asyncio.sleep(60)
        return "too late"

    runtime = AgentRuntime(Character("Ada", ("Counts.",)), models=ModelRouter(deadline=0.01))
    runtime.register_model("text_small", silent, "silent", 9)
    with pytest.raises(ModelTimeout, match=r"silent did not answer within 0\.01 seconds"):
        await runtime.use_model("text_small", {"prompt": "?"})
    runtime.register_model("text_small", says("up"), "up")
    assert await runtime.use_model("text_small", {"prompt": "?"}) == "up ?"


@pytest.mark.covers("MOD-16")
async def test_who_was_down_is_asked_last_for_a_while(runtime: AgentRuntime, clock: Clock) -> None:
    down: list[FiscusError] = [RpcUnavailable("no") for _ in range(3)]
    runtime.register_model("text_small", fails(*down, then="back"), "flaky", 9)
    runtime.register_model("text_small", says("steady"), "steady")
    asked = [await runtime.use_model("text_small", {"prompt": "?"}) for _ in range(2)]
    clock.now += 31
    asked.append(await runtime.use_model("text_small", {"prompt": "?"}))
    assert asked == ["steady ?", "steady ?", "back"]
    assert clock.slept == [1.0, 2.0]


@pytest.mark.covers("MOD-22")
async def test_a_smaller_model_stands_in_for_a_larger(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    runtime.register_model("text_large", fails(BadModelRequest("too long")), "a")
    runtime.register_model("text_small", says("small"), "a")
    assert await runtime.use_model("text_large", {"prompt": "?"}) == "small ?"
    assert "Model text_large failed, trying fallback" in caplog.text
    with pytest.raises(NoModel):
        await runtime.use_model("object_small", {"prompt": "?"})


@pytest.mark.parametrize("error", [ModelKeyRefused("key"), BadModelOutput("nonsense")])
async def test_nobody_is_asked_for_a_smaller_model_where_that_would_not_help(
    runtime: AgentRuntime, error: FiscusError
) -> None:
    runtime.register_model("text_large", fails(error), "a")
    runtime.register_model("text_small", says("never"), "a")
    with pytest.raises(type(error)):
        await runtime.use_model("text_large", {"prompt": "?"})


@pytest.mark.covers("MOD-19")
async def test_an_answer_is_kept_for_whoever_asks_for_that(runtime: AgentRuntime) -> None:
    model = ScriptedModel(["one", "two", "three", "four"])
    await runtime.register_plugin(model.plugin)
    ask = {"prompt": "?", "temperature": 0.1}
    assert await runtime.use_model("text_small", ask, cached=True) == "one"
    assert await runtime.use_model("TEXT:SMALL", dict(reversed(ask.items())), cached=True) == "one"
    assert await runtime.use_model("text_small", ask) == "two"
    assert await runtime.use_model("text_large", ask, cached=True) == "three"
    assert await runtime.use_model("text_small", {**ask, "prompt": "!"}, cached=True) == "four"


@pytest.mark.covers("MOD-19")
async def test_a_kept_answer_is_forgotten_after_an_hour(
    runtime: AgentRuntime, clock: Clock
) -> None:
    runtime.models.cache.clock = clock
    await runtime.register_plugin(ScriptedModel(["one", "two"]).plugin)
    asked = [await runtime.use_model("text_small", {"prompt": "?"}, cached=True)]
    for seconds in (3599, 1):
        clock.now += seconds
        asked.append(await runtime.use_model("text_small", {"prompt": "?"}, cached=True))
    assert asked == ["one", "one", "two"]


@pytest.mark.covers("MOD-20", "EVT-02")
async def test_every_use_is_told_with_its_cost(runtime: AgentRuntime) -> None:
    told: list[ModelEvent] = []

    async def hear(event: Event) -> None:
        assert isinstance(event, ModelEvent)
        told.append(event)

    runtime.on(EventType.MODEL_USED, hear)
    runtime.on("MODEL_FAILED", hear)
    answer = TextAnswer("hi", model="m-1", usage=Usage(3, 4), cost=Decimal("0.00007"))
    runtime.register_model("text_small", fails(BadModelOutput("nonsense")), "bad", 9)
    await runtime.register_plugin(ScriptedModel([answer, "free?"], provider="good").plugin)
    await runtime.use_model("text_small", {"prompt": "?"}, "good")
    await runtime.use_model("text_small", {"prompt": "?"}, "good")
    with pytest.raises(BadModelOutput):
        await runtime.use_model("text_small", {"prompt": "?"}, "bad")
    assert [(e.provider, e.model, e.usage, e.cost, e.error) for e in told] == [
        ("good", "m-1", Usage(3, 4), Decimal("0.00007"), None),
        ("good", None, None, None, None),
        ("bad", None, None, None, "MODEL_BAD_OUTPUT"),
    ]
    assert all(event.ms >= 0 and event.model_type == "text_small" for event in told)


@pytest.mark.covers("MOD-20", "B-03")
async def test_the_use_of_models_is_added_up_and_an_unknown_price_is_no_price(
    runtime: AgentRuntime,
) -> None:
    priced = TextAnswer("hi", usage=Usage(3, 4), cost=Decimal("0.00007"))
    model = ScriptedModel([priced, priced, BadModelOutput("nonsense"), "who knows"])
    await runtime.register_plugin(model.plugin)
    for _ in range(2):
        await runtime.use_model("TEXT:LARGE", {"prompt": "?"})
    with pytest.raises(BadModelOutput):
        await runtime.use_model("TEXT:LARGE", {"prompt": "?"})
    (used,) = runtime.get_model_usage()
    body = dict(used.to_json())
    assert (body.pop("totalDuration"), body.pop("avgDuration")) >= (0, 0)
    assert body == {
        "provider": "scripted",
        "modelType": "text_large",
        "count": 2,
        "totalTokens": 14,
        "errors": 1,
        "cost": "0.00014",
    }
    await runtime.use_model("TEXT:LARGE", {"prompt": "?"})
    assert (used.count, used.cost, used.priced) == (3, None, Decimal("0.00014"))


@pytest.mark.covers("X-10", "PLR-29")
async def test_a_completion_answers_messages(runtime: AgentRuntime) -> None:
    model = ScriptedModel(["fine"])
    await runtime.register_plugin(model.plugin)
    lines = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "How are you?"}]
    assert await runtime.completion({"messages": lines, "maxTokens": 9}) == {"content": "fine"}
    (asked,) = model.asked
    assert isinstance(asked, TextParams)
    assert (asked.system, asked.conversation[0].content, asked.max_tokens) == (
        "Be kind.",
        "How are you?",
        9,
    )


@pytest.mark.covers("X-09", "RTM-08")
async def test_texts_are_embedded_one_or_many(runtime: AgentRuntime) -> None:
    async def lengths(runtime: AgentRuntime, params: object) -> object:
        texts = getattr(params, "texts", ())
        vectors = [[float(len(text))] for text in texts]
        return vectors if isinstance(getattr(params, "input", ""), tuple) else vectors[0]

    runtime.register_model("TEXT_EMBEDDING", lengths, "lengths")
    assert await runtime.embed("abc") == (3.0,)
    assert await runtime.embed_batch(["a", "bc"]) == ((1.0,), (2.0,))
    assert await runtime.use_model("text:embedding", {"text": "abc"}) == (3.0,)
    batch = await runtime.use_model("text_embedding", {"input": ["a"], "batch": True})
    assert batch == ((1.0,),)


@pytest.mark.covers("MEM-29")
async def test_a_text_is_embedded_once_and_a_batch_asks_for_the_others_alone(
    runtime: AgentRuntime,
) -> None:
    asked: list[object] = []

    async def lengths(runtime: AgentRuntime, params: EmbeddingParams) -> object:
        asked.append(params.input)
        return EmbeddingAnswer(tuple((float(len(text)),) for text in params.texts))

    runtime.register_model("TEXT_EMBEDDING", lengths, "lengths")
    assert await runtime.embed_batch(["bc", "a", "bc"]) == ((2.0,), (1.0,), (2.0,))
    assert await runtime.embed_batch(["a", "def", "bc", "wxyz"]) == ((1.0,), (3.0,), (2.0,), (4.0,))
    assert await runtime.embed_batch([]) == ()
    assert asked == [("bc", "a"), ("def", "wxyz")]
    for number in range(CACHED_VECTORS):
        await runtime.embed_batch([f"{number}", "bc"])
    asked.clear()
    assert await runtime.embed("bc") == (2.0,)
    assert await runtime.embed("a") == (1.0,)
    assert asked == ["a"]


async def collect(parts: AsyncGenerator[StreamPart]) -> list[StreamPart]:
    return [part async for part in parts]


@pytest.mark.covers("MOD-23")
async def test_a_text_is_streamed_as_it_is_written(runtime: AgentRuntime) -> None:
    await runtime.register_plugin(ScriptedModel(["one  two"]).plugin)
    parts = await collect(runtime.stream_model("text_small", {"prompt": "?"}))
    assert [part.text for part in parts] == ["one  ", "two", ""]
    assert parts[-1].answer == TextAnswer("one  two")


async def test_a_model_that_cannot_stream_answers_in_one_piece(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", says("a"), "a")
    parts = await collect(runtime.stream_model("text_small", TextParams(prompt="?")))
    assert parts == [StreamPart("a ?", TextAnswer("a ?"))]


def streams(*parts: StreamPart | FiscusError) -> ModelRegistration:
    async def stream(runtime: AgentRuntime, params: TextParams) -> AsyncGenerator[StreamPart]:
        for part in parts:
            if isinstance(part, FiscusError):
                raise part
            yield part

    return ModelRegistration("text_small", says("whole"), "streamer", 9, stream)


async def test_a_stream_that_never_began_is_taken_over(runtime: AgentRuntime, clock: Clock) -> None:
    runtime.models.register(streams(RateLimited("slow down")))
    runtime.register_model("text_small", says("b"), "b")
    parts = await collect(runtime.stream_model("text_small", {"prompt": "?"}))
    assert [part.text for part in parts] == ["b ?"]
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("end", [(), (ModelUnavailable("gone"),)], ids=["ends", "fails"])
async def test_a_stream_that_breaks_off_is_no_answer(
    runtime: AgentRuntime, end: tuple[FiscusError, ...]
) -> None:
    runtime.models.register(streams(StreamPart("half"), *end))
    runtime.register_model("text_small", says("b"), "b")
    heard: list[str] = []
    with pytest.raises(FiscusError) as broken:
        async for part in runtime.stream_model("text_small", {"prompt": "?"}):
            heard.append(part.text)
    assert heard == ["half"]
    assert broken.value.code == ("MODEL_UNAVAILABLE" if end else "MODEL_BAD_OUTPUT")
