"""What a model is asked: one frozen type for each kind of job."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from fiscus.core.jsontext import JsonObject
from fiscus.core.models.kinds import OBJECT, TEXT, ModelType, model_name

if TYPE_CHECKING:
    from pydantic import BaseModel

Role: TypeAlias = Literal["system", "user", "assistant"]
Schema: TypeAlias = "type[BaseModel] | JsonObject"
"""What an object must look like: a pydantic model, or a JSON schema."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of a conversation with a model."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the model may call; `parameters` is the JSON schema of its one object."""

    name: str
    description: str
    parameters: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """What text and objects have in common. Where there are `messages`, `prompt` is not sent."""

    prompt: str = ""
    messages: tuple[Message, ...] = ()
    system_prompt: str | None = None
    temperature: float | None = None
    """0.0 to 2.0; the model's own where it is not given, like everything that may be `None`."""
    max_tokens: int | None = None
    model: str | None = None
    """The vendor's name of a model, instead of the configured one."""

    @property
    def conversation(self) -> tuple[Message, ...]:
        """The messages without the system's, or the prompt as the only one."""
        if not self.messages:
            return (Message("user", self.prompt),)
        return tuple(message for message in self.messages if message.role != "system")

    @property
    def system(self) -> str | None:
        """The system prompt and the system's messages, in their order."""
        texts = [self.system_prompt or ""]
        texts += [message.content for message in self.messages if message.role == "system"]
        return "\n\n".join(filter(None, texts)) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextParams(Prompted):
    """For `TEXT_*`, `CODE_GENERATION` and `CLASSIFICATION`."""

    top_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    stop_sequences: tuple[str, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: Literal["auto", "required", "none"] = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectParams(Prompted):
    """For `OBJECT_*`. Without a schema, any JSON object will do."""

    schema: Schema | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingParams:
    """For `TEXT_EMBEDDING`: one text, or a batch of them."""

    input: str | tuple[str, ...]
    model: str | None = None
    dimensions: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.input,) if isinstance(self.input, str) else self.input


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageAnalysisParams:
    """For `IMAGE_ANALYSIS`: the https address of an image, or its bytes with their media type."""

    image_url: str | None = None
    image: bytes | None = field(default=None, repr=False)
    media_type: str = "image/png"
    prompt: str = "Describe this image: a short title first, then what it shows."
    max_tokens: int | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageGenerationParams:
    """For `IMAGE_GENERATION`; sizes in pixels. What a vendor has no word for is left out."""

    prompt: str
    negative_prompt: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    seed: int | None = None
    style: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechToTextParams:
    """For `SPEECH_TO_TEXT`: the bytes of a recording, and its file name, which tells the format."""

    audio: bytes = field(repr=False)
    filename: str = "speech.wav"
    language: str | None = None
    temperature: float | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToSpeechParams:
    """For `TEXT_TO_SPEECH`."""

    text: str
    voice: str | None = None
    model: str | None = None


ModelParams: TypeAlias = (
    TextParams
    | ObjectParams
    | EmbeddingParams
    | ImageAnalysisParams
    | ImageGenerationParams
    | SpeechToTextParams
    | TextToSpeechParams
)

_KINDS: Mapping[str, Callable[..., ModelParams]] = {
    **dict.fromkeys(TEXT, TextParams),
    **dict.fromkeys(OBJECT, ObjectParams),
    ModelType.TEXT_EMBEDDING: EmbeddingParams,
    ModelType.IMAGE_ANALYSIS: ImageAnalysisParams,
    ModelType.IMAGE_GENERATION: ImageGenerationParams,
    ModelType.SPEECH_TO_TEXT: SpeechToTextParams,
    ModelType.TEXT_TO_SPEECH: TextToSpeechParams,
}
_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")


def params_for(
    model_type: str, given: ModelParams | Mapping[str, object]
) -> ModelParams | Mapping[str, object]:
    """`given` as the type of that job; keys may be written `maxTokens` or `max_tokens`.

    A job of your own keeps its mapping. Raises `TypeError` for a key the job does not know.
    """
    if not isinstance(given, Mapping):
        return given
    name = model_name(model_type)
    kind = _KINDS.get(name)
    if kind is None:
        return given
    fields = {_snake(key): _frozen(value) for key, value in given.items() if value is not None}
    if name == ModelType.TEXT_EMBEDDING:
        fields = _embedding(fields)
    if "messages" in fields:
        fields["messages"] = _messages(fields["messages"])
    return kind(**fields)


def _snake(key: str) -> str:
    return _CAPITAL.sub(r"_\1", key).lower()


def _frozen(value: object) -> object:
    return tuple(cast("Sequence[object]", value)) if isinstance(value, list) else value


def _embedding(fields: Mapping[str, object]) -> dict[str, object]:
    """`text` is another word for `input`; `batch` says what a list says already."""
    known = {key: value for key, value in fields.items() if key not in {"text", "batch"}}
    return {"input": fields["text"], **known} if "text" in fields else known


def _messages(given: object) -> tuple[Message, ...]:
    lines = cast("Sequence[Message | Mapping[str, str]]", given)
    return tuple(
        line if isinstance(line, Message) else Message(cast("Role", line["role"]), line["content"])
        for line in lines
    )
