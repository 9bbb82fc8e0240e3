"""Several agents in one process: they talk, and none drives another's wallet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from fiscus.core import Action, ActionContext, ActionResult, AgentRuntime, Character, Plugin
from fiscus.core.bootstrap import plugin as bootstrap
from fiscus.core.bootstrap.pipeline import Pipeline
from fiscus.core.bootstrap.turn import Turn
from fiscus.core.coordination import SEND, Agents, Permissions
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.outcome import State
from fiscus.core.doors import closed
from fiscus.core.errors import NotOwner, RequestError
from fiscus.core.ids import UUID, derived_id
from fiscus.core.origins import Origin
from fiscus.core.reader.loading import load_reader
from fiscus.core.receipts import transfer_receipt
from fiscus.core.store import Store, open_store
from fiscus.core.testing import OWNER, FakeChain, open_test_desk
from tests.fakes import BOB

ADA, BEN, CLEO = (Character(name, ("Helps.",)) for name in ("Ada", "Ben", "Cleo"))
reader = cache(load_reader)
PAYMENT = f"send 1.5 ETH to {BOB}"


async def pay(context: ActionContext, params: None) -> ActionResult:
    outcome = await context.desk.submit(Intent("fake", "transfer", context.values))
    return transfer_receipt(outcome, title="the test chain")


PAYING = Plugin("pay", "pays", actions=(Action("PAY", "Pays", pay, handles=("transfer",)),))


@dataclass
class World:
    """A shared store, a desk for Ben's wallet, and the agents."""

    store: Store
    desk: Desk
    chain: FakeChain
    stack: AsyncExitStack
    agents: Agents = field(default_factory=Agents)

    async def agent(self, character: Character, *plugins: Plugin) -> AgentRuntime:
        doors = self.desk.door if character is BEN else closed
        runtime = AgentRuntime(
            character,
            store=self.store,
            plugins=(bootstrap, *plugins),
            doors=doors,
        )
        await runtime.initialize()
        self.stack.push_async_callback(runtime.stop)
        Pipeline(runtime, reader())
        return runtime


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    chain = FakeChain()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(await open_store(tmp_path / "fiscus.db"))
        desk = await stack.enter_async_context(open_test_desk(chain, tmp_path))
        yield World(store, desk, chain, stack)


async def both(world: World) -> tuple[UUID, UUID]:
    for character in (ADA, BEN):
        await world.agents.register(await world.agent(character, PAYING))
    return ADA.id, BEN.id


def codes(turn: Turn | None) -> list[str | None]:
    assert turn is not None
    return [result.error.code if result.error else None for result in turn.results]


@pytest.mark.covers("RTL-29")
async def test_an_agent_answers_another_and_each_remembers_its_own_side(world: World) -> None:
    ada, ben = await both(world)
    turn = await world.agents.send(ada, ben, "hello")
    assert turn is not None
    assert turn.replies
    runtime = world.agents.get(ben)
    assert runtime is not None
    heard = await runtime.get_memories(room_id=derived_id(ben, "agent", ada))
    assert heard[0].content.text == "hello"
    assert heard[0].content.source == "agent"
    speaker = world.agents.get(ada)
    assert speaker is not None
    assert await speaker.get_memories() == ()


async def test_no_agent_drives_the_wallet_of_another(world: World) -> None:
    ada, ben = await both(world)
    assert codes(await world.agents.send(ada, ben, PAYMENT)) == ["NOT_OWNER"]
    assert world.chain.landed == []


async def test_an_agent_that_the_operator_listed_can_only_ask_the_owners(world: World) -> None:
    world.agents = Agents(may_ask={BEN.id: {ADA.id}})
    ada, ben = await both(world)
    turn = await world.agents.send(ada, ben, PAYMENT)
    assert codes(turn) == ["NEEDS_APPROVAL"]
    assert turn is not None
    assert turn.approval is not None
    assert world.chain.landed == []
    asking = Principal("Ada", may_ask=True)
    for answer in (world.desk.approve, world.desk.deny):
        with pytest.raises(NotOwner):
            await answer(turn.approval.id, asking)
    assert (await world.desk.approve(turn.approval.id, OWNER)).state is State.CONFIRMED
    assert len(world.chain.landed) == 1
    assert codes(await world.agents.send(ben, ada, PAYMENT)) == ["READ_ONLY"]


async def test_who_may_ask_cannot_consent(world: World) -> None:
    with pytest.raises(ValueError, match="only an owner can consent"):
        Principal("Ada", may_ask=True, consent=Consent.GIVEN)


async def test_the_words_of_who_may_ask_are_a_models(world: World) -> None:
    said = {"amount": "1", "token": "ETH", "recipient": "alice.eth"}
    values = {role: Given(word, Origin.USER) for role, word in said.items()}
    ticket = Ticket("agent", "room", "1", 0, "pay", Principal("Ada", may_ask=True))
    outcome = await world.desk.door(ticket).submit(Intent("fake", "transfer", values))
    assert outcome.approval is not None
    assert world.chain.landed == []


