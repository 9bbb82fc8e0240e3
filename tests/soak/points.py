"""Where a process can be killed: on both sides of every durable step, of the key and of the wire.

Nothing of the product knows of this. A life counts the points it passes, and at the one it was told
it ends like a process whose power was cut: SIGKILL, in the middle of whatever it does.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select

from fiscus.chains.evm.adapter import EvmAdapter
from fiscus.chains.solana.adapter import SolanaAdapter
from fiscus.core.desk import journal
from fiscus.core.desk.database import Database
from fiscus.core.desk.tables import journal as rows

T = TypeVar("T")

ADAPTERS: Final = {"evm": EvmAdapter, "solana": SolanaAdapter}
ACTS: Final = ("seal", "broadcast")
"""What an adapter does that cannot be taken back."""


class Reaper:
    """Says every point that is passed on stdout, and ends the process at one of them."""

    def __init__(self) -> None:
        self._target = ""
        self._times = 0
        self._passed = Counter[str]()
        self._lock = threading.Lock()

    def aim(self, target: str, times: int) -> None:
        """End at `target` when it is passed that often; an empty one never is."""
        self._target, self._times = target, times
        self._passed.clear()

    def at(self, point: str) -> None:
        with self._lock:
            self._passed[point] += 1
            hit = point == self._target and self._passed[point] == self._times
            say(f"{'killed' if hit else 'passed'} {point}")
            if hit:
                os.kill(os.getpid(), signal.SIGKILL)


class _Steps(threading.local):
    """What a transaction of this thread wrote to the journal so far."""

    def __init__(self) -> None:
        self.steps: list[str] = []


def say(line: str) -> None:
    """One whole line, past every buffer."""
    os.write(1, f"{line}\n".encode())


def install(reaper: Reaper) -> None:
    """Have this process pass its points."""
    _watch_the_journal(reaper)
    for family, adapter in ADAPTERS.items():
        for act in ACTS:
            _watch(reaper, adapter, act, family)


def _watch_the_journal(reaper: Reaper) -> None:
    """Before a step is durable is inside its transaction; after it is when the write returned."""
    append, write = journal.append, Database.write
    happened = _Steps()

    def noted(
        connection: Connection,
        at: int,
        *,
        payment_id: str = "",
        event: str,
        body: Mapping[str, object],
        sets_the_time: bool = False,
    ) -> None:
        step = _step(connection, payment_id, event, body)
        append(
            connection,
            at,
            payment_id=payment_id,
            event=event,
            body=body,
            sets_the_time=sets_the_time,
        )
        happened.steps.append(step)

    async def written(
        self: Database, work: Callable[[Connection], T], then: Callable[[T], None] | None = None
    ) -> T:
        steps: list[str] = []

        def watched(connection: Connection) -> T:
            happened.steps.clear()
            result = work(connection)
            steps.extend(happened.steps)
            for step in steps:
                reaper.at(f"{step} before")
            return result

        result = await write(self, watched, then)
        for step in steps:
            reaper.at(f"{step} after")
        return result

    journal.append = noted
    Database.write = written  # type: ignore[method-assign]


def _step(connection: Connection, payment_id: str, event: str, body: Mapping[str, object]) -> str:
    """`evm reserved>signed`: what a row of the journal does to its payment."""
    if not payment_id:
        return event
    query = select(rows.c.event).where(rows.c.payment_id == payment_id)
    before = connection.execute(query.order_by(rows.c.seq.desc()).limit(1)).scalar_one_or_none()
    family, found, _ = str(body.get("lane", "")).partition(":")
    return f"{family if found else 'any'} {before or 'new'}>{event}"


def _watch(reaper: Reaper, adapter: type[Any], act: str, family: str) -> None:
    done = getattr(adapter, act)

    async def watched(self: object, *arguments: object) -> object:
        reaper.at(f"{family} {act} before")
        result = await done(self, *arguments)
        reaper.at(f"{family} {act} after")
        return result

    setattr(adapter, act, watched)
