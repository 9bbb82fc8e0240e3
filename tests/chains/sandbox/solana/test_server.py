from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solders.hash import Hash
from solders.keypair import Keypair

from fiscus.chains.sandbox.loopback import Request
from fiscus.chains.sandbox.solana.definition import ALICE, GENESIS, USDC
from fiscus.chains.sandbox.solana.engine import Engine
from fiscus.chains.sandbox.solana.ledger import Ledger
from fiscus.chains.sandbox.solana.node import Node
from fiscus.chains.sandbox.solana.server import METHODS, respond
from fiscus.chains.sandbox.solana.session import SolanaSandbox
from fiscus.chains.sandbox.solana.wallet import Faucet
from fiscus.chains.sandbox.solana.world import furnish
from tests.chains.sandbox.solana.wallet import client, owner, pays, unsigned


def post(sandbox: SolanaSandbox, body: object) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with httpx.Client(trust_env=False, verify=False) as http:
        answer = http.post(sandbox.rpc_url, content=content)
    assert answer.status_code == 200
    return answer.json()


def error(sandbox: SolanaSandbox, method: str, *params: object) -> tuple[int, str]:
    answer = post(sandbox, {"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
    assert answer["id"] == 7
    return answer["error"]["code"], answer["error"]["message"]


async def test_a_client_finds_a_healthy_chain_with_a_genesis_of_its_own(
    still_solana_sandbox: SolanaSandbox,
) -> None:
    async with client(still_solana_sandbox) as http:
        assert await http.is_connected()
        assert str((await http.get_genesis_hash()).value) == GENESIS
        assert (await http.get_version()).value.solana_core.startswith("2.")
        assert (await http.get_minimum_balance_for_rent_exemption(0)).value == 890_880
        assert (await http.get_minimum_balance_for_rent_exemption(165)).value == 2_039_280
    assert post(still_solana_sandbox, {"jsonrpc": "2.0", "id": 1, "method": "getHealth"}) == {
        "jsonrpc": "2.0",
        "id": 1,
        "result": "ok",
    }


def test_a_batch_is_answered_in_its_order(still_solana_sandbox: SolanaSandbox) -> None:
    asked = [
        {"jsonrpc": "2.0", "id": "a", "method": "getSlot"},
        {"jsonrpc": "2.0", "id": "b", "method": "getNothing"},
        {"jsonrpc": "2.0", "id": "c", "method": "getBalance", "params": [ALICE]},
    ]
    first, second, third = post(still_solana_sandbox, asked)
    assert (first["id"], second["id"], third["id"]) == ("a", "b", "c")
    assert isinstance(first["result"], int)
    assert second["error"] == {"code": -32601, "message": "Method not found"}
    assert third["result"]["value"] == 10 * 10**9


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"\xff", -32700),
        (b"[" * 100_000, -32700),
        ([], -32600),
        (5, -32600),
        ({"id": 1}, -32600),
        ({"id": 1, "method": "getSlot", "params": {"a": 1}}, -32602),
    ],
)
def test_what_is_no_request_is_refused(
    still_solana_sandbox: SolanaSandbox, body: object, code: int
) -> None:
    assert post(still_solana_sandbox, body)["error"]["code"] == code


@pytest.mark.parametrize(
    ("method", "params", "code", "words"),
    [
        ("getBalance", list[object](), -32602, "at least 1 argument"),
        ("getBalance", ["xyz"], -32602, "Invalid param"),
        ("getBalance", [5], -32602, "expected a string"),
        ("getBalance", [ALICE, 5], -32602, "expected a map"),
        ("getBalance", [ALICE, {"minContextSlot": 10**9}], -32016, "Minimum context slot"),
        ("getSlot", [{"commitment": "soon"}], -32602, "unknown variant `soon`"),
        ("getMultipleAccounts", [[ALICE] * 101], -32602, "max 100"),
        ("getAccountInfo", [USDC, {"encoding": "gzip"}], -32602, "unsupported"),
        ("getTokenAccountBalance", [ALICE], -32602, "not a Token account"),
        ("getTokenAccountBalance", [GENESIS], -32602, "could not find account"),
        ("getTokenSupply", [ALICE], -32602, "not a Token mint"),
        ("getTokenAccountsByOwner", [ALICE, {"mint": ALICE}], -32602, "could not find mint"),
        ("getTokenAccountsByOwner", [ALICE, {"programId": ALICE}], -32602, "unrecognized"),
        ("getTokenAccountsByOwner", [ALICE, dict[str, object]()], -32602, "expected `mint`"),
        ("getMinimumBalanceForRentExemption", [-1], -32602, "u64"),
        ("getTransaction", ["1"], -32602, "Invalid param"),
        ("getTransaction", ["1" * 64, {"commitment": "processed"}], -32602, "below `confirmed`"),
        ("getSignaturesForAddress", [ALICE, {"limit": 1001}], -32602, "max 1000"),
        ("isBlockhashValid", ["0"], -32602, "Invalid param"),
        ("sendTransaction", ["0OIl"], -32602, "invalid base58"),
        ("sendTransaction", ["=", {"encoding": "base64"}], -32602, "invalid base64"),
        ("sendTransaction", ["AAAA", {"encoding": "base64"}], -32602, "failed to deserialize"),
        ("sendTransaction", ["A" * 1648, {"encoding": "base64"}], -32602, "encoded/raw 1644"),
        ("sendTransaction", ["1" * 1233], -32602, "decoded solana_transaction"),
        ("sendTransaction", ["2" * 10**6], -32602, "encoded/raw 1683"),
    ],
)
def test_bad_parameters_are_refused_in_the_words_of_a_node(
    still_solana_sandbox: SolanaSandbox, method: str, params: list[object], code: int, words: str
) -> None:
    found, message = error(still_solana_sandbox, method, *params)
    assert (found, words in message) == (code, True), message


def test_a_broken_message_is_refused(still_solana_sandbox: SolanaSandbox) -> None:
    wallet = owner(still_solana_sandbox)
    wire = bytearray(
        unsigned(Hash.default(), [pays(wallet, Keypair().pubkey(), 1)], wallet.pubkey())
    )
    wire[66] = 200  # signatures that the header asks for
    code, message = error(
        still_solana_sandbox,
        "sendTransaction",
        b64encode(bytes(wire)).decode(),
        {"encoding": "base64"},
    )
    assert (code, "deserialize" in message) == (-32602, True)


def test_other_http_requests_are_turned_away(still_solana_sandbox: SolanaSandbox) -> None:
    with httpx.Client(trust_env=False, verify=False) as http:
        assert http.get(f"{still_solana_sandbox.rpc_url}/health").text == "ok"
        assert http.get(still_solana_sandbox.rpc_url).status_code == 405


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2**65),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(
        [ALICE, USDC, GENESIS, "1" * 64, "AAAA", "confirmed", "processed", "base64", "jsonParsed"]
    ),
)
OPTIONS = st.sampled_from(
    ["commitment", "encoding", "accounts", "addresses", "mint", "programId", "limit", "filters",
     "memcmp", "dataSize", "dataSlice", "offset", "length", "skipPreflight", "lamports", "owner"]
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(OPTIONS, inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(METHODS)), st.lists(VALUES, max_size=3))
def test_there_is_an_answer_to_everything(method: str, params: list[object]) -> None:
    node = quiet_node()
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    answer = json.loads(respond(node, Request("POST", "/", body=body.encode())).body)
    assert ("result" in answer) != ("error" in answer)


@cache
def quiet_node() -> Node:
    node = Node(Ledger(Engine()), Faucet())
    furnish(node.engine)
    return node
