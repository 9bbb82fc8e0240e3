"""From a message to its answer: remember, understand, act, answer, remember."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias
from weakref import WeakValueDictionary

from fiscus.core.bootstrap.context import CONTEXT_MESSAGES, CONTEXT_MS, Context, conversation
from fiscus.core.bootstrap.planning import plan
from fiscus.core.bootstrap.totals import together
from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
from fiscus.core.bootstrap.voice import answer, missing
from fiscus.core.desk.door import Door, Ticket
from fiscus.core.events import EventType, MessageEvent, RunEvent
from fiscus.core.execution import Execution, Occasion, skip
from fiscus.core.hooks import after_message, before_message
from fiscus.core.ids import UUID, derived_id, generate_id
from fiscus.core.memory import Content, Memory
from fiscus.core.result import ActionResult
from fiscus.core.store.records import Entity, Recorded, Room

if TYPE_CHECKING:
    from fiscus.core.reader.reading import Reading
    from fiscus.core.runtime import AgentRuntime

Deliver: TypeAlias = Callable[[Reply], Awaitable[None]]
"""Shows a reply at once, before the turn is over."""


class Reads(Protocol):
    """Whoever understands a message: the reader."""

    def read(self, text: str, context: Sequence[str], /) -> Reading: ...


@dataclass(slots=True)
class Conversation:
    """One message while it is answered, and everything said to it so far."""

    runtime: AgentRuntime
    message: Memory
    deliver: Deliver | None = None
    said: list[Memory] = field(default_factory=list[Memory])

    async def say(self, content: Content) -> tuple[Memory, ...]:
        """Send a reply."""
        runtime, message = self.runtime, self.message
        content = replace(content, source=message.content.source, in_reply_to=message.id)
        memory = Memory(
            id=generate_id(),
            entity_id=runtime.agent_id,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
            content=content,
            created_at=runtime.clock.now(),
        )
        self.said.append(memory)
        if self.deliver is not None:
            await self.deliver(Reply.of(content))
        await runtime.emit_event(
            EventType.MESSAGE_SENT, MessageEvent(runtime=runtime, message=memory)
        )
        return (memory,)


class Pipeline:
    """Answers messages: those of one room one after another, rooms at the same time."""

    def __init__(self, runtime: AgentRuntime, reader: Reads) -> None:
        self._runtime = runtime
        self._reader = reader
        self._rooms: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        runtime.register_message_handler(self.handle)

    async def handle(self, incoming: IncomingMessage, deliver: Deliver | None = None) -> Turn:
        """Answer a message. What an action refuses is part of the answer; only the store's errors
        and bugs are raised."""
        begun = time.perf_counter()
        message = self._remembered(incoming)
        async with self._rooms.setdefault(message.room_id, asyncio.Lock()):
            turn = await self._tracked(incoming, Conversation(self._runtime, message, deliver))
        return replace(turn, ms=(time.perf_counter() - begun) * 1000)

    def _remembered(self, incoming: IncomingMessage) -> Memory:
        agent = self._runtime.agent_id
        return Memory(
            id=derived_id(agent, incoming.source, incoming.room, incoming.key),
            entity_id=derived_id(agent, incoming.source, incoming.user),
            agent_id=agent,
            room_id=derived_id(agent, incoming.source, incoming.room),
            content=Content(incoming.text, source=incoming.source),
            created_at=self._runtime.clock.now(),
        )

    async def _tracked(self, incoming: IncomingMessage, talk: Conversation) -> Turn:
        """Every run that is announced is announced to have ended, once."""
        runtime, message = self._runtime, talk.message
        run = RunEvent(runtime=runtime, run_id=runtime.start_run(), message=message)
        await runtime.emit_event(EventType.RUN_STARTED, run)
        try:
            turn = await self._answered(incoming, talk, run_id=run.run_id)
        except BaseException as error:
            failed = replace(run, status="error", error=type(error).__name__)
            await runtime.emit_event(EventType.RUN_ENDED, failed)
            await runtime.emit_event(EventType.RUN_FAILED, failed)
            raise
        finally:
            runtime.end_run()
        completed = replace(run, status="completed")
        await runtime.emit_event(EventType.RUN_ENDED, completed)
        await runtime.emit_event(EventType.RUN_COMPLETED, completed)
        return turn

    async def _answered(
        self, incoming: IncomingMessage, talk: Conversation, *, run_id: UUID
    ) -> Turn:
        runtime, message = self._runtime, talk.message
        message = talk.message = await before_message(runtime, message)
        context = await self._received(incoming, message)
        await runtime.emit_event(
            EventType.MESSAGE_RECEIVED, MessageEvent(runtime=runtime, message=message)
        )
        reading = self._reader.read(incoming.text, context.lines)
        execution = Execution()
        if reading.action == "clarify":
            await talk.say(Content(reading.question or missing(reading.missing), ("REPLY",)))
        elif reading.action == "none":
            await talk.say(Content(answer(runtime, incoming.text), ("REPLY",)))
        else:
            execution = await self._acted(incoming, talk, reading=reading, context=context)
        await runtime.store.record(talk.said, self._recorded(execution.results, message, run_id))
        await after_message(runtime, message, talk.said)
        return Turn(
            id=incoming.id,
            room=incoming.room,
            replies=tuple(Reply.of(memory.content) for memory in talk.said),
            results=execution.results,
            approval=execution.approval,
            asked=reading.action == "clarify",
        )

    async def _received(self, incoming: IncomingMessage, message: Memory) -> Context:
        """Remember the message, and recall what this person and the agent said before."""
        agent, now = self._runtime.agent_id, message.created_at
        earlier = await self._runtime.store.receive(
            message,
            room=Room(message.room_id, agent, incoming.source, now, channel_id=incoming.room),
            entity=Entity(message.entity_id, agent, (incoming.user,), now),
            count=CONTEXT_MESSAGES,
            start=now - CONTEXT_MS,
        )
        return conversation(earlier, person=message.entity_id, agent=agent)

    async def _acted(
        self, incoming: IncomingMessage, talk: Conversation, *, reading: Reading, context: Context
    ) -> Execution:
        runtime = self._runtime
        occasion = Occasion(talk.message, incoming.principal, self._door(incoming), talk.say)
        turns = (incoming.text, *context.own_turns)
        actions = runtime.actions.values()
        planned = plan(reading, actions, turns=turns, wallets=runtime.wallets)
        if planned.obstacle is None:
            execution = await runtime.execute(planned.calls, occasion=occasion)
            if total := together(execution.results):
                await talk.say(Content(total))
            return execution
        at, names = planned.obstacle_at, planned.names
        await talk.say(Content(planned.obstacle.text, ("ERROR",)))
        before, after = await skip(names[:at], occasion), await skip(names[at + 1 :], occasion)
        refused = ActionResult.failed(planned.obstacle, action=names[at])
        return Execution((*before, refused, *after))

    def _door(self, incoming: IncomingMessage) -> Callable[[int], Door]:
        def door(step: int) -> Door:
            return self._runtime.doors(
                Ticket(
                    source=incoming.source,
                    room=incoming.room,
                    message_id=incoming.key,
                    step=step,
                    text=incoming.text,
                    principal=incoming.principal,
                )
            )

        return door

    def _recorded(
        self, results: Sequence[ActionResult], message: Memory, run_id: UUID
    ) -> list[Recorded]:
        return [
            Recorded(
                id=generate_id(),
                agent_id=message.agent_id,
                room_id=message.room_id,
                message_id=message.id,
                run_id=run_id,
                step=number,
                result=result,
                created_at=self._runtime.clock.now(),
            )
            for number, result in enumerate(results)
        ]
