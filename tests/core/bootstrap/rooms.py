"""An agent in rooms: a real store and pipeline, and a model that says what it is told."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from fiscus.core import AgentRuntime, Character, Content, Memory, Plugin
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import IncomingMessage, Reply, Turn
from fiscus.core.desk.door import Principal
from fiscus.core.ids import UUID, derived_id
from fiscus.core.memory import ChannelType
from fiscus.core.reader.loading import load_reader
from fiscus.core.reader.reading import Reading
from fiscus.core.settings import Settings
from fiscus.core.store import Store, open_store
from fiscus.core.store.records import Room, World
from fiscus.core.testing import ScriptedModel
from tests.fakes import OWNER, FakeDesk

ADA = Character("Ada", ("Keeps the treasury.",))
SOURCE = "discord"


class UnderstandsNothing:
    """A reader for tests of talk."""

    def read(self, text: str, context: Sequence[str] = (), *, supplied: object = ()) -> Reading:
        return Reading(text, "none", "none")


@dataclass
class Rooms:
    """An agent, and people who talk with it."""

    runtime: AgentRuntime
    store: Store
    pipeline: Pipeline
    model: ScriptedModel
    desk: FakeDesk
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def hears(
        self,
        text: str,
        *,
        user: str = "Bob",
        room: str = "general",
        type: ChannelType = ChannelType.DM,
        principal: Principal | None = None,
        id: str = "",
        more: Mapping[str, object] | None = None,
    ) -> Turn:
        """Somebody says something; the wallet's owner is called `owner`."""
        return await self.pipeline.handle(
            IncomingMessage(
                id=id or f"m{next(self.numbers)}",
                text=text,
                principal=principal or (OWNER if user == "owner" else Principal(user)),
                room=room,
                user=user,
                source=SOURCE,
                room_type=type,
                more=more or {},
            )
        )

    def room_id(self, room: str = "general") -> UUID:
        return derived_id(self.runtime.agent_id, SOURCE, room)

    def person(self, user: str = "Bob") -> UUID:
        return derived_id(self.runtime.agent_id, SOURCE, user)

    async def memories(self, room: str = "general") -> list[Memory]:
        return list(await self.store.get_memories(room_id=self.room_id(room), count=50))

    async def found_world(self, *, owner: str = "Bob", room: str = "general") -> World:
        """A server that `owner` owns, with a shared room."""
        agent = self.runtime.agent_id
        metadata = {"ownership": {"ownerId": self.person(owner)}}
        world = World(derived_id("world"), agent, 1, "Server", metadata=metadata)
        await self.store.ensure_world(world)
        await self.store.ensure_room(
            Room(self.room_id(room), agent, SOURCE, 1, room, ChannelType.GROUP, room, world.id)
        )
        return world


@asynccontextmanager
async def open_rooms(
    folder: Path,
    *script: object,
    character: Character = ADA,
    plugins: Sequence[Plugin] = (),
    settings: Mapping[str, str] | None = None,
    with_model: bool = True,
    reads: bool = False,
) -> AsyncGenerator[Rooms]:
    """An agent whose model says the lines of `script`; `reads` gives it the installed reader."""
    model = ScriptedModel(script)  # type: ignore[arg-type]
    desk = FakeDesk()
    async with await open_store(folder / "fiscus.db") as store:
        runtime = AgentRuntime(
            character,
            store=store,
            plugins=(bootstrap, *([model.plugin] if with_model else []), *plugins),
            settings=Settings(settings or {}),
            doors=desk,
        )
        await runtime.initialize()
        reader = load_reader() if reads else UnderstandsNothing()
        yield Rooms(runtime, store, Pipeline(runtime, reader), model, desk)
        await runtime.stop()


def texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.replies]


def said(text: str, *actions: str, thought: str | None = None) -> Reply:
    return Reply.of(Content(text, actions or ("REPLY",), thought))
