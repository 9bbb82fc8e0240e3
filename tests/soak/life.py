"""A process that pays until it is killed, and the one that bears it.

`python -m tests.soak.life` reads one job a line and forks a process for each: what was imported
once is there at once, and the process that dies is a real one. It says on stdout what happens.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import traceback
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pydantic import TypeAdapter

from fiscus.core.agent import open_agent
from fiscus.core.desk import approvals
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Consent, Given, Intent, Principal, Ticket
from fiscus.core.desk.follow import Pace
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.transitions import WIRED
from fiscus.core.errors import FiscusError
from fiscus.core.origins import Origin
from fiscus.core.settings import Settings
from tests.soak.points import Reaper, install, say

PACE: Final = Pace(poll=0.02, poll_most=0.1, retry=0.1, resend=0.3, certain=0.1, watch=0.2)
POLICY: Final = Policy.model_validate(
    {
        "limits": {"per_transaction": {"units": {"ETH": "1", "SOL": "1"}}, "fee_usd": None},
        "first_payment": "approve",
        "unknown_price": "allow",
    }
)
"""Whoever was never paid before is asked about, and a whole coin is too much."""
LIFETIME_MS: Final = 3000
"""After which a question is asked again."""
BROKEN: Final = 70
"""How a life ends that met a fault of the program."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One message of the owner, and what they say when they are asked."""

    id: str
    family: str
    chain: str
    token: str
    amount: str
    to: str
    answer: str
    """`given` beforehand, `yes`, `no`, or `later`."""
    then: str = ""
    """What they think better of once it is on its way: `faster`, `cancel`, or nothing."""

    @property
    def intent(self) -> Intent:
        words = {
            "amount": self.amount,
            "token": self.token,
            "recipient": self.to,
            "chain": self.chain,
        }
        values = {role: Given(word, Origin.USER) for role, word in words.items()}
        return Intent(self.family, "transfer", values)

    @property
    def principal(self) -> Principal:
        consent = Consent.GIVEN if self.answer == "given" else Consent.POLICY
        return Principal("owner", owner=True, consent=consent)


@dataclass(frozen=True, slots=True)
class Job:
    """What a life is for. It is killed when `target` is passed for the `times`-th time."""

    settings: dict[str, str]
    wishes: tuple[Wish, ...]
    target: str = ""
    times: int = 1
    forked: bool = True
    looked: tuple[str, ...] = ()
    """The families whose frozen wallets an owner has looked into."""

    def json(self) -> str:
        return _jobs().dump_json(self).decode()


@cache
def _jobs() -> TypeAdapter[Job]:
    return TypeAdapter(Job)


async def live(job: Job) -> None:
    """Finish what was left open, then deliver every message, those of one chain in turn."""
    owned = frozenset({"base", "solana"})
    async with open_agent(Settings(job.settings), owned=owned, policy=POLICY) as agent:
        desk = replace(agent.desk, execution=replace(agent.desk.execution, pace=PACE))
        say("alive")
        for family in job.looked:
            await _thaw(desk, family)
        await desk.recover()
        lanes = dict.fromkeys(wish.chain for wish in job.wishes)
        turns = [[wish for wish in job.wishes if wish.chain == lane] for lane in lanes]
        await asyncio.gather(*(_deliver(desk, turn) for turn in turns))
        await desk.recover()


async def _thaw(desk: Desk, family: str) -> None:
    if await desk.ledger.frozen(f"{family}:{desk.adapters[family].signer}"):
        await desk.unfreeze(family, Principal("owner", owner=True))
        say(f"thawed {family}")


async def _deliver(desk: Desk, wishes: list[Wish]) -> None:
    for wish in wishes:
        try:
            async with _thinking_better(desk, wish):
                outcome = await _submitted(desk, wish)
        except FiscusError as error:
            say(f"refused {wish.id} {error.code}")
        else:
            say(f"became {wish.id} {outcome.state}")


@asynccontextmanager
async def _thinking_better(desk: Desk, wish: Wish) -> AsyncGenerator[None]:
    """Have a payment sped up or called back as soon as its bytes could be on their way."""
    tasks: list[asyncio.Task[None]] = []

    async def watch(outcome: Outcome) -> None:
        if outcome.state in WIRED and outcome.chain == wish.chain and not tasks:
            tasks.append(asyncio.create_task(_change(desk, wish, outcome.journal_id)))

    if wish.then:
        desk.watchers.append(watch)
    try:
        yield
    finally:
        if wish.then:
            desk.watchers.remove(watch)
        await asyncio.gather(*tasks)


async def _change(desk: Desk, wish: Wish, journal_id: str) -> None:
    change = desk.speed_up if wish.then == "faster" else desk.cancel
    try:
        outcome = await change(journal_id, wish.principal)
    except FiscusError as error:
        say(f"refused {wish.id}-{wish.then} {error.code}")
    else:
        say(f"became {wish.id}-{wish.then} {outcome.state}")


async def _submitted(desk: Desk, wish: Wish) -> Outcome:
    ticket = Ticket("soak", "room", wish.id, 0, f"pay {wish.amount} to {wish.to}", wish.principal)
    outcome = await desk.submit(ticket, wish.intent)
    if outcome.approval is None or wish.answer == "later":
        return outcome
    decide = desk.deny if wish.answer == "no" else desk.approve
    return await decide(outcome.approval.id, wish.principal)


def _bear(job: Job, reaper: Reaper) -> int:
    """Fork, live, and the exit status: negative where a signal ended it."""
    child = os.fork()
    if child == 0:
        reaper.aim(job.target, job.times)
        os._exit(_lived(job))
    say(f"born {child}")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _lived(job: Job) -> int:
    try:
        asyncio.run(live(job))
    except FiscusError as error:
        say(f"stopped {error.code}")
        return 0
    except BaseException:  # noqa: BLE001 - a forked process must not return to its parent's loop
        traceback.print_exc()
        return BROKEN
    return 0


def main() -> None:
    logging.basicConfig(level=logging.ERROR)  # what the network does is no news here
    approvals.__dict__["LIFETIME_MS"] = LIFETIME_MS
    reaper = Reaper()
    install(reaper)
    for line in sys.stdin:
        job = _jobs().validate_json(line)
        reaper.aim("", 0)
        code = _bear(job, reaper) if job.forked else _lived(job)
        say(f"ended {code}")


if __name__ == "__main__":
    main()
