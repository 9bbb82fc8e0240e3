"""An agent that runs beside the terminal.

Its loop has a thread of its own, so that the main thread is free to read a line or to be
interrupted: Ctrl-C ends the wait, never the agent's own bookkeeping.
"""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from fiscus.core.agent import Agent, open_agent
from fiscus.core.bootstrap.delivery import Deliver
from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.consenting import By
from fiscus.core.desk.policy import Policy
from fiscus.core.settings import TASKS, Settings

T = TypeVar("T")

GRACE_SECONDS: Final = 5.0
"""What is interrupted has this long to end in order."""


@dataclass(frozen=True, slots=True)
class Session:
    """The agent, called from the main thread."""

    agent: Agent
    portal: BlockingPortal

    def run(self, work: Callable[[], Awaitable[T]]) -> T:
        """Wait for `work` on the agent's loop. Ctrl-C cancels it, and waits for its end first."""
        ended = threading.Event()

        async def tracked() -> T:
            try:
                return await work()
            finally:
                ended.set()

        future = self.portal.start_task_soon(tracked)
        try:
            return future.result()
        except (KeyboardInterrupt, SystemExit):
            future.cancel()
            ended.wait(GRACE_SECONDS)
            raise

    def handle(self, message: IncomingMessage, deliver: Deliver | None = None) -> Turn:
        return self.run(partial(self.agent.handle, message, deliver))

    def approve(self, approval_id: str, by: By, *, room: str = "cli") -> Turn:
        return self.run(partial(self.agent.approve, approval_id, by, room=room))

    def deny(self, approval_id: str, by: By, *, room: str = "cli") -> Turn:
        return self.run(partial(self.agent.deny, approval_id, by, room=room))


@contextmanager
def open_session(
    settings: Settings,
    *,
    owned: frozenset[str] = frozenset(),
    policy: Policy | None = None,
    stays: bool = False,
) -> Generator[Session]:
    """Open an agent for as long as the block runs. Raises as `open_agent`.

    One that `stays` runs the tasks that are due; a single command only does what it is told.
    """
    if not stays:
        settings = settings.with_values({TASKS.name: "off"})
    opened = open_agent(settings, owned=owned, policy=policy)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as agent:
        yield Session(agent, portal)
