"""Language models by the job they do, whoever provides them."""

from __future__ import annotations

from fiscus.core.models.answers import (
    EmbeddingAnswer,
    FileAnswer,
    ImageAnswer,
    ModelAnswer,
    ObjectAnswer,
    StreamPart,
    TextAnswer,
    ToolCall,
    Usage,
    Vector,
)
from fiscus.core.models.kinds import ModelType, model_name
from fiscus.core.models.params import (
    EmbeddingParams,
    ImageAnalysisParams,
    ImageGenerationParams,
    Message,
    ModelParams,
    ObjectParams,
    SpeechToTextParams,
    TextParams,
    TextToSpeechParams,
    Tool,
)
from fiscus.core.models.registration import ModelHandler, ModelRegistration, StreamHandler
from fiscus.core.models.router import ModelRouter

__all__ = [
    "EmbeddingAnswer",
    "EmbeddingParams",
    "FileAnswer",
    "ImageAnalysisParams",
    "ImageAnswer",
    "ImageGenerationParams",
    "Message",
    "ModelAnswer",
    "ModelHandler",
    "ModelParams",
    "ModelRegistration",
    "ModelRouter",
    "ModelType",
    "ObjectAnswer",
    "ObjectParams",
    "SpeechToTextParams",
    "StreamHandler",
    "StreamPart",
    "TextAnswer",
    "TextParams",
    "TextToSpeechParams",
    "Tool",
    "ToolCall",
    "Usage",
    "Vector",
    "model_name",
]
