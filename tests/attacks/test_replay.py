"""Replay and duplicate delivery, at the door where messages come in, on real chains."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httpx
import pytest

from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.core.bootstrap.service import MessageService
from fiscus.core.bootstrap.turn import Turn
from fiscus.core.events import MessageEvent
from fiscus.core.ids import derived_id
from fiscus.core.memory import Content, Memory
from tests.attacks.records import BOB, Record, expected
from tests.attacks.worlds import OWNER, STRANGER, World, consenting, open_world
from tests.sandboxes import StartAnvil, rpc

EVM = "send 0.01 ETH to " + BOB
SOLANA = "send 0.01 SOL to bob.sol"
PAID: dict[str, dict[str, str]] = {
    EVM: {"to": BOB, "token": "ETH", "amount": "0.01"},
    SOLANA: {"to": "bob.sol", "token": "SOL", "amount": "0.01"},
}
both = pytest.mark.parametrize("text", [EVM, SOLANA], ids=["evm", "solana"])


@dataclass(frozen=True, slots=True)
class Stage:
    """Opens an agent on the same folder, as often as a test likes."""

    evm: Sandbox
    solana: SolanaSandbox
    record: Record
    home: Path

    def open(self, policy: str = "own") -> AbstractAsyncContextManager[World]:
        return open_world(self.home, self.evm, self.solana, self.record, policy=policy)


@pytest.fixture
def stage(
    attacked_evm: Sandbox, attacked_solana: SolanaSandbox, record: Record, tmp_path: Path
) -> Stage:
    return Stage(attacked_evm, attacked_solana, record, tmp_path)


def hashes(turn: Turn) -> list[object]:
    return [result.data.get("hash") for result in turn.results]


def code(turn: Turn) -> str | None:
    error = turn.results[0].error
    return error.code if error else None


@both
async def test_a_message_that_comes_twice_pays_once_and_is_answered_the_same(
    stage: Stage, text: str
) -> None:
    async with stage.open() as world:
        first = await world.say(text, message_id="m")
        again = await world.say(text, message_id="m")
        assert hashes(first) == hashes(again) and hashes(first) != [None]
        assert world.witness.news() == expected([PAID[text]])
    assert stage.record.count == 1


@both
async def test_a_message_that_comes_ten_times_at_once_pays_once(stage: Stage, text: str) -> None:
    async with stage.open() as world:
        turns = await asyncio.gather(*(world.say(text, message_id="m") for _ in range(10)))
        assert len({str(hashes(turn)) for turn in turns}) == 1
        assert world.witness.news() == expected([PAID[text]])
    assert stage.record.count == 1


@both
async def test_a_message_that_comes_again_after_a_restart_pays_once(
    stage: Stage, text: str
) -> None:
    async with stage.open() as world:
        first = await world.say(text, message_id="m")
        assert world.witness.news() == expected([PAID[text]])
    async with stage.open() as world:
        again = await world.say(text, message_id="m")
        assert hashes(again) == hashes(first)
        assert world.witness.news() == []
    assert stage.record.count == 1


async def test_a_known_id_with_another_text_is_refused(stage: Stage) -> None:
    async with stage.open() as world:
        await world.say(EVM, message_id="m")
        turn = await world.say(EVM.replace("0.01", "0.5"), message_id="m")
        assert code(turn) == "DUPLICATE_REQUEST"
        assert world.witness.news() == expected([PAID[EVM]])


async def test_a_known_id_with_another_text_is_refused_after_a_restart(stage: Stage) -> None:
    async with stage.open() as world:
        await world.say(EVM, message_id="m")
        world.witness.news()
    async with stage.open() as world:
        assert code(await world.say(EVM.replace("0.01", "0.5"), message_id="m"))
        assert world.witness.news() == []


async def test_the_steps_of_a_message_that_comes_again_pay_once_each(stage: Stage) -> None:
    text = f"{EVM} and 2 USDC to bob.eth"
    paid = [PAID[EVM], {"to": "bob.eth", "token": "USDC", "amount": "2"}]
    async with stage.open() as world:
        for _ in range(3):
            await world.say(text, message_id="m")
        assert world.witness.news() == expected(paid)
    assert stage.record.count == 2


@both
async def test_the_same_words_in_another_message_are_another_payment(
    stage: Stage, text: str
) -> None:
    async with stage.open() as world:
        await world.say(text)
        await world.say(text)
        assert world.witness.news() == expected([PAID[text]] * 2)


async def test_the_same_id_in_another_room_is_another_message(stage: Stage) -> None:
    async with stage.open() as world:
        await world.say(EVM, message_id="m", room="one")
        await world.say(EVM, message_id="m", room="two")
        assert world.witness.news() == expected([PAID[EVM]] * 2)


async def test_an_owners_message_that_a_stranger_repeats_pays_nothing(stage: Stage) -> None:
    async with stage.open() as world:
        await world.say(EVM, message_id="m")
        world.witness.news()
        for message_id in ("m", "n"):
            assert code(await world.say(EVM, by=STRANGER, message_id=message_id)) == "NOT_OWNER"
        assert world.witness.news() == []


async def test_a_yes_is_used_once_however_often_it_is_sent(stage: Stage) -> None:
    async with stage.open("ask") as world:
        turn = await world.say(EVM, message_id="m")
        assert turn.approval is not None
        yes = [world.agent.approve(turn.approval.id, OWNER) for _ in range(5)]
        await asyncio.gather(*yes)
        await world.agent.approve(turn.approval.id, OWNER)
        await world.say(EVM, message_id="m")
        assert world.witness.news() == expected([PAID[EVM]])


async def test_a_yes_of_a_stranger_and_a_yes_after_a_no_buy_nothing(stage: Stage) -> None:
    async with stage.open("ask") as world:
        turn = await world.say(EVM)
        assert turn.approval is not None
        refused = await world.agent.approve(turn.approval.id, STRANGER)
        assert code(refused) == "NOT_OWNER"
        await world.agent.deny(turn.approval.id, OWNER)
        assert code(await world.agent.approve(turn.approval.id, OWNER))
        assert world.witness.news() == []
    assert stage.record.count == 0


async def test_what_a_platform_announces_twice_is_answered_once_and_owns_nothing(
    stage: Stage,
) -> None:
    said: list[Content] = []

    async def callback(content: Content) -> tuple[Memory, ...]:
        said.append(content)
        return ()

    async with stage.open() as world:
        runtime = world.agent.runtime
        message = Memory(
            id=derived_id(runtime.agent_id, "platform", "1"),
            entity_id=derived_id(runtime.agent_id, "platform", "owner"),
            agent_id=runtime.agent_id,
            room_id=derived_id(runtime.agent_id, "platform", "room"),
            content=Content(f"Fiscus, {EVM}", source="platform"),
            created_at=runtime.clock.now(),
        )
        service = runtime.get_service(MessageService)
        assert service is not None
        event = MessageEvent(runtime=runtime, message=message, callback=callback)
        await service.received(event)
        assert await service.received(event) is None
        assert world.witness.news() == []
    assert stage.record.count == 0


async def test_a_signed_payment_is_worth_nothing_twice_and_on_no_other_chain(
    stage: Stage, start_anvil: StartAnvil
) -> None:
    """Anybody can read the bytes in a block and send them where they like."""
    async with stage.open() as world:
        turn = await world.say(EVM)
        raw = rpc(stage.evm.rpc_url, "eth_getRawTransactionByHash", hashes(turn)[0])
        world.witness.news()
        other = start_anvil(AnvilOptions(chain_id=1)).url
        rpc(other, "anvil_setBalance", stage.evm.address, hex(10**20))
        for url in (stage.evm.rpc_url, other):
            assert "error" in post(url, "eth_sendRawTransaction", raw)
        assert world.witness.news() == []
        assert rpc(other, "eth_getTransactionCount", stage.evm.address, "latest") == "0x0"


def post(url: str, method: str, *params: object) -> dict[str, object]:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    with httpx.Client(trust_env=False, verify=False) as http:
        return cast("dict[str, object]", http.post(url, json=body, timeout=10).json())


async def test_a_limit_holds_however_the_sum_is_split(stage: Stage) -> None:
    """Sixty dollars in small payments one after another, then many at once, under a day's limit of
    a hundred."""
    text = f"send 20 USDC to {BOB}"
    async with stage.open("small_known") as world:
        for _ in range(3):
            assert (await world.say(text)).results[0].success
        pays = (world.say(text, room=f"room {n}") for n in range(8))
        turns = await asyncio.gather(*pays)
        assert sum(turn.results[0].success for turn in turns) == 2
        over = await world.say(f"send 1 USDC to {BOB}", by=consenting())
        assert code(over) == "POLICY_DENIED"
        paid = [{"to": BOB, "token": "USDC", "amount": "20"}] * 5
        assert world.witness.news() == expected(paid)


async def test_a_limit_is_the_same_after_a_restart(stage: Stage) -> None:
    text = f"send 25 USDC to {BOB}"
    for run in range(2):
        async with stage.open("small_known") as world:
            for number in range(3):
                await world.say(text, message_id=f"{run} {number}")
    assert stage.record.count == 4
