"""What the desk makes of transactions that an aggregator bent, with the owner's yes beforehand."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from fiscus.chains.sandbox.definition import USDC
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent, open_agent
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Proposed, Ticket
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import OWN_CHAIN
from fiscus.core.errors import SimulationFailed
from fiscus.core.origins import Origin
from fiscus.core.settings import Settings
from tests.chains.sandbox.aggregators import ETHER, held
from tests.chains.sandbox.liars import (
    BEBOP_LIES,
    FAILURES,
    LIFI_LIES,
    THIEF,
    TRANSACTIONS,
    Lie,
    honest,
    lying,
)
from tests.sandboxes import rpc

NUMBERS: Final = count()
NATIVE: Final = "0x" + "0" * 40
COIN: Final = "0x" + "E" * 40
BENT: Final = [*TRANSACTIONS, "a minimum of 1 in the calldata"]


@pytest.fixture
async def agent(sandbox: Sandbox, tmp_path: Path) -> AsyncGenerator[Agent]:
    settings = {**sandbox.environment(), "FISCUS_HOME": str(tmp_path)}
    async with open_agent(Settings(settings), policy=OWN_CHAIN) as opened:
        yield opened


async def lifi(url: str, wallet: str) -> Proposed:
    """The transaction for 1 ETH, with the least USDC that its maker promises of it."""
    query = {"fromChain": "31337", "toChain": "31337", "fromToken": NATIVE, "toToken": USDC}
    query |= {"fromAmount": str(ETHER), "fromAddress": wallet}
    async with httpx.AsyncClient(trust_env=False, base_url=url) as http:
        step: Any = (await http.get("/v1/quote", params=query)).json()
    tx = step["transactionRequest"]
    least = int(step["estimate"]["toAmountMin"])
    return Proposed(tx["data"], tx["to"], int(tx["value"], 16), least)


async def bebop(url: str, wallet: str) -> Proposed:
    query = {"sell_tokens": COIN, "buy_tokens": USDC, "sell_amounts": str(ETHER)}
    query |= {"taker_address": wallet, "gasless": "false"}
    async with httpx.AsyncClient(trust_env=False, base_url=url) as http:
        quote: Any = (await http.get("/pmm/sandbox/v3/quote", params=query)).json()
    (bought,) = quote["buyTokens"].values()
    tx = quote["tx"]
    return Proposed(tx["data"], tx["to"], int(tx["value"], 16), int(bought["minimumAmount"]))


async def swap(agent: Agent, proposed: Proposed) -> Outcome:
    said = {"amount": "1", "token": "ETH", "to_token": "USDC", "chain": "sandbox"}
    values = {role: Given(word, Origin.USER) for role, word in said.items()}
    ticket = Ticket(
        source="test",
        room="room",
        message_id=f"m{next(NUMBERS)}",
        step=0,
        text="swap 1 ETH for USDC",
        principal=Principal("owner", owner=True, consent=Consent.GIVEN),
    )
    return await agent.desk.submit(ticket, Intent("evm", "swap", values, proposed))


async def refused(sandbox: Sandbox, agent: Agent, proposed: Proposed) -> None:
    with pytest.raises(SimulationFailed, match=r"not what was asked for|cannot be read|would fail"):
        await swap(agent, proposed)
    assert rpc(sandbox.rpc_url, "eth_getTransactionCount", sandbox.address, "pending") == "0x0"
    assert rpc(sandbox.rpc_url, "eth_getBalance", THIEF, "latest") == "0x0"


async def test_the_honest_controls_go_through(sandbox: Sandbox, agent: Agent) -> None:
    for ask, url in ((lifi, sandbox.lifi_url), (bebop, sandbox.bebop_url)):
        async with lying(url, honest) as same:
            proposed = await ask(same, sandbox.address)
        before = held(sandbox, USDC)
        done = await swap(agent, proposed)
        assert (done.state, done.detail) == (State.CONFIRMED, None)
        assert held(sandbox, USDC) - before >= (proposed.least_out or 0) > 2900 * 10**6


@pytest.mark.parametrize("name", BENT)
async def test_no_lie_of_lifis_is_signed(sandbox: Sandbox, agent: Agent, name: str) -> None:
    async with lying(sandbox.lifi_url, LIFI_LIES[name]) as url:
        proposed = await lifi(url, sandbox.address)
    await refused(sandbox, agent, proposed)


@pytest.mark.parametrize("name", BENT)
async def test_no_lie_of_bebops_is_signed(sandbox: Sandbox, agent: Agent, name: str) -> None:
    async with lying(sandbox.bebop_url, BEBOP_LIES[name]) as url:
        proposed = await bebop(url, sandbox.address)
    await refused(sandbox, agent, proposed)


@pytest.mark.parametrize("lie", FAILURES.values(), ids=FAILURES)
async def test_one_that_fails_gives_no_quote(sandbox: Sandbox, lie: Lie) -> None:
    async with lying(sandbox.lifi_url, lie) as url:
        with pytest.raises((KeyError, ValueError)):
            await lifi(url, sandbox.address)
