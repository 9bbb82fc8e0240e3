"""In a TEE whoever runs the machine can put an old disk back: that resets no budget."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Principal
from fiscus.core.desk.policy import Limit, Limits, Policy
from fiscus.core.result import ActionResult
from fiscus.core.settings import Settings
from tests.sandboxes import rpc
from tests.tee.test_tee_agent import FRIEND, in_simulator

OWNER = Principal("owner", owner=True)
DAY = Policy(
    limits=Limits(per_24h=Limit(usd=Decimal(700)), fee_usd=None),
    first_payment="allow",
    second_opinion_usd=None,
)
"""A day has room for two tenths of an ether."""


@dataclass(frozen=True, slots=True)
class Machine:
    agent: Agent

    @property
    def address(self) -> str:
        return str(self.agent.families["evm"].address)

    async def pay(self, number: int) -> ActionResult:
        """A tenth of an ether; the number is that of the message."""
        text = f"send 0.1 ETH to {FRIEND}"
        message = IncomingMessage(id=f"payment {number}", text=text, principal=OWNER, room="cli")
        (result,) = (await self.agent.handle(message)).results
        return result


@asynccontextmanager
async def running(home: Path, socket: Path, sandbox: Sandbox) -> AsyncGenerator[Machine]:
    """The agent as it starts on this disk."""
    settings = Settings(in_simulator(home, socket, **sandbox.environment()))
    async with open_agent(settings, policy=DAY) as agent:
        await agent.desk.recover()
        yield Machine(agent)


async def test_an_old_disk_that_is_put_back_resets_no_budget(
    home: Path, tmp_path: Path, simulator: Path, sandbox: Sandbox
) -> None:
    old = tmp_path / "old"
    async with running(home, simulator, sandbox) as machine:
        wallet = machine.address
        rpc(sandbox.rpc_url, "anvil_setBalance", wallet, hex(10**19))
        assert (await machine.pay(1)).success
    shutil.copytree(home, old)
    async with running(home, simulator, sandbox) as machine:
        assert (await machine.pay(2)).success
        spent = await machine.pay(3)
        assert spent.error is not None and spent.error.code == "POLICY_DENIED"
    paid = rpc(sandbox.rpc_url, "eth_getBalance", FRIEND, "latest")
    async with running(old, simulator, sandbox) as machine:
        assert machine.address == wallet
        for number in (2, 4):
            refused = await machine.pay(number)
            assert refused.error is not None and refused.error.code == "WALLET_FROZEN"
    assert rpc(sandbox.rpc_url, "eth_getBalance", FRIEND, "latest") == paid
