"""What the documentation shows plugin authors, as it is written here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core import (
    Action,
    ActionContext,
    ActionResult,
    Character,
    Content,
    EventType,
    Plugin,
    Provider,
    ProviderResult,
)
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.actions.conversation import Reply, reply
from fiscus.core.bootstrap.attachments import Media, attachments_of, process_attachments
from fiscus.core.errors import ModelUnavailable, RequestError
from fiscus.core.events import Event, MessageEvent
from fiscus.core.models import FileAnswer, ModelParams, ObjectParams
from fiscus.core.models.params import ImageAnalysisParams
from fiscus.core.reader.reading import Reading, Step
from fiscus.core.testing import create_mock_runtime, setup_action_test
from fiscus.core.testing.models import calls
from tests.core.bootstrap.rooms import ADA, open_rooms, said, texts

ANSWER = {"thought": "User greeted me", "message": "Hello! How can I help you?"}


@pytest.mark.covers("BST-15", "BST-16", "BST-109", "BST-110", "X-60")
@pytest.mark.parametrize("key", ["message", "text"])
async def test_reply_writes_from_the_context_and_calls_back_once(key: str) -> None:
    asked: list[ObjectParams] = []

    async def written(runtime: object, params: ObjectParams) -> Mapping[str, object]:
        asked.append(params)
        return {"thought": ANSWER["thought"], key: ANSWER["message"]}

    setup = setup_action_test(runtime_overrides={"models": {"OBJECT_LARGE": written}})
    assert await setup.run(reply)
    assert setup.callback_fn.said == [
        Content("Hello! How can I help you?", ("REPLY",), thought="User greeted me")
    ]
    assert "Write the next message of" in asked[0].prompt


@pytest.mark.covers("BST-116")
async def test_a_reply_that_no_model_writes_is_a_refusal_with_a_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    down = [ModelUnavailable("Network error")] * 12
    async with open_rooms(tmp_path, calls("REPLY"), *down) as rooms:

        async def at_once(seconds: float) -> None: ...

        rooms.runtime.models.sleep = at_once
        turn = await rooms.hears("hello")
        (result,) = turn.results
        assert result.error and result.error.code == "MODEL_UNAVAILABLE"
        assert turn.replies[0].actions == ("ERROR",)


@pytest.mark.covers("X-59")
@pytest.mark.parametrize(
    ("flag", "run"),
    [("", ()), ("<simple>true</simple>", ()), ("<simple>false</simple>", ("REPLY",))],
)
async def test_a_reply_alone_is_simple_unless_the_model_says_that_it_is_not(
    tmp_path: Path, flag: str, run: tuple[str, ...]
) -> None:
    own = Character("Ada", ("b",), templates={"messageHandlerTemplate": "{{providers}}"})
    xml = f"<thought>t</thought><actions>REPLY</actions><text>Hi!</text>{flag}"
    async with open_rooms(tmp_path, xml, character=own) as rooms:
        turn = await rooms.hears("hello")
        assert texts(turn) == ["Hi!"]
        assert tuple(result.action for result in turn.results) == run
        assert len(rooms.model.asked) == 1


@pytest.mark.covers("BST-66", "BST-67", "BST-79", "BST-90", "BST-51")
async def test_an_action_acknowledges_works_and_tells_how_it_went(tmp_path: Path) -> None:
    async def weather(context: ActionContext, params: None) -> ActionResult:
        await context.callback(Content("Looking it up…", ("ACKNOWLEDGE",)))
        if "where?" in context.message.content.text:
            raise RequestError("no place is named", hint="Name a city.")
        return ActionResult(success=True, text="It is sunny.")

    async def has_key(runtime: object, message: object, state: object) -> bool:
        return bool(rooms.runtime.get_setting("WEATHER_API_KEY"))

    action = Action("WEATHER", "Tells the weather", weather, validate=has_key)
    plugins = [Plugin("weather", "Weather", actions=(action,))]
    settings = {"WEATHER_API_KEY": "k" * 20}
    wanted = calls("WEATHER")
    async with open_rooms(tmp_path, wanted, wanted, plugins=plugins, settings=settings) as rooms:
        good = await rooms.hears("weather in Rome")
        assert good.replies == (
            said("Looking it up…", "ACKNOWLEDGE"),
            said("It is sunny.", "WEATHER"),
        )
        bad = await rooms.hears("weather where?")
        assert bad.replies[1] == said("no place is named. Name a city.", "ERROR")
        told = (await rooms.memories())[-1]
        assert told.content.metadata == {"error": "INVALID_PARAMS"}
    async with open_rooms(tmp_path / "other", "no", plugins=plugins) as rooms:
        await rooms.hears("weather in Rome")
        offered = {tool.name for p in rooms.model.asked for tool in getattr(p, "tools", ())}
        assert "WEATHER" not in offered


@pytest.mark.covers("BST-52", "BST-80", "BST-60")
async def test_a_providers_text_reaches_the_template_by_its_name(tmp_path: Path) -> None:
    async def healthy(runtime: object, message: object, state: object) -> ProviderResult:
        return ProviderResult("All is well.", values={"isHealthy": True}, data={"cpu": 1})

    status = Provider("SYSTEM_STATUS", healthy, description="Health", position=50)
    template = "{{#if isHealthy}}<{{providers.SYSTEM_STATUS}}>{{/if}}"
    own = Character("Ada", ("b",), templates={"messageHandlerTemplate": template})
    xml = "<thought>t</thought><actions>REPLY</actions><text>ok</text>"
    plugins = [Plugin("status", "Status", providers=(status,))]
    async with open_rooms(tmp_path, xml, character=own, plugins=plugins) as rooms:
        await rooms.hears("hello")
        (prompt,) = rooms.model.prompts
    assert '<<data name="SYSTEM_STATUS">\nAll is well.\n</data>>' in prompt


@pytest.mark.covers("BST-70")
async def test_an_action_of_the_suite_is_extended_by_wrapping_it(tmp_path: Path) -> None:
    async def custom(context: ActionContext, params: Reply) -> object:
        return await reply.handler(context, Reply(text=f"* {params.text}"))

    own = replace(reply, name="CUSTOM_REPLY", similes=(), handler=custom)  # type: ignore[arg-type]
    plugins = [Plugin("own", "Own", actions=(own,))]
    async with open_rooms(tmp_path, calls("CUSTOM_REPLY", text="hi"), plugins=plugins) as rooms:
        assert texts(await rooms.hears("hello")) == ["* hi"]


@pytest.mark.covers("BST-68", "BST-78")
async def test_a_minimal_character_with_the_bootstrap_plugin_answers(tmp_path: Path) -> None:
    minimal = Character("Assistant", ("Helps.", "Is kind.", "Is short."), system="You help.")
    async with open_rooms(tmp_path, "Hello!", character=minimal) as rooms:
        assert texts(await rooms.hears("hi")) == ["Hello!"]
        (asked,) = rooms.model.asked
        assert asked.system.startswith("You help.")  # type: ignore[union-attr]


@pytest.mark.covers("BST-86")
async def test_a_plugin_greets_at_the_first_message_of_a_private_room(tmp_path: Path) -> None:
    greeted: list[str] = []

    async def greet(event: Event) -> None:
        assert isinstance(event, MessageEvent)
        store = event.runtime.store
        if await store.count_memories(room_id=event.message.room_id) == 1:
            greeted.append(event.message.content.text)

    async with open_rooms(tmp_path, with_model=False) as rooms:
        rooms.runtime.on(EventType.MESSAGE_RECEIVED, greet)
        await rooms.hears("first")
        await rooms.hears("second")
    assert greeted == ["first"]


@pytest.mark.covers("BST-47", "BST-38", "PRV-06", "BST-116")
async def test_pictures_are_described_and_texts_are_read(tmp_path: Path) -> None:
    async def look(runtime: object, params: ImageAnalysisParams) -> Mapping[str, str]:
        assert params.image_url == "https://example.org/cat.png"
        return {"title": "A cat", "description": "A cat on a mat."}

    attached = [
        {"id": "1", "url": "https://example.org/cat.png"},
        {"id": "2", "url": "data:text/plain;base64,aGVsbG8=", "title": "note.txt"},
        {"id": "3", "url": "http://169.254.169.254/x.png"},
        {"id": "4", "url": "data:text/plain;base64,%%%"},
        "nonsense",
    ]
    async with open_rooms(tmp_path, "ok") as rooms:
        rooms.runtime.register_model("IMAGE_ANALYSIS", look, "test")
        await rooms.hears("look", more={"attachments": attached})
        await rooms.hears("and now?") if rooms.model.left else None
        asked = (await rooms.memories())[0]
        state = await rooms.runtime.compose_state(asked, ["ATTACHMENTS"], True)
    assert "Name: A cat\nDescription: A cat on a mat." in state.text
    assert "Name: note.txt\nText: hello" in state.text
    assert "ID: 3" in state.text and "169" not in state.text


@pytest.mark.covers("BST-106", "BST-116")
async def test_an_image_model_that_fails_leaves_the_picture_as_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)

    async def broken(runtime: object, params: object) -> object:
        raise RequestError("no")

    runtime = create_mock_runtime(models={"IMAGE_ANALYSIS": broken})
    picture = Media("1", "https://example.org/cat.png")
    assert await process_attachments([picture], runtime) == (picture,)
    assert await process_attachments([], runtime) == ()


@pytest.mark.covers("BST-29", "BST-65")
async def test_a_picture_is_made_and_attached_to_the_reply(tmp_path: Path) -> None:
    async def draw(runtime: object, params: ModelParams) -> FileAnswer:
        return FileAnswer(b"png", "image/png")

    async with open_rooms(tmp_path, calls("GENERATE_IMAGE", prompt="a chest of gold")) as rooms:
        rooms.runtime.register_model("IMAGE_GENERATION", draw, "test")
        turn = await rooms.hears("draw a chest")
        assert turn.replies == (said("Here is the image.", "GENERATE_IMAGE"),)
        (attached,) = attachments_of((await rooms.memories())[-1])
        assert attached.url == "data:image/png;base64,cG5n"
        assert attached.content_type == "image/png"


@pytest.mark.covers("BST-108", "BST-34")
async def test_what_providers_need_of_a_room_is_looked_up_once(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "ok", "ok") as rooms:
        await rooms.hears("hello")
        database = rooms.store._database  # pyright: ignore[reportPrivateUsage]
        counted: list[str] = []
        for kind in ("read", "write"):
            run = getattr(database, kind)

            async def count(work: object, run: object = run, kind: str = kind) -> object:
                counted.append(kind)
                return await run(work)  # type: ignore[operator]

            setattr(database, kind, count)
        await rooms.hears("hello again")
        assert counted == ["write", "read", "write"]


@pytest.mark.covers("BST-72")
async def test_steps_of_the_reader_share_a_message_with_no_model(tmp_path: Path) -> None:
    """Understood steps run in order, each told by its own action."""

    async def tell(context: ActionContext, params: None) -> ActionResult:
        return ActionResult(success=True, text=context.request)

    plugins = [Plugin("p", "P", actions=(Action("A", "a", tell, handles=("price", "history")),))]

    class Scripted:
        def read(self, text: str, context: object = (), *, supplied: object = ()) -> Reading:
            return Reading(text, "any", "price", steps=(Step("price"), Step("history")))

    from fiscus.core.bootstrap.pipeline import Pipeline

    async with open_rooms(tmp_path, with_model=False, plugins=plugins) as rooms:
        rooms.pipeline = Pipeline(rooms.runtime, Scripted())
        assert texts(await rooms.hears("price and history")) == ["price", "history"]


def test_the_plugin_is_a_value_under_its_documented_name() -> None:
    assert (bootstrap.name, bootstrap.priority) == ("bootstrap", 100)
    assert ADA.name == "Ada"


async def test_what_was_looked_up_for_a_message_is_forgotten_with_it(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "ok") as rooms:
        await rooms.hears("hello")
        (asked, _) = await rooms.memories()
        assert rooms.runtime.state_cache.get(asked.id) == {}
