"""From a message to its answer: remember, decide, act, answer, learn, remember."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Collection, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from fiscus.core.bootstrap.answering import NOTHING, Answer, Answering, Reads
from fiscus.core.bootstrap.approving import Approving, Decides, answer_in, listed_in
from fiscus.core.bootstrap.attachments import ATTACHMENTS, attachments_of, process_attachments
from fiscus.core.bootstrap.attention import unaddressed
from fiscus.core.bootstrap.configuration import response_seconds
from fiscus.core.bootstrap.context import CONTEXT_MESSAGES, CONTEXT_MS, Context, Heard, conversation
from fiscus.core.bootstrap.deciding import Attention, Verdict
from fiscus.core.bootstrap.delivery import Deliver, Delivery, of_program
from fiscus.core.bootstrap.embedding import Embedding
from fiscus.core.bootstrap.freshness import Latest
from fiscus.core.bootstrap.pasted import without_keys
from fiscus.core.bootstrap.scene import AWAITING_CHOICE, Keeper, Keeps, Known, scene_of
from fiscus.core.bootstrap.supplying import read_for
from fiscus.core.bootstrap.talk import Talk
from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
from fiscus.core.bootstrap.voice import timed_out
from fiscus.core.errors import StoreError
from fiscus.core.events import EventType, MessageEvent, RunEvent
from fiscus.core.execution import Execution
from fiscus.core.hooks import after_message, before_message
from fiscus.core.ids import UUID, generate_id
from fiscus.core.isolation import where
from fiscus.core.memory import Content, Memory
from fiscus.core.redaction import hide_within
from fiscus.core.result import ActionResult, Problem
from fiscus.core.store.conversations import Scene
from fiscus.core.store.records import Recorded

if TYPE_CHECKING:
    from fiscus.core.reader.reading import Reading
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

ENDINGS = {
    "completed": EventType.RUN_COMPLETED,
    "error": EventType.RUN_FAILED,
    "timeout": EventType.RUN_TIMEOUT,
}
EVALUATION_SECONDS = 60.0
"""How long the evaluators of one message may take, all together."""
TURNS_OF_LOOP = 8
"""How long a vector is waited for before the message is remembered: one that needs no network is
there by then."""
LATE_SECONDS = 30.0
"""How long a payment whose message was given up is waited for when the agent stops."""


@dataclass(slots=True)
class UnderWay:
    """What is going on in one runtime's rooms."""

    keeper: Keeper = field(default_factory=Keeper)
    pipeline: Pipeline | None = None
    owners: frozenset[str] = frozenset()
    """The people on platforms who own the wallet, by the ids of their entities."""
    latest: Latest = field(default_factory=Latest)
    heard: Heard = field(default_factory=Heard)
    late: set[asyncio.Task[Turn]] = field(default_factory=set[asyncio.Task[Turn]])
    """Messages whose answer came too late, and whose payment is under way."""
    rooms: WeakValueDictionary[UUID, asyncio.Lock] = field(
        default_factory=WeakValueDictionary[UUID, asyncio.Lock]
    )

    def room(self, room_id: UUID) -> asyncio.Lock:
        return self.rooms.setdefault(room_id, asyncio.Lock())

    async def end(self) -> None:
        """Wait a while for what is late."""
        if self.late:
            await asyncio.wait(self.late, timeout=LATE_SECONDS)


