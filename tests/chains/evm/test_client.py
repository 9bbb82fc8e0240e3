"""The client against a real node."""

from __future__ import annotations

import httpx
import pytest

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import DECIMALS, TransferEvent, read_uint, transfer, transfer_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.refusals import Refusal, classify
from fiscus.chains.query import Query
from fiscus.core.errors import ChainMismatch, RpcRefused
from tests.chains.evm.engine import ALICE, BOB, Engine
from tests.chains.nodes import Node, serve

NOWHERE = "0x" + "ab" * 32


async def newest(engine: Engine) -> tuple[int, int]:
    """Number and base fee of the newest block, by the node's own words."""
    block = await engine.do("eth_getBlockByNumber", "latest", False)
    assert isinstance(block, dict)
    return int(str(block["number"]), 16), int(str(block["baseFeePerGas"]), 16)


async def test_everything_a_payment_needs_is_one_round_trip(
    client: EvmClient, engine: Engine
) -> None:
    before = client.pool.stats.round_trips
    wei, nonce, code, block, missing = await client.gather(
        queries.balance(ALICE),
        queries.nonce(ALICE, queries.PENDING),
        queries.code(BOB),
        queries.block(),
        queries.receipt(NOWHERE),
        fresh_identity=True,
    )
    assert (wei, nonce, code, missing) == (10_000 * 10**18, 0, b"", None)
    assert client.pool.stats.round_trips - before == 1
    assert (block.number, block.base_fee_wei) == await newest(engine)


async def test_a_mined_transfer_is_read_back_exactly(client: EvmClient, engine: Engine) -> None:
    token = await engine.token(units=5_000_000)
    done = await engine.transact(token, "0x" + transfer(BOB, 1_500_000).hex())
    receipt, transaction = await client.gather(queries.receipt(done), queries.transaction(done))
    assert receipt is not None and transaction is not None
    assert receipt.succeeded and receipt.hash == transaction.hash == done
    assert receipt.fee_wei == receipt.gas_used * receipt.gas_price_wei > 0
    assert transaction.input == transfer(BOB, 1_500_000)
    assert (transaction.sender, transaction.to) == (ALICE, token)
    assert [transfer_of(log) for log in receipt.logs] == [
        TransferEvent(token, ALICE, BOB, 1_500_000)
    ]


async def test_one_refusal_can_be_a_value_among_answers(client: EvmClient, engine: Engine) -> None:
    broken = await engine.deploy("BrokenToken")
    decimals, refused = await client.gather(
        queries.call(broken, DECIMALS).then(read_uint),
        queries.call(broken, bytes.fromhex("70a08231") + bytes(32)).settled(),
    )
    assert decimals == 18
    assert isinstance(refused, RpcRefused)
    assert classify(refused) is Refusal.EXECUTION_REVERTED
    assert str(refused.context["data"]).endswith("7")


async def test_a_revert_is_raised_where_nobody_expects_it(
    client: EvmClient, engine: Engine
) -> None:
    broken = await engine.deploy("BrokenToken")
    with pytest.raises(RpcRefused, match="refused 'eth_call' with code 3"):
        await client.call(broken, bytes.fromhex("70a08231") + bytes(32))


async def test_a_node_of_another_chain_is_never_believed(base_url: str, client: EvmClient) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        other = EvmClient.connect(CHAINS["optimism"], http=http, urls=[base_url])
        with pytest.raises(ChainMismatch, match=r"'optimism' serves chain 10 .*serves chain 8453"):
            await other.balance(ALICE)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (queries.balance(ALICE), None),
        (queries.balance(ALICE), 5),
        (queries.balance(ALICE), "0x"),
        (queries.balance(ALICE), "5"),
        (queries.balance(ALICE), "-0x5"),
        (queries.balance(ALICE), "0x" + "f" * 65),
        (queries.nonce(ALICE), "0x" + "f" * 17),
        (queries.code(ALICE), "0xabc"),
        (queries.code(ALICE), "0xzz"),
        (queries.block(), None),
        (queries.block(), {"number": "0x1"}),
        (queries.receipt(NOWHERE), []),
        (queries.receipt(NOWHERE), {"status": "0x2"}),
        (queries.transaction(NOWHERE), {"hash": "0x1"}),
    ],
)
async def test_an_answer_of_the_wrong_shape_is_a_typed_error(
    client: EvmClient, query: Query[object], answer: object
) -> None:
    with pytest.raises(BadAnswer, match=query.call.method):
        query.read(answer)  # type: ignore[arg-type]


async def test_a_taken_write_without_a_hash_stays_uncertain(client: EvmClient) -> None:
    node = Node({"eth_chainId": "0x2105", "eth_sendRawTransaction": "thanks"})
    async with serve(node), httpx.AsyncClient(trust_env=False, verify=False) as http:
        lying = EvmClient.connect(client.chain, http=http, urls=[node.url])
        with pytest.raises(BadAnswer) as caught:
            await lying.send_raw(b"\x02")
    assert caught.value.context["uncertain"] is True


async def test_bytes_that_are_no_transaction_are_refused(client: EvmClient) -> None:
    with pytest.raises(RpcRefused) as caught:
        await client.send_raw(b"\x00")
    assert caught.value.context["uncertain"] is False


def test_an_eip7702_account_names_its_delegate() -> None:
    assert queries.eip7702_delegate(b"\xef\x01\x00" + b"\x11" * 20) == "0x" + "11" * 20
    assert queries.eip7702_delegate(b"\xef\x01\x00" + b"\x11" * 21) is None
    assert queries.eip7702_delegate(b"") is None
