"""A whole agent with a funded key on Base, as the tests of payments use it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from fiscus.chains.evm.family import OpenEvm
from fiscus.core.agent import Agent, open_agent
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.policy import OWN_CHAIN, Policy
from fiscus.core.origins import Origin
from fiscus.core.settings import Settings

KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
"""anvil's second account, which everybody knows; the first one deploys and mints."""
ME = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
BOB = "0x742d35Cc6634C0532925a3b844Bc454e4438f44e"
CAROL = "0x22d50E6a2467CFA740b6E508B5f849269a543a6f"
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""
ANYTHING = OWN_CHAIN
"""A policy without limits: only what the chain itself shows can need an approval."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """The owner's hands on an agent: `pay` is one message, delivered once."""

    agent: Agent
    numbers: count[int] = field(default_factory=count)

    @property
    def evm(self) -> OpenEvm:
        opened = self.agent.families["evm"]
        assert isinstance(opened, OpenEvm)
        return opened

    async def pay(
        self,
        amount: str,
        token: str = "ETH",
        to: str = BOB,
        *,
        chain: str | None = None,
        consent: Consent = Consent.POLICY,
        message: str | None = None,
        room: str = "room",
    ) -> Outcome:
        """Submit a transfer of the owner's own words."""
        words = {"amount": amount, "token": token, "recipient": to}
        if chain is not None:
            words["chain"] = chain
        values = {role: Given(word, Origin.USER) for role, word in words.items()}
        ticket = Ticket(
            source="test",
            room=room,
            message_id=message or f"m{next(self.numbers)}",
            step=0,
            text=f"send {amount} {token} to {to}",
            principal=owner(consent),
        )
        return await self.agent.desk.submit(ticket, Intent("evm", "transfer", values))


def owner(consent: Consent = Consent.POLICY) -> Principal:
    return Principal("owner", owner=True, consent=consent)


@asynccontextmanager
async def open_wallet(
    home: Path, *urls: str, policy: Policy | None = ANYTHING, **values: str
) -> AsyncGenerator[Wallet]:
    """An agent on Base at `urls`, without prices unless `values` say where they are.

    `values` are settings; an empty one takes a setting away.
    """
    settings = {
        "FISCUS_HOME": str(home),
        "EVM_PRIVATE_KEY": KEY,
        "ETHEREUM_PROVIDER_BASE": ",".join(urls),
        "COINGECKO_API_URL": NOWHERE,
        "LIFI_API_URL": "none",
        "BEBOP_API_URL": "none",
    }
    async with open_agent(Settings(settings | values), policy=policy) as agent:
        execution = agent.desk.execution
        # Between two looks at what something else has the place of: no test waits for a block.
        object.__setattr__(execution, "pace", replace(execution.pace, certain=0.05))
        yield Wallet(agent)
