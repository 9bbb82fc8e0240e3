"""A message that the reader does not understand, answered by a model."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from fiscus.core import Action, ActionContext, ActionResult, Character, EventType, Plugin
from fiscus.core.bootstrap.delivery import of_program
from fiscus.core.bootstrap.turn import Ending, IncomingMessage
from fiscus.core.desk.door import Given, Intent
from fiscus.core.errors import ModelUnavailable, RateLimited
from fiscus.core.events import Event, RunEvent
from fiscus.core.models import ModelParams, TextAnswer, TextParams
from fiscus.core.origins import Origin
from fiscus.core.testing.models import calls
from tests.core.bootstrap.rooms import open_rooms, said, texts
from tests.fakes import BOB, OWNER, outcome

XML = """<response>
<thought>{thought}</thought><actions>{actions}</actions><providers>{providers}</providers>
<text>{text}</text></response>"""
TEMPLATED = Character(
    "Ada",
    ("b",),
    templates={"messageHandlerTemplate": "{{agentName}}|{{actionNames}}|{{providers}}"},
)


def xml(text: str = "", actions: str = "REPLY", providers: str = "", thought: str = "t") -> str:
    return XML.format(text=text, actions=actions, providers=providers, thought=thought)


class Transfer(BaseModel):
    amount: str
    recipient: str


async def transfer(context: ActionContext, params: Transfer) -> ActionResult:
    await context.desk.submit(Intent("evm", "transfer", context.values))
    return ActionResult(success=True, text=f"Transferred {params.amount}")


PAY = Action(
    "EVM_TRANSFER", "Pays.", transfer, params=Transfer, handles=("transfer",), critical=True
)
PAYING = Plugin("evm", "EVM", actions=(PAY,))


@pytest.mark.covers("BST-01", "BST-02", "BST-06", "BST-71", "BST-96", "BST-99")
async def test_a_text_is_the_reply_and_nothing_is_run(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "Hello Bob!") as rooms:
        turn = await rooms.hears("how are you?")
        assert turn.replies == (said("Hello Bob!"),)
        assert (turn.results, turn.outcome) == ((), Ending.DONE)
        assert [m.content.text for m in await rooms.memories()] == ["how are you?", "Hello Bob!"]
        (asked,) = rooms.model.asked
    assert isinstance(asked, TextParams)
    assert {tool.name for tool in asked.tools} >= {"REPLY", "IGNORE", "MUTE_ROOM"}
    assert "how are you?" in asked.prompt and "# About Ada" in asked.prompt


@pytest.mark.covers("BST-57", "BST-62", "X-58")
async def test_a_characters_template_is_answered_in_xml(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, xml("Hi!", thought="A greeting"), character=TEMPLATED) as rooms:
        turn = await rooms.hears("hello")
        assert turn.replies == (said("Hi!", thought="A greeting"),)
        (asked,) = rooms.model.asked
    assert isinstance(asked, TextParams)
    assert asked.prompt.partition("Ada|Possible response actions: ")[2]
    assert asked.tools == ()


@pytest.mark.covers("BST-100", "BST-72")
async def test_several_actions_run_in_order_and_each_tells_its_result(tmp_path: Path) -> None:
    answer = xml("On it.", actions="REPLY,FOLLOW_ROOM")
    async with open_rooms(tmp_path, answer, character=TEMPLATED) as rooms:
        turn = await rooms.hears("hello")
        assert [r.action for r in turn.results] == ["REPLY", "FOLLOW_ROOM"]
        assert texts(turn)[0] == "On it."
        assert "followed" in texts(turn)[1]


async def test_a_reply_that_needs_a_provider_is_written_after_it(tmp_path: Path) -> None:
    wanted = xml("", providers="FACTS")
    written = {"thought": "t", "message": "You like tea."}
    async with open_rooms(tmp_path, wanted, written, character=TEMPLATED) as rooms:
        turn = await rooms.hears("what do I like?")
        assert turn.replies == (said("You like tea.", thought="t"),)


@pytest.mark.covers("BST-97", "X-61")
async def test_an_answer_of_no_use_is_asked_for_three_times_more_then_admitted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    heard: list[str] = []

    async def listen(event: Event) -> None:
        assert isinstance(event, RunEvent)
        heard.append(event.status)

    lines = [
        "no xml",
        "<thought>only</thought>",
        xml(actions="MADE_UP"),
        "<actions>REPLY</actions>",
    ]
    async with open_rooms(tmp_path, *lines, character=TEMPLATED) as rooms:
        rooms.runtime.on(EventType.RUN_ENDED, listen)
        turn = await rooms.hears("hello")
        assert rooms.model.left == 0
    assert turn.outcome is Ending.FAILED
    assert turn.replies[0].actions == ("ERROR",)
    assert "so nothing was done" in turn.replies[0].text
    assert heard == ["error"]


async def test_the_last_regeneration_may_be_the_good_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with open_rooms(tmp_path, "a", "b", "c", xml("d"), character=TEMPLATED) as rooms:
        assert texts(await rooms.hears("hello")) == ["d"]


@pytest.mark.covers("BST-106", "BST-116")
@pytest.mark.parametrize(
    ("error", "action", "text"),
    [
        (ModelUnavailable("the model is down"), "ERROR", "I could not think of an answer"),
        (RateLimited("too often"), "RATE_LIMIT_ERROR", "You've exceeded the rate limit."),
    ],
)
async def test_a_model_that_cannot_be_reached_is_admitted_and_the_wallet_still_works(
    tmp_path: Path,
    error: ModelUnavailable,
    action: str,
    text: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with open_rooms(tmp_path, *[error] * 12, reads=True, plugins=[PAYING]) as rooms:
        rooms.runtime.models.sleep = _at_once
        turn = await rooms.hears("how are you?")
        assert turn.replies[0].actions == (action,)
        assert turn.replies[0].text.startswith(text)
        assert turn.outcome is Ending.FAILED
        rooms.desk.expect(outcome())
        paid = await rooms.hears(f"Send 0.1 ETH to {BOB}", user="owner")
        assert paid.outcome is Ending.DONE


async def _at_once(seconds: float) -> None: ...


@pytest.mark.covers("BST-17", "BST-103")
async def test_a_decision_to_ignore_is_remembered_and_not_shown(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, calls("IGNORE", thought="spam")) as rooms:
        turn = await rooms.hears("buy my coin")
        assert (turn.replies, turn.results) == ((), ())
        noted = (await rooms.memories())[-1]
        assert (noted.content.actions, noted.content.text) == (("IGNORE",), "")
        assert noted.entity_id == rooms.runtime.agent_id


async def test_a_payment_that_a_model_thinks_of_is_nobodys_word(tmp_path: Path) -> None:
    """The desk is told that nobody with authority said it: it asks an owner."""
    call = calls("EVM_TRANSFER", amount="5", recipient=BOB)
    async with open_rooms(tmp_path, call, plugins=[PAYING]) as rooms:
        rooms.desk.expect(outcome())
        await rooms.hears("do what you think is right", user="owner")
        ((ticket, intent),) = rooms.desk.submitted
    assert ticket.principal.owner
    assert intent.values == {
        "action": Given("EVM_TRANSFER", Origin.MODEL),
        "amount": Given("5", Origin.MODEL),
        "recipient": Given(BOB, Origin.MODEL),
    }


async def test_what_a_model_leaves_out_is_asked_for_and_nothing_runs(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, calls("EVM_TRANSFER", amount="5"), plugins=[PAYING]) as rooms:
        turn = await rooms.hears("pay Bob 5", user="owner")
        assert turn.outcome is Ending.ASKED
        assert texts(turn) == ["I need recipient for that. Can you say it again with it?"]
        assert rooms.desk.submitted == []


async def test_parameters_that_a_template_has_no_place_for_are_taken_from_the_message(
    tmp_path: Path,
) -> None:
    lines = (xml(actions="EVM_TRANSFER"), {"amount": "5", "recipient": BOB})
    async with open_rooms(tmp_path, *lines, plugins=[PAYING], character=TEMPLATED) as rooms:
        rooms.desk.expect(outcome())
        turn = await rooms.hears(f"pay 5 to {BOB}", user="owner")
        assert texts(turn) == ["Transferred 5"]
        (intent,) = (intent for _, intent in rooms.desk.submitted)
        assert {given.origin for given in intent.values.values()} == {Origin.MODEL}


async def test_a_complete_request_costs_no_model_call(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, reads=True, plugins=[PAYING]) as rooms:
        rooms.desk.expect(outcome())
        turn = await rooms.hears(f"Send 0.1 ETH to {BOB}", user="owner")
        assert turn.outcome is Ending.DONE
        assert rooms.model.asked == []


class Slow:
    """A model that answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def __call__(self, runtime: object, params: ModelParams) -> TextAnswer:
        self.asked.set()
        await self.go.wait()
        return TextAnswer("Hello.")


