"""Swaps from the message to the block, on real markets: the best offer, exact rights and words."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from fiscus.chains.evm.quoting.asking import Market as Quotes
from fiscus.chains.evm.quoting.offers import Offer, Order
from fiscus.chains.evm.quoting.ordering import make_order
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Given, Intent, Principal
from fiscus.core.origins import Origin
from fiscus.core.result import ActionResult
from tests.chains.evm.lifi import Trading, trading
from tests.chains.evm.market import (
    DAI,
    DIAMOND,
    ROUTER_02,
    TRUSTED,
    UNIT,
    USDC,
    USDT,
    V2,
    WETH,
    Chain,
    Market,
)
from tests.chains.evm.wallets import ME, open_wallet, owner
from tests.chains.proxy import proxied
from tests.chains.service import Asked, Service, says, serving
from tests.sandboxes import rpc

SEND = "eth_sendRawTransaction"


@dataclass(frozen=True, slots=True)
class Shop:
    """A wallet on the market, its owner's hands, and LI.FI where it is asked."""

    market: Market
    lifi: Service
    numbers: count[int]

    @property
    def chain(self) -> Chain:
        return self.market.chain

    @property
    def sent(self) -> int:
        return self.market.proxy.count(SEND)

    @property
    def quotes(self) -> list[Asked]:
        """The quotes that LI.FI was asked for; its prices are asked for, too."""
        return [asked for asked in self.lifi.asked if asked.path.startswith("/v1/quote")]

    async def say(
        self, text: str, *, id: str = "", consent: Consent = Consent.GIVEN
    ) -> tuple[ActionResult, Turn]:
        message = IncomingMessage(
            id=id or f"s{next(self.numbers)}", text=text, principal=owner(consent), room="shop"
        )
        turn = await self.market.wallet.agent.handle(message)
        return turn.results[0], turn

    async def done(self, text: str) -> ActionResult:
        result, _ = await self.say(text)
        assert result.success, result.text
        assert result.action == "EVM_SWAP"
        return result

    async def refused(self, text: str, code: str) -> ActionResult:
        """Nothing signed, nothing on the wire."""
        sent = self.sent
        result, _ = await self.say(text)
        assert result.error is not None and result.error.code == code, result
        assert self.sent == sent
        return result

    async def offer(self, **values: str) -> Offer:
        """The best that the market offers for these words."""
        given = {role: Given(word, Origin.USER) for role, word in values.items()}
        evm = self.market.wallet.evm
        order: Order = await make_order(evm, Intent("evm", "swap", given), ME)
        return (await Quotes(evm).ask(order)).best


@pytest.fixture
async def shop(shared_url: str, home: Path, request: pytest.FixtureRequest) -> AsyncGenerator[Shop]:
    """Without LI.FI, unless the test asks for it by `lifi`."""
    asked = "trade" in request.fixturenames
    async with serving(Service()) as lifi, proxied(shared_url) as proxy:
        url = lifi.url if asked else "none"
        async with open_wallet(home, proxy.url, policy=TRUSTED, LIFI_API_URL=url) as wallet:
            yield Shop(Market(wallet, Chain(shared_url), proxy), lifi, count())


@pytest.fixture
def trade(shop: Shop) -> Trading:
    """LI.FI, honest until the test says otherwise."""
    return trading(shop.lifi, shop.chain)


PAIRS = [
    ("1", "ETH", "USDC", USDC),
    ("100", "DAI", "USDC", USDC),
    ("2000", "USDC", "WETH", WETH),
    ("100", "DAI", "ETH", None),
]