class Pipeline:
    """Answers messages: those of one room one after another, rooms at the same time."""

    def __init__(
        self,
        runtime: AgentRuntime,
        reader: Reads,
        under_way: UnderWay | None = None,
        *,
        decides: Decides | None = None,
        owners: Collection[str] = (),
    ) -> None:
        self._runtime = runtime
        self._reader = reader
        self._under_way = under_way or _under_way(runtime)
        self._under_way.pipeline = self
        self._under_way.owners = frozenset(owners)
        self._attention = Attention(runtime)
        self._approving = None if decides is None else Approving(decides)
        runtime.register_message_handler(self.handle)

    async def handle(self, incoming: IncomingMessage, deliver: Deliver | None = None) -> Turn:
        """Answer a message. What an action refuses is part of the answer; only bugs are raised."""
        return await self.receive(of_program(self._runtime, incoming, deliver))

    async def receive(self, delivery: Delivery) -> Turn:
        """Answer a message, wherever it came from. The agent's own is passed over."""
        begun = time.perf_counter()
        delivery = hide_within(delivery, self._runtime.hiding())
        message, latest = delivery.message, self._under_way.latest
        if message.entity_id == self._runtime.agent_id:
            log.debug("Skipping message from self")
            return Turn(id=delivery.id, room=delivery.room_name)
        response_id = latest.begin(message)
        try:
            async with self._under_way.room(message.room_id):
                turn = await self._tracked(delivery, response_id)
        finally:
            latest.end(message, response_id)
            self._under_way.keeper.known.pop(message.id, None)
            self._runtime.state_cache.drop(message.id)
        return replace(turn, ms=(time.perf_counter() - begun) * 1000)

    async def _tracked(self, delivery: Delivery, response_id: UUID) -> Turn:
        """Every run that is announced is announced to have ended, once."""
        runtime = self._runtime
        talk = Talk(runtime, delivery, delivery.message)
        run = RunEvent(runtime=runtime, run_id=runtime.start_run(), message=delivery.message)
        await runtime.emit_event(EventType.RUN_STARTED, run)
        try:
            turn = await self._in_time(talk, self._answered(talk, response_id, run.run_id))
        except TimeoutError:
            turn = await self._given_up(talk, run.run_id)
        except BaseException as error:
            await self._ended(replace(run, status="error", error=type(error).__name__))
            raise
        finally:
            runtime.end_run()
        await self._ended(replace(run, status=_status(turn.fault), error=turn.fault))
        return turn

    async def _ended(self, run: RunEvent) -> None:
        await self._runtime.emit_event(EventType.RUN_ENDED, run)
        await self._runtime.emit_event(ENDINGS[run.status], run)

    async def _in_time(self, talk: Talk, work: Coroutine[object, object, Turn]) -> Turn:
        """Wait for the answer no longer than is configured.

        What is late says nothing any more. It is ended, unless the desk is busy with its payment:
        that goes its way, and is waited for when the agent stops.
        """
        task = asyncio.ensure_future(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=response_seconds(self._runtime))
        except asyncio.CancelledError:
            await _cancelled(task)
            raise
        if done:
            return task.result()
        if talk.at_desk:
            self._under_way.late.add(task)
            task.add_done_callback(self._late)
        else:
            await _cancelled(task)
        raise TimeoutError

    def _late(self, task: asyncio.Task[Turn]) -> None:
        self._under_way.late.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a message that was given up failed: %s", where(error))

    async def _given_up(self, talk: Talk, run_id: UUID) -> Turn:
        said = timed_out(response_seconds(self._runtime), paying=bool(talk.at_desk))
        await talk.say(said)
        talk.closed = True
        result = ActionResult.failed(Problem("TIMED_OUT", said.text), action="REPLY")
        await self._record(talk, (result,), run_id)
        return self._turn(talk, Answer(Execution((result,)), fault="TIMED_OUT"))

    async def _answered(self, talk: Talk, response_id: UUID, run_id: UUID) -> Turn:
        runtime = self._runtime
        arrived = without_keys(talk.delivery.message)
        message = talk.message = await before_message(runtime, arrived)
        embedding = Embedding(runtime, message.content.text)
        embedding.begin(talk=False)
        try:
            context = await self._received(talk, embedding)
            answer = await self._decided(talk, context, response_id, embedding)
            await self._record(talk, answer.execution.results, run_id)
            await self._embedded(talk.message, embedding)
        finally:
            embedding.cancel()
        if not talk.closed:
            await after_message(runtime, talk.message, talk.shown)
            await self._evaluated(talk, answer)
        return self._turn(talk, answer)

    async def _received(self, talk: Talk, embedding: Embedding) -> Context:
        """Remember the message, and recall what this person and the agent said before.

        A vector that is there at once is remembered with it; another one follows the answer.
        """
        for _ in range(TURNS_OF_LOOP):
            if embedding.pending:
                await asyncio.sleep(0)
        talk.message = replace(talk.message, embedding=embedding.at_once)
        message, delivery = talk.message, talk.delivery
        earlier: Sequence[Memory] = ()
        known = self._under_way.keeper.known[message.id] = Known()
        try:
            received = await self._runtime.store.receive(
                message,
                room=delivery.room,
                entity=delivery.entity,
                count=CONTEXT_MESSAGES,
                start=message.created_at - CONTEXT_MS,
                waiting=AWAITING_CHOICE,
            )
            earlier, known.scene = received.earlier, received.scene
        except StoreError as error:
            log.error("a message was not remembered: %s", where(error))
            known.scene = Scene(delivery.room)
        if not delivery.announced:
            news = MessageEvent(runtime=self._runtime, message=message)
            await self._runtime.emit_event(EventType.MESSAGE_RECEIVED, news)
        await self._look_at_attachments(talk)
        heard = self._under_way.heard
        if delivery.principal.owner:
            heard.note(message)
        return conversation(earlier, person=message.entity_id, agent=message.agent_id, heard=heard)

    async def _look_at_attachments(self, talk: Talk) -> None:
        found = attachments_of(talk.message)
        if not found:
            return
        seen = await process_attachments(found, self._runtime)
        if seen != found:
            content = talk.message.content
            more = {**content.more, ATTACHMENTS: [media.to_json() for media in seen]}
            talk.message = replace(talk.message, content=replace(content, more=more))
            await self._runtime.store.update_memory(talk.message)

    async def _decided(
        self, talk: Talk, context: Context, response_id: UUID, embedding: Embedding
    ) -> Answer:
        scene = await scene_of(self._runtime, talk.message)
        character = self._runtime.character
        heard = [unaddressed(character, line) for line in (talk.delivery.text, *context.lines)]
        reading = read_for(self._runtime, self._reader, heard)
        embedding.begin(talk=reading.action == "none")
        verdict = await self._attention.verdict(talk, scene, context, reading)
        if verdict is Verdict.IGNORE and self._decides(talk, context):
            verdict = Verdict.ANSWER
        if verdict is not Verdict.ANSWER:
            if verdict is Verdict.IGNORE:
                talk.note(Content(actions=("IGNORE",)))
            return _unheard(talk, reading) if verdict is Verdict.SILENT else NOTHING
        latest = self._under_way.latest
        answering = Answering(self._runtime, latest, talk, response_id, self._approving)
        return await answering.answer(reading, context)

    def _decides(self, talk: Talk, context: Context) -> bool:
        """Whether it says yes or no to what the agent has just shown its owner."""
        heard = talk.delivery.principal.owner and self._approving is not None
        answered = heard and answer_in(talk) is not None
        return answered and bool(listed_in(context.last))

    async def _embedded(self, message: Memory, embedding: Embedding) -> None:
        """Remember a vector that took its time: after the answer, before the message is done."""
        if message.embedding is not None:
            return
        found = await embedding.vector()
        if found is not None:
            await self._kept(self._runtime.store.update_memory(replace(message, embedding=found)))

    async def _record(self, talk: Talk, results: Sequence[ActionResult], run_id: UUID) -> None:
        """The answer and its results, as one. A store that fails does not undo what was done."""
        message, clock = talk.message, self._runtime.clock
        recorded = [
            Recorded(
                id=generate_id(),
                agent_id=message.agent_id,
                room_id=message.room_id,
                message_id=message.id,
                run_id=run_id,
                step=number,
                result=hide_within(result, self._runtime.hiding()),
                created_at=clock.now(),
            )
            for number, result in enumerate(results)
        ]
        await self._kept(self._runtime.store.record(talk.said, recorded))

    async def _kept(self, work: Awaitable[object]) -> None:
        try:
            await work
        except StoreError as error:
            log.error("an answer was not remembered: %s", where(error))

    async def _evaluated(self, talk: Talk, answer: Answer) -> None:
        """Learn from the exchange. Nothing of it can fail the answer, or hold it up for long."""
        try:
            async with asyncio.timeout(EVALUATION_SECONDS):
                await self._runtime.evaluate(
                    talk.message, answer.state, answer.responded, responses=talk.shown
                )
        except TimeoutError:
            log.warning("the evaluators took longer than %g s", EVALUATION_SECONDS)

    def _turn(self, talk: Talk, answer: Answer) -> Turn:
        delivery = talk.delivery
        return Turn(
            id=delivery.id,
            room=delivery.room_name,
            replies=tuple(Reply.of(memory.content) for memory in talk.shown),
            results=hide_within(answer.execution.results, self._runtime.hiding()),
            approval=answer.execution.approval,
            asked=answer.asked,
            fault=answer.fault,
        )


def _unheard(talk: Talk, reading: Reading) -> Answer:
    """In a muted room nothing is said; but an owner's program is told that nothing was done."""
    if not talk.delivery.principal.owner or reading.action in {"none", "clarify"}:
        return NOTHING
    name = talk.runtime.character.name
    problem = Problem(
        "MUTED", "This room is muted, so nothing was done", f'Say "{name}, unmute this room".'
    )
    result = ActionResult.failed(problem, action=reading.action.upper())
    return Answer(Execution((result,)), responded=False)


async def _cancelled(task: asyncio.Task[Turn]) -> None:
    """End a task, and wait until it has ended."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a message that was given up failed: %s", where(error))


def _status(fault: str | None) -> str:
    if fault is None:
        return "completed"
    return "timeout" if fault == "TIMED_OUT" else "error"


def _under_way(runtime: AgentRuntime) -> UnderWay:
    """Where the service of messages runs, what it keeps is shared."""
    service = runtime.get_service(Keeps)
    found = getattr(service, "_under_way", None)
    return found if isinstance(found, UnderWay) else UnderWay()
