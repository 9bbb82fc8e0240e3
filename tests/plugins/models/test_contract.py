"""What both vendors' plugins keep to, against stand-ins that speak the vendors' languages."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest
from pydantic import BaseModel

from fiscus.core import AgentRuntime
from fiscus.core.errors import (
    BadModelOutput,
    BadModelRequest,
    FiscusError,
    ModelKeyRefused,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
    QuotaExhausted,
    RateLimited,
)
from fiscus.core.models import (
    Message,
    ModelType,
    ObjectParams,
    StreamPart,
    TextParams,
    Tool,
    ToolCall,
    Usage,
)
from tests.plugins.models.conftest import Open, Stage
from tests.plugins.models.standins import KEY, Events, Reply, shown

LARGE = ModelType.TEXT_LARGE
ASK = TextParams(prompt="How are you?")
PAY = Tool(
    "EVM_TRANSFER",
    "Pays.",
    {"type": "object", "properties": {"amount": {"type": "string"}}, "required": ["amount"]},
)
CALL = ToolCall("call_1", "EVM_TRANSFER", {"amount": "0.1", "token": "ETH"})


class Verdict(BaseModel):
    respond: bool
    reason: str | None = None


async def collect(runtime: AgentRuntime, params: TextParams = ASK) -> list[StreamPart]:
    return [part async for part in runtime.stream_model(LARGE, params)]


@pytest.mark.covers("MOD-02")
async def test_a_text_is_asked_for_and_answered(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.text("Fine, thanks."))
    params = TextParams(
        messages=(
            Message("system", "Be brief."),
            Message("user", "Hello"),
            Message("assistant", "Hi."),
            Message("user", "How are you?"),
        ),
        system_prompt="You are Ada.",
        temperature=0.7,
        max_tokens=50,
        top_p=0.9,
        stop_sequences=("END",),
    )
    answer = await stage.runtime.use_model(LARGE, params)
    assert (answer.text, answer.stop, answer.tool_calls) == ("Fine, thanks.", "end", ())
    assert answer.usage == Usage(20, 5, cached_tokens=8)
    assert answer.cost is None, "what another server charges is not known"
    heat = 0.7 if stage.vendor.wire.name == "openai" else None
    assert stage.vendor.last.get("temperature") == heat
    assert stage.vendor.last["messages"][-1] == {"role": "user", "content": "How are you?"}
    assert shown("You are Ada.\n\nBe brief.") in shown(stage.vendor.last)


@pytest.mark.covers("MOD-01")
@pytest.mark.parametrize("size", ["small", "medium", "large"])
async def test_every_size_has_a_model(stage: Stage, size: str) -> None:
    stage.vendor.says(stage.vendor.wire.text("ok"), stage.vendor.wire.object({"respond": True}))
    assert await stage.runtime.use_model(f"TEXT_{size}", {"prompt": "?"}) == "ok"
    found = await stage.runtime.use_model(f"OBJECT_{size}", {"prompt": "?"})
    assert found == {"respond": True}


async def test_a_tool_call_is_a_proposal_with_its_arguments(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.text("I will.", calls=[CALL]))
    answer = await stage.runtime.use_model(LARGE, TextParams(prompt="pay", tools=(PAY,)))
    assert (answer.text, answer.tool_calls, answer.stop) == ("I will.", (CALL,), "tools")
    assert "EVM_TRANSFER" in shown(stage.vendor.last["tools"])


async def test_an_object_keeps_to_its_schema(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.object({"respond": True, "reason": "asked"}))
    params = ObjectParams(prompt="Respond?", schema=Verdict)
    answer = await stage.runtime.use_model(ModelType.OBJECT_SMALL, params)
    assert answer.parsed == Verdict(respond=True, reason="asked")
    assert answer.value == {"respond": True, "reason": "asked"}


async def test_an_object_of_another_shape_is_refused(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.object({"respond": f"perhaps {KEY}"}))
    params = ObjectParams(prompt="Respond?", schema=Verdict)
    with pytest.raises(BadModelOutput) as refusal:
        await stage.runtime.use_model(ModelType.OBJECT_SMALL, params)
    assert str(refusal.value) == "the model's object does not fit Verdict. Wrong: respond."


async def test_a_text_is_streamed(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.stream(["Fine", ", ", "thanks."]))
    parts = await collect(stage.runtime)
    assert [part.text for part in parts] == ["Fine", ", ", "thanks.", ""]
    answer = parts[-1].answer
    assert answer is not None
    assert (answer.text, answer.usage) == ("Fine, thanks.", Usage(20, 5, cached_tokens=8))


async def test_tool_calls_are_put_together_from_a_stream(stage: Stage) -> None:
    second = ToolCall("call_2", "EVM_TRANSFER", {"amount": "2"})
    stage.vendor.says(stage.vendor.wire.stream(["Now."], calls=[CALL, second]))
    parts = await collect(stage.runtime, TextParams(prompt="pay", tools=(PAY,)))
    answer = parts[-1].answer
    assert answer is not None
    assert (answer.tool_calls, answer.stop) == ((CALL, second), "tools")


@pytest.mark.covers("MOD-21")
async def test_a_rate_limit_is_waited_out_as_the_vendor_asks(stage: Stage) -> None:
    wire = stage.vendor.wire
    stage.vendor.says(wire.error(429, retry_after="7"), wire.error(429), wire.text("at last"))
    assert (await stage.runtime.use_model(LARGE, ASK)).text == "at last"
    assert stage.slept == [7.0, 2.0]
    assert len(stage.vendor.asked) == 3, "the SDK retries nothing by itself"


@pytest.mark.parametrize("status", [500, 503, 529])
async def test_a_fault_of_the_vendor_passes(stage: Stage, status: int) -> None:
    stage.vendor.says(stage.vendor.wire.error(status), stage.vendor.wire.text("back"))
    assert (await stage.runtime.use_model(LARGE, ASK)).text == "back"
    assert stage.slept == [1.0]


async def test_a_stream_is_tried_again_before_it_begins(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.error(500), stage.vendor.wire.stream(["back"]))
    assert (await collect(stage.runtime))[0].text == "back"
    assert stage.slept == [1.0]


REFUSALS: Sequence[tuple[int, type[FiscusError]]] = [
    (400, BadModelRequest),
    (401, ModelKeyRefused),
    (403, ModelKeyRefused),
    (404, BadModelRequest),
    (413, BadModelRequest),
    (429, RateLimited),
    (500, ModelUnavailable),
]


@pytest.mark.parametrize(("status", "kind"), REFUSALS)
async def test_a_refusal_is_typed_and_repeats_nothing(
    stage: Stage, status: int, kind: type[FiscusError]
) -> None:
    stage.vendor.says(*[stage.vendor.wire.error(status) for _ in range(9)])
    with pytest.raises(kind) as refusal:
        await stage.runtime.use_model(ModelType.TEXT_SMALL, ASK)
    assert refusal.value.hint
    assert "SECRET" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    tries = 3 if status in {429, 500} else 1
    assert len(stage.vendor.asked) == tries


async def test_an_account_without_money_is_not_asked_again(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.broke())
    with pytest.raises(QuotaExhausted):
        await stage.runtime.use_model(LARGE, ASK)
    assert len(stage.vendor.asked) == 1


async def test_the_vendors_rules_are_told_as_such(stage: Stage) -> None:
    stage.vendor.says(*[stage.vendor.wire.text("", stop="refusal") for _ in range(3)])
    with pytest.raises(ModelRefused):
        await stage.runtime.use_model(ModelType.TEXT_SMALL, ASK)


@pytest.mark.parametrize(
    "body",
    [b"{", b"not json", b'{"unexpected": true}', b"[]", b"", b"<html>SECRET</html>"],
    ids=["cut", "text", "shape", "list", "empty", "html"],
)
async def test_an_answer_that_cannot_be_read_is_no_answer(stage: Stage, body: bytes) -> None:
    stage.vendor.says(Reply(body))
    with pytest.raises(BadModelOutput) as refusal:
        await stage.runtime.use_model(LARGE, ASK)
    assert "SECRET" not in str(refusal.value)


async def test_malformed_events_are_no_answer(stage: Stage) -> None:
    stage.vendor.says(Events(["event: message_start\ndata: {SECRET", 'data: {"half": ']))
    with pytest.raises(BadModelOutput):
        await collect(stage.runtime)


async def test_a_stream_that_ends_too_early_is_no_answer(stage: Stage) -> None:
    whole = stage.vendor.wire.stream(["Send it to", " Bob."])
    stage.vendor.says(Events(whole.lines[: -stage.vendor.wire.closing]))
    with pytest.raises(BadModelOutput):
        await collect(stage.runtime)


async def test_a_cut_text_says_so(stage: Stage) -> None:
    stage.vendor.says(stage.vendor.wire.text("half a", stop="length"))
    assert (await stage.runtime.use_model(LARGE, ASK)).stop == "length"


async def test_a_silent_vendor_meets_the_deadline(open_with: Open) -> None:
    for name in ("openai", "anthropic"):
        stage = await open_with(name, deadline=0.3)
        stage.vendor.says(Reply(b"", seconds=3))
        with pytest.raises(ModelTimeout):
            await stage.runtime.use_model(LARGE, ASK)


async def test_a_stream_that_falls_silent_meets_the_deadline(open_with: Open) -> None:
    for name in ("openai", "anthropic"):
        stage = await open_with(name, deadline=0.3)
        whole = stage.vendor.wire.stream(["Send it to", " Bob."])
        lines = whole.lines[: -stage.vendor.wire.closing]
        stage.vendor.says(Events(lines, hangs=True))
        with pytest.raises(ModelTimeout):
            await collect(stage.runtime)


async def test_no_connection_is_worth_a_retry(open_with: Open) -> None:
    for name in ("openai", "anthropic"):
        stage = await open_with(name, **{f"{name.upper()}_BASE_URL": "http://127.0.0.1:9"})
        with pytest.raises(ModelUnavailable, match="no connection"):
            await stage.runtime.use_model(ModelType.TEXT_SMALL, ASK)
        assert stage.slept == [1.0, 2.0]


async def test_a_redirect_is_not_followed(stage: Stage) -> None:
    elsewhere = f"{stage.vendor.url}/elsewhere"
    stage.vendor.says(Reply(b"", 307, {"location": elsewhere}), stage.vendor.wire.text("stolen"))
    with pytest.raises(FiscusError):
        await stage.runtime.use_model(ModelType.TEXT_SMALL, ASK)
    assert len(stage.vendor.asked) == 1


async def test_the_key_is_in_no_log_line_and_no_error(
    stage: Stage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    wire, told = stage.vendor.wire, ""
    stage.vendor.says(wire.text("ok"), wire.stream(["a"]), wire.error(429), wire.error(500))
    stage.vendor.says(wire.error(401), wire.error(400), Reply(KEY.encode()))
    await stage.runtime.use_model(LARGE, ASK)
    await collect(stage.runtime)
    for _ in range(3):
        with pytest.raises(FiscusError) as refusal:
            await stage.runtime.use_model(ModelType.TEXT_SMALL, ASK)
        told += f"{refusal.value} {refusal.value!r} {refusal.value.context}"
    out, err = capfd.readouterr()
    assert len(stage.vendor.asked) == 7
    assert KEY.encode() in str(stage.vendor.asked[0].headers).encode(), "it was sent, after all"
    logged = "".join(caplog.handler.format(record) for record in caplog.records)
    assert "HTTP Request" in logged, "the libraries do log"
    for text in (logged, out, err, told, repr(stage.runtime.services), repr(stage.runtime)):
        assert "SECRET" not in text
        assert KEY[:12] not in text
