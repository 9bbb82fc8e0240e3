"""The pool against nodes that fail, hang, lie and answer nonsense."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from fiscus.chains import rpc as pools
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.rpc import IdentityCheck, RpcPool
from fiscus.core.errors import ChainMismatch, ConfigError, RpcRefused, RpcUnavailable
from tests.chains.nodes import (
    KEY,
    Node,
    Reply,
    body,
    edited,
    hang,
    no_batches,
    serve,
    status,
    value,
)

BALANCE = Call("eth_getBalance", ("0x00", "latest"))
NONCE = Call("eth_getTransactionCount", ("0x00", "latest"))
SEND = Call("eth_sendRawTransaction", ("0x02",))
ANSWERS: dict[str, Json] = {
    "eth_chainId": "0x2105",
    "eth_getBalance": "0x1",
    "eth_getTransactionCount": "0x2",
    "eth_sendRawTransaction": "0xaa",
}
READS: list[Json | RpcRefused] = ["0x1", "0x2"]
IDENTITY = ["eth_chainId"]


def chain_id(answer: Json) -> str | None:
    return str(int(answer, 16)) if isinstance(answer, str) else None


BASE = IdentityCheck("base", Call("eth_chainId"), "8453", chain_id)


@pytest.fixture
async def nodes() -> AsyncIterator[list[Node]]:
    """Three well-behaved nodes of Base."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(serve(Node(dict(ANSWERS)))) for _ in range(3)]


@pytest.fixture
async def http(nodes: list[Node]) -> AsyncIterator[httpx.AsyncClient]:
    """Closed before the nodes are, which wait for open connections."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def node(nodes: list[Node]) -> Node:
    return nodes[0]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds before each round of questions to the nodes."""
    seen: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        # There is one `asyncio.sleep` for everybody.
        if inspect.stack(0)[1].filename == pools.__file__:
            seen.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr("fiscus.chains.rpc.asyncio.sleep", noted)
    return seen


def pool(
    http: httpx.AsyncClient,
    *nodes: Node,
    identity: IdentityCheck | None = BASE,
    deadline: float = 30.0,
    attempt_timeout: float = 10.0,
) -> RpcPool:
    return RpcPool(
        [node.url for node in nodes],
        http=http,
        identity=identity,
        deadline=deadline,
        attempt_timeout=attempt_timeout,
    )


async def test_a_batch_is_one_post_with_the_proof_of_identity_in_it(
    http: httpx.AsyncClient, node: Node
) -> None:
    rpc = pool(http, node)
    assert await rpc.batch([BALANCE, NONCE]) == READS
    assert await rpc.batch([NONCE, BALANCE]) == READS[::-1]
    assert node.methods == [
        [*IDENTITY, BALANCE.method, NONCE.method],
        [NONCE.method, BALANCE.method],
    ]
    assert (rpc.stats.requests, rpc.stats.round_trips) == (5, 2)


async def test_identity_is_asked_again_in_the_same_post_when_wanted_fresh(
    http: httpx.AsyncClient, node: Node
) -> None:
    rpc = pool(http, node)
    await rpc.batch([BALANCE])
    node.answers["eth_chainId"] = "0x1"
    with pytest.raises(ChainMismatch) as caught:
        await rpc.batch([BALANCE], fresh_identity=True)
    assert caught.value.message == (
        "No RPC of 'base' serves chain 8453 (RPC 1 of 1: serves chain 1)"
    )
    assert len(node.posts) == 2


