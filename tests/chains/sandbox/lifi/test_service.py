"""LI.FI's stand-in: it keeps to LI.FI's published description, and the chain to what it quotes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest

from fiscus.chains.api import ServiceRefused
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.trades import read_trade
from fiscus.chains.evm.tokens import load_tokens
from fiscus.chains.lifi.client import Lifi, NoRoute
from fiscus.chains.lifi.models import NATIVE, Step, TransactionRequest, TransferStatus
from fiscus.chains.lifi.requests import Transfer
from fiscus.chains.sandbox.definition import DAI, LIFI_DIAMOND, SANDBOX, USDC, WETH
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.errors import FiscusError
from tests.chains.openapi import Description, described, no_faults
from tests.chains.sandbox.aggregators import ETHER, allow, held, sent
from tests.sandboxes import mined, rpc

PAIRS: Final = [
    pytest.param(NATIVE, USDC, ETHER, id="coin for token"),
    pytest.param(USDC, NATIVE, 3000 * 10**6, id="token for coin"),
    pytest.param(DAI, USDC, 500 * ETHER, id="token for token"),
    pytest.param(WETH, DAI, ETHER // 3, id="wrapped coin for token"),
]


@pytest.fixture(scope="module")
def description() -> Description:
    return described("lifi/lifi-openapi-original.yml")


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, base_url=sandbox.lifi_url) as client:
        yield client


@pytest.fixture
def lifi(sandbox: Sandbox, http: httpx.AsyncClient) -> Lifi:
    return Lifi(http, base_url=sandbox.lifi_url)


@pytest.fixture
def wallet(sandbox: Sandbox) -> Generator[str]:
    """For whose transactions the node asks no signature."""
    rpc(sandbox.rpc_url, "anvil_impersonateAccount", sandbox.address)
    yield sandbox.address
    rpc(sandbox.rpc_url, "anvil_stopImpersonatingAccount", sandbox.address)


def wish(sold: str, bought: str, units: int, wallet: str) -> Transfer:
    return Transfer(
        from_chain=31337,
        to_chain=31337,
        from_token=sold,
        to_token=bought,
        units=units,
        from_address=wallet,
        slippage_bps=50,
    )


def coin_or(token: str) -> str | None:
    return None if token == NATIVE else token


def send(sandbox: Sandbox, request: TransactionRequest) -> tuple[str, bool, int]:
    gas = request.gas_limit or 0
    return sent(sandbox, request.to, request.data, request.value, gas)


def request_of(step: Step) -> TransactionRequest:
    assert step.transaction_request is not None and step.estimate is not None
    return step.transaction_request


@pytest.mark.parametrize(("sold", "bought", "units"), PAIRS)
async def test_the_chain_does_to_the_unit_what_was_quoted(
    sandbox: Sandbox, lifi: Lifi, wallet: str, sold: str, bought: str, units: int
) -> None:
    quote = await lifi.quote(wish(sold, bought, units, wallet))
    assert quote.estimate is not None
    left, came = coin_or(sold), coin_or(bought)
    allow(sandbox, left, LIFI_DIAMOND, units)
    before = held(sandbox, left), held(sandbox, came)
    number, worked, gas = send(sandbox, request_of(quote))
    assert worked
    fees: dict[str | None, int] = {None: gas}
    assert before[0] - held(sandbox, left) == units + fees.get(left, 0)
    assert held(sandbox, came) - before[1] == quote.estimate.to_amount - fees.get(came, 0)

    status = await lifi.status(number, from_chain=31337)
    assert (status.status, status.substatus) == (TransferStatus.DONE, "COMPLETED")
    assert status.sending is not None and status.receiving is not None
    assert (status.sending.amount, status.receiving.amount) == (units, quote.estimate.to_amount)


@pytest.mark.parametrize(("sold", "bought", "units"), PAIRS)
async def test_the_desk_reads_every_word_of_its_transactions(
    sandbox: Sandbox, lifi: Lifi, sold: str, bought: str, units: int
) -> None:
    quote = await lifi.quote(wish(sold, bought, units, sandbox.address))
    request, estimate = request_of(quote), quote.estimate
    assert estimate is not None and request.to == LIFI_DIAMOND == estimate.approval_address
    message = Message(request.to, request.value, bytes.fromhex(request.data[2:]))
    root = decode_message(message, Directory(SANDBOX, load_tokens()))
    trade = read_trade(root, wallet=sandbox.address, wrapped=SANDBOX.wrapped)
    key = {token: (coin_or(token) or "").lower() or None for token in (sold, bought)}
    assert trade.taken == {key[sold]: units}
    assert trade.brought == {key[bought]: estimate.to_amount_min}
    assert estimate.to_amount_min == estimate.to_amount * 995 // 1000


async def test_what_must_come_comes_at_least(sandbox: Sandbox, lifi: Lifi, wallet: str) -> None:
    quote = await lifi.quote_to_amount(wish(DAI, USDC, 700 * 10**6, wallet))
    assert quote.estimate is not None
    assert quote.estimate.to_amount_min >= 700 * 10**6
    allow(sandbox, DAI, LIFI_DIAMOND, quote.estimate.from_amount)
    before = held(sandbox, USDC)
    assert send(sandbox, request_of(quote))[1]
    assert held(sandbox, USDC) - before >= 700 * 10**6


async def test_routes_are_exchanges_and_each_can_be_taken(
    sandbox: Sandbox, lifi: Lifi, wallet: str
) -> None:
    routes = await lifi.routes(wish(NATIVE, USDC, ETHER, wallet))
    assert [route.to_amount for route in routes] == sorted(
        (route.to_amount for route in routes), reverse=True
    )
    assert {route.steps[0].tool for route in routes} == {"uniswapV2", "uniswapV3"}
    (other,) = [route for route in routes if route.steps[0].tool == "uniswapV2"]
    assert other.steps[0].transaction_request is None
    step = await lifi.step_transaction(other.steps[0])
    before = held(sandbox, USDC)
    assert send(sandbox, request_of(step))[1]
    assert held(sandbox, USDC) - before == other.to_amount


async def test_a_price_that_got_worse_is_refused_by_the_contract(
    sandbox: Sandbox, lifi: Lifi, wallet: str
) -> None:
    quote = await lifi.quote(wish(NATIVE, USDC, ETHER, wallet))
    for _ in range(2):
        other = await lifi.quote(wish(NATIVE, USDC, 25 * ETHER, wallet))
        assert send(sandbox, request_of(other))[1]
    before = held(sandbox, USDC)
    number, worked, _ = send(sandbox, request_of(quote))
    assert not worked and held(sandbox, USDC) == before
    assert (await lifi.status(number)).status == TransferStatus.FAILED


async def test_the_diamond_calls_no_contract_but_the_exchanges(
    sandbox: Sandbox, lifi: Lifi, wallet: str
) -> None:
    quote = await lifi.quote(wish(DAI, USDC, ETHER, wallet))
    allow(sandbox, DAI, LIFI_DIAMOND, ETHER)
    request = request_of(quote)
    router = "96c16630d1a0c9d82304baa7fb17737d93acc139"
    assert router in request.data
    bent = replace_data(request, request.data.replace(router, USDC[2:].lower()))
    assert not send(sandbox, bent)[1]
    assert not send(sandbox, replace_data(request, "0xdeadbeef"))[1]


def replace_data(request: TransactionRequest, data: str) -> TransactionRequest:
    return request.model_copy(update={"data": data})


async def test_a_transaction_that_nobody_has_seen_is_not_found(lifi: Lifi) -> None:
    assert (await lifi.status("0x" + "11" * 32)).status == TransferStatus.NOT_FOUND


async def test_a_transaction_without_a_swap_is_no_transfer(
    sandbox: Sandbox, lifi: Lifi, wallet: str
) -> None:
    number = mined(sandbox.rpc_url, {"from": wallet, "to": wallet})["transactionHash"]
    assert (await lifi.status(number)).status == TransferStatus.INVALID


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param({"units": 4_000 * ETHER}, NoRoute, id="more than the pools have"),
        pytest.param({"to_token": WETH}, NoRoute, id="a coin and its wrapped form"),
        pytest.param({"to_chain": 1}, ServiceRefused, id="a chain that is not there"),
    ],
)
async def test_there_is_not_always_a_way(
    sandbox: Sandbox, lifi: Lifi, change: dict[str, Any], kind: type[FiscusError]
) -> None:
    with pytest.raises(kind):
        await lifi.quote(replace(wish(NATIVE, USDC, ETHER, sandbox.address), **change))


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"fromAmount": "0"}, 400, 1011),
        ({"fromAmount": "1.5"}, 400, 1011),
        ({"fromAmount": ""}, 400, 1011),
        ({"slippage": "1.5"}, 400, 1011),
        ({"slippage": "much"}, 400, 1011),
        ({"fromAddress": "0x12"}, 400, 1011),
        ({"fromChain": "moon"}, 400, 1011),
        ({"toToken": "ETH"}, 400, 1011),
        ({"toToken": "PEPE"}, 404, 1003),
        ({"maxPriceImpact": "0"}, 404, 1002),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_code(
    sandbox: Sandbox, http: httpx.AsyncClient, change: dict[str, str], status: int, code: int
) -> None:
    query = wish(NATIVE, USDC, ETHER, sandbox.address).query("fromAmount")
    answer = await http.get("/v1/quote", params={**query, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_paths_that_it_does_not_know_are_not_found(http: httpx.AsyncClient) -> None:
    for path in ("/v1/gas", "/quote", "/"):
        assert (await http.get(path)).status_code == 404
    assert (await http.post("/v1/quote", json={})).status_code == 404


async def test_every_answer_is_as_described(
    sandbox: Sandbox, http: httpx.AsyncClient, description: Description
) -> None:
    transfer = wish(NATIVE, USDC, ETHER, sandbox.address)
    back = wish(USDC, NATIVE, ETHER, sandbox.address)
    pair = {"fromChain": "31337", "toChain": "31337"}
    body = json.loads(json.dumps(transfer.body(), default=float))
    routes = (await http.post("/v1/advanced/routes", json=body)).json()
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/v1/chains", {}),
        ("GET", "/v1/tokens", {"params": {"chains": "31337"}}),
        ("GET", "/v1/tools", {}),
        ("GET", "/v1/connections", {"params": pair}),
        ("GET", "/v1/quote", {"params": transfer.query("fromAmount")}),
        ("GET", "/v1/quote/toAmount", {"params": back.query("toAmount")}),
        ("GET", "/v1/status", {"params": {"txHash": "0x" + "11" * 32}}),
        ("POST", "/v1/advanced/routes", {"json": body}),
        ("POST", "/v1/advanced/stepTransaction", {"json": routes["routes"][0]["steps"][0]}),
    ]
    for method, path, given in asked:
        answer = await http.request(method, path, **given)
        assert answer.status_code == 200, (path, answer.text)
        schema = description.answer_schema(method, path)
        no_faults([f"{path} {fault}" for fault in description.faults(answer.json(), schema)])
