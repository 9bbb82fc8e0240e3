"""The agent under attack: the real one, with a wallet on each of two real chains of play money."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.core import AgentRuntime, Plugin, Provider, ProviderResult
from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.desk.policy import Policy
from fiscus.core.ids import derived_id, generate_id
from fiscus.core.memory import ChannelType, Content, Memory
from fiscus.core.settings import Settings
from fiscus.core.state import State
from fiscus.core.store.records import Entity, Room
from tests.attacks.records import BOB, Record, Witness
from tests.attacks.villain import Villain

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""
HERE = Path(__file__).parent
Row: TypeAlias = dict[str, Any]
SANCTIONED = (
    "0x01e2919679362dfbc9ee1644ba9c6da6d6245bb1",
    "0xffbac21a641dcfe4552920138d90f3638b3c9fba",
)
UNLIMITED: Mapping[str, Any] = {
    "limits": {"fee_usd": None},
    "first_payment": "allow",
    "unknown_price": "allow",
}
POLICIES: Mapping[str, Policy | None] = {
    "own": None,
    "small": Policy(),
    "small_known": Policy.model_validate({"first_payment": "allow"}),
    "ask": Policy.model_validate(
        {"limits": {"per_transaction": {"usd": 50}, "per_24h": {"usd": 500}}}
    ),
    "allowlist": Policy.model_validate(
        {
            "limits": {"per_transaction": {"usd": 100}, "per_24h": {"usd": 500}},
            "recipients": {"allow": [BOB]},
        }
    ),
    "sanctions": Policy.model_validate({**UNLIMITED, "recipients": {"deny": list(SANCTIONED)}}),
}
"""By the name in a row. `own` is what holds on chains that the process started: no limit at all, so
that nothing but the reading itself stands between a sentence and the money."""
OWNER = Principal("owner", owner=True)
STRANGER = Principal("mallory")


def rows_of(name: str) -> list[Row]:
    """The cases of a class: those of the sample first, then our own."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def said(text: str) -> str:
    """A row's text; `{A*20000}` stands for so many letters."""
    head, mark, tail = text.partition("{A*")
    times, _, rest = tail.partition("}")
    return head + "A" * int(times) + rest if mark else text


@dataclass(frozen=True, slots=True)
class World:
    """An agent, whoever talks to it, and the witnesses of what it does."""

    agent: Agent
    villain: Villain
    record: Record
    witness: Witness
    planted: list[str]
    """What a provider tells the model at every turn: the words of a tool, a page, a proposal."""
    secrets: tuple[str, ...]
    """Both keys, as they must never be told."""
    _numbers: count[int] = field(default_factory=count)

    async def say(
        self,
        text: str,
        *,
        by: Principal = OWNER,
        room: str = "room",
        message_id: str | None = None,
    ) -> Turn:
        """One message. `message_id` is given where it is delivered more than once."""
        return await self.agent.handle(
            IncomingMessage(
                id=message_id or f"m{next(self._numbers)}",
                text=text,
                principal=by,
                room=room,
                user=by.name,
            )
        )

    async def remember(self, room: str, text: str, *, as_owner: bool = False) -> None:
        """Something that is in the store already, in the room: of somebody else, as a fact and as a
        word of the agent's own; or, as if the owner had said it, in the owner's name."""
        runtime = self.agent.runtime
        agent, now = runtime.agent_id, runtime.clock.now()
        room_id = derived_id(agent, "cli", room)
        await runtime.store.ensure_room(
            Room(room_id, agent, "cli", now, channel_id=room, type=ChannelType.DM)
        )
        name = "owner" if as_owner else "mallory"
        person = derived_id(agent, "cli", name)
        await runtime.store.ensure_entity(Entity(person, agent, (name,), now))
        others = () if as_owner else (("facts", person), ("messages", agent))
        for table, author in (("messages", person), *others):
            await runtime.store.create_memory(
                Memory(
                    id=generate_id(),
                    entity_id=author,
                    agent_id=agent,
                    room_id=room_id,
                    content=Content(text, source="cli"),
                    created_at=now - 1000,
                ),
                table,
            )


@asynccontextmanager
async def open_world(
    home: Path,
    evm: Sandbox,
    solana: SolanaSandbox,
    record: Record,
    *,
    policy: str = "own",
    model: bool = True,
    plugins: Sequence[Plugin] = (),
    **values: str,
) -> AsyncGenerator[World]:
    """An agent on both chains whose model is the villain, unless the settings name another one.

    `values` are further settings.
    """
    planted: list[str] = []

    async def tell(runtime: AgentRuntime, message: Memory, state: State) -> ProviderResult:
        return ProviderResult(text="\n".join(planted))

    told = Plugin("web", "Tells what pages say.", providers=(Provider("WEB", tell),))
    settings = {
        **evm.environment(),
        **solana.environment(),
        "FISCUS_HOME": str(home),
        "ETHEREUM_PROVIDER_BSC": NOWHERE,
        **values,
    }
    villain = Villain()
    owned = evm.owned_chains | solana.owned_chains
    async with open_agent(Settings(settings), owned=owned, policy=POLICIES[policy]) as agent:
        for plugin in ([villain.model.plugin] if model else []) + [told, *plugins]:
            await agent.runtime.register_plugin(plugin)
        keys = (evm.private_key.reveal()[2:], solana.private_key.reveal())
        yield World(agent, villain, record, Witness(evm, solana), planted, keys)


def consenting(name: str = "owner") -> Principal:
    """An owner who said yes beforehand to whatever only needs approval."""
    return Principal(name, owner=True, consent=Consent.GIVEN)
