"""The client against a real engine, and against nodes that answer nonsense."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import httpx
import pytest
from solana.rpc.async_api import AsyncClient
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Json
from fiscus.chains.query import Query
from fiscus.chains.sandbox.solana.definition import GENESIS
from fiscus.chains.solana import queries
from fiscus.chains.solana.balances import TokenHolding, read_balances
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.definitions import CHAINS, MAINNET, SANDBOX
from fiscus.chains.solana.programs import TOKEN, TOKEN_2022
from fiscus.chains.solana.refusals import Refusal, classify
from fiscus.chains.solana.simulate import simulate_message
from fiscus.core.errors import ChainMismatch, RpcRefused
from tests.chains.nodes import Node, serve
from tests.chains.solana.chain import ALICE, BOB, CAROL, ME, SOL, USDC, Chain

BONK = "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263"
PLAIN = "BT6sSf6pb7xUcvKa4VmmRqSdJn9YxLzVyQa5QLw75Wrt"


@pytest.fixture
async def client(chain: Chain) -> AsyncGenerator[SolanaClient]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield SolanaClient.connect(SANDBOX, http=http, urls=[chain.url])


async def test_everything_a_payment_needs_is_one_round_trip(
    chain: Chain, client: SolanaClient
) -> None:
    before = client.pool.stats.round_trips
    lamports, (alice, nobody), block, rent, fees, height, epoch = await client.gather(
        queries.balance(ME),
        queries.accounts([ALICE, CAROL]),
        queries.latest_blockhash(),
        queries.rent(165),
        queries.recent_fees([ME]),
        queries.block_height(),
        queries.epoch(),
        fresh_identity=True,
    )
    assert client.pool.stats.round_trips - before == 1
    assert (lamports, rent, nobody) == (10 * SOL, 2_039_280, None)
    assert alice is not None and (alice.lamports, alice.data) == (10 * SOL, b"")
    assert block.last_valid_height == height + 150 and epoch.height < height
    assert len(fees) > 0
    async with AsyncClient(chain.url) as witness:
        assert (await witness.get_balance(Pubkey.from_string(ALICE))).value == alice.lamports


@pytest.mark.covers("SOL-56")
async def test_any_number_of_accounts_is_asked_for_a_hundred_at_a_time(
    client: SolanaClient,
) -> None:
    keys = [str(Keypair.from_seed(bytes([n, 7]) + bytes(30)).pubkey()) for n in range(249)]
    before = client.pool.stats
    asked, trips = before.requests, before.round_trips
    found = await client.accounts([*keys, ALICE])
    assert len(found) == 250 and found[-1] is not None
    assert found[:-1] == [None] * 249
    assert client.pool.stats.round_trips - trips == 1
    assert client.pool.stats.requests - asked <= 4
    with pytest.raises(ValueError, match="too many"):
        queries.accounts(keys)


async def test_balances_are_all_tokens_of_both_programs(chain: Chain, client: SolanaClient) -> None:
    chain.give_tokens(7, PLAIN)
    chain.give_tokens(0, BONK)
    found = await read_balances(client, ME)
    assert (found.owner, found.lamports) == (ME, 10 * SOL)
    assert set(found.tokens) == {
        TokenHolding(USDC, TOKEN, 100 * 10**6, 6),
        TokenHolding(PLAIN, TOKEN_2022, 7, 6),
    }
    assert (found.units(USDC), found.units(BONK)) == (100 * 10**6, 0)
    nobody = await read_balances(client, CAROL)
    assert (nobody.lamports, nobody.tokens) == (0, ())


async def test_a_node_of_another_cluster_is_never_believed(chain: Chain) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        other = SolanaClient.connect(MAINNET, http=http, urls=[chain.url])
        with pytest.raises(ChainMismatch, match=f"'solana' serves chain 5eykt.*{GENESIS}"):
            await other.balance(ME)
        local = SolanaClient.connect(CHAINS["solana-localnet"], http=http, urls=[chain.url])
        assert await local.balance(ME) == 10 * SOL


BLOCK: Json = {"blockhash": ME, "lastValidBlockHeight": 5}


def context(value: Json) -> Json:
    return {"context": {"slot": 1}, "value": value}


UNREADABLE: list[tuple[Query[object], Json]] = [
    (queries.balance(ME).then(lambda x: x), None),
    (queries.balance(ME).then(lambda x: x), 5),
    (queries.balance(ME).then(lambda x: x), context("5")),
    (queries.balance(ME).then(lambda x: x), context(5.0)),
    (queries.balance(ME).then(lambda x: x), context(-1)),
    (queries.balance(ME).then(lambda x: x), context(True)),
    (queries.balance(ME).then(lambda x: x), context(2**64)),
    (queries.rent(0).then(lambda x: x), "890880"),
    (queries.accounts([ME]).then(lambda x: x), context([])),
    (queries.accounts([ME]).then(lambda x: x), context([None, None])),
    (queries.accounts([ME]).then(lambda x: x), context([{"lamports": 1}])),
    (
        queries.accounts([ME]).then(lambda x: x),
        context([{"lamports": 1, "owner": ME, "executable": False, "data": ["!!", "base64"]}]),
    ),
    (
        queries.accounts([ME]).then(lambda x: x),
        context([{"lamports": 1, "owner": ME, "executable": False, "data": ["", "base58"]}]),
    ),
    (
        queries.accounts([ME]).then(lambda x: x),
        context([{"lamports": 1, "owner": "x", "executable": False, "data": ["", "base64"]}]),
    ),
    (queries.latest_blockhash().then(lambda x: x), context({"blockhash": "x"})),
    (queries.latest_blockhash().then(lambda x: x), BLOCK),
    (queries.transaction(ME).then(lambda x: x), {"slot": 1}),
    (queries.transaction(ME).then(lambda x: x), {"slot": 1, "meta": {"fee": 1}}),
    (queries.recent_fees([ME]).then(lambda x: x), [{"slot": 1}]),
    (queries.epoch().then(lambda x: x), {"absoluteSlot": 1}),
    (queries.genesis_hash().then(lambda x: x), "0x1"),
    (queries.token_accounts(ME, TOKEN).then(lambda x: x), context([{"pubkey": ME}])),
    (simulate_message(b"", [ME]).then(lambda x: x), context({"err": None})),
    (
        simulate_message(b"", [ME]).then(lambda x: x),
        context({"err": None, "unitsConsumed": 5, "accounts": []}),
    ),
    (
        simulate_message(b"", [ME]).then(lambda x: x),
        context({"err": None, "unitsConsumed": None, "accounts": [None]}),
    ),
]


@pytest.mark.parametrize(("query", "answer"), UNREADABLE)
def test_an_answer_of_the_wrong_shape_is_a_typed_error(query: Query[object], answer: Json) -> None:
    with pytest.raises(BadAnswer, match=query.call.method):
        query.read(answer)


async def test_a_taken_write_without_a_signature_stays_uncertain() -> None:
    node = Node({"getGenesisHash": GENESIS, "sendTransaction": "thanks"})
    async with serve(node), httpx.AsyncClient(trust_env=False) as http:
        lying = SolanaClient.connect(SANDBOX, http=http, urls=[node.url])
        with pytest.raises(BadAnswer) as caught:
            await lying.send_raw(b"\x01")
    assert caught.value.context["uncertain"] is True


async def test_bytes_that_are_no_transaction_are_refused(client: SolanaClient) -> None:
    with pytest.raises(RpcRefused) as caught:
        await client.send_raw(b"\x00")
    assert caught.value.context["uncertain"] is False


@pytest.mark.parametrize(
    ("code", "text", "meaning"),
    [
        (-32002, "This transaction has already been processed", Refusal.ALREADY_KNOWN),
        (-32002, "Transaction simulation failed: Blockhash not found", Refusal.BLOCK_UNKNOWN),
        (-32601, "whatever", Refusal.METHOD_MISSING),
        (-32603, "Internal error", Refusal.OTHER),
    ],
)
def test_refusals_are_understood_by_code_and_text(code: int, text: str, meaning: Refusal) -> None:
    assert classify(RpcRefused("no", rpc_code=code, detail=text)) is meaning


async def test_a_payment_of_somebody_is_seen_as_the_witness_sees_it(
    chain: Chain, client: SolanaClient
) -> None:
    async with AsyncClient(chain.url) as witness:
        given = await witness.request_airdrop(Pubkey.from_string(BOB), 5)
    status, landed = await client.gather(
        queries.status(str(given.value)), queries.transaction(str(given.value))
    )
    assert landed is not None and status.settled and status.slot == landed.slot
    assert (landed.failure, status.failure, landed.fee) == (None, None, 5000)
    assert landed.lamports_after[1] - landed.lamports_before[1] == 5
