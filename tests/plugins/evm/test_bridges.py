"""Bridges between the sandbox's two chains, from the message to what arrives on the other one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fiscus.chains.sandbox.definition import DAI, USDC, WETH
from fiscus.chains.sandbox.loopback import Request, Response, serve
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.tasks import TaskService
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.settings import Settings
from fiscus.plugins.evm.late import LATE
from fiscus.plugins.evm.service import EvmService
from tests.sandboxes import rpc

THIEF = "0xe2E3e6B8f6b4DDbfAf0d3C6b9f6A7E0c3D1B9A57"
ALICE = "0x56932087d042F871358623E910e7C41a25BD291C"
WORD = 64


def weather(box: Sandbox, seconds: float = 0.05, ending: str = "completed") -> None:
    url, body = f"{box.lifi_url}/v1/sandbox/bridge", {"seconds": seconds, "ending": ending}
    assert httpx.post(url, json=body, trust_env=False).status_code == 200


def held(url: str, token: str, owner: str) -> int:
    data = "0x70a08231" + owner[2:].lower().rjust(WORD, "0")
    return int(str(rpc(url, "eth_call", {"to": token, "data": data}, "latest")), 16)


def sent(box: Sandbox) -> int:
    return int(str(rpc(box.rpc_url, "eth_getTransactionCount", box.address, "latest")), 16)


@asynccontextmanager
async def opened(box: Sandbox, home: Path, **values: str) -> AsyncGenerator[Agent]:
    settings = {**box.environment(), "FISCUS_HOME": str(home), **values}
    async with open_agent(Settings(settings), owned=box.owned_chains) as agent:
        service = agent.runtime.get_service(EvmService)
        assert service is not None
        service.arrival_seconds = 5.0
        yield agent


@pytest.fixture
async def agent(box: Sandbox, home: Path) -> AsyncGenerator[Agent]:
    weather(box)
    async with opened(box, home) as agent:
        yield agent


async def say(agent: Agent, text: str, *, id: str = "1") -> Turn:
    owner = Principal("owner", owner=True, consent=Consent.GIVEN)
    return await agent.handle(IncomingMessage(id=id, text=text, principal=owner))


@pytest.mark.covers("EVM-30", "EVM-31", "EVM-32", "M-3")
async def test_a_bridge_shows_its_way_and_ends_where_the_other_chain_shows_it(
    box: Sandbox, agent: Agent
) -> None:
    before, near = held(box.far_url, USDC, box.address), held(box.rpc_url, USDC, box.address)
    turn = await say(agent, "Bridge 100 USDC from Sandbox to Sandbox 2")
    announced, shown, ended = (reply.text for reply in turn.replies)
    assert announced == "Bridging 100 USDC from Sandbox to Sandbox 2."
    assert shown.startswith(
        "Best way: AcrossV4 by LI.FI, 100 USDC for 99.9 USDC on Sandbox 2, at least 99.9 USDC, in"
        " about 2 seconds.\nFees on the way: 0.1 USDC; gas about $"
    )
    assert f"It is paid to {box.address}." in shown
    assert ended.startswith("Bridged 100 USDC from Sandbox: 99.9 USDC on sandbox2 arrived.\n")
    (result,) = turn.results
    assert (result.action, result.success) == ("EVM_BRIDGE", True)
    data = result.data
    assert (data["route"], data["side"], data["to_chain"]) == ("AcrossV4", "arrived", "sandbox2")
    arrival = rpc(box.far_url, "eth_getTransactionReceipt", data["arrival_hash"])
    assert isinstance(arrival, dict)
    assert held(box.far_url, USDC, box.address) - before == 99_900_000
    assert near - held(box.rpc_url, USDC, box.address) == 100_000_000
    again = await say(agent, "Bridge 100 USDC from Sandbox to Sandbox 2")
    assert again.results[0].data["hash"] == data["hash"]
    assert near - held(box.rpc_url, USDC, box.address) == 100_000_000


async def test_coin_crosses_and_what_crossed_can_come_back(box: Sandbox, agent: Agent) -> None:
    turn = await say(agent, "move 0.5 ETH from sandbox to sandbox2")
    assert turn.results[0].success, turn.results[0].text
    assert turn.results[0].data["arrived"] == "0.4995 ETH on sandbox2"
    assert (await say(agent, "bridge 20 DAI from sandbox to sandbox2", id="2")).results[0].success
    back = await say(agent, "bridge half of my DAI from sandbox2 to sandbox", id="3")
    assert back.results[0].success, back.results[0].text
    portfolio = (await say(agent, "show my portfolio", id="4")).results[0].text
    assert "Sandbox:" in portfolio
    assert "Sandbox 2:" in portfolio


async def test_somebody_else_is_paid_by_the_name_they_have_there(
    box: Sandbox, agent: Agent
) -> None:
    before = held(box.far_url, USDC, ALICE)
    turn = await say(agent, "bridge 5 USDC from sandbox to sandbox2 to alice.eth")
    assert turn.results[0].success, turn.results[0].text
    assert held(box.far_url, USDC, ALICE) - before == 4_995_000


ENDINGS = [
    ("refunded", "BRIDGE_REFUNDED", "and came back: 11 DAI on sandbox. Nothing was bridged."),
    ("partial", "BRIDGE_PARTIAL", "and 1 USDC on sandbox2 arrived instead of at least 10.989 DAI"),
    ("failed", "PENDING", "The bridge itself says that it failed; nothing has come back either."),
]


@pytest.mark.covers("EVM-32")
async def test_every_other_end_is_told_as_it_is(box: Sandbox, agent: Agent) -> None:
    for ending, code, said in ENDINGS:
        weather(box, 0.05, ending)
        turn = await say(agent, "bridge 11 DAI from sandbox to sandbox2", id=ending)
        (result,) = turn.results
        assert (result.success, result.error and result.error.code) == (False, code)
        assert said in result.text


async def test_what_is_late_is_pending_and_is_seen_when_it_comes(
    box: Sandbox, agent: Agent
) -> None:
    weather(box, 1.0)
    service = agent.runtime.get_service(EvmService)
    assert service is not None
    service.arrival_seconds = 0.1
    (result,) = (await say(agent, "bridge 7 USDC from sandbox to sandbox2")).results
    assert (result.success, result.error and result.error.code) == (False, "PENDING")
    assert "7 USDC left Sandbox, and at least 6.993 USDC on sandbox2 has not arrived" in result.text
    assert "under way" in result.text
    waiting = (await say(agent, "show my transaction history", id="2")).results[0].text
    assert "on its way, nothing has arrived yet: the bridging of 7 USDC" in waiting
    _wait_for(lambda: service_says(box, result.data["hash"]) == "DONE")
    told = (await say(agent, "show my transaction history", id="3")).results[0].text
    assert "6.993 USDC on sandbox2 arrived: the bridging of 7 USDC" in told


async def test_a_late_end_is_told_once_in_the_room_that_asked(box: Sandbox, home: Path) -> None:
    weather(box, 0.5)
    async with opened(box, home, FISCUS_TASKS="off") as agent:
        runtime = agent.runtime
        service, tasks = runtime.get_service(EvmService), runtime.get_service(TaskService)
        assert service is not None and tasks is not None
        service.arrival_seconds = 0.1
        (result,) = (await say(agent, "bridge 6 USDC from sandbox to sandbox2")).results
        again = (await say(agent, "bridge 6 USDC from sandbox to sandbox2")).results[0]
        assert (again.data["hash"], again.success) == (result.data["hash"], False)
        [task] = await runtime.get_tasks(name=LATE)
        assert task.room_id is not None
        _wait_for(lambda: service_says(box, result.data["hash"]) == "DONE")
        assert await tasks.run_now(task.id) is None
        said = await runtime.store.get_memories(room_id=task.room_id, count=1)
        assert said[0].content.text.startswith(
            "Bridged 6 USDC from Sandbox: 5.994 USDC on sandbox2 arrived.\n"
        )
        assert await runtime.get_tasks(name=LATE) == ()


async def test_what_comes_back_later_is_seen_by_the_history(box: Sandbox, agent: Agent) -> None:
    weather(box, 0.5, "refunded")
    service = agent.runtime.get_service(EvmService)
    assert service is not None
    service.arrival_seconds = 0.1
    (result,) = (await say(agent, "bridge 8 USDC from sandbox to sandbox2")).results
    assert result.error is not None
    assert result.error.code == "PENDING"
    _wait_for(lambda: service_says(box, result.data["hash"]) == "DONE")
    told = (await say(agent, "show my transaction history", id="2")).results[0].text
    assert "came back as 8 USDC on sandbox: the bridging of 8 USDC" in told


def service_says(box: Sandbox, transaction: object) -> str:
    url = f"{box.lifi_url}/v1/status?txHash={transaction}"
    return str(httpx.get(url, trust_env=False).json()["status"])


def _wait_for(done: Any) -> None:
    for _ in range(200):
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_a_process_that_is_killed_on_the_way_is_taken_up_and_sends_nothing_twice(
    box: Sandbox, home: Path
) -> None:
    weather(box, 1.0)
    before, count = held(box.far_url, USDC, box.address), sent(box)
    environment = {**os.environ, **box.environment(), "FISCUS_HOME": str(home)}
    command = [sys.executable, "-m", "fiscus.core.cli"]
    text = "bridge 9 USDC from sandbox to sandbox2"
    first = subprocess.Popen(
        [*command, "ask", text, "--yes"],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for(lambda: sent(box) == count + 2)  # the right, and the bridge
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    _wait_for(lambda: held(box.far_url, USDC, box.address) == before + 8_991_000)
    told = subprocess.run(
        [*command, "chat", "--json"],
        input=json.dumps({"id": "later", "text": "show my transaction history"}),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "8.991 USDC on sandbox2 arrived: the bridging of 9 USDC" in told.stdout
    assert sent(box) == count + 2


async def test_the_same_chain_and_unknown_ones_are_refused_in_words(
    box: Sandbox, agent: Agent
) -> None:
    count = sent(box)
    for number, (text, code) in enumerate(
        [
            ("bridge 5 WETH from sandbox to sandbox2", "NO_ROUTE"),
            ("bridge 99999999 USDC from sandbox to sandbox2", "INSUFFICIENT_FUNDS"),
        ]
    ):
        (result,) = (await say(agent, text, id=str(number))).results
        assert result.error is not None
        assert result.error.code == code, (text, result)
    same = await say(agent, "bridge 100 USDC from sandbox to sandbox", id="9")
    assert "Both chains are the same" in same.replies[-1].text
    nowhere = await say(agent, "bridge 100 USDC from sandbox to atlantis", id="10")
    assert nowhere.replies[-1].text == (
        "No chain is called 'atlantis' here. To which chain should I bridge 100 USDC from Sandbox?"
        " I work on Sandbox, Sandbox 2."
    )
    assert sent(box) == count


@asynccontextmanager
async def bent(box: Sandbox, path: str, lie: Any) -> AsyncGenerator[str]:
    """LI.FI, whose answers at one path are changed on the way."""
    async with httpx.AsyncClient(trust_env=False, base_url=box.lifi_url) as http:

        async def answer(request: Request) -> Response:
            query = dict(request.query)
            told = await http.request(
                request.method, request.path, params=query, content=request.body
            )
            if told.status_code != 200 or not request.path.endswith(path):
                return Response(told.status_code, told.content)
            body = told.json()
            lie(body)
            return Response(200, json.dumps(body).encode())

        async with serve(answer) as url:
            yield url


def _swapped(word: str, other: str) -> Any:
    """A word of the calldata is another one, wherever it is."""

    def lie(body: Any) -> None:
        tx = body["transactionRequest"]
        assert word in tx["data"]
        tx["data"] = tx["data"].replace(word, other)

    return lie


def _in_facet(body: Any) -> None:
    """The receiver in the bridge's own data alone: its second mention of the wallet."""
    tx, me = body["transactionRequest"], body["action"]["toAddress"][2:].lower()
    parts = tx["data"].split(me)
    tx["data"] = me.join([*parts[:1], THIEF[2:].lower().join(parts[1:3]), *parts[3:]])


