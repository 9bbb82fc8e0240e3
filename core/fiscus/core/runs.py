"""Runs: one for each message that is being handled."""

from __future__ import annotations

from contextvars import ContextVar

from fiscus.core.ids import UUID, generate_id

Stack = tuple[tuple[UUID, UUID], ...]
RUNS: ContextVar[Stack] = ContextVar("runs", default=())
"""The agents and their runs that the current task works for, the innermost last."""


def agents_at_work() -> frozenset[UUID]:
    """The agents that the current task handles a message for, one because of another."""
    return frozenset(agent for agent, _ in RUNS.get())


class RunAccess:
    """Tells the run that the current task belongs to; messages at the same time have their own."""

    agent_id: UUID

    def start_run(self) -> UUID:
        """A new run begins in this task, and in those that it starts."""
        run_id = generate_id()
        RUNS.set((*RUNS.get(), (self.agent_id, run_id)))
        return run_id

    def end_run(self) -> None:
        """The newest run of this task ends. Without one nothing happens."""
        runs = RUNS.get()
        own = [at for at, (agent, _) in enumerate(runs) if agent == self.agent_id]
        if own:
            RUNS.set(runs[: own[-1]] + runs[own[-1] + 1 :])

    def get_current_run_id(self) -> UUID | None:
        """The run that this task works for; `None` outside of one."""
        own = (run for agent, run in reversed(RUNS.get()) if agent == self.agent_id)
        return next(own, None)
