"""What a component's test needs around it, under the documented names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fiscus.core.action import ActionContext
from fiscus.core.character import Character
from fiscus.core.components import Provider
from fiscus.core.desk.door import DoorFactory, Principal, Ticket
from fiscus.core.ids import string_to_uuid
from fiscus.core.memory import Content, Memory
from fiscus.core.models import ModelHandler
from fiscus.core.plugins import Plugin
from fiscus.core.runtime import AgentRuntime
from fiscus.core.settings import Settings
from fiscus.core.state import ProviderResult, State
from fiscus.core.testing.doors import DenyingDoors

OWNER: Final = Principal("owner", owner=True)
MOCK_RESPONSE: Final = "Mock response from LLM"
SETTINGS: Final = {"TEST_API_KEY": "test-key-123"}


def create_mock_runtime(
    *,
    character: Character | None = None,
    settings: Mapping[str, str] | None = None,
    models: Mapping[str, ModelHandler] | None = None,
    plugins: Sequence[Plugin] = (),
    doors: DoorFactory | None = None,
    **options: Any,
) -> AgentRuntime:
    """A runtime of its own, real but for what surrounds it: TestAgent, whose models all say
    `"Mock response from LLM"` and whose desk refuses everything.

    `settings` are added to `TEST_API_KEY`, `models` replace handlers by type, `options` are any of
    `AgentRuntime`'s own. Plugins register their parts on `initialize`.
    """
    runtime = AgentRuntime(
        character or mock_character(),
        plugins=plugins,
        settings=Settings({**SETTINGS, **(settings or {})}),
        doors=doors or DenyingDoors(),
        **options,
    )
    runtime.register_provider(Provider("TEST", _composed, description="For tests."))
    spoken: dict[str, ModelHandler] = dict.fromkeys(("TEXT_SMALL", "TEXT_LARGE"), _respond)
    for kind, handler in {**spoken, **(models or {})}.items():
        runtime.register_model(kind, handler, provider="test")
    return runtime


def mock_character(name: str = "TestAgent", bio: str = "A test agent") -> Character:
    return Character(name=name, bio=(bio,))


def create_mock_memory(text: str = "Test message", **overrides: Any) -> Memory:
    """A message that no store knows. Ids may be any text: `entity_id="user-123"`."""
    ids = {"id": "msg-123", "entity_id": "entity-123", "room_id": "room-123", "agent_id": "agent"}
    given = {key: overrides.pop(key, default) for key, default in ids.items()}
    fields: dict[str, Any] = {
        "content": Content(text, source="test"),
        "created_at": 1_700_000_000_000,
        **overrides,
        **{key: string_to_uuid(str(value)) for key, value in given.items()},
    }
    return Memory(**fields)


create_mock_message = create_mock_memory


def create_mock_state(
    values: Mapping[str, object] | None = None,
    data: Mapping[str, object] | None = None,
    text: str = "Test state",
) -> State:
    return State(values={"test": "value", **(values or {})}, data=data or {}, text=text)


@dataclass(slots=True)
class RecordingCallback:
    """A handler's callback that keeps what was said."""

    said: list[Content] = field(default_factory=list[Content])

    async def __call__(self, content: Content) -> Sequence[Memory]:
        self.said.append(content)
        return (create_mock_memory(content.text),)

    @property
    def texts(self) -> list[str]:
        return [content.text for content in self.said]


@dataclass(frozen=True, slots=True)
class ActionSetup:
    """Everything around one call of an action."""

    mock_runtime: AgentRuntime
    mock_message: Memory
    mock_state: State
    callback_fn: RecordingCallback

    def context(self, **overrides: Any) -> ActionContext:
        """What the handler is given; `values`, `request`, `principal`, `step` can be set."""
        principal = overrides.pop("principal", OWNER)
        message, step = self.mock_message, overrides.get("step", 0)
        ticket = Ticket(
            message.content.source or "test",
            message.room_id,
            message.id,
            step,
            message.content.text,
            principal,
        )
        return ActionContext(
            runtime=self.mock_runtime,
            message=message,
            principal=principal,
            desk=self.mock_runtime.doors(ticket),
            callback=self.callback_fn,
            state=overrides.pop("state", self.mock_state),
            **overrides,
        )


def setup_action_test(
    *,
    message_overrides: Mapping[str, Any] | None = None,
    state_overrides: Mapping[str, Any] | None = None,
    runtime_overrides: Mapping[str, Any] | None = None,
) -> ActionSetup:
    """A runtime, a message, a state and a callback, each with the given parts replaced."""
    return ActionSetup(
        create_mock_runtime(**(runtime_overrides or {})),
        create_mock_memory(**(message_overrides or {})),
        create_mock_state(**(state_overrides or {})),
        RecordingCallback(),
    )


async def _composed(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
    return ProviderResult(text="Composed state", values={"test": "state"})


async def _respond(runtime: AgentRuntime, params: object) -> object:
    return MOCK_RESPONSE