def _valued(body: Any) -> None:
    body["transactionRequest"]["value"] = hex(10**18)


def _elsewhere(body: Any) -> None:
    body["transactionRequest"]["to"] = WETH


def _unread(body: Any) -> None:
    tx = body["transactionRequest"]
    tx["data"] = "0xae328590" + tx["data"][10:]


def _little(body: Any) -> None:
    promised = f"{99_900_000:064x}"
    _swapped(promised, f"{1:064x}")(body)


def _told_little(body: Any) -> None:
    _little(body)
    body["estimate"] |= {"toAmount": "1", "toAmountMin": "1"}


def _as_it_is(body: Any) -> None:
    """The control."""


LIES = {
    "another token": _swapped(USDC[2:].lower(), DAI[2:].lower()),
    "another chain": _swapped(f"{31338:064x}", f"{1:064x}"),
    "inflated value": _valued,
    "another contract": _elsewhere,
    "unknown facet": _unread,
    "promises one unit": _little,
    "promises one unit and says so": _told_little,
    "receiver in the facet": _in_facet,
}


async def test_no_bent_answer_is_signed(box: Sandbox, home: Path) -> None:
    weather(box)
    count, near = sent(box), held(box.rpc_url, USDC, box.address)
    told = list[Any]()

    def lie(body: Any) -> None:
        told[-1](body)

    async with (
        bent(box, "/advanced/stepTransaction", lie) as url,
        opened(box, home, LIFI_API_URL=url) as agent,
    ):
        for number, (name, way) in enumerate(LIES.items()):
            told.append(way)
            turn = await say(agent, "bridge 100 USDC from sandbox to sandbox2", id=str(number))
            (result,) = turn.results
            assert result.error is not None, name
            assert result.error.code in {"CALL_REFUSED", "NOT_DECODED", "BAD_OFFER"}, (name, turn)
            assert (sent(box), held(box.rpc_url, USDC, box.address)) == (count, near), name
        told.append(_as_it_is)
        turn = await say(agent, "bridge 100 USDC from sandbox to sandbox2", id="honest")
        assert turn.results[0].success, turn


