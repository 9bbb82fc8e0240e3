"""Several agents in one process: what they say to each other, and who may tell whom what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fiscus.core.desk.door import Principal
from fiscus.core.errors import RequestError
from fiscus.core.events import CustomEvent, Event
from fiscus.core.ids import UUID, generate_id
from fiscus.core.runs import agents_at_work
from fiscus.core.runtime import AgentRuntime

if TYPE_CHECKING:
    from fiscus.core.bootstrap.turn import Turn
    from fiscus.core.character import Character
    from fiscus.core.memory import Memory
    from fiscus.core.plugins import Plugin

SEND = "message:send"
"""Emit it with `{"to": agent_id, "text": …}` to speak to another agent."""
SOURCE = "agent"
MOST_WAITING = 1000
"""Messages that are kept for an agent that is not there; the oldest are dropped first."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """What an agent may do with those below it, and with the memories of the one above."""

    can_create_children: bool = False
    can_control_children: bool = False
    can_access_parent_memory: bool = True


ROOT = Permissions(can_create_children=True, can_control_children=True)
"""Of an agent that the operator registers."""


@dataclass(frozen=True, slots=True)
class Place:
    """An agent's place among the others."""

    runtime: AgentRuntime
    permissions: Permissions = ROOT
    parent: UUID | None = None


class Agents:
    """The agents of a process. They may share a store; each has its own desk, or none.

    No agent drives another's wallet: whatever it is, an agent owns nothing where it speaks.
    `may_ask` lists, for the agent of a wallet, those that may put payments to its owners: every
    such payment waits for a person's yes.
    """

    def __init__(self, *, may_ask: Mapping[UUID, Collection[UUID]] | None = None) -> None:
        self._may_ask = {agent: frozenset(by) for agent, by in (may_ask or {}).items()}
        self._places: dict[UUID, Place] = {}
        self._waiting: defaultdict[UUID, list[tuple[UUID, str]]] = defaultdict(
            list[tuple[UUID, str]]
        )

    @property
    def runtimes(self) -> Sequence[AgentRuntime]:
        return [place.runtime for place in self._places.values()]

    def get(self, agent_id: UUID) -> AgentRuntime | None:
        place = self._places.get(agent_id)
        return place.runtime if place else None

    def children(self, agent_id: UUID) -> tuple[UUID, ...]:
        return tuple(one for one, place in self._places.items() if place.parent == agent_id)

    async def register(self, runtime: AgentRuntime) -> tuple[Turn, ...]:
        """Take an agent in, and give it what was said to it while it was not there.

        Raises `RequestError` where an agent of this id is registered.
        """
        return await self._enter(Place(runtime))

    def unregister(self, agent_id: UUID) -> None:
        """The agent is not there any more: what is said to it waits. One unknown is no error."""
        place = self._places.pop(agent_id, None)
        if place is not None:
            place.runtime.off(SEND, self._on_send)

    async def send(self, sender: UUID, to: UUID, text: str) -> Turn | None:
        """Say something to another agent, and wait for its answer; `None` where it is not there.

        Raises `RequestError` for a sender that is not registered, and where this very conversation
        is already being handled by the receiver: agents do not talk in circles.
        """
        speaker = self._registered(sender)
        receiver = self.get(to)
        if receiver is None:
            waiting = self._waiting[to]
            waiting.append((sender, text))
            del waiting[:-MOST_WAITING]
            return None
        return await self._deliver(speaker, receiver, text)

    async def broadcast(self, sender: UUID, text: str) -> Mapping[UUID, Turn]:
        """Say it to all others, one after another; what each answered."""
        answers: dict[UUID, Turn] = {}
        for to in [one for one in self._places if one != sender]:
            turn = await self.send(sender, to, text)
            if turn is not None:
                answers[to] = turn
        return answers

    async def create_child(
        self,
        parent: UUID,
        character: Character,
        *,
        plugins: Sequence[Plugin] = (),
        permissions: Permissions | None = None,
    ) -> AgentRuntime:
        """A new agent under another: with its store and settings, without its secrets and desk.

        The child's own settings win over those it inherits. Raises `RequestError` where the parent
        may not have children, and where there is an agent of this character already.
        """
        place = self._place(parent)
        if not place.permissions.can_create_children:
            raise RequestError(f"{place.runtime.character.name!r} may not create agents")
        above = place.runtime
        inherited = {**above.character.settings, **character.settings}
        child = AgentRuntime(
            replace(character, settings=inherited),
            store=above.store if above.has_store else None,
            plugins=plugins,
        )
        if child.agent_id in self._places:
            raise RequestError(f"agent {child.agent_id} is registered already")
        await child.initialize()
        await self._enter(Place(child, permissions or Permissions(), parent))
        return child

    async def delegate(self, parent: UUID, child: UUID, task: str) -> Turn:
        """Let a child do a task, and wait for its answer. What needs a desk needs the child's own.

        Raises `RequestError`: `Child agent … not found`, `No authority over this agent`.
        """
        above = self._place(parent)
        below = self._places.get(child)
        if below is None:
            raise RequestError(f"Child agent {child} not found")
        if below.parent != parent or not above.permissions.can_control_children:
            raise RequestError("No authority over this agent")
        return await self._deliver(above.runtime, below.runtime, task)

    async def parent_memories(self, child: UUID, *, count: int = 10) -> tuple[Memory, ...]:
        """The newest messages of the agent above, where this one may read them.

        Raises `RequestError` where it may not, and where nobody is above it.
        """
        place = self._place(child)
        above = self.get(place.parent) if place.parent else None
        if above is None:
            raise RequestError(f"{place.runtime.character.name!r} has no agent above it")
        if not place.permissions.can_access_parent_memory:
            raise RequestError("No read access to the memory of the agent above")
        return await above.get_memories(count=count)

    async def _enter(self, place: Place) -> tuple[Turn, ...]:
        runtime = place.runtime
        if runtime.agent_id in self._places:
            raise RequestError(f"agent {runtime.agent_id} is registered already")
        self._places[runtime.agent_id] = place
        runtime.on(SEND, self._on_send)
        waiting = self._waiting.pop(runtime.agent_id, [])
        heard = [(self.get(sender), text) for sender, text in waiting]
        return tuple(
            [
                await self._deliver(speaker, runtime, text)
                for speaker, text in heard
                if speaker is not None
            ]
        )

    async def _deliver(self, speaker: AgentRuntime, receiver: AgentRuntime, text: str) -> Turn:
        from fiscus.core.bootstrap.turn import IncomingMessage

        if receiver.agent_id in agents_at_work():
            raise RequestError(
                f"{receiver.character.name!r} is waiting for the answer to this conversation",
                hint="Answer it instead of asking back.",
            )
        sender = speaker.agent_id
        listed = sender in self._may_ask.get(receiver.agent_id, ())
        return await receiver.process_message(
            IncomingMessage(
                id=generate_id(),
                text=text,
                principal=Principal(speaker.character.name, may_ask=listed),
                room=sender,
                user=speaker.character.name,
                source=SOURCE,
            )
        )

    async def _on_send(self, event: Event) -> None:
        if isinstance(event, CustomEvent):
            to, text = event.data.get("to"), event.data.get("text")
            await self.send(event.runtime.agent_id, UUID(str(to)), str(text))

    def _place(self, agent_id: UUID) -> Place:
        if agent_id not in self._places:
            raise RequestError(f"agent {agent_id} is not registered")
        return self._places[agent_id]

    def _registered(self, agent_id: UUID) -> AgentRuntime:
        return self._place(agent_id).runtime
