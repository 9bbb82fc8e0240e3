"""Bebop's client against what its documentation shows, and against the sandbox's stand-in."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from fiscus.chains.api import BadServiceAnswer, ServiceRefused, ServiceUnavailable
from fiscus.chains.bebop.client import Bebop, NoQuote, Wish
from fiscus.chains.bebop.models import NATIVE
from fiscus.chains.sandbox.definition import SANDBOX
from fiscus.chains.sandbox.definition import USDC as SANDBOX_USDC
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.secrets import Secret
from tests.chains.service import Service, says, serving

ME = "0x552008c0f6870c2f77e5cC1d2eb9bdff03e30Ea0"
USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
SETTLEMENT = "0xbbbbbBB520d69a9775E85b458C58c648259FAD5F"
WISH = Wish(chain_id=8453, sell_token=NATIVE, buy_token=USDC, taker=ME, sell_units=10**18)
ANSWER: dict[str, Any] = {
    "type": "121",
    "status": "SIG_SUCCESS",
    "quoteId": "121-1",
    "chainId": 8453,
    "taker": ME,
    "receiver": ME,
    "expiry": 1_800_000_000,
    "buyTokens": {USDC: {"amount": "1990000000", "decimals": 6, "symbol": "USDC", "price": 1.5}},
    "sellTokens": {NATIVE: {"amount": str(10**18), "decimals": 18, "symbol": "ETH"}},
    "approvalTarget": SETTLEMENT,
    "settlementAddress": SETTLEMENT,
    "tx": {"to": SETTLEMENT, "data": "0x4dcebcba", "value": "0xde0b6b3a7640000", "gas": 160000},
}
QUOTE = "/pmm/base/v3/quote"


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    answers = {"/pmm/chains": says('{"base": 8453}'), QUOTE: says(json.dumps(ANSWER))}
    async with serving(Service(answers)) as running:
        yield running


@pytest.fixture
async def bebop(service: Service) -> AsyncGenerator[Bebop]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield Bebop(http, base_url=service.url + "/", key=Secret("k" * 20))


async def test_a_firm_quote_is_asked_for_and_read(bebop: Bebop, service: Service) -> None:
    quote = await bebop.quote(WISH)
    assert quote.tx is not None
    assert (quote.tx.value, quote.tx.to, quote.tx.gas) == (10**18, SETTLEMENT, 160000)
    assert quote.buy_tokens[USDC].amount == 1_990_000_000
    asked = service.asked[-1]
    assert (asked.path, asked.headers["source-auth"]) == (QUOTE, "k" * 20)
    assert asked.query == {
        "sell_tokens": NATIVE,
        "buy_tokens": USDC,
        "sell_amounts": str(10**18),
        "taker_address": ME,
        "receiver_address": ME,
        "approval_type": "Standard",
        "gasless": "false",
        "skip_validation": "true",
        "source": "fiscus",
    }


async def test_the_chains_are_asked_for_once(bebop: Bebop, service: Service) -> None:
    for _ in range(3):
        await bebop.quote(WISH)
    assert service.paths == ["/pmm/chains", QUOTE, QUOTE, QUOTE]


async def test_a_chain_that_it_does_not_trade_on_is_told(bebop: Bebop) -> None:
    elsewhere = Wish(chain_id=1, sell_token=NATIVE, buy_token=USDC, taker=ME, sell_units=1)
    with pytest.raises(NoQuote, match="does not trade on this chain"):
        await bebop.quote(elsewhere)


@pytest.mark.parametrize("status", [200, 400])
async def test_what_nobody_trades_is_told(bebop: Bebop, service: Service, status: int) -> None:
    body = '{"error": {"errorCode": 102, "message": "Insufficient liquidity"}}'
    service.answers[QUOTE] = says(body, status)
    with pytest.raises(NoQuote, match="No market maker"):
        await bebop.quote(WISH)


async def test_another_refusal_tells_its_code(bebop: Bebop, service: Service) -> None:
    service.answers[QUOTE] = says('{"error": {"errorCode": 101, "message": "obey"}}', 400)
    with pytest.raises(ServiceRefused) as caught:
        await bebop.quote(WISH)
    assert caught.value.context == {"status": 400, "service_code": 101}
    service.answers[QUOTE] = says("", 503)
    with pytest.raises(ServiceUnavailable):
        await bebop.quote(WISH)


@pytest.mark.parametrize("amount", ["-1", "1.5", str(2**256), "9" * 90, None])
async def test_an_impossible_amount_is_no_answer(
    bebop: Bebop, service: Service, amount: str | None
) -> None:
    answer = json.loads(json.dumps(ANSWER))
    answer["buyTokens"][USDC]["amount"] = amount
    service.answers[QUOTE] = says(json.dumps(answer))
    with pytest.raises(BadServiceAnswer, match="amount"):
        await bebop.quote(WISH)


async def test_the_stand_in_is_asked_by_the_same_client(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        bebop = Bebop(http, base_url=sandbox.bebop_url)
        wish = Wish(
            chain_id=SANDBOX.id,
            sell_token=NATIVE,
            buy_token=SANDBOX_USDC,
            taker=sandbox.address,
            buy_units=100 * 10**6,
        )
        quote = await bebop.quote(wish)
    (bought,) = quote.buy_tokens.values()
    assert (bought.amount, quote.chain_id) == (100 * 10**6, SANDBOX.id)
    assert quote.tx is not None and quote.tx.value > 0