async def test_a_way_of_several_transactions_is_refused(box: Sandbox, home: Path) -> None:
    weather(box)
    count = sent(box)

    def lie(body: Any) -> None:
        body["routes"][0]["steps"] *= 2

    async with (
        bent(box, "/advanced/routes", lie) as url,
        opened(box, home, LIFI_API_URL=url) as agent,
    ):
        (result,) = (await say(agent, "bridge 3 USDC from sandbox to sandbox2")).results
    assert result.error is not None
    assert result.error.code == "BAD_OFFER"
    assert "LI.FI's way takes 2 transactions" in result.text
    assert sent(box) == count


async def test_a_service_that_says_done_is_not_believed(box: Sandbox, home: Path) -> None:
    weather(box, 60.0)

    def lie(body: Any) -> None:
        body |= {"status": "DONE", "substatus": "COMPLETED"}
        body["receiving"] = {"chainId": 31338, "txHash": "0x" + "ab" * 32}

    async with bent(box, "/status", lie) as url, opened(box, home, LIFI_API_URL=url) as agent:
        service = agent.runtime.get_service(EvmService)
        assert service is not None
        service.arrival_seconds = 0.5
        (result,) = (await say(agent, "bridge 3 USDC from sandbox to sandbox2")).results
    assert (result.success, result.error and result.error.code) == (False, "PENDING")
    assert "The bridge says that it is done; nothing of it is there." in result.text
    assert result.data["side"] == "waiting"
