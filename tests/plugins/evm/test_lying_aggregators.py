"""Swaps on the sandbox by each aggregator alone, honest and lying in every way that is known."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.desk.policy import OWN_CHAIN
from fiscus.core.settings import Settings
from tests.chains.sandbox.liars import (
    BEBOP_LIES,
    FAILURES,
    LIFI_LIES,
    LIFI_TRAPS,
    THIEF,
    Lie,
    honest,
    lying,
)
from tests.sandboxes import put_back, rpc

OWNER = Principal("owner", owner=True, consent=Consent.GIVEN)
NOBODY = {"LIFI_API_URL": "none", "BEBOP_API_URL": "none"}
WORDS = "swap 0.5 ETH for USDC"


@dataclass(frozen=True, slots=True)
class Buyer:
    agent: Agent
    sandbox: Sandbox

    async def say(self, text: str) -> Turn:
        message = IncomingMessage(id=text, text=text, principal=OWNER, room="lies")
        return await self.agent.handle(message)

    def count(self) -> int:
        address = self.sandbox.address
        count = rpc(self.sandbox.rpc_url, "eth_getTransactionCount", address, "pending")
        return int(str(count), 16)

    def stolen(self) -> int:
        return int(str(rpc(self.sandbox.rpc_url, "eth_getBalance", THIEF, "latest")), 16)


@asynccontextmanager
async def buying(sandbox: Sandbox, home: Path, **urls: str) -> AsyncGenerator[Buyer]:
    settings = {**sandbox.environment(), **NOBODY, **urls, "FISCUS_HOME": str(home)}
    with put_back(sandbox.rpc_url):
        async with open_agent(Settings(settings), policy=OWN_CHAIN) as agent:
            yield Buyer(agent, sandbox)


async def check(buyer: Buyer) -> None:
    """Nothing of the lie is signed: all is refused, or the exchange itself made the swap."""
    before = buyer.count()
    (result,) = (await buyer.say(WORDS)).results
    assert buyer.stolen() == 0
    if result.success:
        assert str(result.data["source"]).startswith("Uniswap"), result.text
    else:
        assert result.error is not None
        assert result.error.code in {"CALL_REFUSED", "NOT_DECODED", "POLICY_DENIED"}, result
        assert buyer.count() == before


@pytest.mark.parametrize("name", [*LIFI_LIES, *FAILURES])
async def test_nothing_of_what_a_lying_lifi_answers_is_signed(
    sandbox: Sandbox, home: Path, name: str
) -> None:
    lie: Lie = {**LIFI_LIES, **FAILURES}[name]
    async with (
        lying(sandbox.lifi_url, lie) as url,
        buying(sandbox, home, LIFI_API_URL=url) as buyer,
    ):
        await check(buyer)


@pytest.mark.parametrize("name", [*BEBOP_LIES, *FAILURES])
async def test_nothing_of_what_a_lying_bebop_answers_is_signed(
    sandbox: Sandbox, home: Path, name: str
) -> None:
    lie: Lie = {**BEBOP_LIES, **FAILURES}[name]
    async with (
        lying(sandbox.bebop_url, lie) as url,
        buying(sandbox, home, BEBOP_API_URL=url) as buyer,
    ):
        await check(buyer)


@pytest.mark.parametrize(("setting", "source"), [("lifi", "LI.FI"), ("bebop", "Bebop")])
async def test_the_honest_ones_trade_coin_and_tokens_both_ways(
    sandbox: Sandbox, home: Path, setting: str, source: str
) -> None:
    at = sandbox.lifi_url if setting == "lifi" else sandbox.bebop_url
    name = f"{setting.upper()}_API_URL"
    async with lying(at, honest) as url, buying(sandbox, home, **{name: url}) as buyer:
        for text in (WORDS, "swap 100 USDC for DAI", "swap 300 DAI for ETH"):
            (result,) = (await buyer.say(text)).results
            assert result.success, result.text
            assert result.data["source"] == source


@pytest.mark.parametrize("name", [*LIFI_TRAPS])
async def test_what_an_answer_says_beside_its_transaction_is_no_order(
    sandbox: Sandbox, home: Path, name: str
) -> None:
    async with (
        lying(sandbox.lifi_url, LIFI_TRAPS[name]) as url,
        buying(sandbox, home, LIFI_API_URL=url) as buyer,
    ):
        (result,) = (await buyer.say("swap 100 USDC for DAI")).results
        assert result.success, result.text
        assert int(str(result.data["fee_units"])) < 10**16


@pytest.mark.covers("EVM-23", "EVM-25", "D-14")
async def test_both_are_asked_and_the_better_offer_is_taken(sandbox: Sandbox, home: Path) -> None:
    urls = {"LIFI_API_URL": sandbox.lifi_url, "BEBOP_API_URL": sandbox.bebop_url}
    async with buying(sandbox, home, **urls) as buyer:
        turn = await buyer.say("swap 100 USDC for DAI")
    (result,) = turn.results
    assert result.success, result.text
    shown = turn.replies[1].text
    other = {"LI.FI": "Bebop", "Bebop": "LI.FI"}[str(result.data["source"])]
    assert f"{other} offers" in shown


@pytest.mark.covers("EVM-25", "D-14")
async def test_of_two_one_may_fail(sandbox: Sandbox, home: Path) -> None:
    async with lying(sandbox.lifi_url, FAILURES["broken"]) as url:
        urls = {"LIFI_API_URL": url, "BEBOP_API_URL": sandbox.bebop_url}
        async with buying(sandbox, home, **urls) as buyer:
            turn = await buyer.say("buy 100 USDC with ETH")
    (result,) = turn.results
    assert result.success, result.text
    assert "LI.FI has no offer: LI.FI answered HTTP 500" in turn.replies[1].text
    assert result.data["amount_out"] == "100"
