"""Messages whose steps take what the steps before bring: on real pools, and over a bridge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from fiscus.chains.evm.quoting.outcome import moved
from fiscus.chains.sandbox.definition import DAI, NAMES, USDC
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent
from fiscus.core.bootstrap.turn import Turn
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.result import ActionResult
from fiscus.plugins.evm.service import EvmService
from tests.plugins.evm.test_bridges import held, opened, say, sent, weather
from tests.sandboxes import rpc

BOB = NAMES["bob.eth"]


@pytest.fixture
async def agent(box: Sandbox, home: Path) -> AsyncGenerator[Agent]:
    weather(box)
    async with opened(box, home) as agent:
        yield agent


def codes(turn: Turn) -> list[str | None]:
    return [result.error.code if result.error else None for result in turn.results]


def units(result: ActionResult, name: str) -> int:
    return int(str(result.data[name]))


async def test_what_the_swap_brought_is_sent_to_the_unit_and_once(
    box: Sandbox, agent: Agent
) -> None:
    text = "Swap 5 USDC for DAI and send the DAI to bob.eth"
    mine, his = held(box.rpc_url, DAI, box.address), held(box.rpc_url, DAI, BOB)
    turn = await say(agent, text)
    swapped, paid = turn.results
    assert codes(turn) == [None, None], turn
    came = units(swapped, "amount_out_units")
    assert came > 0
    assert units(paid, "amount_units") == came
    assert held(box.rpc_url, DAI, BOB) - his == came
    assert held(box.rpc_url, DAI, box.address) == mine
    count = sent(box)
    again = await say(agent, text)
    assert [one.data["hash"] for one in again.results] == [swapped.data["hash"], paid.data["hash"]]
    assert sent(box) == count


async def test_half_of_the_coin_that_came_is_half_of_it(box: Sandbox, agent: Agent) -> None:
    before = int(str(rpc(box.rpc_url, "eth_getBalance", BOB, "latest")), 16)
    turn = await say(agent, "swap 10 USDC for ETH and send half of it to bob.eth")
    assert codes(turn) == [None, None], turn
    came = units(turn.results[0], "amount_out_units")
    after = int(str(rpc(box.rpc_url, "eth_getBalance", BOB, "latest")), 16)
    assert after - before == came // 2


async def test_what_was_swapped_crosses_the_bridge(box: Sandbox, agent: Agent) -> None:
    near, far = held(box.rpc_url, DAI, box.address), held(box.far_url, DAI, box.address)
    turn = await say(agent, "swap 100 USDC for DAI on sandbox and bridge it to sandbox2")
    swapped, bridged = turn.results
    assert codes(turn) == [None, None], turn
    came = units(swapped, "amount_out_units")
    assert held(box.rpc_url, DAI, box.address) == near
    assert held(box.far_url, DAI, box.address) - far == came - came // 1000
    assert bridged.data["side"] == "arrived"


async def test_what_crossed_is_swapped_where_it_arrived(box: Sandbox, agent: Agent) -> None:
    assert (await say(agent, "bridge 50 USDC from sandbox to sandbox2", id="over")).results[0]
    far, usdc = held(box.far_url, USDC, box.address), held(box.rpc_url, USDC, box.address)
    turn = await say(agent, "bridge 20 USDC from sandbox2 to sandbox and swap it for DAI")
    crossed, swapped = turn.results
    assert codes(turn) == [None, None], turn
    assert crossed.data["arrived"] == "19.98 USDC on sandbox"
    assert swapped.data["amount_in"] == "19.98"
    assert far - held(box.far_url, USDC, box.address) == 20_000_000
    assert held(box.rpc_url, USDC, box.address) == usdc


async def test_nothing_of_what_has_not_arrived_is_passed_on(box: Sandbox, agent: Agent) -> None:
    assert (await say(agent, "bridge 50 USDC from sandbox to sandbox2", id="over")).results[0]
    weather(box, 1.0)
    service = agent.runtime.get_service(EvmService)
    assert service is not None
    service.arrival_seconds = 0.1
    text = "bridge 20 USDC from sandbox2 to sandbox and swap it for DAI"
    count = sent(box)
    turn = await say(agent, text)
    assert codes(turn) == ["PENDING", "NOT_RUN"]
    assert sent(box) == count
    service.arrival_seconds = 20.0
    again = await say(agent, text)
    assert codes(again) == [None, None], again
    assert again.results[0].data["hash"] == turn.results[0].data["hash"]
    assert again.results[1].data["amount_in"] == "19.98"


async def test_nothing_of_what_came_back_is_passed_on(box: Sandbox, agent: Agent) -> None:
    assert (await say(agent, "bridge 50 USDC from sandbox to sandbox2", id="over")).results[0]
    weather(box, 0.05, "refunded")
    count = sent(box)
    turn = await say(agent, "bridge 20 USDC from sandbox2 to sandbox and swap it for DAI")
    assert codes(turn) == ["BRIDGE_REFUNDED", "NOT_RUN"]
    assert sent(box) == count


async def test_what_ended_after_the_swap_goes_on_with_what_it_brought(
    box: Sandbox, home: Path
) -> None:
    weather(box)
    text = "swap 7 USDC for DAI, then send it to bob.eth"
    his, usdc = held(box.rpc_url, DAI, BOB), held(box.rpc_url, USDC, box.address)
    async with opened(box, home) as first:
        killed: list[asyncio.Task[Turn]] = []

        async def kill(outcome: Outcome) -> None:
            if outcome.deed == "swap" and outcome.state is State.CONFIRMED:
                killed[0].cancel()

        first.desk.watchers.append(kill)
        killed.append(asyncio.create_task(say(first, text)))
        await asyncio.wait(killed)
    assert usdc - held(box.rpc_url, USDC, box.address) == 7_000_000
    assert held(box.rpc_url, DAI, BOB) == his
    async with opened(box, home) as second:
        turn = await say(second, text)
    assert codes(turn) == [None, None], turn
    came = units(turn.results[0], "amount_out_units")
    assert held(box.rpc_url, DAI, BOB) - his == came
    assert usdc - held(box.rpc_url, USDC, box.address) == 7_000_000


async def test_where_the_next_step_is_refused_it_is_told_what_there_is_now(
    box: Sandbox, agent: Agent
) -> None:
    count = sent(box)
    turn = await say(agent, f"swap 5 USDC for DAI and send the DAI to {DAI}")
    assert codes(turn) == [None, "INVALID_RECIPIENT"], turn
    came = turn.results[0].data["amount_out"]
    assert turn.results[1].text.endswith(f" What you have now is {came} DAI on sandbox.")
    assert turn.replies[-1].text == turn.results[1].text
    assert sent(box) == count + 2  # the right, and the swap


async def test_a_way_that_needs_several_steps_is_told_as_what_to_ask_for(
    box: Sandbox, agent: Agent
) -> None:
    count = sent(box)
    (refused,) = (await say(agent, "bridge 9 USDC from sandbox to sandbox2 as DAI")).results
    assert refused.error is not None and refused.error.code == "NO_ROUTE"
    sentence = "swap 9 USDC for DAI on Sandbox and bridge it to Sandbox 2"
    assert f'"{sentence}"' in refused.text
    assert sent(box) == count
    assert codes(await say(agent, sentence, id="2")) == [None, None]


@pytest.mark.parametrize(
    ("token", "tenths"),
    [("DAI", None), ("DAI", 9), ("ETH", 20)],
    ids=["nothing", "less than was promised", "coin that somebody else paid in the same block"],
)
async def test_what_the_chain_does_not_show_to_have_come_is_not_passed_on(
    box: Sandbox,
    agent: Agent,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    tenths: int | None,
) -> None:
    async def told(*asked: Any) -> list[int] | None:
        found = await moved(*asked)
        assert found is not None
        return None if tenths is None else [found[0] * tenths // 10]

    monkeypatch.setattr("fiscus.chains.evm.adapter.moved", told)
    count = sent(box)
    turn = await say(agent, f"swap 5 USDC for {token} and send it to bob.eth")
    assert codes(turn) == [None, "NOTHING_CAME"], turn
    assert "Ask for it with an amount" in turn.replies[-1].text
    assert sent(box) == count + 2  # the right, and the swap