@pytest.mark.parametrize(("amount", "sold", "bought", "address"), PAIRS)
async def test_what_was_quoted_is_what_arrives_to_the_unit(
    shop: Shop, amount: str, sold: str, bought: str, address: str | None
) -> None:
    offer = await shop.offer(amount=amount, token=sold, to_token=bought, chain="base")
    before = shop.chain.units(address) if address else shop.chain.coin(ME)
    result = await shop.done(f"swap {amount} {sold} for {bought} on base")
    after = shop.chain.units(address) if address else shop.chain.coin(ME)
    assert result.data["amount_out_units"] == offer.units_out
    assert result.data["amount_in"] == amount
    if address:
        assert after - before == offer.units_out
    for token in (USDC, DAI):
        assert [shop.chain.right(token, router) for router in (V2, ROUTER_02)] == [0, 0]


async def test_the_better_of_two_versions_of_an_exchange_is_taken(shop: Shop) -> None:
    words = {"amount": "1", "token": "ETH", "to_token": "USDC", "chain": "base"}
    path = "swapExactETHForTokens(uint256,address[],address,uint256)"
    shop.chain.pay(V2, path, 20 * UNIT, 0, [WETH, USDC], ME, 2**40)
    offer = await shop.offer(**words)
    assert offer.source == "Uniswap v3"
    result = await shop.done("swap 1 ETH for USDC on base")
    assert (result.data["source"], result.data["amount_out_units"]) == (
        "Uniswap v3",
        offer.units_out,
    )
    back = await shop.offer(**{**words, "token": "USDC", "to_token": "ETH", "amount": "2000"})
    assert back.source == "Uniswap v2"


async def test_the_offer_is_shown_with_its_bounds_before_anything_is_signed(shop: Shop) -> None:
    _, turn = await shop.say("Exchange 100 DAI for USDC on base with 0.5% slippage")
    announced, offer, told = (reply.text for reply in turn.replies)
    assert announced == (
        "I'll swap 100 DAI for USDC on Base using the best available route"
        " with 0.5% slippage tolerance."
    )
    assert re.search(
        r"Best offer: Uniswap v2, 100 DAI for 99\.\d+ USDC, at least 98\.\d+ USDC\.", offer
    )
    assert re.search(r"Price impact: 0\.\d+ %; fees on the way: none named; gas up to", offer)
    assert re.search(
        r"Swapped 100 DAI for 99\.\d+ USDC on Base through Uniswap v2\nTransaction: ", told
    )


async def test_an_exact_amount_is_bought(shop: Shop) -> None:
    before = shop.chain.units(USDC)
    result = await shop.done("buy 100 USDC with ETH on base")
    assert shop.chain.units(USDC) - before == 100 * 10**6
    assert (result.data["amount_out"], result.data["to_token"]) == ("100", "USDC")
    coin = shop.chain.coin(ME)
    result = await shop.done("buy 1 ETH with DAI on base")
    assert result.data["amount_out_units"] == UNIT
    fees = int(str(result.data["fee_units"]))
    assert shop.chain.coin(ME) - coin + fees <= UNIT
    assert shop.chain.right(DAI, V2) <= UNIT * 30


@pytest.mark.covers("D-50")
async def test_all_of_the_coin_leaves_the_gas_behind(shop: Shop) -> None:
    rpc(shop.chain.url, "anvil_setBalance", ME, hex(UNIT))
    await shop.done("swap all my ETH for USDC on base")
    assert 0 < shop.chain.coin(ME) < UNIT // 10


async def test_shares_are_of_what_there_is(shop: Shop) -> None:
    held = shop.chain.units(DAI)
    shop.chain.call(DAI, "mint(address,uint256)", "0x" + "9" * 40, 1)
    await shop.done("swap 0.0000001% of my DAI for USDC on base")
    assert held - shop.chain.units(DAI) == held // 10**9


async def test_the_coin_is_wrapped_and_unwrapped_without_asking_anybody(
    shop: Shop, trade: Trading
) -> None:
    weth = shop.chain.units(WETH)
    result = await shop.done("wrap 1 ETH on base")
    assert shop.chain.units(WETH) - weth == UNIT
    assert result.text.startswith("Wrapped 1 ETH into 1 WETH on Base")
    await shop.done("unwrap 0.25 WETH on base")
    assert shop.chain.units(WETH) - weth == UNIT * 3 // 4
    assert shop.quotes == []


