"""A desk with a funded Solana key, as the tests of payments use it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from fiscus.chains.solana.family import OpenSolana, family
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.database import open_database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.follow import Pace
from fiscus.core.desk.lease import Leases
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.policy import OWN_CHAIN, Policy
from fiscus.core.origins import Origin
from fiscus.core.settings import Settings
from tests.chains.solana.chain import BOB, KEY

OWNED = frozenset({"solana"})
ANYTHING = OWN_CHAIN
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""
PACE = Pace(poll=0.01, poll_most=0.05, retry=0.1, resend=0.3, certain=0.05)


@dataclass(frozen=True, slots=True)
class Wallet:
    """The owner's hands on a desk: `pay` is one message, delivered once."""

    solana: OpenSolana
    desk: Desk
    numbers: count[int] = field(default_factory=count)

    async def pay(
        self,
        amount: str,
        token: str = "SOL",
        to: str = BOB,
        *,
        memo: str | None = None,
        chain: str | None = None,
        consent: Consent = Consent.POLICY,
        message: str | None = None,
    ) -> Outcome:
        """Submit a transfer of the owner's own words."""
        ticket = Ticket(
            source="test",
            room="room",
            message_id=message or f"m{next(self.numbers)}",
            step=0,
            text=f"send {amount} {token} to {to}",
            principal=owner(consent),
        )
        return await self.desk.submit(ticket, transfer(amount, token, to, memo=memo, chain=chain))


def owner(consent: Consent = Consent.POLICY) -> Principal:
    return Principal("owner", owner=True, consent=consent)


def transfer(
    amount: str,
    token: str = "SOL",
    to: str = BOB,
    *,
    memo: str | None = None,
    chain: str | None = None,
) -> Intent:
    words = {"amount": amount, "token": token, "recipient": to, "memo": memo, "chain": chain}
    values = {role: Given(word, Origin.USER) for role, word in words.items() if word is not None}
    return Intent("solana", "transfer", values)


@asynccontextmanager
async def open_family(*urls: str, **values: str) -> AsyncGenerator[OpenSolana]:
    """The family on a chain of this process. An empty value takes a setting away."""
    settings = {
        "SOLANA_PRIVATE_KEY": str(KEY),
        "SOLANA_RPC_URL": ",".join(urls),
        "COINGECKO_API_URL": NOWHERE,
    }
    async with family.open(Settings(settings | values), OWNED) as opened:
        yield opened


@asynccontextmanager
async def open_wallet(
    home: Path, *urls: str, policy: Policy | None = ANYTHING, seconds: float = 20, **values: str
) -> AsyncGenerator[Wallet]:
    """A desk over the family, without prices; `seconds` bounds the wait for a block."""
    async with open_family(*urls, **values) as solana, open_database(home / "desk.db") as engine:
        ledger = Ledger(engine)
        yield Wallet(
            solana,
            Desk(
                adapters={"solana": solana.adapter},
                ledger=ledger,
                approvals=Approvals(ledger),
                execution=Execution(ledger, Leases(home / "leases"), seconds, PACE),
                policy=policy,
                prices=solana.price_sources,
            ),
        )