@pytest.mark.covers("BST-50", "BST-98")
async def test_only_the_newest_message_of_a_room_is_answered_by_a_model(tmp_path: Path) -> None:
    slow = Slow()
    async with open_rooms(tmp_path, with_model=False) as rooms:
        rooms.runtime.register_model("TEXT_LARGE", slow, "slow")
        first = asyncio.create_task(rooms.hears("first"))
        await asyncio.wait_for(slow.asked.wait(), 60)
        second = asyncio.create_task(rooms.hears("second", user="Ann"))
        await asyncio.sleep(0)
        slow.go.set()
        assert (await first).replies == ()
        assert texts(await second) == ["Hello."]
        remembered = [m.content.text for m in await rooms.memories()]
        assert remembered == ["first", "second", "Hello."]


@pytest.mark.covers("BST-113", "X-62")
async def test_messages_of_two_rooms_are_both_answered(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, "one", "two") as rooms:
        turns = await asyncio.gather(rooms.hears("a", room="r1"), rooms.hears("b", room="r2"))
        assert sorted(text for turn in turns for text in texts(turn)) == ["one", "two"]


@pytest.mark.covers("X-62")
async def test_a_payment_is_not_signed_once_its_person_has_said_something_newer(
    tmp_path: Path,
) -> None:
    async with open_rooms(tmp_path, reads=True, with_model=False, plugins=[PAYING]) as rooms:
        started, go = asyncio.Event(), asyncio.Event()

        async def hold(action: object, message: object, runtime: object) -> bool:
            started.set()
            await go.wait()
            return True

        await rooms.runtime.register_plugin(Plugin("slow", "holds", before_action=hold))
        paying = asyncio.create_task(rooms.hears(f"Send 0.1 ETH to {BOB}", user="owner"))
        await asyncio.wait_for(started.wait(), 60)
        chatter = asyncio.create_task(rooms.hears("hello", user="Mallory"))
        await asyncio.sleep(0)
        newer = asyncio.create_task(rooms.hears("wait, no", user="owner"))
        await asyncio.sleep(0)
        go.set()
        turn = await paying
        await asyncio.gather(chatter, newer)
        assert [r.error.code for r in turn.results if r.error] == ["SUPERSEDED"]
        assert rooms.desk.submitted == []


