"""The sandbox's Jupiter and Birdeye keep to what is published, and their swaps really land."""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from solders.message import MessageV0
from solders.transaction import VersionedTransaction

from fiscus.chains.api import ServiceRefused
from fiscus.chains.birdeye.client import Birdeye
from fiscus.chains.jupiter.client import Jupiter, NoRoute
from fiscus.chains.sandbox.loopback import serve
from fiscus.chains.sandbox.solana import birdeye as birdeyes
from fiscus.chains.sandbox.solana import jupiter as jupiters
from fiscus.chains.sandbox.solana.definition import BONK, LOOKALIKE, PLAIN_2022, USDC
from fiscus.chains.solana.decoding.wire import read_message, split
from fiscus.chains.solana.programs import WRAPPED_SOL
from fiscus.core.secrets import Secret
from tests.chains.openapi import described, no_faults
from tests.chains.solana.chain import KEY, ME, SOL, Chain, running

SPEC = "recorded/jupiter/openapi"


@pytest.fixture
async def chain() -> AsyncGenerator[Chain]:
    async with running() as found:
        yield found


@pytest.fixture
async def url(chain: Chain) -> AsyncGenerator[str]:
    async with serve(jupiters.Jupiter(chain.node.ledger)) as found:
        yield found


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


async def answered(http: httpx.AsyncClient, url: str, **query: str) -> tuple[int, Any]:
    answer = await http.get(url, params=query)
    return answer.status_code, answer.json()


def fits(answer: object, spec: str, method: str, path: str) -> None:
    description = described(f"{SPEC}/{spec}.yaml")
    no_faults(list(description.faults(answer, description.answer_schema(method, path))))


async def test_its_answers_are_what_jupiter_describes(http: httpx.AsyncClient, url: str) -> None:
    asked = {"inputMint": WRAPPED_SOL, "outputMint": USDC, "amount": "1000000000"}
    status, quote = await answered(http, f"{url}/swap/v1/quote", **asked)
    assert status == 200 and quote["slippageBps"] == 50
    shown = {name: value for name, value in quote.items() if name != "platformFee"}
    fits(shown, "swap_v1_swap", "GET", "/quote")
    body = {"quoteResponse": quote, "userPublicKey": ME}
    swap = (await http.post(f"{url}/swap/v1/swap", json=body)).json()
    fits(swap, "swap_v1_swap", "POST", "/swap")
    parts = (await http.post(f"{url}/swap/v1/swap-instructions", json=body)).json()
    del parts["cleanupInstruction"]
    fits(parts, "swap_v1_swap", "POST", "/swap-instructions")
    _, prices = await answered(http, f"{url}/price/v3", ids=f"{WRAPPED_SOL},{BONK},{ME}")
    schema = described(f"{SPEC}/price_v3_price.yaml").answer_schema("GET", "/price/v3")
    for price in prices.values():
        row = schema["additionalProperties"]
        no_faults(list(described(f"{SPEC}/price_v3_price.yaml").faults(price, row)))
    assert {mint: price["usdPrice"] for mint, price in prices.items()} == {
        WRAPPED_SOL: 150,
        BONK: 0.00002,
    }
    _, found = await answered(http, f"{url}/tokens/v2/search", query="mochi")
    fits(found, "tokens_v2_tokens", "GET", "/search")
    assert [row["id"] for row in found] == [PLAIN_2022, LOOKALIKE]


