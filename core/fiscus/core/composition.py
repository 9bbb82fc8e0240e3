"""State, composed from what the providers know."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, cast

from fiscus.core.arity import offered
from fiscus.core.components import Provided, Provider
from fiscus.core.errors import FiscusError
from fiscus.core.events import EventType, StateEvent
from fiscus.core.isolation import where
from fiscus.core.state import ProviderResult, State
from fiscus.core.tokens import estimate_tokens

if TYPE_CHECKING:
    from fiscus.core.memory import Memory
    from fiscus.core.runtime import AgentRuntime

log = logging.getLogger(__name__)

PROVIDER_DEADLINE = 5.0
"""Seconds a provider may take; after that it contributes nothing."""
CACHED_MESSAGES = 1000
CACHED_SECONDS = 300.0

Results = dict[str, ProviderResult]


@dataclass(slots=True)
class ResultCache:
    """What providers said for a message, for the newest messages and for a while."""

    clock: Callable[[], float] = time.monotonic
    size: int = CACHED_MESSAGES
    seconds: float = CACHED_SECONDS
    _entries: OrderedDict[str, tuple[float, Results]] = field(
        default_factory=OrderedDict[str, tuple[float, Results]]
    )

    def get(self, key: str) -> Results:
        expires, results = self._entries.get(key, (0.0, {}))
        if expires <= self.clock():
            self._entries.pop(key, None)
            return {}
        return dict(results)

    def clear(self) -> None:
        self._entries.clear()

    def drop(self, key: str) -> None:
        """Forget what was said for a message that is done: it holds a whole conversation."""
        self._entries.pop(key, None)

    def put(self, key: str, results: Results) -> None:
        self._entries[key] = (self.clock() + self.seconds, results)
        self._entries.move_to_end(key)
        while len(self._entries) > self.size:
            self._entries.popitem(last=False)


@dataclass(slots=True)
class Composer:
    """Runs providers: in the order of their positions, those of one position at the same time."""

    cache: ResultCache = field(default_factory=ResultCache)
    deadline: float = PROVIDER_DEADLINE

    async def compose(
        self,
        runtime: AgentRuntime,
        message: Memory,
        *,
        include_list: Iterable[str] | None = None,
        only_include: bool = False,
        skip_cache: bool = False,
    ) -> State:
        """The state for `message` from the default providers and those of `include_list`.

        What is named runs afresh; the rest may come from the cache. A name that nobody bears is
        passed over.
        """
        named = frozenset(include_list or ())
        for unknown in named - runtime.providers.keys():
            log.debug("no provider %r", unknown)
        chosen = [p for p in runtime.providers.values() if _chosen(p, named, only_include)]
        known: Results = {} if skip_cache else self.cache.get(message.id)
        fresh: Results = {k: v for k, v in known.items() if k not in named}
        state = State()
        ordered = sorted(chosen, key=lambda provider: provider.position)
        for _, group in groupby(ordered, key=lambda provider: provider.position):
            together = tuple(group)
            missing = [p for p in together if p.name not in fresh]
            fresh.update(await self._run(runtime, message, providers=missing, state=state))
            state = _extended(state, {p.name: fresh[p.name] for p in together})
        self.cache.put(message.id, fresh)
        state = replace(state, data={**state.data, "metadata": _metadata(message, state)})
        composed = StateEvent(runtime=runtime, message=message, state=state)
        await runtime.emit(EventType.STATE_COMPOSED, composed)
        return state

    async def _run(
        self,
        runtime: AgentRuntime,
        message: Memory,
        *,
        providers: Sequence[Provider],
        state: State,
    ) -> Results:
        async def get(provider: Provider) -> Provided:
            return await offered(provider.get, runtime, message, state)

        if not providers:
            return {}
        asked = [asyncio.ensure_future(get(provider)) for provider in providers]
        try:
            _, late = await asyncio.wait(asked, timeout=self.deadline)
        finally:
            for task in asked:
                task.cancel()
        if late:
            await asyncio.wait(late)
        return {p.name: _result(p.name, _outcome(t)) for p, t in zip(providers, asked, strict=True)}


def _metadata(message: Memory, state: State) -> Mapping[str, object]:
    return {
        "roomId": message.room_id,
        "entityId": message.entity_id,
        "timestamp": message.created_at,
        "tokenCount": estimate_tokens(state.text),
    }


def _outcome(task: asyncio.Task[Provided]) -> Provided | Exception:
    """A provider that was ended had its time."""
    if task.cancelled():
        return TimeoutError()
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, Exception):
        return error
    raise error


def _chosen(provider: Provider, named: frozenset[str], only_named: bool) -> bool:
    if provider.name in named:
        return True
    return not (only_named or provider.dynamic or provider.private)


def _result(name: str, outcome: Provided | Exception) -> ProviderResult:
    if isinstance(outcome, TimeoutError):
        log.warning("Provider timeout: %s", name)
        return ProviderResult(data={"error": "TIMEOUT"})
    if isinstance(outcome, FiscusError):
        log.warning("Provider %s failed: %s", name, outcome.code)
        return ProviderResult(data={"error": outcome.code})
    if isinstance(outcome, Exception):
        log.error("Provider %s failed: %s", name, where(outcome))
        return ProviderResult(data={"error": "INTERNAL"})
    if isinstance(outcome, str):
        return ProviderResult(text=outcome)
    if isinstance(outcome, Mapping):
        text, values, data = (outcome.get(key) for key in ("text", "values", "data"))
        return ProviderResult(str(text or ""), values=_mapping(values), data=_mapping(data))
    return outcome or ProviderResult()


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _extended(state: State, results: Mapping[str, ProviderResult]) -> State:
    values = dict(state.values)
    for result in results.values():
        values.update(result.values)
    texts = [state.text, *(result.text for result in results.values())]
    return State(
        values=values,
        data={**state.data, "providers": {**state.providers, **results}},
        text="\n".join(filter(None, texts)),
    )
