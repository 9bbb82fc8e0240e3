"""LI.FI's client against its published description and recorded answers."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest

from fiscus.chains.api import BadServiceAnswer, parsed
from fiscus.chains.lifi.client import Lifi, NoRoute, versioned
from fiscus.chains.lifi.models import NATIVE, Step, TransferStatus
from fiscus.chains.lifi.requests import Transfer
from fiscus.core.secrets import Secret
from tests.chains.openapi import Description, described, no_faults, shared
from tests.chains.service import Asked, Service, says, serving

ME = "0x552008c0f6870c2f77e5cC1d2eb9bdff03e30Ea0"
USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
EXAMPLES = "recorded/lifi/openapi_examples"
WISH = Transfer(
    from_chain=8453,
    to_chain=8453,
    from_token=NATIVE,
    to_token=USDC,
    units=10**18,
    from_address=ME,
    slippage_bps=50,
)


@dataclass(slots=True)
class Hands:
    time: float = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(scope="module")
def description() -> Description:
    return described("lifi/lifi-openapi-original.yml")


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    async with serving(Service()) as running:
        yield running


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def lifi(service: Service, clock: Hands) -> AsyncGenerator[Lifi]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield Lifi(http, base_url=service.url, key=Secret("k" * 20), clock=clock)


def example(name: str) -> str:
    """An answer of the description, with what its own schema asks for and its examples leave
    out."""
    answer = json.loads(shared(f"{EXAMPLES}/{name}.json").read_text())
    for step in [answer, *(step for row in answer.get("routes", []) for step in row["steps"])]:
        if "estimate" in step:
            step["estimate"] = {"tool": step["tool"], "executionDuration": 30} | step["estimate"]
    return json.dumps(answer)


def fits(description: Description, asked: Asked) -> None:
    body = json.loads(asked.body) if asked.body else None
    no_faults(description.request_faults(asked.method, asked.path, asked.query, body))
    assert asked.headers["x-lifi-api-key"] == "k" * 20


async def test_a_quote_is_asked_for_and_read_as_described(
    lifi: Lifi, service: Service, description: Description
) -> None:
    text = example("get_v1_quote_200_StepResponseExample")
    service.answers["/v1/quote"] = says(text)
    step = await lifi.quote(WISH)
    (asked,) = service.asked
    fits(description, asked)
    assert asked.query["slippage"] == "0.005"
    assert (asked.query["fromAmount"], asked.query["toAddress"]) == (str(10**18), ME)
    assert step.estimate is not None
    assert step.estimate.to_amount == 21922914496086353975
    assert step.estimate.to_amount_min == 21265227061203763356
    assert step.estimate.approval_address == "0x1111111254fb6c44bac0bed2854e76f90643097d"
    assert step.action.slippage == Decimal("0.003")
    sent = step.transaction_request
    assert sent is not None
    assert (sent.value, sent.chain_id, sent.gas_limit) == (10**18, 100, 0x0E9CB2)


async def test_a_recorded_answer_of_the_live_service_is_read(
    lifi: Lifi, service: Service, description: Description
) -> None:
    text = shared("recorded/lifi/quote_eth_to_arb_usdc.recorded.json").read_text()
    schema = description.answer_schema("get", "/v1/quote")
    no_faults(list(description.faults(json.loads(text), schema)))
    service.answers["/v1/quote"] = says(text)
    step = await lifi.quote(WISH)
    assert step.estimate is not None and step.transaction_request is not None
    assert step.estimate.to_amount_min == 2680551143
    assert step.transaction_request.value == 10**18
    assert step.transaction_request.data.startswith("0x4f3b0759")
    fee = step.estimate.fee_costs[0]
    assert (fee.name, fee.amount, fee.included) == ("LIFI Fixed Fee", 2500000000000000, True)
    assert step.included_steps[0].action.from_amount > 0
    assert step.action.from_token.verification_status == "verified"


async def test_a_quote_by_what_must_arrive_names_that_amount(
    lifi: Lifi, service: Service, description: Description
) -> None:
    service.answers["/v1/quote/toAmount"] = says(
        example("get_v1_quote_toAmount_200_StepResponseExample")
    )
    await lifi.quote_to_amount(WISH)
    (asked,) = service.asked
    fits(description, asked)
    assert asked.query["toAmount"] == str(10**18)
    assert "fromAmount" not in asked.query


async def test_routes_are_asked_for_and_a_step_is_given_back_to_the_letter(
    lifi: Lifi, service: Service, description: Description
) -> None:
    text = example("post_v1_advanced_routes_200_RoutesResponseExample")
    service.answers["/v1/advanced/routes"] = says(text)
    service.answers["/v1/advanced/stepTransaction"] = says(
        example("post_v1_advanced_stepTransaction_200_StepResponseExample")
    )
    routes = await lifi.routes(WISH)
    assert [len(route.steps) for route in routes]
    assert routes[0].to_amount_min > 0
    step = await lifi.step_transaction(routes[0].steps[0])
    assert step.transaction_request is not None
    for asked in service.asked:
        fits(description, asked)
    assert json.loads(service.asked[0].body)["options"]["slippage"] == 0.005
    assert json.loads(service.asked[1].body) == json.loads(text)["routes"][0]["steps"][0]


async def test_a_step_of_the_description_can_be_given_back(description: Description) -> None:
    body = json.loads(example("REQ_post_v1_advanced_stepTransaction_StepRequestExample"))
    step = Step.model_validate(parsed(json.dumps(body).encode()))
    assert step.raw is not None
    no_faults(description.request_faults("post", "/v1/advanced/stepTransaction", {}, body))


async def test_where_a_transfer_stands_is_read_with_both_sides(
    lifi: Lifi, service: Service, description: Description
) -> None:
    service.answers["/v1/status"] = says(example("get_v1_status_200_ExampleStatusResponse"))
    status = await lifi.status("0xabc", from_chain=42161, to_chain=167000)
    fits(description, service.asked[0])
    assert (status.status, status.substatus) == (TransferStatus.DONE, "COMPLETED")
    assert status.sending is not None and status.sending.amount == 129486280
    assert status.receiving is not None and status.receiving.token is not None
    assert (status.receiving.amount, status.receiving.chain_id) == (128671479, 167000)
    assert status.receiving.token.decimals == 6


PENDING = {
    "sending": {"txHash": "0xabc", "txLink": "x", "amount": "5", "chainId": 1},
    "receiving": {"chainId": 10},
    "status": "PENDING",
    "substatus": "WAIT_DESTINATION_TRANSACTION",
    "tool": "across",
}


@pytest.mark.parametrize(
    ("changed", "status", "substatus"),
    [
        ({}, TransferStatus.PENDING, "WAIT_DESTINATION_TRANSACTION"),
        ({"status": "DONE", "substatus": "PARTIAL"}, TransferStatus.DONE, "PARTIAL"),
        ({"status": "DONE", "substatus": "REFUNDED"}, TransferStatus.DONE, "REFUNDED"),
        ({"status": "FAILED", "substatus": "EXPIRED"}, TransferStatus.FAILED, "EXPIRED"),
        ({"status": "NOT_FOUND", "substatus": None}, TransferStatus.NOT_FOUND, None),
    ],
)
async def test_every_standing_of_a_transfer_is_told_apart(
    lifi: Lifi,
    service: Service,
    changed: dict[str, Any],
    status: TransferStatus,
    substatus: str | None,
) -> None:
    service.answers["/v1/status"] = says(json.dumps(PENDING | changed))
    found = await lifi.status("0xabc")
    assert (found.status, found.substatus) == (status, substatus)


async def test_a_transfer_that_lifi_has_not_seen_is_not_found(lifi: Lifi) -> None:
    assert (await lifi.status("0xabc")).status is TransferStatus.NOT_FOUND


async def test_a_standing_that_does_not_exist_is_refused(lifi: Lifi, service: Service) -> None:
    service.answers["/v1/status"] = says(json.dumps(PENDING | {"status": "FINE"}))
    with pytest.raises(BadServiceAnswer, match="status"):
        await lifi.status("0xabc")


async def test_lists_are_asked_for_once_and_again_when_they_are_old(
    lifi: Lifi, service: Service, description: Description, clock: Hands
) -> None:
    service.answers["/v1/chains"] = says(example("get_v1_chains_200_ChainsResponseExample"))
    rows = [
        {"address": USDC, "chainId": 8453, "symbol": "USDC", "decimals": 6, "name": "USD Coin"},
        {"address": USDC, "chainId": 1, "symbol": "USDC", "decimals": 6, "name": "elsewhere"},
        {"address": USDC, "chainId": 8453, "symbol": "BROKEN", "decimals": -6, "name": "broken"},
    ]
    service.answers["/v1/tokens"] = says(json.dumps({"tokens": {"8453": rows}}))
    service.answers["/v1/tools"] = says('{"exchanges": [{"key": "1inch", "name": "1inch"}]}')
    for _ in range(3):
        assert (await lifi.chains())[0].id == 1
        assert [token.symbol for token in await lifi.tokens(8453)] == ["USDC"]
        assert (await lifi.tools()).exchanges[0].key == "1inch"
    assert service.paths == ["/v1/chains", "/v1/tokens", "/v1/tools"]
    for asked in service.asked:
        fits(description, asked)
    clock.time += 601
    await lifi.tokens(8453)
    assert len(service.asked) == 4


async def test_a_token_is_found_by_address_or_symbol(
    lifi: Lifi, service: Service, description: Description
) -> None:
    service.answers["/v1/token"] = says(example("get_v1_token_200_ExampleTokenResponse"))
    token = await lifi.token(100, "DAI")
    assert token is not None and token.decimals == 18
    fits(description, service.asked[0])
    service.faults = [says('{"code": 1003}', 404)]
    assert await lifi.token(100, "NOPE") is None


async def test_connections_are_read(lifi: Lifi, service: Service, description: Description) -> None:
    service.answers["/v1/connections"] = says(example("get_v1_connections_200_ConnectionsResponse"))
    (found,) = await lifi.connections(137, 1, from_token=USDC)
    fits(description, service.asked[0])
    assert (found.from_chain_id, found.to_chain_id, len(found.to_tokens)) == (137, 1, 2)


async def test_no_way_is_told_as_that(lifi: Lifi, service: Service) -> None:
    with pytest.raises(NoRoute):
        await lifi.quote(WISH)
    service.answers["/v1/advanced/routes"] = says('{"routes": []}')
    with pytest.raises(NoRoute):
        await lifi.routes(WISH)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("estimate", "toAmount"), "-1"),
        (("estimate", "toAmount"), "1.5"),
        (("estimate", "toAmountMin"), None),
        (("estimate", "toAmountMin"), str(2**256)),
        (("action", "fromAmount"), "9" * 200),
        (("action", "fromChainId"), "100"),
        (("transactionRequest", "value"), "0xzz"),
        (("transactionRequest", "value"), True),
        (("estimate", "toAmountUSD"), "1e999999999"),
    ],
)
async def test_an_impossible_amount_is_no_answer(
    lifi: Lifi, service: Service, at: tuple[str, str], value: object
) -> None:
    answer = json.loads(example("get_v1_quote_200_StepResponseExample"))
    answer[at[0]][at[1]] = value
    service.answers["/v1/quote"] = says(json.dumps(answer))
    with pytest.raises(BadServiceAnswer, match=at[1]):
        await lifi.quote(WISH)


def test_the_address_may_be_written_with_its_version_or_without() -> None:
    for url in (
        "https://li.quest",
        "https://li.quest/",
        "https://li.quest/v1",
        "https://li.quest/v1/",
    ):
        assert versioned(url) == "https://li.quest/v1"
