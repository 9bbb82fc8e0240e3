"""What is OpenAI's alone."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, Field

from fiscus.core import AgentRuntime, Character
from fiscus.core.errors import BadModelRequest, ConfigError
from fiscus.core.models import (
    EmbeddingParams,
    ImageAnalysisParams,
    ImageGenerationParams,
    ModelType,
    ObjectParams,
    SpeechToTextParams,
    TextParams,
    TextToSpeechParams,
    Usage,
)
from fiscus.core.models.vendors import cost_of
from fiscus.core.settings import Settings
from fiscus.plugins.openai import plugin
from fiscus.plugins.openai.vendor import PRICES
from tests.plugins.models.conftest import Open, Stage
from tests.plugins.models.standins import Reply


@pytest.fixture
async def openai(open_with: Open) -> Stage:
    return await open_with("openai")


def rows(*vectors: list[float]) -> Reply:
    data = [
        {"object": "embedding", "index": index, "embedding": vector}
        for index, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 8, "total_tokens": 8}
    body: dict[str, Any] = {"object": "list", "model": "text-embedding-3-small", "usage": usage}
    return Reply({**body, "data": list(reversed(data))})


@pytest.mark.covers("MOD-03", "MOD-13", "SVC-07")
async def test_texts_become_vectors_in_their_order(openai: Stage) -> None:
    openai.vendor.says(rows([0.1, 0.2], [0.3, 0.4]))
    params = EmbeddingParams(input=("a", "b"))
    answer = await openai.runtime.use_model(ModelType.TEXT_EMBEDDING, params)
    assert answer.vectors == ((0.1, 0.2), (0.3, 0.4))
    assert answer.usage == Usage(8)
    assert openai.vendor.last == {
        "model": "text-embedding-3-small",
        "input": ["a", "b"],
        "encoding_format": "float",
        "dimensions": 384,
    }


@pytest.mark.covers("X-65")
async def test_the_length_of_a_vector_is_a_setting(open_with: Open) -> None:
    stage = await open_with("openai", OPENAI_EMBEDDING_DIMENSIONS="512")
    stage.vendor.says(rows([1.0]), rows([1.0]))
    await stage.runtime.embed("a")
    assert stage.vendor.last["dimensions"] == 512
    own = EmbeddingParams(input="a", model="nomic-embed-text")
    await stage.runtime.use_model(ModelType.TEXT_EMBEDDING, own)
    assert "dimensions" not in stage.vendor.last
    wrong = await open_with("openai", OPENAI_EMBEDDING_DIMENSIONS="many")
    with pytest.raises(ConfigError, match="OPENAI_EMBEDDING_DIMENSIONS is 'many'"):
        await wrong.runtime.embed("a")


class Inner(BaseModel):
    kind: str = "x"


class Fact(BaseModel):
    claim: str = Field(title="Claim", description="One sentence.")
    inner: Inner = Inner()
    tags: list[str] = []


class Loose(BaseModel):
    scores: dict[str, int] = {}


@pytest.mark.parametrize(("schema", "strict"), [(Fact, True), (Loose, None)])
async def test_a_schema_is_strict_where_it_can_be(
    openai: Stage, schema: type[BaseModel], strict: bool | None
) -> None:
    value = schema(claim="Water is wet.") if schema is Fact else schema()
    openai.vendor.says(openai.vendor.wire.object(value.model_dump()))
    params = ObjectParams(prompt="?", schema=schema)
    answer = await openai.runtime.use_model(ModelType.OBJECT_LARGE, params)
    assert answer.parsed == value
    form = openai.vendor.last["response_format"]["json_schema"]
    assert (form["name"], form.get("strict")) == (schema.__name__, strict)


async def test_without_a_schema_the_answer_is_any_object(openai: Stage) -> None:
    openai.vendor.says(openai.vendor.wire.object({"any": 1}))
    assert await openai.runtime.use_model("OBJECT_LARGE", {"prompt": "?"}) == {"any": 1}
    assert openai.vendor.last["response_format"] == {"type": "json_object"}


async def test_models_that_think_are_not_told_how_warm_to_be(openai: Stage) -> None:
    openai.vendor.says(openai.vendor.wire.text("ok"), openai.vendor.wire.text("ok"))
    for model in ("gpt-6-sol", "gpt-4o"):
        params = TextParams(prompt="?", temperature=0.2, top_p=0.9, model=model)
        await openai.runtime.use_model(ModelType.TEXT_LARGE, params)
    first, second = (asked.body for asked in openai.vendor.asked)
    assert not {"temperature", "top_p"} & set(first)
    assert (second["temperature"], second["top_p"]) == (0.2, 0.9)


async def test_an_image_is_described(openai: Stage) -> None:
    openai.vendor.says(openai.vendor.wire.text("**Title: A cat**\n\nDescription: It sleeps."))
    params = ImageAnalysisParams(image=b"\x89PNG")
    answer = await openai.runtime.use_model(ModelType.IMAGE_ANALYSIS, params)
    assert (answer.title, answer.description) == ("A cat", "It sleeps.")
    part = openai.vendor.last["messages"][0]["content"][1]
    assert part["image_url"]["url"] == "data:image/png;base64," + b64encode(b"\x89PNG").decode()


@pytest.mark.parametrize("url", [None, "http://169.254.169.254/key.png", "file:///etc/passwd"])
async def test_an_image_has_an_https_address_or_bytes(openai: Stage, url: str | None) -> None:
    with pytest.raises(BadModelRequest, match="https"):
        params = ImageAnalysisParams(image_url=url)
        await openai.runtime.use_model(ModelType.IMAGE_ANALYSIS, params)
    assert openai.vendor.asked == []


@pytest.mark.covers("MOD-04")
async def test_an_image_is_painted(openai: Stage) -> None:
    openai.vendor.says(Reply({"created": 1, "data": [{"b64_json": b64encode(b"png").decode()}]}))
    params = ImageGenerationParams(prompt="a coin", width=1024, height=1024)
    answer = await openai.runtime.use_model(ModelType.IMAGE_GENERATION, params)
    assert (answer.data, answer.media_type) == (b"png", "image/png")
    assert openai.vendor.last["size"] == "1024x1024"


@pytest.mark.covers("MOD-05")
async def test_speech_is_heard_and_spoken(openai: Stage) -> None:
    openai.vendor.says(Reply({"text": "send it"}), Reply(b"ID3mp3"))
    heard = SpeechToTextParams(audio=b"RIFF", language="en", temperature=0.0)
    answer = await openai.runtime.use_model(ModelType.SPEECH_TO_TEXT, heard)
    assert answer.text == "send it"
    assert openai.vendor.asked[0].body["language"] == "en"
    spoken = await openai.runtime.use_model(
        ModelType.TEXT_TO_SPEECH, TextToSpeechParams(text="done")
    )
    assert (spoken.data, spoken.media_type) == (b"ID3mp3", "audio/mpeg")
    assert openai.vendor.last["input"] == "done"


def test_what_an_answer_cost_is_exact_where_the_price_is_known() -> None:
    usage = Usage(1_000, 100, cached_tokens=400)
    assert cost_of(PRICES, "gpt-4o-2024-08-06", usage) == Decimal("0.003")
    assert cost_of(PRICES, "text-embedding-3-small", Usage(7)) == Decimal("1.4E-7")
    assert cost_of(PRICES, "gpt-17", usage) is None
    assert cost_of(PRICES, "gpt-4o-2024-08-06", None) is None


@pytest.mark.covers("SVC-07")
async def test_without_a_key_the_plugin_says_which_one_it_needs() -> None:
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), plugins=[plugin], settings=Settings({}))
    with pytest.raises(ConfigError) as refusal:
        await runtime.initialize()
    assert str(refusal.value) == (
        "OpenAI API key not configured. Missing API Key: set OPENAI_API_KEY, in `.env` for example."
    )
