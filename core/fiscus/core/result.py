"""What an action answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fiscus.core.errors import FiscusError
from fiscus.core.jsontext import Json, JsonObject, to_json


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an action did not succeed: a stable code, one sentence, and what would work."""

    code: str
    message: str
    hint: str | None = None

    @classmethod
    def of(cls, error: FiscusError) -> Problem:
        return cls(error.code, error.message, error.hint)

    @property
    def text(self) -> str:
        """The sentence and the hint, for people."""
        ended = self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."
        return f"{ended} {self.hint}" if self.hint else ended

    def to_json(self) -> JsonObject:
        return {"code": self.code, "message": self.message, "hint": self.hint}


@dataclass(frozen=True, slots=True)
class ActionResult:
    """The outcome of one action. True exactly where it succeeded.

    `text` is for people. `values` are merged into the state of the actions that follow, `data` is
    for programs; both hold what `to_json` can write.
    """

    success: bool
    text: str = ""
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    data: Mapping[str, object] = field(default_factory=dict[str, object])
    error: Problem | None = None
    action: str = ""
    """Name of the action; the runtime fills it in."""

    @classmethod
    def failed(cls, problem: Problem, *, action: str = "") -> ActionResult:
        return cls(success=False, text=problem.text, error=problem, action=action)

    def __bool__(self) -> bool:
        return self.success

    def to_json(self) -> Mapping[str, Json]:
        """`{"action", "success", "text", "values", "data", "error"}`."""
        return {
            "action": self.action,
            "success": self.success,
            "text": self.text,
            "values": to_json(self.values),
            "data": to_json(self.data),
            "error": self.error.to_json() if self.error else None,
        }
