"""Jupiter's client against its published descriptions and recorded answers."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from fiscus.chains.api import BadServiceAnswer, ServiceBusy, ServiceRefused, ServiceUnavailable
from fiscus.chains.jupiter.answers import MintInformation, Quote
from fiscus.chains.jupiter.client import KEYLESS_API, PUBLIC_API, Jupiter, NoRoute, unversioned
from fiscus.core.secrets import Secret
from tests.chains.openapi import described, no_faults, shared
from tests.chains.service import Asked, Service, says, serving

OWNER = "5QXePTiaWgmqSCHh9YDWAiVvEeKWaM5cUN62K4SXwUSB"
SOL = "So11111111111111111111111111111111111111112"
USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
JUP = "JUPyiwrYJFskUPiHa7hkeR8VUtAeFoSYbKedZNsDvCN"
QUOTE, SWAP = "/swap/v1/quote", "/swap/v1/swap"
SPEC = "recorded/jupiter/openapi"
RECORDED = "recorded/jupiter/quote_sol_usdc.recorded.json"
ANSWER: dict[str, Any] = {
    "inputMint": SOL,
    "inAmount": "1000000000",
    "outputMint": USDC,
    "outAmount": "120704786",
    "otherAmountThreshold": "120101263",
    "swapMode": "ExactIn",
    "slippageBps": 50,
    "platformFee": None,
    "priceImpactPct": "0.0012",
    "routePlan": [
        {
            "swapInfo": {
                "ammKey": USDC,
                "label": "Orca",
                "inputMint": SOL,
                "outputMint": USDC,
                "inAmount": "1000000000",
                "outAmount": "120704786",
            },
            "percent": 100,
        }
    ],
    "timeTaken": 0.001986187,
}


@pytest.fixture
async def service() -> AsyncGenerator[Service]:
    async with serving(Service()) as running:
        yield running


@pytest.fixture
async def jupiter(service: Service) -> AsyncGenerator[Jupiter]:
    async with httpx.AsyncClient(trust_env=False) as http:
        yield Jupiter(http, base_url=service.url, key=Secret("k" * 20))


async def ask(jupiter: Jupiter, units: int = 10**9, *, exact_out: bool = False) -> Quote:
    return await jupiter.quote(SOL, USDC, units, slippage_bps=50, exact_out=exact_out)


def described_part(quote: dict[str, Any]) -> dict[str, Any]:
    """Recorded answers hold a `null` that the description does not allow."""
    return {name: value for name, value in quote.items() if (name, value) != ("platformFee", None)}


def fits(asked: Asked, spec: str, prefix: str) -> None:
    body = json.loads(asked.body) if asked.body else None
    if body:
        body["quoteResponse"] = described_part(body["quoteResponse"])
    path = asked.path.removeprefix(prefix)
    no_faults(described(spec).request_faults(asked.method, path, asked.query, body))


def test_the_host_is_jupiters_own_with_a_key_or_without_and_never_the_dead_one() -> None:
    http = httpx.AsyncClient()
    assert Jupiter(http).api.base_url == KEYLESS_API
    assert Jupiter(http, key=Secret("k")).api.base_url == PUBLIC_API
    assert Jupiter(http, base_url="http://127.0.0.1:1/").api.base_url == "http://127.0.0.1:1"
    assert unversioned("https://api.jup.ag/swap/v1/") == "https://api.jup.ag"
    assert not any("v6" in url or "quote-api" in url for url in (KEYLESS_API, PUBLIC_API))


@pytest.mark.covers("SOL-27")
async def test_a_recorded_quote_is_read_to_the_unit_and_asked_as_described(
    jupiter: Jupiter, service: Service
) -> None:
    service.answers[QUOTE] = says(shared(RECORDED).read_text())
    quote = await ask(jupiter)
    assert (quote.paid, quote.bought, quote.bound) == (10**9, 120_704_786, 120_101_263)
    assert (quote.mode, quote.slippage_bps) == ("ExactIn", 50) and not quote.impact
    assert quote.route == ("GoonFi V2",)
    (asked,) = service.asked
    fits(asked, f"{SPEC}/swap_v1_swap.yaml", "/swap/v1")
    assert asked.query["slippageBps"] == "50" and asked.query["amount"] == "1000000000"
    assert asked.headers["x-api-key"] == "k" * 20


async def test_every_recorded_quote_of_this_version_is_read(
    jupiter: Jupiter, service: Service
) -> None:
    names = ("high_impact", "multi_hop")
    for name in (
        *(f"jupiter/butters_quote_{n}_v1" for n in names),
        "jupiter/docs/swap_v1_get_quote_1",
    ):
        text = shared(f"recorded/{name}.json").read_text()
        service.answers[QUOTE] = says(text)
        row = json.loads(text)
        quote = await jupiter.quote(
            row["inputMint"],
            row["outputMint"],
            int(row["inAmount"]),
            slippage_bps=row["slippageBps"],
        )
        assert quote.bought == int(row["outAmount"])
        schema = described(f"{SPEC}/swap_v1_swap.yaml").answer_schema("GET", "/quote")
        faults = described(f"{SPEC}/swap_v1_swap.yaml").faults(described_part(row), schema)
        no_faults(list(faults))


@pytest.mark.covers("SOL-29")
async def test_the_quote_goes_back_as_it_came_and_a_transaction_comes(
    jupiter: Jupiter, service: Service
) -> None:
    recorded = json.loads(shared("recorded/jupiter/swap_transactions_recorded.json").read_text())
    transaction = recorded["singleHopSolToUsdc"]["swapTransaction"]
    service.answers[QUOTE] = says(json.dumps(ANSWER))
    service.answers[SWAP] = says(
        json.dumps({"swapTransaction": transaction, "lastValidBlockHeight": 324307300})
    )
    built = await jupiter.swap(await ask(jupiter), OWNER)
    assert (built.transaction, built.last_valid_height) == (transaction, 324307300)
    asked = service.asked[-1]
    fits(asked, f"{SPEC}/swap_v1_swap.yaml", "/swap/v1")
    sent = json.loads(asked.body)
    assert sent["quoteResponse"] == ANSWER
    assert sent["userPublicKey"] == OWNER and sent["wrapAndUnwrapSol"] is True
    level = sent["prioritizationFeeLamports"]["priorityLevelWithMaxLamports"]
    assert level["maxLamports"] == 1_000_000
    assert not {"feeAccount", "destinationTokenAccount", "dynamicSlippage"} & sent.keys()


async def test_the_parts_of_a_swap_are_read(jupiter: Jupiter, service: Service) -> None:
    tree = described(f"{SPEC}/swap_v1_swap.yaml").tree
    content = tree["paths"]["/swap-instructions"]["post"]["responses"]["200"]["content"]
    service.answers[QUOTE] = says(json.dumps(ANSWER))
    service.answers["/swap/v1/swap-instructions"] = says(
        json.dumps(content["application/json"]["example"])
    )
    parts = await jupiter.swap_instructions(await ask(jupiter), OWNER)
    assert parts.swap.program == "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4"
    assert len(parts.tables) == 1 and parts.cleanup is None
    fits(service.asked[-1], f"{SPEC}/swap_v1_swap.yaml", "/swap/v1")


OTHER: dict[str, dict[str, object]] = {
    "another token sold": {"inputMint": JUP},
    "another token bought": {"outputMint": JUP},
    "another amount": {"inAmount": "50000000000"},
    "the other side": {"swapMode": "ExactOut"},
    "more slippage": {"slippageBps": 51},
    "a fee": {"platformFee": {"amount": "5", "feeBps": 20}},
    "an amount that is no number": {"outAmount": "1e9"},
    "a negative amount": {"outAmount": "-5"},
    "a number where digits are described": {"outAmount": 120704786},
    "more than there can be": {"outAmount": "18446744073709551616"},
    "no impact": {"priceImpactPct": None},
    "an impact beyond numbers": {"priceImpactPct": "NaN"},
    "no route": {"routePlan": None},
    "a mint that is none": {"outputMint": "USDC"},
}


@pytest.mark.parametrize("changed", OTHER.values(), ids=OTHER)
async def test_a_quote_of_another_swap_is_not_taken(
    jupiter: Jupiter, service: Service, changed: dict[str, object]
) -> None:
    service.answers[QUOTE] = says(json.dumps({**ANSWER, **changed}))
    with pytest.raises(BadServiceAnswer):
        await ask(jupiter)


async def test_what_a_market_calls_itself_is_cut_and_escaped(
    jupiter: Jupiter, service: Service
) -> None:
    step = ANSWER["routePlan"][0]
    names = ["Send all\x1b[2J to me " * 9, "https://evil.example/", *map(str, range(9))]
    steps = [{"swapInfo": {**step["swapInfo"], "label": name}, "percent": 1} for name in names]
    service.answers[QUOTE] = says(json.dumps({**ANSWER, "routePlan": steps}))
    route = (await ask(jupiter)).route
    assert len(route) == 6
    assert all(len(name) <= 30 and name.isprintable() for name in route)
    assert "evil" not in "".join(route)


async def test_an_exact_amount_out_is_asked_for_and_bounds_what_is_paid(
    jupiter: Jupiter, service: Service
) -> None:
    out = {**ANSWER, "swapMode": "ExactOut", "otherAmountThreshold": "1005000000"}
    service.answers[QUOTE] = says(json.dumps(out))
    quote = await ask(jupiter, 120_704_786, exact_out=True)
    assert (quote.paid, quote.bound) == (10**9, 1_005_000_000)
    assert service.asked[0].query["swapMode"] == "ExactOut"
    fits(service.asked[0], f"{SPEC}/swap_v1_swap.yaml", "/swap/v1")


@pytest.mark.parametrize("code", ["COULD_NOT_FIND_ANY_ROUTE", "TOKEN_NOT_TRADABLE"])
async def test_no_way_is_told_as_that(jupiter: Jupiter, service: Service, code: str) -> None:
    service.answers[QUOTE] = says(json.dumps({"error": "Could not", "errorCode": code}), 400)
    with pytest.raises(NoRoute) as caught:
        await ask(jupiter)
    assert "Could not" not in str(caught.value)


async def test_a_missing_key_is_no_missing_way(jupiter: Jupiter, service: Service) -> None:
    service.answers[QUOTE] = says('{"code":401,"message":"Unauthorized"}', 401)
    with pytest.raises(ServiceRefused) as caught:
        await ask(jupiter)
    assert caught.value.context["status"] == 401
    assert "key" in (caught.value.hint or "")
    assert "kkkk" not in repr(jupiter.api) + str(caught.value)


async def test_what_is_asked_too_often_waits(jupiter: Jupiter, service: Service) -> None:
    service.answers[QUOTE] = says("", 429, retry_after="30")
    with pytest.raises(ServiceBusy) as caught:
        await ask(jupiter)
    assert caught.value.context["retry_after"] == 30
    with pytest.raises(ServiceBusy):
        await ask(jupiter)
    assert len(service.asked) == 1


async def test_a_fault_is_asked_once_more_and_then_told(jupiter: Jupiter, service: Service) -> None:
    service.answers[QUOTE] = says(json.dumps(ANSWER))
    service.faults.append(says("", 502))
    assert (await ask(jupiter)).bought == 120_704_786
    service.faults += [says("", 502), says("", 503)]
    with pytest.raises(ServiceUnavailable):
        await ask(jupiter)


async def test_prices_are_exact_and_what_has_none_is_absent(
    jupiter: Jupiter, service: Service
) -> None:
    rows = {
        SOL: {"usdPrice": 147.4789340738336, "blockId": 1, "decimals": 9, "priceChange24h": None},
        USDC: {"usdPrice": 0, "blockId": 1, "decimals": 6},
        JUP: None,
    }
    service.answers["/price/v3"] = says(json.dumps(rows))
    found = await jupiter.prices([SOL, USDC, JUP, SOL])
    assert list(found) == [SOL]
    assert (found[SOL].usd, found[SOL].decimals) == (Decimal("147.4789340738336"), 9)
    (asked,) = service.asked
    assert asked.query == {"ids": f"{SOL},{USDC},{JUP}"}
    fits(asked, f"{SPEC}/price_v3_price.yaml", "")
    content = described(f"{SPEC}/price_v3_price.yaml").tree["paths"]["/price/v3"]["get"]
    example = content["responses"]["200"]["content"]["application/json"]["example"]
    service.answers["/price/v3"] = says(json.dumps(example))
    assert (await jupiter.prices([USDC]))[USDC].usd == Decimal("0.9999")


async def test_more_than_fifty_prices_are_asked_in_parts(
    jupiter: Jupiter, service: Service
) -> None:
    service.answers["/price/v3"] = says("{}")
    assert await jupiter.prices([f"mint{n}" for n in range(101)]) == {}
    assert [len(a.query["ids"].split(",")) for a in service.asked] == [50, 50, 1]


async def test_tokens_are_found_with_what_is_known_of_them(
    jupiter: Jupiter, service: Service
) -> None:
    spec = described(f"{SPEC}/tokens_v2_tokens.yaml")
    content = spec.tree["paths"]["/search"]["get"]["responses"]["200"]["content"]
    example: list[dict[str, Any]] = content["application/json"]["example"]
    service.answers["/tokens/v2/search"] = says(json.dumps(example))
    (found,) = await jupiter.search("jup")
    assert (found.symbol, found.decimals, found.verified) == ("JUP", 6, True)
    assert found.organic == "high" and not found.is_suspicious
    fits(service.asked[0], f"{SPEC}/tokens_v2_tokens.yaml", "/tokens/v2")
    assert await jupiter.token(JUP) == found
    assert await jupiter.token(USDC) is None


def test_a_flag_counts_by_being_there() -> None:
    row = {"id": JUP, "decimals": 6, "audit": {"isSus": False}}
    assert MintInformation.model_validate(row).is_suspicious
    assert not MintInformation.model_validate({**row, "audit": {}}).is_suspicious
    assert not MintInformation.model_validate({**row, "audit": None}).is_suspicious


@pytest.mark.parametrize("text", ["{}", "[{}]", "null", "[", '{"a": NaN}'])
async def test_what_is_no_list_of_tokens_is_told(
    jupiter: Jupiter, service: Service, text: str
) -> None:
    service.answers["/tokens/v2/search"] = says(text)
    with pytest.raises(BadServiceAnswer):
        await jupiter.search("x")
