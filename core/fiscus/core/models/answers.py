"""What a model answers: one frozen type for each kind of job, and its plain form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from fiscus.core.errors import BadModelOutput
from fiscus.core.jsontext import Json, JsonObject
from fiscus.core.models.kinds import OBJECT, TEXT, ModelType
from fiscus.core.models.params import EmbeddingParams, ModelParams, ObjectParams

Stop: TypeAlias = Literal["end", "length", "tools"]
Vector: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the vendor counted them. `cached_tokens` are part of the input."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Metered:
    """What every answer says of itself."""

    model: str | None = None
    """The vendor's name of the model that answered."""
    usage: Usage | None = None
    cost: Decimal | None = None
    """US dollars; `None` where the price is not known."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function the model wants called. Only a proposal: nothing was run."""

    id: str
    name: str
    arguments: JsonObject


@dataclass(frozen=True, slots=True)
class TextAnswer(Metered):
    """A text, calls of tools, or both."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    stop: Stop = "end"
    """`length` where the text was cut off at the limit of tokens."""

    @property
    def plain(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class ObjectAnswer(Metered):
    """A JSON object; `parsed` is an instance of the pydantic model that was asked for."""

    value: JsonObject = field(default_factory=dict[str, Json])
    parsed: object = None

    @property
    def plain(self) -> object:
        return dict(self.value)


@dataclass(frozen=True, slots=True)
class EmbeddingAnswer(Metered):
    """One vector for each text, in their order."""

    vectors: tuple[Vector, ...]
    batch: bool = True

    @property
    def plain(self) -> Vector | tuple[Vector, ...]:
        """The vectors of a batch, or the one vector of a text."""
        return self.vectors if self.batch else self.vectors[0]


@dataclass(frozen=True, slots=True)
class ImageAnswer(Metered):
    """What an image shows."""

    title: str
    description: str

    @property
    def plain(self) -> Mapping[str, str]:
        return {"title": self.title, "description": self.description}


@dataclass(frozen=True, slots=True)
class FileAnswer(Metered):
    """Bytes that a model made: an image, or speech."""

    data: bytes = field(repr=False)
    media_type: str

    @property
    def plain(self) -> bytes:
        return self.data


@dataclass(frozen=True, slots=True)
class OtherAnswer(Metered):
    """The answer of a job that the suite does not know."""

    value: object = None

    @property
    def plain(self) -> object:
        return self.value


ModelAnswer: TypeAlias = (
    TextAnswer | ObjectAnswer | EmbeddingAnswer | ImageAnswer | FileAnswer | OtherAnswer
)


@dataclass(frozen=True, slots=True)
class StreamPart:
    """A piece of a text while it is written; the last one brings the whole answer."""

    text: str = ""
    answer: TextAnswer | None = None


def answer_of(
    name: str, params: ModelParams | Mapping[str, object], answered: object
) -> ModelAnswer:
    """What a handler returned, typed: handlers may return plain values.

    An object is checked against the pydantic model that was asked for. Raises `BadModelOutput`.
    """
    if name in TEXT or name == ModelType.SPEECH_TO_TEXT:
        return _text(answered)
    if name in OBJECT and isinstance(params, ObjectParams):
        return _object(params, answered)
    if name == ModelType.TEXT_EMBEDDING and isinstance(params, EmbeddingParams):
        return _embedding(params, answered)
    return answered if isinstance(answered, Metered) else OtherAnswer(value=answered)  # type: ignore[return-value]


def _text(answered: object) -> TextAnswer:
    if isinstance(answered, TextAnswer):
        return answered
    if isinstance(answered, str):
        return TextAnswer(answered)
    raise BadModelOutput(f"the model answered a {type(answered).__name__} where text was asked for")


def _object(params: ObjectParams, answered: object) -> ObjectAnswer:
    answer = answered if isinstance(answered, ObjectAnswer) else None
    if answer is None:
        if not isinstance(answered, Mapping):
            kind = type(answered).__name__
            raise BadModelOutput(f"the model answered a {kind} where an object was asked for")
        answer = ObjectAnswer(cast("JsonObject", answered))
    schema = params.schema
    if schema is None or isinstance(schema, Mapping):
        return answer
    from pydantic import ValidationError

    try:
        return replace(answer, parsed=schema.model_validate(dict(answer.value)))
    except ValidationError as error:
        places = [problem["loc"] for problem in error.errors(include_input=False)]
        wrong = sorted({str(place[0]) for place in places if place} & schema.model_fields.keys())
        raise BadModelOutput(
            f"the model's object does not fit {schema.__name__}",
            hint=f"Wrong: {', '.join(wrong)}." if wrong else None,
        ) from error


def _embedding(params: EmbeddingParams, answered: object) -> EmbeddingAnswer:
    batch = not isinstance(params.input, str)
    if isinstance(answered, EmbeddingAnswer):
        answer = replace(answered, batch=batch)
    else:
        rows = cast("Sequence[Sequence[float]]", answered if batch else [answered])
        answer = EmbeddingAnswer(tuple(tuple(map(float, row)) for row in rows), batch=batch)
    if len(answer.vectors) != len(params.texts):
        raise BadModelOutput(
            f"{len(params.texts)} texts were given, and {len(answer.vectors)} vectors came back"
        )
    return answer