@pytest.mark.covers("EVM-26", "EVM-54")
async def test_an_aggregators_offer_is_taken_with_an_exact_right(
    shop: Shop, trade: Trading
) -> None:
    usdc, dai = shop.chain.units(USDC), shop.chain.units(DAI)
    result, turn = await shop.say("swap 100 DAI for USDC on base")
    assert result.success, result.text
    assert dai - shop.chain.units(DAI) == 100 * UNIT
    assert shop.chain.units(USDC) - usdc == result.data["amount_out_units"]
    assert (result.data["source"], shop.chain.right(DAI, DIAMOND)) == ("LI.FI", 0)
    assert len(result.data["approval_hashes"]) == 1  # type: ignore[arg-type]
    assert shop.sent == 2
    assert "Best offer: LI.FI (Uniswap <b>V2</b>), 100 DAI" in turn.replies[1].text
    assert {asked.query["slippage"] for asked in shop.quotes} == {"0.01"}


@pytest.mark.covers("EVM-27")
async def test_the_persons_slippage_is_in_every_request(shop: Shop, trade: Trading) -> None:
    await shop.done("swap 100 DAI for USDC on base with 0.3% slippage")
    assert [asked.query["slippage"] for asked in shop.quotes] == ["0.003", "0.003"]


async def test_where_the_aggregator_fails_the_exchange_itself_is_asked_and_it_is_said(
    shop: Shop, trade: Trading
) -> None:
    shop.lifi.answers.clear()
    result, turn = await shop.say("swap 100 DAI for USDC on base")
    assert result.success, result.text
    assert result.data["source"] == "Uniswap v2"
    assert (
        "LI.FI has no offer: LI.FI knows no way for this pair and amount." in turn.replies[1].text
    )


async def test_a_message_that_comes_twice_swaps_once(shop: Shop, trade: Trading) -> None:
    first, _ = await shop.say("swap 100 DAI for USDC on base", id="twice")
    again, _ = await shop.say("swap 100 DAI for USDC on base", id="twice")
    assert (first.data["hash"], shop.sent) == (again.data["hash"], 2)


async def test_what_ended_between_the_right_and_the_swap_goes_on_without_paying_twice(
    shop: Shop, trade: Trading
) -> None:
    dai = shop.chain.units(DAI)
    answer = shop.lifi.answers["/v1/quote"]
    told = [answer, says("{}", 503), says("{}", 503)]

    async def once(request: web.Request) -> web.StreamResponse:
        return await (told.pop(0) if told else answer)(request)

    shop.lifi.answers["/v1/quote"] = once
    result, _ = await shop.say("swap 100 DAI for USDC on base", id="cut")
    assert result.error is not None and result.error.code == "SERVICE_UNAVAILABLE"
    assert (shop.chain.right(DAI, DIAMOND), shop.sent) == (100 * UNIT, 1)
    later, _ = await shop.say("swap 100 DAI for USDC on base")
    assert later.success, later.text
    assert (dai - shop.chain.units(DAI), shop.sent) == (100 * UNIT, 2)
    assert shop.chain.right(DAI, DIAMOND) == 0


