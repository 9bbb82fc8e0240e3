"""A desk behind a socket, and both sides of it in one process."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import httpx
from eth_account import Account
from eth_account.messages import encode_defunct

from fiscus.core.desk.approvers import Approver, Approving
from fiscus.core.desk.book import Book
from fiscus.core.desk.consenting import Decision, text_to_sign
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Intent, Principal, Signed, Ticket, Words
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.policy import AgentWord, Limit, Policy, RuleLimits
from fiscus.core.desk.remote.client import RemoteDesk, open_remote_desk
from fiscus.core.desk.remote.server import serving_desk
from fiscus.core.desk.remote.service import DeskService
from fiscus.core.desk.remote.wire import SaidIntent, SaidTicket, Submission
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ANYTHING, OWNER, World, pay, ticket

AGENT: Final = "Trader"
EMPTY: Final = Book()
ADA: Final = "0x" + f"{7:064x}"
APPROVING: Final = Approving(approvers=(Approver(name="ada", key=Account.from_key(ADA).address),))
ASKS: Final = ANYTHING.model_copy(update={"approvals": APPROVING})
"""A policy that allows everything to an owner, and says nothing of any agent."""
COUNTS: Final = ASKS.model_copy(
    update={
        "agents": (
            AgentWord(
                name=AGENT,
                limits=RuleLimits(
                    per_transaction=Limit(ask_usd=Decimal(10)),
                    per_24h=Limit(ask_usd=Decimal(15)),
                ),
            ),
        )
    }
)
"""The same, where this agent's word counts up to $10 a payment and $15 a day; an ETH is $2000."""


@dataclass(frozen=True, slots=True)
class Front:
    """What a test has of a desk that serves."""

    desk: Desk
    """The one behind the socket."""
    remote: RemoteDesk
    http: httpx.AsyncClient
    """What a process sends that is no client of ours."""

    async def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """What comes back of JSON, or of bytes as they are."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.http.post(path, content=content)
        return answer.status_code, answer.json()

    async def pay(
        self, message_id: str = "1", amount: str = "0.001", *, by: Principal = OWNER
    ) -> Outcome:
        """As an agent asks whose person said all of it."""
        door = self.remote.door(said(message_id, amount, by=by))
        return await door.submit(pay(amount))


@dataclass(frozen=True, slots=True)
class Counter:
    world: World
    socket: Path

    @asynccontextmanager
    async def open(
        self, policy: Policy | None = ASKS, *, confirm_seconds: float = 5.0, book: Book = EMPTY
    ) -> AsyncGenerator[Front]:
        async with (
            self.world.desk(policy, confirm_seconds=confirm_seconds) as opened,
            self._served(replace(opened, names=lambda: book)) as desk,
            open_remote_desk(self.socket) as remote,
            httpx.AsyncClient(
                transport=httpx.AsyncHTTPTransport(uds=str(self.socket), verify=False),
                base_url="http://desk",
                trust_env=False,
            ) as http,
        ):
            yield Front(desk, remote, http)

    @asynccontextmanager
    async def _served(self, desk: Desk) -> AsyncGenerator[Desk]:
        async with serving_desk(DeskService(desk, AGENT), self.socket):
            yield desk


def said(message_id: str = "1", amount: str = "0.001", *, by: Principal = OWNER) -> Ticket:
    """The ticket of somebody's own words."""
    values = dict(pay(amount).values)
    values["from_chain"] = values.pop("chain")
    return replace(ticket(message_id, by=by), words=Words("transfer", values, Origin.USER))


def submission(of: Ticket | None = None, intent: Intent | None = None) -> dict[str, Any]:
    """What is sent of it."""
    asked = Submission(ticket=SaidTicket.of(of or said()), intent=SaidIntent.of(intent or pay()))
    return asked.model_dump(mode="json")


async def word(remote: RemoteDesk, approval_id: str, decision: Decision = "approve") -> Signed:
    """Ada's signature under what the agent is shown, by a library that shares no code with ours."""
    question = await remote.books.question(approval_id)
    text = encode_defunct(text=text_to_sign(question.record, decision))
    return Signed("0x" + bytes(Account.sign_message(text, ADA).signature).hex(), "ada")
