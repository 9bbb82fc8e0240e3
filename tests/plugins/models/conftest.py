"""A runtime with one vendor's real plugin, whose server is a stand-in on loopback."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module

import pytest

from fiscus.core import AgentRuntime, Character
from fiscus.core.models import ModelRouter
from fiscus.core.settings import Settings
from fiscus.plugins.anthropic import plugin as anthropic
from fiscus.plugins.openai import plugin as openai
from tests.plugins.models.anthropic_wire import AnthropicWire
from tests.plugins.models.openai_wire import OpenAIWire
from tests.plugins.models.standins import KEY, StandIn, Wire, serve

PLUGINS = {"openai": openai, "anthropic": anthropic}
WIRES: dict[str, Wire] = {"openai": OpenAIWire(), "anthropic": AnthropicWire()}


@dataclass(slots=True)
class Stage:
    """A runtime and the vendor it talks to."""

    runtime: AgentRuntime
    vendor: StandIn
    slept: list[float] = field(default_factory=list[float])


@asynccontextmanager
async def open_stage(name: str, *, deadline: float = 30.0, **more: str) -> AsyncGenerator[Stage]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    import_module(name)  # on a busy machine this takes longer than the shortest deadline
    async with serve(WIRES[name]) as vendor:
        settings = Settings(
            {f"{name.upper()}_API_KEY": KEY, f"{name.upper()}_BASE_URL": vendor.url, **more}
        )
        runtime = AgentRuntime(
            Character("Ada", ("Counts.",)),
            plugins=[PLUGINS[name]],
            settings=settings,
            models=ModelRouter(deadline=deadline, sleep=sleep),
        )
        await runtime.initialize()
        try:
            yield Stage(runtime, vendor, slept)
        finally:
            await runtime.stop()


Open = Callable[..., Awaitable[Stage]]


@pytest.fixture
async def open_with() -> AsyncGenerator[Open]:
    """Opens stages that are closed when the test ends."""
    async with AsyncExitStack() as stack:

        async def open_one(name: str, *, deadline: float = 30.0, **more: str) -> Stage:
            return await stack.enter_async_context(open_stage(name, deadline=deadline, **more))

        yield open_one


@pytest.fixture(params=["openai", "anthropic"])
async def stage(request: pytest.FixtureRequest) -> AsyncGenerator[Stage]:
    async with open_stage(request.param) as opened:
        yield opened