async def test_killed_between_the_right_and_the_swap_the_same_message_goes_on_after_a_restart(
    shared_url: str, home: Path
) -> None:
    chain = Chain(shared_url)
    dai = chain.units(DAI)
    message = IncomingMessage(
        id="cut", text="swap 100 DAI for USDC on base", principal=owner(Consent.GIVEN), room="shop"
    )
    async with serving(Service()) as lifi, proxied(shared_url) as proxy:
        honest = trading(lifi, chain)
        killed: list[asyncio.Task[Turn]] = []

        async def kill(request: web.Request) -> web.StreamResponse:
            """At the second quote, which comes after the right has landed."""
            if proxy.count(SEND) and killed:
                killed.pop().cancel()
            return await honest.quote(request)

        lifi.answers["/v1/quote"] = kill
        async with open_wallet(home, proxy.url, policy=TRUSTED, LIFI_API_URL=lifi.url) as wallet:
            killed.append(asyncio.create_task(wallet.agent.handle(message)))
            await asyncio.wait(list(killed))
        assert (chain.right(DAI, DIAMOND), proxy.count(SEND)) == (100 * UNIT, 1)
        async with open_wallet(home, proxy.url, policy=TRUSTED, LIFI_API_URL=lifi.url) as wallet:
            turn = await wallet.agent.handle(message)
        assert turn.results[0].success, turn.results[0].text
        assert (dai - chain.units(DAI), chain.right(DAI, DIAMOND)) == (100 * UNIT, 0)
        assert proxy.count(SEND) == 2


async def test_an_old_right_is_taken_back_where_the_token_wants_it(shop: Shop) -> None:
    words = {"amount": "100", "token": "USDT", "to_token": "ETH", "chain": "base"}
    shop.chain.call(USDT, "approve(address,uint256)", V2, 10**30)
    add = "addLiquidityETH(address,uint256,uint256,uint256,address,uint256)"
    shop.chain.pay(V2, add, 100 * UNIT, USDT, 200_000 * 10**6, 0, 0, ME, 2**40)
    assert (await shop.offer(**words)).proposed.target.lower() == V2.lower()
    await shop.market.landed("approve", amount="1", token="USDT", spender=V2)
    result = await shop.done("swap 100 USDT for ETH on base")
    assert len(result.data["approval_hashes"]) == 2  # type: ignore[arg-type]
    assert shop.chain.right(USDT, V2) == 0


@pytest.mark.covers("EVM-43", "D-20")
async def test_a_symbol_that_nobody_knows_asks_with_those_that_call_themselves_so(
    shop: Shop, trade: Trading
) -> None:
    rows: list[dict[str, Any]] = [
        {"address": token, "chainId": 8453, "symbol": "MOON", "decimals": 18, "name": name}
        for token, name in ((DAI, "Moon\n<script>"), ("0x" + "5" * 40, "Fake"))
    ]
    shop.lifi.answers["/v1/tokens"] = says(json.dumps({"tokens": {"8453": rows}}))
    result = await shop.refused("swap 1 ETH for MOON on base", "UNKNOWN_TOKEN")
    assert "Token MOON not found on chain base" in result.text
    assert DAI in result.text and "\n" not in result.text
    assert result.text.index(DAI) < result.text.index("0x5555")
    assert "Say the address" in result.text


@pytest.mark.covers("EVM-27", "EVM-51", "D-15", "D-16", "M-4")
async def test_a_wide_slippage_asks_and_a_wider_one_is_refused(shop: Shop) -> None:
    asked, _ = await shop.say(
        "swap 1 ETH for USDC on base with 4% slippage", consent=Consent.POLICY
    )
    assert asked.error is not None and asked.error.code == "NEEDS_APPROVAL"
    assert "slippage" in asked.text
    denied = await shop.refused("swap 1 ETH for USDC on base with 6% slippage", "POLICY_DENIED")
    assert "The slippage is 6 %" in denied.text
    assert (await shop.say("swap 1 ETH for USDC on base with 5% slippage"))[0].success


async def test_what_is_not_there_is_not_swapped(shop: Shop) -> None:
    await shop.refused("swap 20000 ETH for USDC on base", "INSUFFICIENT_FUNDS")
    await shop.refused("swap 1.0000001 USDC for ETH on base", "INVALID_AMOUNT")


async def test_only_an_owner_swaps(shop: Shop) -> None:
    message = IncomingMessage(
        id="x", text="swap 1 ETH for USDC on base", principal=Principal("guest"), room="shop"
    )
    turn = await shop.market.wallet.agent.handle(message)
    assert turn.results[0].error is not None and turn.results[0].error.code == "NOT_OWNER"
    assert shop.sent == 0
