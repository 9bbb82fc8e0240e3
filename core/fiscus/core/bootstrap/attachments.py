"""Files and pictures that come with a message."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.bootstrap.modelling import has_model
from fiscus.core.errors import FiscusError
from fiscus.core.jsontext import Json
from fiscus.core.models import ModelType

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

ATTACHMENTS: Final = "attachments"
"""The key of a content that holds them."""
MOST: Final = 10
"""Attachments of one message that are looked at."""
LONGEST_TEXT: Final = 50_000
"""Characters of a document that are kept."""
IMAGES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
TEXTS: Final = ("text/", "application/json", "application/xml", "application/yaml")


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment. `url` is `https:`, or `data:` with the content itself."""

    id: str
    url: str
    content_type: str = ""
    title: str = ""
    source: str = ""
    description: str = ""
    text: str = ""

    @property
    def is_image(self) -> bool:
        named = self.url.partition("?")[0].lower().endswith(IMAGES)
        return self.content_type.startswith("image") or (not self.content_type and named)

    @property
    def described(self) -> str:
        """For a prompt: what is known of it."""
        lines = (
            f"ID: {self.id}",
            f"Name: {self.title}" if self.title else "",
            f"Type: {self.content_type}" if self.content_type else "",
            f"Description: {self.description}" if self.description else "",
            f"Text: {self.text}" if self.text else "",
        )
        return "\n".join(filter(None, lines))

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys; what is not set is left out."""
        body = {
            "id": self.id,
            "url": self.url,
            "contentType": self.content_type,
            "title": self.title,
            "source": self.source,
            "description": self.description,
            "text": self.text,
        }
        return {key: value for key, value in body.items() if value}

    @classmethod
    def of_json(cls, body: Mapping[str, object]) -> Media:
        def text(key: str) -> str:
            value = body.get(key)
            return value if isinstance(value, str) else ""

        return cls(
            id=text("id") or text("url")[:200],
            url=text("url"),
            content_type=text("contentType"),
            title=text("title"),
            source=text("source"),
            description=text("description"),
            text=text("text"),
        )


def attachments_of(memory: Memory) -> tuple[Media, ...]:
    """Those of a message. A message without any has an empty tuple."""
    found = memory.content.more.get(ATTACHMENTS)
    if not isinstance(found, Sequence) or isinstance(found, str):
        return ()
    items = cast("Sequence[object]", found)
    return tuple(
        _media(cast("object", item)) for item in items if isinstance(item, (Mapping, Media))
    )


def _media(item: object) -> Media:
    return item if isinstance(item, Media) else Media.of_json(cast("Mapping[str, object]", item))


async def process_attachments(
    attachments: Sequence[Media], runtime: AgentRuntime
) -> tuple[Media, ...]:
    """Describe pictures with the image model and take the text out of documents.

    What cannot be read stays as it is. Nothing is fetched here: a picture's address goes to the
    model's vendor, and a document brings its text or its content along.
    """
    return tuple([await _processed(media, runtime) for media in attachments[:MOST]])


async def _processed(media: Media, runtime: AgentRuntime) -> Media:
    if media.is_image and not media.description:
        return await _seen(media, runtime)
    if not media.text and media.url.startswith("data:"):
        return replace(media, text=_read(media))
    return media


async def _seen(media: Media, runtime: AgentRuntime) -> Media:
    if not media.url.startswith("https://") or not has_model(runtime, ModelType.IMAGE_ANALYSIS):
        return media
    try:
        answer = await runtime.use_model(ModelType.IMAGE_ANALYSIS, {"image_url": media.url})
    except FiscusError as error:
        log.warning("an image was not described: %s", error.code)
        return media
    if not isinstance(answer, Mapping):
        return replace(media, description=str(answer))
    told = cast("Mapping[str, object]", answer)
    title, description = str(told.get("title", "")), str(told.get("description", ""))
    return replace(media, title=media.title or title, description=description or title)


def _read(media: Media) -> str:
    """The text of a `data:` URL; empty where it holds no text."""
    head, _, body = media.url.removeprefix("data:").partition(",")
    kind = media.content_type or head.partition(";")[0]
    if not kind.startswith(TEXTS):
        return ""
    try:
        data = base64.b64decode(body, validate=True) if head.endswith(";base64") else body.encode()
        return data.decode()[:LONGEST_TEXT]
    except (binascii.Error, UnicodeDecodeError):
        return ""
