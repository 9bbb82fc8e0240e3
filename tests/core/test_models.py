from __future__ import annotations

from collections.abc import Mapping

import pytest

from fiscus.core import AgentRuntime, Character
from fiscus.core.errors import NoModel, RpcUnavailable
from fiscus.core.models import ModelHandler


def says(text: str) -> ModelHandler:
    async def handler(runtime: AgentRuntime, params: Mapping[str, object]) -> object:
        return f"{text} {params['prompt']}"

    return handler


async def unreachable(runtime: AgentRuntime, params: Mapping[str, object]) -> object:
    raise RpcUnavailable("no answer")


async def buggy(runtime: AgentRuntime, params: Mapping[str, object]) -> object:
    raise ZeroDivisionError


@pytest.fixture
def runtime() -> AgentRuntime:
    return AgentRuntime(Character("Ada", ("Counts.",)))


async def test_without_a_model_the_error_is_typed(runtime: AgentRuntime) -> None:
    with pytest.raises(NoModel) as refusal:
        await runtime.use_model("TEXT_LARGE", {"prompt": "hi"})
    assert refusal.value.message == "No providers available for text_large"
    assert refusal.value.code == "NO_MODEL"


@pytest.mark.parametrize("name", ["TEXT_LARGE", "text_large", "text:large"])
async def test_the_highest_priority_answers_in_every_spelling(
    runtime: AgentRuntime, name: str
) -> None:
    runtime.register_model("text:large", says("low"), provider="low", priority=80)
    runtime.register_model("TEXT_LARGE", says("high"), provider="high", priority=100)
    assert await runtime.use_model(name, {"prompt": "hi"}) == "high hi"


async def test_a_provider_can_be_chosen(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", says("a"), provider="a", priority=1)
    runtime.register_model("text_small", says("b"), provider="b")
    assert await runtime.use_model("text_small", {"prompt": "?"}, provider="b") == "b ?"
    with pytest.raises(NoModel):
        await runtime.use_model("text_small", {"prompt": "?"}, provider="c")


async def test_the_next_provider_answers_where_one_fails(
    runtime: AgentRuntime, caplog: pytest.LogCaptureFixture
) -> None:
    runtime.register_model("text_small", unreachable, provider="down", priority=9)
    runtime.register_model("text_small", says("up"), provider="up")
    assert await runtime.use_model("text_small", {"prompt": "?"}) == "up ?"
    assert "Provider down failed: NETWORK_ERROR" in caplog.text


async def test_where_all_fail_the_last_failure_is_the_cause(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", unreachable, provider="down")
    with pytest.raises(NoModel) as refusal:
        await runtime.use_model("text_small", {"prompt": "?"})
    assert isinstance(refusal.value.__cause__, RpcUnavailable)


async def test_a_bug_in_a_model_is_not_hidden_by_the_next(runtime: AgentRuntime) -> None:
    runtime.register_model("text_small", buggy, provider="buggy", priority=9)
    runtime.register_model("text_small", says("up"), provider="up")
    with pytest.raises(ZeroDivisionError):
        await runtime.use_model("text_small", {"prompt": "?"})