async def test_nobody_elses_chatter_stops_a_payment(tmp_path: Path) -> None:
    async with open_rooms(tmp_path, reads=True, with_model=False, plugins=[PAYING]) as rooms:
        started, go = asyncio.Event(), asyncio.Event()

        async def hold(action: object, message: object, runtime: object) -> bool:
            started.set()
            await go.wait()
            return True

        await rooms.runtime.register_plugin(Plugin("slow", "holds", before_action=hold))
        rooms.desk.expect(outcome())
        paying = asyncio.create_task(rooms.hears(f"Send 0.1 ETH to {BOB}", user="owner"))
        await asyncio.wait_for(started.wait(), 60)
        chatter = asyncio.create_task(rooms.hears("hello", user="Mallory"))
        await asyncio.sleep(0)
        go.set()
        assert (await paying).outcome is Ending.DONE
        await chatter


@pytest.mark.covers("BST-92")
async def test_the_agents_own_message_is_passed_over(tmp_path: Path) -> None:
    async with open_rooms(tmp_path) as rooms:
        heard: list[Event] = []

        async def listen(event: Event) -> None:
            heard.append(event)

        rooms.runtime.on(EventType.RUN_STARTED, listen)
        delivery = of_program(
            rooms.runtime, IncomingMessage(id="x", text="hi", principal=OWNER), None
        )
        own = replace(delivery, message=replace(delivery.message, entity_id=rooms.runtime.agent_id))
        turn = await rooms.pipeline.receive(own)
        assert (turn.replies, heard) == ((), [])
