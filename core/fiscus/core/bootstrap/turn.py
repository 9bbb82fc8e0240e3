"""One message and its answer, as they pass the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fiscus.core.jsontext import Json
from fiscus.core.memory import ChannelType

if TYPE_CHECKING:
    from fiscus.core.desk.door import Principal
    from fiscus.core.desk.outcome import Approval
    from fiscus.core.memory import Content
    from fiscus.core.result import ActionResult


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message from a platform, with the person that the platform vouches for.

    `(source, room, message_id)` names the message: delivered twice, it acts once.
    """

    id: str
    """Given back with the answer."""
    text: str
    principal: Principal
    room: str = "cli"
    user: str = "owner"
    source: str = "cli"
    message_id: str = ""
    """The platform's own id; `id` unless it is given."""
    room_type: ChannelType = ChannelType.DM
    more: Mapping[str, object] = field(default_factory=dict[str, object])
    """Other documented keys of its content, like `attachments`."""

    @property
    def key(self) -> str:
        return self.message_id or self.id


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing the agent said."""

    text: str
    actions: tuple[str, ...] = ("REPLY",)
    thought: str | None = None

    @classmethod
    def of(cls, content: Content) -> Reply:
        return cls(content.text, content.actions, content.thought)

    def to_json(self) -> Mapping[str, Json]:
        body: dict[str, Json] = {"text": self.text, "actions": list(self.actions)}
        if self.thought is not None:
            body["thought"] = self.thought
        return body


class Ending(StrEnum):
    """How a turn ended."""

    DONE = "done"
    """Everything that was asked for happened, or nothing was asked for."""
    ASKED = "asked"
    """Something is missing; the reply is a question. Nothing was run."""
    PENDING = "pending"
    """An owner's approval is awaited."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The answer to one message."""

    id: str
    room: str
    replies: tuple[Reply, ...] = ()
    results: tuple[ActionResult, ...] = ()
    approval: Approval | None = None
    asked: bool = False
    fault: str | None = None
    """Why the run did not end well: a code."""
    ms: float = 0.0
    """From the message's arrival to the stored answer."""

    @property
    def outcome(self) -> Ending:
        if self.approval is not None:
            return Ending.PENDING
        if not all(self.results):
            return Ending.FAILED
        return Ending.ASKED if self.asked else Ending.DONE

    def to_json(self) -> Mapping[str, Json]:
        """`{"id", "room", "replies", "results", "approval", "ms"}`."""
        return {
            "id": self.id,
            "room": self.room,
            "replies": [reply.to_json() for reply in self.replies],
            "results": [result.to_json() for result in self.results],
            "approval": _approval(self.approval),
            "ms": round(self.ms, 1),
        }


def _approval(approval: Approval | None) -> Mapping[str, Json] | None:
    if approval is None:
        return None
    return {
        "id": approval.id,
        "summary": approval.summary,
        "digest": approval.digest,
        "expires_at": approval.expires_at,
    }
