"""The documented names and values, as a plugin author looks for them."""

from __future__ import annotations

import inspect
import logging
import uuid
from importlib.metadata import entry_points

import pytest

from fiscus.core import (
    ActionExample,
    AgentRuntime,
    Character,
    Content,
    EvaluationExample,
    EventType,
    Memory,
    Plugin,
    ProviderResult,
    State,
    generate_id,
)
from fiscus.core.events import EntityEvent, MessageEvent, ModelEvent, WorldEvent
from fiscus.core.ids import UUID, derived_id
from fiscus.core.memory import ChannelType
from fiscus.core.state import ProviderData

ADA = Character("Ada", ("Counts.",))


@pytest.mark.covers("PLA-08", "PLR-16", "EVT-02", "X-05")
def test_all_documented_events_are_there_under_their_values() -> None:
    documented = """
        world:joined world:connected world:left entity:joined entity:left entity:updated
        room:joined room:left room:updated message:received message:sent message:deleted
        message:updated voice:message:received voice:message:sent voice:started voice:ended
        run:started run:ended run:completed run:failed run:timeout
        action:started action:completed action:failed
        evaluator:started evaluator:completed evaluator:failed model:used model:failed
        service:started service:stopped service:error
        reaction:received channel:cleared post:generated
    """
    values = {event.value for event in EventType}
    assert set(documented.split()) <= values
    named = {event.name.lower().replace("_", ":") for event in EventType}
    assert named == values


@pytest.mark.covers("EVT-03", "EVT-04", "EVT-05", "EVT-07", "X-49")
@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        (MessageEvent, {"message", "room", "user", "callback"}),
        (WorldEvent, {"world_id", "metadata"}),
        (EntityEvent, {"entity", "entity_id", "room_id", "action", "changes"}),
        (ModelEvent, {"model_type", "provider", "ms", "error"}),
    ],
)
def test_payloads_have_their_documented_fields(payload: type, fields: set[str]) -> None:
    assert {"runtime", *fields} <= set(inspect.signature(payload).parameters)


@pytest.mark.covers("PLR-30", "X-41")
def test_kinds_of_rooms_have_their_documented_values() -> None:
    documented = {"dm", "group", "thread", "broadcast", "voice_dm", "self", "api", "text"}
    assert documented <= {kind.value for kind in ChannelType}


@pytest.mark.covers("PLR-27", "PLR-33", "G-01")
def test_identifiers_are_uuids_the_same_for_the_same_name() -> None:
    fresh = generate_id()
    assert str(uuid.UUID(fresh)) == fresh != generate_id()
    assert Character("Ada", ("b",)).id == ADA.id != Character("Ben", ("b",)).id


@pytest.mark.covers("PLR-11", "PLR-12", "X-44")
def test_a_memory_is_written_with_its_documented_keys() -> None:
    said = Content(
        "hi", ("REPLY",), source="cli", in_reply_to=derived_id("m"), more={"url": "https://x.y"}
    )
    memory = Memory(UUID("i"), UUID("e"), UUID("a"), UUID("r"), said, 7, world_id=UUID("w"))
    assert memory.user_id == memory.entity_id
    assert memory.to_json() == {
        "id": "i",
        "entityId": "e",
        "agentId": "a",
        "roomId": "r",
        "worldId": "w",
        "content": {
            "text": "hi",
            "actions": ["REPLY"],
            "source": "cli",
            "inReplyTo": derived_id("m"),
            "url": "https://x.y",
        },
        "createdAt": 7,
        "unique": False,
        "metadata": {"type": "message"},
    }


@pytest.mark.covers("PLR-08", "PLR-13", "X-16")
def test_a_state_is_values_data_and_text_and_a_value_is_an_attribute() -> None:
    result = ProviderResult("It is noon.", values={"time": "noon"})
    state = State({"time": "noon"}, {"providers": {"TIME": result}}, "It is noon.")
    assert getattr(state, "time") == "noon"  # noqa: B009 - type checkers do not see it
    assert state.provider_data == (ProviderData("TIME", result),)
    with pytest.raises(AttributeError, match="the state has no 'weather'"):
        getattr(state, "weather")  # noqa: B009
    assert ProviderResult() == ProviderResult("", {}, {})
    assert State() == State({}, {}, "")


@pytest.mark.covers("PLR-06", "PLC-19")
def test_examples_are_lines_of_conversations() -> None:
    line = ActionExample("{{user}}", Content("hello"))
    example = EvaluationExample("They meet.", (line,), "Ada greets.")
    assert (example.prompt, example.messages[0].content.text) == ("They meet.", "hello")


@pytest.mark.covers("RTC-01", "RTL-08", "X-17", "X-86", "PLM-21", "PLR-29")
def test_a_runtime_has_its_documented_members() -> None:
    runtime = AgentRuntime(ADA)
    documented = """
        agent_id character providers actions evaluators services plugins routes models
        initialize start stop ready register_plugin
        register_action register_provider register_evaluator register_service register_route
        register_database_adapter register_model register_event
        get_action get_service get_services get_all_services get_model get_model_providers
        get_setting set_setting has_setting
        on once off emit emit_event remove_all_listeners
        compose_state process_actions evaluate use_model completion embed embed_batch
        start_run end_run get_current_run_id process_message send_message get_health
        create_memory get_memories search_memories search_memories_by_embedding get_memory_by_id
        update_memory delete_memory add_embedding_to_memory ensure_connection ensure_world_exists
        ensure_room_exists ensure_participant_in_room get_entity_by_id get_room get_rooms
        get_participant_user_state set_participant_user_state update_participant_user_state
        create_relationship get_relationships get_cache set_cache delete_cache
    """
    missing = [name for name in documented.split() if not hasattr(runtime, name)]
    assert missing == []


@pytest.mark.covers("PLR-29", "PRV-20")
def test_the_composition_of_a_state_takes_its_documented_arguments_in_order() -> None:
    names = list(inspect.signature(AgentRuntime.compose_state).parameters)
    assert names == ["self", "message", "include_list", "only_include", "skip_cache"]


@pytest.mark.covers("PLD-15", "RTL-09")
async def test_a_plugin_writes_to_the_log_of_its_agent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        AgentRuntime(ADA).logger.info("Loaded %s", "prices", extra={"context": {"n": 1}})
    (record,) = [r for r in caplog.records if r.name == "fiscus.agent.ada"]
    assert (record.getMessage(), vars(record)["context"]) == ("Loaded prices", {"n": 1})


@pytest.mark.covers("PLC-09", "PLD-10", "PLA-01")
def test_the_installed_plugins_keep_to_the_documented_form() -> None:
    plugins = [point.load() for point in entry_points(group="fiscus.plugins")]
    actions = [action for plugin in plugins for action in plugin.actions]
    assert all(isinstance(plugin, Plugin) and plugin.description for plugin in plugins)
    assert actions
    for action in actions:
        assert action.name == action.name.upper()
        assert action.name.replace("_", "").isalnum()
        assert len(action.description) > 10
        for conversation in action.examples:
            assert all(line.name and line.content is not None for line in conversation)
