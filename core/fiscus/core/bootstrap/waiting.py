"""The worker of requests that wait: it looks, and does them once for every occasion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

from fiscus.core.errors import (
    ChainBehind,
    ChainError,
    RpcRefused,
    RpcUnavailable,
    WalletBusy,
)
from fiscus.core.memory import Content
from fiscus.core.money import plain
from fiscus.core.reader.conditions import SCHEDULED, Condition
from fiscus.core.tasks import INTERVAL
from fiscus.core.waiting.calendar import following, told
from fiscus.core.waiting.levels import figures_of, is_met
from fiscus.core.workers import TaskContext, TaskWorker

if TYPE_CHECKING:
    from fiscus.core.jsontext import Json
    from fiscus.core.reader.reading import ParamValue
    from fiscus.core.result import ActionResult

WAITING: Final = "WAITING_REQUEST"
LOOK_MS: Final = 15_000
"""How often a level is looked at."""
LATE_MS: Final = 24 * 60 * 60 * 1000
"""What was missed for longer is not done late: it is told."""
PATIENCE_MS: Final = 30 * 24 * 60 * 60 * 1000
"""A level is waited for so long."""
TRANSIENT: Final = frozenset(
    error.code for error in (ChainError, RpcUnavailable, RpcRefused, ChainBehind, WalletBusy)
)
"""Failures after which the same is tried again: nothing of it was signed, or it is the same."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a task's metadata say. Times are Unix milliseconds."""

    action: str
    params: Mapping[str, str]
    conditions: tuple[Condition, ...]
    family: str
    chain: str | None
    due: int
    """Of a time or a schedule; 0 for a level."""
    until: int
    """The last moment at which it may be done; 0 where there is none."""
    starts: Mapping[str, str]
    """Where "reaches" began, by condition."""
    handled: int
    """The run that was done already, or -1."""
    begun: int
    """The run that began to do it, or -1: that one is finished, whatever has changed since."""
    doubted: bool
    """Whether it was told that a level is not known."""

    @classmethod
    def of(cls, metadata: Mapping[str, object]) -> Waiting:
        rows = cast("Sequence[Mapping[str, str]]", metadata["conditions"])
        return cls(
            action=str(metadata["action"]),
            params=cast("Mapping[str, str]", metadata["params"]),
            conditions=tuple(Condition(**row) for row in rows),
            family=str(metadata["family"]),
            chain=cast("str | None", metadata.get("chain")),
            due=cast("int", metadata.get("dueAt", 0)),
            until=cast("int", metadata.get("until", 0)),
            starts=cast("Mapping[str, str]", metadata.get("starts", {})),
            handled=cast("int", metadata.get("handledRun", -1)),
            begun=cast("int", metadata.get("begunRun", -1)),
            doubted=metadata.get("doubted") is True,
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of one waiting request."""

    ctx: TaskContext
    waiting: Waiting

    async def level(self) -> None:
        """Look, and do it where every level is met."""
        ctx, waiting = self.ctx, self.waiting
        begun = waiting.begun == ctx.task.run
        if not begun and waiting.until and ctx.runtime.clock.now() > waiting.until:
            await self._end(f"I no longer wait: {ctx.task.description}. It never came to that.")
            return
        if begun or await self._is_met():
            await self._perform()
            await ctx.runtime.delete_task(ctx.task.id)

    async def time(self) -> None:
        """Do it, unless it was missed for too long; then wait for the next time, if there is one.

        What was missed meanwhile is one time and not many.
        """
        ctx, waiting = self.ctx, self.waiting
        if waiting.handled == ctx.task.run:
            return
        now, [condition] = ctx.runtime.clock.now(), waiting.conditions
        if now - waiting.due > LATE_MS and waiting.begun != ctx.task.run:
            missed = told(_moment(waiting.due))
            await self._say(f"Missed, and not done: {ctx.task.description} (it was due {missed}).")
        else:
            await self._perform()
        if condition.kind != "schedule":
            await ctx.runtime.delete_task(ctx.task.id)
            return
        following_ms = _milliseconds(following(condition, _moment(waiting.due)))
        while following_ms <= now:
            following_ms = _milliseconds(following(condition, _moment(following_ms)))
        if waiting.until and following_ms > waiting.until:
            await self._end(f"That was the last time: {ctx.task.description}.")
            return
        await self._keep(
            {
                "dueAt": following_ms,
                "handledRun": ctx.task.run,
                INTERVAL: max(following_ms - now + 1000, 1000),
            }
        )

    async def _is_met(self) -> bool:
        figures = figures_of(self.ctx.runtime, self.waiting.family)
        starts = dict(self.waiting.starts)
        met = True
        for condition in self.waiting.conditions:
            chain = condition.subject if condition.kind == "gas" else None
            said = await figures.figures(
                condition.kind, condition.subject, chain or self.waiting.chain
            )
            if not said:
                await self._doubt(condition)
            start = starts.get(str(condition))
            met &= is_met(condition, said, None if start is None else Decimal(start))
            if said and start is None:
                starts[str(condition)] = plain(said[0])
        if starts != dict(self.waiting.starts):
            await self._keep({"starts": cast("Json", starts)})
        return met

    async def _doubt(self, condition: Condition) -> None:
        """Tell once that nobody knows."""
        if not self.waiting.doubted:
            await self._say(
                f"Nobody tells {condition.subject or 'the'} {condition.kind} right now,"
                f" so I keep waiting: {self.ctx.task.description}."
            )
            await self._keep({"doubted": True})

    async def _perform(self) -> ActionResult:
        """Raises what is to be tried again."""
        if self.waiting.begun != self.ctx.task.run:
            # Written first: after a crash the same run pays the same, and no later one.
            await self._keep({"begunRun": self.ctx.task.run})
        params = cast("Mapping[str, ParamValue]", self.waiting.params)
        result = await self.ctx.run_action(self.waiting.action, params)
        if result.error is not None and result.error.code in TRANSIENT:
            raise ChainError(result.error.message, hint=result.error.hint)
        return result

    async def _end(self, text: str) -> None:
        await self._say(text)
        await self.ctx.runtime.delete_task(self.ctx.task.id)

    async def _keep(self, news: Mapping[str, Json]) -> None:
        runtime = self.ctx.runtime
        newest = await runtime.get_task(self.ctx.task.id)
        if newest is not None:
            await runtime.update_task(newest.id, {"metadata": {**newest.metadata, **news}})

    async def _say(self, text: str) -> None:
        room = self.ctx.task.room_id
        if room is not None:
            await self.ctx.runtime.send_message(room, Content(text))


async def attend(ctx: TaskContext, options: Mapping[str, object]) -> None:
    run = _Run(ctx, Waiting.of(options))
    if run.waiting.conditions[0].kind in SCHEDULED:
        await run.time()
    else:
        await run.level()


worker: Final = TaskWorker(WAITING, attend)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