async def test_a_node_of_another_chain_is_passed_over(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    nodes[0].answers |= {"eth_chainId": "0x1", "eth_getBalance": "0xff"}
    rpc = pool(http, *nodes[:2])
    assert await rpc.batch([BALANCE]) == ["0x1"]
    assert await rpc.batch([BALANCE]) == ["0x1"]
    assert len(nodes[0].posts) == 1


async def test_nodes_of_another_chain_only_are_a_mismatch_and_not_asked_again(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    for node in nodes:
        node.answers["eth_chainId"] = "0x1"
    rpc = pool(http, *nodes)
    for _ in range(2):
        with pytest.raises(ChainMismatch):
            await rpc.batch([BALANCE])
    with pytest.raises(ChainMismatch) as caught:
        await rpc.send(SEND)
    assert caught.value.context["uncertain"] is False
    assert [len(node.posts) for node in nodes] == [1, 1, 1]


@pytest.mark.parametrize("shown", [None, {"code": -32601, "message": "no"}])
async def test_a_node_that_does_not_say_its_chain_is_not_believed(
    http: httpx.AsyncClient, nodes: list[Node], shown: Json
) -> None:
    nodes[0].answers |= {"eth_chainId": shown, "eth_getBalance": "0xff"}
    assert await pool(http, *nodes[:2]).batch([BALANCE]) == ["0x1"]


@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        status(502, "<html>bad gateway</html>"),
        status(302, location="http://127.0.0.1:9/"),
        body("{"),
        body(""),
        body("[" * 100_000),
        body("NaN"),
        value([]),
        value(None),
        value([{"jsonrpc": "2.0", "id": 1, "result": "0x1"}]),
        value([{"id": 1, "result": "0x1"}, {"id": 1, "result": "0x2"}, {"id": 2, "result": "0x3"}]),
        value([{"id": 1}, {"id": 2}, {"id": 3}]),
        value(
            [{"id": 1, "result": 1, "error": {}}, {"id": 2, "result": 1}, {"id": 3, "result": 1}]
        ),
        value({"jsonrpc": "2.0", "id": None, "error": {"code": -32005, "message": "slow down"}}),
    ],
)
async def test_two_faults_and_then_an_answer_is_an_answer(
    http: httpx.AsyncClient, node: Node, fault: Reply
) -> None:
    node.faults = [fault, fault]
    assert await pool(http, node).batch([BALANCE, NONCE]) == READS
    assert len(node.posts) == 3


async def test_a_node_that_hangs_twice_and_then_answers_has_answered(
    http: httpx.AsyncClient, node: Node
) -> None:
    node.faults = [hang(), hang()]
    assert await pool(http, node, attempt_timeout=0.3).batch([BALANCE, NONCE]) == READS
    assert len(node.posts) >= 3


@pytest.mark.parametrize("answer", [{"id": 2, "result": "0xff"}, {"result": "0xff"}, {"id": 1}, []])
async def test_an_answer_to_something_else_is_none(
    http: httpx.AsyncClient, node: Node, answer: Json
) -> None:
    node.faults = [None, value(answer)]
    rpc = pool(http, node)
    await rpc.batch([BALANCE])
    assert await rpc.batch([BALANCE]) == ["0x1"]
    assert len(node.posts) == 3


@pytest.mark.covers("SOL-55")
async def test_the_next_node_is_asked_at_once_and_the_failed_one_rests(
    http: httpx.AsyncClient, nodes: list[Node], pauses: list[float]
) -> None:
    nodes[0].faults = [status(500)]
    rpc = pool(http, *nodes)
    assert await rpc.request("eth_getBalance", "0x00", "latest") == "0x1"
    assert pauses == [0]
    await rpc.batch([BALANCE])
    assert [len(node.posts) for node in nodes] == [1, 2, 0]


async def test_answers_are_matched_by_id_in_any_order(http: httpx.AsyncClient, node: Node) -> None:
    node.faults = [edited(lambda answers: answers[::-1], node)]
    assert await pool(http, node).batch([BALANCE, NONCE]) == READS
    assert len(node.posts) == 1


async def test_one_call_refused_leaves_the_others_answered(
    http: httpx.AsyncClient, node: Node
) -> None:
    balance, refused = await pool(http, node).batch([BALANCE, Call("eth_nope")])
    assert balance == "0x1"
    assert isinstance(refused, RpcRefused)
    assert refused.context["rpc_code"] == -32601
    assert refused.message == "The node refused 'eth_nope' with code -32601"


async def test_foreign_text_is_cut_escaped_and_kept_out_of_the_message(
    http: httpx.AsyncClient, node: Node
) -> None:
    text = f"bad\x1b[31m key {KEY}\nsee https://evil.example/?q=1 " + "x" * 5000
    node.answers["eth_nope"] = {"code": -32000, "message": text, "data": "0x08c379a0"}
    with pytest.raises(RpcRefused) as caught:
        await pool(http, node).request("eth_nope")
    detail = str(caught.value.context["detail"])
    assert detail.startswith("bad\N{REPLACEMENT CHARACTER}[31m key … see <link> xxx")
    assert len(detail) <= 300
    assert caught.value.context["data"] == "0x08c379a0"
    assert "bad" not in str(caught.value)