async def test_a_swap_is_of_version_0_looks_accounts_up_and_wants_one_signature(
    chain: Chain, http: httpx.AsyncClient, url: str
) -> None:
    client = Jupiter(http, base_url=url)
    quote = await client.quote(WRAPPED_SOL, USDC, SOL, slippage_bps=100)
    assert quote.bound == -(-quote.bought * 99 // 100)
    built = await client.swap(quote, ME)
    signatures, message = split(base64.b64decode(built.transaction))
    wire = read_message(message)
    assert len(signatures) == wire.header.signers == 1
    assert (wire.version, wire.keys[0]) == (0, ME)
    assert wire.lookups and built.last_valid_height > chain.node.ledger.blocks[-1].height
    usdc = await chain.units(ME)
    raw = VersionedTransaction(MessageV0.from_bytes(message[1:]), [KEY])
    signature = chain.node.ledger.submit(raw)
    chain.advance(2)
    fee = await chain.landed(signature)
    assert fee is not None
    assert await chain.units(ME) == usdc + quote.bought
    assert await chain.lamports(ME) == 9 * SOL - fee


async def test_an_exact_amount_arrives_for_at_most_the_bound(
    http: httpx.AsyncClient, url: str
) -> None:
    client = Jupiter(http, base_url=url)
    quote = await client.quote(WRAPPED_SOL, USDC, 10**8, slippage_bps=50, exact_out=True)
    assert (quote.bought, quote.paid) == (10**8, 666_670_001)
    assert quote.bound == -(-quote.paid * 10_050 // 10_000)
    there = await client.quote(WRAPPED_SOL, USDC, quote.paid, slippage_bps=50)
    assert 0 <= there.bought - 10**8 <= 1


async def test_more_of_it_moves_the_price(http: httpx.AsyncClient, url: str) -> None:
    client = Jupiter(http, base_url=url)
    small = await client.quote(WRAPPED_SOL, USDC, SOL, slippage_bps=50)
    large = await client.quote(WRAPPED_SOL, USDC, 20_000 * SOL, slippage_bps=50)
    assert small.impact < Decimal("0.0001") and large.impact > Decimal("0.1")
    assert large.bought < small.bought * 20_000


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"outputMint": ME}, 400, "TOKEN_NOT_TRADABLE"),
        ({"outputMint": "USDC"}, 400, None),
        ({"outputMint": WRAPPED_SOL}, 400, "CIRCULAR_ARBITRAGE"),
        ({"amount": "0"}, 400, None),
        ({"amount": "1.5"}, 400, None),
        ({"amount": "1"}, 400, "COULD_NOT_FIND_ANY_ROUTE"),
        ({"slippageBps": "10001"}, 400, None),
        ({"swapMode": "Both"}, 400, None),
        ({"asLegacyTransaction": "true"}, 400, None),
    ],
)
async def test_it_refuses_as_jupiter_does(
    http: httpx.AsyncClient, url: str, changed: dict[str, str], status: int, code: str | None
) -> None:
    asked = {"inputMint": WRAPPED_SOL, "outputMint": USDC, "amount": "1000000000", **changed}
    found, body = await answered(http, f"{url}/swap/v1/quote", **asked)
    assert (found, body.get("errorCode")) == (status, code)
    assert isinstance(body["error"], str)


async def test_no_way_is_told_by_the_client(http: httpx.AsyncClient, url: str) -> None:
    with pytest.raises(NoRoute):
        await Jupiter(http, base_url=url).quote(ME, USDC, 5, slippage_bps=50)


async def test_a_quote_that_was_changed_is_not_made(http: httpx.AsyncClient, url: str) -> None:
    asked = {"inputMint": WRAPPED_SOL, "outputMint": USDC, "amount": "1000000000"}
    _, quote = await answered(http, f"{url}/swap/v1/quote", **asked)
    for odd in ({**quote, "outAmount": str(10**15)}, {**quote, "inAmount": "1"}, {}, None):
        body = {"quoteResponse": odd, "userPublicKey": ME}
        assert (await http.post(f"{url}/swap/v1/swap", json=body)).status_code in {400, 422}
    answer = await http.post(f"{url}/swap/v1/swap", content=b"{")
    assert answer.status_code == 422
    assert (await http.get(f"{url}/v6/quote")).status_code == 404


async def test_birdeye_answers_who_has_a_key(chain: Chain, http: httpx.AsyncClient) -> None:
    async with serve(birdeyes.Birdeye(chain.node.engine)) as url:
        client = Birdeye(http, base_url=url, key=Secret("k"))
        found = await client.prices([WRAPPED_SOL, BONK, ME])
        assert {mint: price.usd for mint, price in found.items()} == {
            WRAPPED_SOL: 150,
            BONK: Decimal("0.00002"),
        }
        price = await client.price(USDC)
        assert price is not None and price.usd == 1
        facts = await client.metadata([USDC, ME])
        assert {mint: fact.symbol for mint, fact in facts.items()} == {USDC: "USDC"}
        items = await client.wallet(ME)
        assert {item.symbol: item.units for item in items} == {"SOL": 10 * SOL, "USDC": 10**8}
        bare = await http.get(f"{url}/defi/price", params={"address": USDC})
        assert (bare.status_code, bare.json()["success"]) == (401, False)
        with pytest.raises(ServiceRefused):
            await client.price("nothing")
