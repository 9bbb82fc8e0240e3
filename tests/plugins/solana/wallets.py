"""A whole agent with a funded key on a Solana chain of this process."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.desk.policy import OWN_CHAIN, Policy
from fiscus.core.settings import Settings
from tests.chains.solana.chain import KEY

OWNED = frozenset({"solana"})
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""


@dataclass(frozen=True, slots=True)
class Talker:
    """The owner, talking with an agent."""

    agent: Agent
    numbers: count[int] = field(default_factory=count)

    async def say(
        self, text: str, *, consent: Consent = Consent.POLICY, message: str | None = None
    ) -> Turn:
        """One message, delivered once; `message` is its id, where it comes again."""
        number = message or f"m{next(self.numbers)}"
        principal = Principal("owner", owner=True, consent=consent)
        return await self.agent.handle(IncomingMessage(id=number, text=text, principal=principal))


@asynccontextmanager
async def open_talker(
    home: Path, url: str = NOWHERE, *, policy: Policy | None = OWN_CHAIN, **values: str
) -> AsyncGenerator[Talker]:
    """An agent whose only chain is the one at `url`; an empty value takes a setting away."""
    settings = {
        "FISCUS_HOME": str(home),
        "SOLANA_PRIVATE_KEY": str(KEY),
        "SOLANA_RPC_URL": url,
        "COINGECKO_API_URL": NOWHERE,
        "JUPITER_API_URL": NOWHERE,
    }
    async with open_agent(Settings(settings | values), owned=OWNED, policy=policy) as agent:
        yield Talker(agent)
