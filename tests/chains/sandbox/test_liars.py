"""What comes of transactions that an aggregator bent, with the owner's yes beforehand: at the desk,
and for somebody who asks for a swap in words."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from fiscus.chains.sandbox.definition import DAI, USDC, WETH
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
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
    LIFI_TRAPS,
    THIEF,
    TRANSACTIONS,
    honest,
    lying,
)
from tests.chains.sandbox.witness import contract, witness
from tests.sandboxes import rpc

NUMBERS: Final = count()
NATIVE: Final = "0x" + "0" * 40
COIN: Final = "0x" + "E" * 40
BENT: Final = [*TRANSACTIONS, "a minimum of 1 in the calldata"]
ANSWERS: Final = {**LIFI_LIES, **LIFI_TRAPS, **FAILURES}
ASKED: Final = ["another receiver", *(name for name in ANSWERS if name not in BENT)]
"""What the desk never sees, as a client or an action looks at it first; and one that it does."""


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
    assert held(sandbox, None, THIEF) == 0


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


async def ask(sandbox: Sandbox, home: Path, text: str, **settings: str) -> Turn:
    """What an agent makes of a message."""
    values = {**sandbox.environment(), "BEBOP_API_URL": "none", "FISCUS_HOME": str(home)}
    async with open_agent(Settings({**values, **settings}), policy=OWN_CHAIN) as opened:
        owner = Principal("owner", owner=True, consent=Consent.GIVEN)
        return await opened.handle(IncomingMessage(id="m", text=text, principal=owner))


@pytest.mark.parametrize("name", ASKED)
async def test_whoever_asks_in_words_is_not_robbed(
    sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    """The swap is refused, or it is made at a price that the chain shows, by somebody honest."""
    before = {token: held(sandbox, token) for token in (DAI, USDC, WETH)}
    async with lying(sandbox.lifi_url, ANSWERS[name]) as url:
        turn = await ask(sandbox, tmp_path, "Swap 100 DAI for USDC", LIFI_API_URL=url)
    moved = {token: held(sandbox, token) - units for token, units in before.items()}
    (result,) = turn.results
    assert result.success == (name != "another receiver")
    if result.success:
        assert moved[DAI] == -100 * ETHER and moved[USDC] > 99 * 10**6 and moved[WETH] == 0
    else:
        assert result.error is not None and result.error.hint
        assert set(moved.values()) == {0}
    assert held(sandbox, None) > 99 * ETHER
    assert rights(sandbox, DAI, THIEF) == 0
    for token in (DAI, USDC, WETH):
        assert (
            contract(witness(sandbox.rpc_url), "Token", token).functions.balanceOf(THIEF).call()
            == 0
        )


def rights(sandbox: Sandbox, token: str, spender: str) -> int:
    functions = contract(witness(sandbox.rpc_url), "Token", token).functions
    allowed: int = functions.allowance(sandbox.address, spender).call()
    return allowed