@pytest.mark.covers("RTL-40")
async def test_an_agent_speaks_through_an_event(world: World) -> None:
    ada, ben = await both(world)
    runtime, receiver = world.agents.get(ada), world.agents.get(ben)
    assert runtime is not None
    assert receiver is not None
    await runtime.emit(SEND, {"to": ben, "text": "hello"})
    heard, _ = await receiver.get_memories()
    assert heard.content.text == "hello"


@pytest.mark.covers("B-07")
async def test_what_is_said_to_an_agent_that_is_not_there_waits_for_it(world: World) -> None:
    await world.agents.register(await world.agent(ADA))
    assert await world.agents.send(ADA.id, BEN.id, "hello") is None
    ben = await world.agent(BEN)
    (turn,) = await world.agents.register(ben)
    assert turn.replies
    world.agents.unregister(BEN.id)
    world.agents.unregister(BEN.id)
    assert await world.agents.send(ADA.id, BEN.id, "are you there?") is None
    assert world.agents.get(BEN.id) is None


async def test_a_message_to_all_reaches_all_but_the_sender(world: World) -> None:
    for character in (ADA, BEN, CLEO):
        await world.agents.register(await world.agent(character))
    answers = await world.agents.broadcast(ADA.id, "hello")
    assert set(answers) == {BEN.id, CLEO.id}


async def test_agents_do_not_talk_in_circles(world: World) -> None:
    def asking(to: Character) -> Plugin:
        async def ask(context: ActionContext, params: None) -> ActionResult:
            turn = await world.agents.send(context.runtime.agent_id, to.id, PAYMENT)
            assert turn is not None
            return ActionResult(all(turn.results), turn.replies[-1].text)

        return Plugin("ask", "asks", actions=(Action("ASK", "Asks", ask, handles=("transfer",)),))

    await world.agents.register(await world.agent(ADA, asking(BEN)))
    await world.agents.register(await world.agent(BEN, asking(ADA)))
    turn = await world.agents.send(ADA.id, BEN.id, PAYMENT)
    assert turn is not None
    assert "'Ben' is waiting for the answer to this conversation" in turn.replies[-1].text


@pytest.mark.covers("RTL-30", "B-08")
async def test_a_child_inherits_settings_and_the_store_but_no_wallet_and_no_secret(
    world: World,
) -> None:
    parent = replace(BEN, settings={"A": "1", "B": "1"})
    runtime = AgentRuntime(parent, store=world.store, doors=world.desk.door)
    runtime.set_setting("KEY", "k", secret=True)
    await runtime.initialize()
    await world.agents.register(runtime)
    child = await world.agents.create_child(
        parent.id, replace(CLEO, settings={"B": "2"}), plugins=[bootstrap, PAYING]
    )
    Pipeline(child, reader())
    assert [child.get_setting(key) for key in ("A", "B", "KEY")] == ["1", "2", None]
    assert child.store is world.store
    assert world.agents.children(parent.id) == (child.agent_id,)
    assert codes(await world.agents.delegate(parent.id, child.agent_id, PAYMENT)) == ["READ_ONLY"]
    with pytest.raises(RequestError, match="is registered already"):
        await world.agents.create_child(parent.id, CLEO)
    await child.stop()
    await runtime.stop()


@pytest.mark.covers("RTL-31")
async def test_only_the_agent_above_delegates(world: World) -> None:
    ada, ben = await both(world)
    child = await world.agents.create_child(ada, CLEO, plugins=[bootstrap])
    Pipeline(child, reader())
    turn = await world.agents.delegate(ada, child.agent_id, "hello")
    assert turn.replies
    gone = derived_id("nobody")
    with pytest.raises(RequestError, match=f"Child agent {gone} not found"):
        await world.agents.delegate(ada, gone, "hello")
    for parent, below in ((ben, child.agent_id), (ada, ben), (child.agent_id, ada)):
        with pytest.raises(RequestError, match="No authority over this agent"):
            await world.agents.delegate(parent, below, "hello")
    with pytest.raises(RequestError, match="'Cleo' may not create agents"):
        await world.agents.create_child(child.agent_id, Character("Dan", ("b",)))
    await child.stop()


async def test_a_child_reads_what_the_agent_above_remembers_only_where_it_may(
    world: World,
) -> None:
    ada, ben = await both(world)
    await world.agents.send(ben, ada, "the vault is blue")
    reads = await world.agents.create_child(ada, CLEO)
    shut = await world.agents.create_child(
        ada, Character("Dan", ("b",)), permissions=Permissions(can_access_parent_memory=False)
    )
    found = await world.agents.parent_memories(reads.agent_id)
    assert "the vault is blue" in [memory.content.text for memory in found]
    with pytest.raises(RequestError, match="No read access"):
        await world.agents.parent_memories(shut.agent_id)
    with pytest.raises(RequestError, match="'Ada' has no agent above it"):
        await world.agents.parent_memories(ada)


async def test_who_is_not_registered_cannot_speak_and_nobody_is_registered_twice(
    world: World,
) -> None:
    runtime = await world.agent(ADA)
    await world.agents.register(runtime)
    with pytest.raises(RequestError, match="is registered already"):
        await world.agents.register(runtime)
    with pytest.raises(RequestError, match="is not registered"):
        await world.agents.send(CLEO.id, ADA.id, "hello")