@pytest.mark.parametrize("code", [200, 400, 405, 413])
async def test_a_node_without_batches_gets_single_calls_from_then_on(
    http: httpx.AsyncClient, node: Node, code: int
) -> None:
    node.faults = [no_batches(node, code)]
    rpc = pool(http, node)
    assert await rpc.batch([BALANCE, NONCE]) == READS
    assert await rpc.batch([BALANCE, NONCE]) == READS
    shapes = [isinstance(post, list) for post in node.posts]
    assert shapes == [True, False, False, False, False, False]


async def test_a_batch_refused_for_its_size_says_nothing_about_smaller_ones(
    http: httpx.AsyncClient, node: Node
) -> None:
    node.faults = [no_batches(node, 413)]
    rpc = pool(http, node)
    assert await rpc.batch([BALANCE] * 40) == ["0x1"] * 40
    assert await rpc.batch([BALANCE, NONCE]) == READS
    assert isinstance(node.posts[-1], list)


async def test_single_calls_of_a_lying_node_are_not_believed(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    nodes[0].answers |= {"eth_chainId": "0x1", "eth_getBalance": "0xff"}
    nodes[0].faults = [no_batches(nodes[0])]
    assert await pool(http, *nodes[:2]).batch([BALANCE, NONCE]) == READS


@pytest.mark.covers("SOL-59")
async def test_retry_after_is_kept(
    http: httpx.AsyncClient, node: Node, pauses: list[float]
) -> None:
    node.faults = [status(429, retry_after="1")]
    started = time.monotonic()
    assert await pool(http, node).batch([BALANCE]) == ["0x1"]
    assert time.monotonic() - started >= 1.0
    assert sum(pauses) <= 1.0


async def test_a_wait_beyond_the_deadline_is_an_error_at_once(
    http: httpx.AsyncClient, node: Node, pauses: list[float]
) -> None:
    node.faults = [status(429, retry_after="60")]
    rpc = pool(http, node)
    for _ in range(2):
        with pytest.raises(RpcUnavailable, match=r"RPC 1 of 1: HTTP 429"):
            await rpc.batch([BALANCE])
    assert pauses == [0]
    assert len(node.posts) == 1


async def test_the_deadline_holds_against_a_node_that_hangs(
    http: httpx.AsyncClient, node: Node
) -> None:
    node.faults = [hang(60.0) for _ in range(9)]
    started = time.monotonic()
    with pytest.raises(RpcUnavailable, match="no answer in time"):
        await pool(http, node, attempt_timeout=0.3).batch([BALANCE], deadline=0.7)
    assert time.monotonic() - started < 20


async def test_a_huge_answer_is_cut_off(http: httpx.AsyncClient, nodes: list[Node]) -> None:
    nodes[0].faults = [body('"' + "a" * (9 * 1024 * 1024) + '"')]
    assert await pool(http, *nodes[:2]).batch([BALANCE]) == ["0x1"]


async def test_a_write_is_posted_once_to_each_node_and_may_have_been_taken(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    rpc = pool(http, *nodes, attempt_timeout=1.0)
    for node, fault in zip(nodes, [status(500), hang(), body("{")], strict=True):
        node.faults = [None, fault]
    with pytest.raises(RpcUnavailable) as caught:
        await rpc.send(SEND)
    assert caught.value.context["uncertain"] is True
    assert [node.methods for node in nodes] == [[IDENTITY, [SEND.method]]] * 3


async def test_a_write_goes_to_every_node_with_the_same_bytes_and_one_is_enough(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    rpc = pool(http, *nodes)
    nodes[0].faults = [None, status(500)]
    nodes[1].answers[SEND.method] = {"code": -32000, "message": "too busy for you"}
    assert await rpc.send(SEND) == "0xaa"
    assert nodes[0].posts[-1] == nodes[1].posts[-1] == nodes[2].posts[-1]
    assert [node.methods for node in nodes] == [[IDENTITY, [SEND.method]]] * 3


async def test_a_write_that_one_node_took_waits_for_no_other_that_hangs(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    rpc = pool(http, *nodes, attempt_timeout=60.0, deadline=60.0)
    await rpc.batch([BALANCE])
    nodes[1].faults = [None, hang(60.0)]
    async with asyncio.timeout(30):
        assert await rpc.send(SEND) == "0xaa"
    assert nodes[1].methods[-1] == [SEND.method]


async def test_a_refusal_that_says_the_node_has_it_is_a_yes(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    nodes[0].answers[SEND.method] = {"code": -32000, "message": "nonce too low"}
    nodes[1].answers[SEND.method] = {"code": -32000, "message": "already known"}

    def known(refused: RpcRefused) -> bool:
        return "known" in str(refused.context["detail"])

    assert await pool(http, *nodes[:2]).send(SEND, taken=known) is None


async def test_a_write_that_all_refuse_is_refused(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    for node in nodes:
        node.answers[SEND.method] = {"code": -32000, "message": "nonce too low"}
    with pytest.raises(RpcRefused) as caught:
        await pool(http, *nodes).send(SEND)
    assert caught.value.context["uncertain"] is False
    assert [len(node.posts) for node in nodes] == [2, 2, 2]


async def test_a_refusal_beside_an_unanswered_write_stays_uncertain(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    nodes[0].faults = [None, status(500)]
    nodes[1].answers[SEND.method] = {"code": -32000, "message": "nonce too low"}
    with pytest.raises(RpcRefused) as caught:
        await pool(http, *nodes[:2]).send(SEND)
    assert caught.value.context["uncertain"] is True


async def test_each_node_can_be_asked_alone(http: httpx.AsyncClient, nodes: list[Node]) -> None:
    nodes[1].answers["eth_getBalance"] = "0x7"
    rpc = pool(http, *nodes[:2])
    answers = [await single.batch([BALANCE]) for single in rpc.alone()]
    assert answers == [["0x1"], ["0x7"]]
    nodes[0].faults = [status(500)] * 99
    with pytest.raises(RpcUnavailable):
        await rpc.alone()[0].batch([BALANCE], deadline=0.5)


async def test_a_write_that_reached_nobody_is_certainly_not_taken(
    http: httpx.AsyncClient,
) -> None:
    rpc = RpcPool(["http://127.0.0.1:9/"], http=http, deadline=1.0)
    with pytest.raises(RpcUnavailable, match="no connection") as caught:
        await rpc.send(SEND)
    assert caught.value.context["uncertain"] is False


async def test_a_write_never_reaches_a_node_of_another_chain(
    http: httpx.AsyncClient, nodes: list[Node]
) -> None:
    nodes[0].answers["eth_chainId"] = "0x1"
    assert await pool(http, *nodes[:2]).send(SEND) == "0xaa"
    assert nodes[0].methods == [IDENTITY]


async def test_addresses_of_nodes_show_nowhere(
    http: httpx.AsyncClient, nodes: list[Node], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    nodes[0].faults = [status(401)]
    nodes[1].faults = [hang()]
    rpc = pool(http, *nodes, attempt_timeout=0.3)
    await rpc.batch([BALANCE])
    nodes[1].faults = [status(500) for _ in range(99)]
    nodes[2].faults = [status(500) for _ in range(99)]
    with pytest.raises(RpcUnavailable) as caught:
        await rpc.batch([BALANCE], deadline=0.2)
    assert "HTTP Request: POST http://127.0.0.1/…" in caplog.text
    seen = f"{caplog.text}{rpc!r}{caught.value!r}{caught.value}{caught.value.context}"
    assert KEY not in seen


@pytest.mark.parametrize("url", ["", "ftp://x/", "localhost:8545", "http://", f"ht tp://x/{KEY}"])
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RpcPool([url], http=httpx.AsyncClient(verify=False), identity=BASE)
    assert caught.value.message == "RPC 1 of 1 of 'base' is no http(s) address"


def test_a_chain_without_nodes_is_refused() -> None:
    with pytest.raises(ConfigError, match="'base' has no RPC"):
        RpcPool([], http=httpx.AsyncClient(verify=False), identity=BASE)
