"""Tasks that act for somebody: made where that person is known, and nowhere else.

For the context of an action, which knows who asks, and for an operator's own program. A plugin is
handed `ctx.create_task`; what it writes into the store by itself acts for nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from fiscus.core.tasks import new_task

if TYPE_CHECKING:
    from fiscus.core.ids import UUID
    from fiscus.core.runtime import AgentRuntime
    from fiscus.core.store import Store
    from fiscus.core.tasks import Authority, Task, TaskOptions


async def commission(
    runtime: AgentRuntime, name: str, *, authority: Authority, **options: Unpack[TaskOptions]
) -> UUID:
    """Make a task for the worker `name` that acts by this authority; answers with its id.

    Raises `RequestError` where its times make no sense.
    """
    now = runtime.clock.now()
    task = new_task(runtime.agent_id, name, now=now, authority=authority, **options)
    await write_commissioned(runtime.store, task)
    runtime.tasks_changed.set()
    return task.id


async def write_commissioned(store: Store, task: Task) -> UUID:
    """Write a task down together with whom it acts for."""
    return await store._create_task(task)  # pyright: ignore[reportPrivateUsage]
