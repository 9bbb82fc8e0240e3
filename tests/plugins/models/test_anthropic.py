"""What is Anthropic's alone, and both vendors together."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal

import pytest
from pydantic import BaseModel

from fiscus.core import AgentRuntime, Character
from fiscus.core.errors import BadModelOutput, BadModelRequest, ConfigError, NoModel
from fiscus.core.models import ImageAnalysisParams, ModelType, ObjectParams, TextParams, Usage
from fiscus.core.models.vendors import cost_of
from fiscus.core.secrets import Secret
from fiscus.core.settings import Settings
from fiscus.plugins.anthropic import plugin as anthropic_plugin
from fiscus.plugins.anthropic.vendor import PRICES
from fiscus.plugins.openai import plugin as openai_plugin
from tests.plugins.models.anthropic_wire import AnthropicWire
from tests.plugins.models.conftest import Open, Stage
from tests.plugins.models.openai_wire import OpenAIWire
from tests.plugins.models.standins import KEY, Reply, serve


class Verdict(BaseModel):
    respond: bool


@pytest.fixture
async def anthropic(open_with: Open) -> Stage:
    return await open_with("anthropic")


@pytest.mark.covers("MOD-14")
async def test_the_system_prompt_stands_apart_and_an_answer_has_a_limit(anthropic: Stage) -> None:
    anthropic.vendor.says(anthropic.vendor.wire.text("ok"))
    params = TextParams(prompt="?", system_prompt="You are Ada.", temperature=1.5, top_p=0.5)
    await anthropic.runtime.use_model(ModelType.TEXT_LARGE, params)
    assert anthropic.vendor.last == {
        "model": "claude-3-5-sonnet-latest",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": "?"}],
        "system": "You are Ada.",
    }


@pytest.mark.parametrize("model", ["claude-3-haiku-20240307", "claude-haiku-5-5"])
async def test_an_object_is_asked_for_in_the_way_the_model_knows(
    anthropic: Stage, model: str
) -> None:
    wire, old = anthropic.vendor.wire, model.startswith("claude-3")
    anthropic.vendor.says(wire.object({"respond": True}) if old else wire.text('{"respond":true}'))
    params = ObjectParams(prompt="?", schema=Verdict, model=model)
    answer = await anthropic.runtime.use_model(ModelType.OBJECT_LARGE, params)
    assert answer.parsed == Verdict(respond=True)
    asked = anthropic.vendor.last
    assert ("tools" in asked, "output_config" in asked) == (old, not old)


async def test_words_where_an_object_was_asked_for_are_no_answer(anthropic: Stage) -> None:
    anthropic.vendor.says(anthropic.vendor.wire.text("Yes, I would."))
    with pytest.raises(BadModelOutput, match="no JSON object"):
        await anthropic.runtime.use_model("OBJECT_SMALL", {"prompt": "?"})


async def test_an_image_is_described(anthropic: Stage) -> None:
    anthropic.vendor.says(anthropic.vendor.wire.text("A cat"))
    params = ImageAnalysisParams(image=b"\x89PNG")
    answer = await anthropic.runtime.use_model(ModelType.IMAGE_ANALYSIS, params)
    assert (answer.title, answer.description) == ("A cat", "A cat")
    source = anthropic.vendor.last["messages"][0]["content"][0]["source"]
    assert source["data"] == b64encode(b"\x89PNG").decode()
    with pytest.raises(BadModelRequest, match="https"):
        params = ImageAnalysisParams(image_url="http://10.0.0.1/x.png")
        await anthropic.runtime.use_model(ModelType.IMAGE_ANALYSIS, params)


def test_what_an_answer_cost_is_exact_where_the_price_is_known() -> None:
    usage = Usage(1_000, 100, cached_tokens=400)
    assert cost_of(PRICES, "claude-3-5-sonnet-20241022", usage) == Decimal("0.00342")
    assert cost_of(PRICES, "claude-haiku-5-5", usage) is None


async def test_without_a_key_the_plugin_says_which_one_it_needs() -> None:
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), plugins=[anthropic_plugin])
    with pytest.raises(ConfigError, match="Anthropic API key not configured"):
        await runtime.initialize()


async def test_it_makes_no_embeddings(anthropic: Stage) -> None:
    with pytest.raises(NoModel, match="No providers available for text_embedding"):
        await anthropic.runtime.embed("a")


@pytest.mark.covers("MOD-10", "MOD-12")
async def test_with_both_anthropic_speaks_and_openai_stands_in_and_embeds() -> None:
    """The keys are a character's own secrets."""
    async with serve(AnthropicWire()) as first, serve(OpenAIWire()) as second:
        secrets = {"ANTHROPIC_API_KEY": Secret(KEY), "OPENAI_API_KEY": Secret(KEY)}
        urls = {"ANTHROPIC_BASE_URL": first.url, "OPENAI_BASE_URL": second.url}
        runtime = AgentRuntime(
            Character("Ada", ("Counts.",), secrets=secrets),
            plugins=[openai_plugin, anthropic_plugin],
            settings=Settings(urls),
        )
        await runtime.initialize()
        try:
            assert runtime.get_model_providers("TEXT_LARGE") == ("anthropic", "openai")
            assert runtime.get_model_providers("TEXT_EMBEDDING") == ("openai",)
            first.says(first.wire.text("Anthropic here."), first.wire.error(401))
            second.says(second.wire.text("OpenAI here."), Reply(b"{}"))
            assert await runtime.use_model("TEXT_LARGE", {"prompt": "?"}) == "Anthropic here."
            assert await runtime.use_model("TEXT_LARGE", {"prompt": "?"}) == "OpenAI here."
            with pytest.raises(BadModelOutput):
                await runtime.embed("a")
        finally:
            await runtime.stop()
