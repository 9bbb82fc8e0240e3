"""An answer that takes too long is given up, says so, and says nothing more."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fiscus.core import Action, ActionContext, ActionResult, Content, EventType, Plugin
from fiscus.core.bootstrap.turn import Ending
from fiscus.core.desk.door import Intent
from fiscus.core.desk.outcome import Outcome
from fiscus.core.events import Event, RunEvent
from fiscus.core.models import TextAnswer
from tests.core.bootstrap.rooms import open_rooms, texts
from tests.fakes import BOB, FakeDoor, outcome

SOON = {"RESPONSE_TIMEOUT": "700"}
LATER = {"RESPONSE_TIMEOUT": "2000"}


@pytest.mark.covers("BST-56", "BST-93", "BST-104", "BST-105", "X-01", "G-17", "G-18")
async def test_a_model_that_never_answers_is_given_up(tmp_path: Path) -> None:
    ended: list[str] = []
    cancelled = asyncio.Event()

    async def never(runtime: object, params: object) -> TextAnswer:
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()
        raise AssertionError

    async with open_rooms(tmp_path, with_model=False, settings=SOON) as rooms:
        rooms.runtime.register_model("TEXT_LARGE", never, "slow")

        def listener(name: str) -> None:
            async def listen(event: Event) -> None:
                assert isinstance(event, RunEvent)
                ended.append(f"{name} {event.status} {event.error}")

            rooms.runtime.on(name, listen)

        for name in ("RUN_ENDED", "RUN_COMPLETED", "RUN_FAILED", "RUN_TIMEOUT"):
            listener(name)
        turn = await rooms.hears("hello")
        assert turn.outcome is Ending.FAILED
        (text,) = texts(turn)
        assert text.startswith("That took longer than 0.7 seconds, so I stopped waiting.")
        assert ended == ["RUN_ENDED timeout TIMED_OUT", "RUN_TIMEOUT timeout TIMED_OUT"]
        assert cancelled.is_set()
        kept = [m.content.text for m in await rooms.memories()]
        assert kept == ["hello", texts(turn)[0]]


@pytest.mark.covers("G-18")
async def test_a_payment_under_way_goes_on_and_is_recorded_but_says_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()
    submit = FakeDoor.submit

    async def slowly(self: FakeDoor, intent: Intent) -> Outcome:
        await go.wait()
        return await submit(self, intent)

    monkeypatch.setattr(FakeDoor, "submit", slowly)

    async def pay(context: ActionContext, params: None) -> ActionResult:
        await context.callback(Content("Working on it.", ("ACKNOWLEDGE",)))
        await context.desk.submit(Intent("evm", "transfer", context.values))
        return ActionResult(success=True, text="Transferred.")

    paying = Plugin("evm", "EVM", actions=(Action("PAY", "Pays", pay, handles=("transfer",)),))
    async with open_rooms(
        tmp_path, with_model=False, reads=True, settings=LATER, plugins=[paying]
    ) as rooms:
        rooms.desk.expect(outcome())
        heard: list[str] = []

        async def listen(event: Event) -> None:
            heard.append(event.message.content.text)  # type: ignore[attr-defined]

        rooms.runtime.on(EventType.MESSAGE_SENT, listen)
        turn = await rooms.hears(f"Send 0.1 ETH to {BOB}", user="owner")
        assert turn.outcome is Ending.FAILED
        assert texts(turn)[0] == "Working on it."
        assert "followed to its end" in texts(turn)[1]
        before = list(heard)
        go.set()
        await rooms.runtime.stop()
        assert heard == before, "nothing is said after the answer was given up"
        results = await rooms.store.get_results(room_id=rooms.room_id())
        assert sorted(r.result.success for r in results) == [False, True]
        assert len(rooms.desk.submitted) == 1


async def test_a_room_is_free_again_after_a_message_was_given_up(tmp_path: Path) -> None:
    async def never(runtime: object, params: object) -> TextAnswer:
        await asyncio.sleep(60)
        raise AssertionError

    async with open_rooms(tmp_path, with_model=False, reads=True, settings=SOON) as rooms:
        rooms.runtime.register_model("TEXT_LARGE", never, "slow")
        await rooms.hears("hello")
        rooms.runtime.set_setting("RESPONSE_TIMEOUT", "60000")
        turn = await rooms.hears("mute this room")
        assert turn.results[0].success


async def test_a_caller_that_goes_away_takes_its_message_along(tmp_path: Path) -> None:
    """Ctrl-C ends the wait and the work."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def never(runtime: object, params: object) -> TextAnswer:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        raise AssertionError

    statuses: list[str] = []

    async def listen(event: Event) -> None:
        assert isinstance(event, RunEvent)
        statuses.append(event.status)

    async with open_rooms(tmp_path, with_model=False) as rooms:
        rooms.runtime.register_model("TEXT_LARGE", never, "slow")
        rooms.runtime.on(EventType.RUN_ENDED, listen)
        hearing = asyncio.create_task(rooms.hears("hello"))
        await asyncio.wait_for(started.wait(), 60)
        hearing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hearing
        assert ended.is_set() and statuses == ["error"]
