"""A model that says what it was told to say, and fails when nobody told it anything."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from fiscus.core.errors import FiscusError
from fiscus.core.jsontext import JsonObject
from fiscus.core.models.answers import ModelAnswer, StreamPart, TextAnswer, ToolCall
from fiscus.core.models.kinds import OBJECT, TEXT, model_name
from fiscus.core.models.params import ModelParams, TextParams
from fiscus.core.models.registration import ModelRegistration
from fiscus.core.plugins import Plugin
from fiscus.core.runtime import AgentRuntime

Said: TypeAlias = "str | JsonObject | ModelAnswer | FiscusError"
"""A text, an object for `OBJECT_*`, an answer with all it has, or an error to raise."""
Line: TypeAlias = "Said | Callable[[ModelParams], Said]"
"""The next answer, or a function that makes it of what is asked."""

JOBS = tuple(sorted({*TEXT, *OBJECT}))


class UnexpectedCall(BaseException):
    """A model was asked that nobody expected to be asked.

    No `Exception`, so that nothing that survives errors survives this one.
    """


def calls(name: str, /, *, thought: str = "", **arguments: object) -> TextAnswer:
    """An answer that calls the tool `name`."""
    call = ToolCall(id=f"call_{name}", name=name, arguments=arguments)  # type: ignore[arg-type]
    return TextAnswer(thought, tool_calls=(call,), stop="tools")


@dataclass(slots=True)
class ScriptedModel:
    """Answers its lines one after another, whatever it is asked, and remembers the questions.

    `AgentRuntime(character, plugins=[ScriptedModel(["hello"]).plugin])` has a model. With `always`
    the one line answers every question.
    """

    script: Iterable[Line] = ()
    always: Line | None = None
    jobs: tuple[str, ...] = JOBS
    provider: str = "scripted"
    priority: int = 1000
    asked: list[ModelParams] = field(default_factory=list[ModelParams])
    _lines: deque[Line] = field(default_factory=deque[Line])

    def __post_init__(self) -> None:
        self._lines.extend(self.script)

    def expect(self, *lines: Line) -> None:
        """Say these after what is left of the script."""
        self._lines.extend(lines)

    @property
    def left(self) -> int:
        """Lines that nobody has asked for yet."""
        return len(self._lines)

    @property
    def prompts(self) -> tuple[str, ...]:
        """The last line of each conversation it was asked to go on with."""
        return tuple(p.conversation[-1].content for p in self.asked if isinstance(p, TextParams))

    @property
    def registrations(self) -> tuple[ModelRegistration, ...]:
        return tuple(
            ModelRegistration(
                job,
                self._answer,
                self.provider,
                self.priority,
                self._stream if model_name(job) in TEXT else None,
            )
            for job in self.jobs
        )

    @property
    def plugin(self) -> Plugin:
        """The plugin that brings this model."""
        return Plugin(
            name=self.provider, description="A scripted model.", models=self.registrations
        )

    async def _answer(self, runtime: AgentRuntime, params: ModelParams) -> object:
        self.asked.append(params)
        line = self._lines.popleft() if self._lines else self.always
        if line is None:
            raise UnexpectedCall(f"nobody expected the model to be asked {params!r}")
        said = line(params) if callable(line) else line
        if isinstance(said, FiscusError):
            raise said
        return said

    async def _stream(
        self, runtime: AgentRuntime, params: TextParams
    ) -> AsyncGenerator[StreamPart]:
        """Word by word."""
        said = await self._answer(runtime, params)
        answer = said if isinstance(said, TextAnswer) else TextAnswer(str(said))
        for piece in re.findall(r"\S+\s*|\s+", answer.text):
            yield StreamPart(piece)
        yield StreamPart(answer=answer)
