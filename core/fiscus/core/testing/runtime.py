"""What a component's test needs around it, under the documented names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from fiscus.core.character import Character
from fiscus.core.components import Provider
from fiscus.core.desk.door import Door, DoorFactory, Given, Principal, Ticket, Words
from fiscus.core.doors import open_door
from fiscus.core.execution import Call, Occasion
from fiscus.core.ids import string_to_uuid
from fiscus.core.memory import Content, Memory
from fiscus.core.models import ModelHandler
from fiscus.core.origins import Origin
from fiscus.core.plugins import Plugin
from fiscus.core.result import ActionResult
from fiscus.core.runtime import AgentRuntime
from fiscus.core.settings import Settings
from fiscus.core.state import ProviderResult, State
from fiscus.core.testing.doors import DenyingDoors

if TYPE_CHECKING:
    from fiscus.core.action import AnyAction
    from fiscus.core.reader.reading import ParamValue

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

    async def run(
        self,
        action: AnyAction,
        params: Mapping[str, ParamValue] | None = None,
        *,
        values: Mapping[str, Given] | None = None,
        principal: Principal = OWNER,
        origin: Origin = Origin.USER,
        step: int = 0,
    ) -> ActionResult:
        """Run the action as a runtime does: validated, its parameters filled, its errors results.

        `values` say whose word a value is; they are the parameters, too, where those are not given.
        `origin` is whose idea the whole thing is.
        """
        values = values or {}
        filled = params or {role: given.value for role, given in values.items()}
        call = Call(action, step=step, params=filled, values=values, origin=origin)
        door = partial(self._door, principal, Words(self._asks_for(action), values, origin))
        occasion = Occasion(self.mock_message, principal, door, self.callback_fn)
        done = await self.mock_runtime.execute([call], occasion=occasion, state=self.mock_state)
        return done.results[0]

    def _asks_for(self, action: AnyAction) -> str:
        return next(iter(action.handles), "")

    def _door(self, principal: Principal, words: Words, step: int) -> Door:
        message = self.mock_message
        source, text = message.content.source or "test", message.content.text
        ticket = Ticket(source, message.room_id, message.id, step, text, principal, words=words)
        return open_door(self.mock_runtime, ticket)


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
