"""OpenAI: settings, prices, and the one client of a runtime."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, cast

from fiscus.core.errors import ConfigError
from fiscus.core.models.answers import Usage
from fiscus.core.models.vendors import Price, Sdk, Vendor, cost_of, translated
from fiscus.core.service import Service
from fiscus.core.settings import Setting

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CompletionUsage

    from fiscus.core.runtime import AgentRuntime

OWN_ADDRESS = "https://api.openai.com/v1"
KEY = Setting("OPENAI_API_KEY", "Key of OpenAI; brings its models.", secret=True)
BASE_URL = Setting(
    "OPENAI_BASE_URL", "Another server that speaks the same language.", default=OWN_ADDRESS
)
SMALL = Setting("OPENAI_SMALL_MODEL", "For quick decisions, and for images.", "gpt-4o-mini")
MEDIUM = Setting("OPENAI_MEDIUM_MODEL", "Between the two.", "gpt-4o-mini")
LARGE = Setting("OPENAI_LARGE_MODEL", "For conversation and planning.", "gpt-4o")
EMBEDDING = Setting("OPENAI_EMBEDDING_MODEL", "For embeddings.", "text-embedding-3-small")
DIMENSIONS = Setting(
    "OPENAI_EMBEDDING_DIMENSIONS",
    "Length of a vector; a database keeps the one it began with.",
    "384",
)
SETTINGS = (KEY, BASE_URL, SMALL, MEDIUM, LARGE, EMBEDDING, DIMENSIONS)

OPENAI = Vendor("openai", "OpenAI", KEY, BASE_URL, (SMALL, MEDIUM, LARGE, EMBEDDING))


def _price(input_: str, output: str = "0", cached: str | None = None) -> Price:
    return Price(Decimal(input_), Decimal(output), Decimal(cached) if cached else None)


PRICES: Mapping[str, Price] = MappingProxyType(
    {
        "gpt-4o-2024-08-06": _price("2.50", "10", "1.25"),
        "gpt-4o-2024-11-20": _price("2.50", "10", "1.25"),
        "gpt-4o-2024-05-13": _price("5", "15"),
        "gpt-4o-mini-2024-07-18": _price("0.15", "0.60", "0.075"),
        "gpt-4.1-2025-04-14": _price("2", "8", "0.50"),
        "gpt-4.1-mini-2025-04-14": _price("0.40", "1.60", "0.10"),
        "gpt-4.1-nano-2025-04-14": _price("0.10", "0.40", "0.025"),
        "text-embedding-3-small": _price("0.02"),
        "text-embedding-3-large": _price("0.13"),
    }
)
"""Of models whose published price is known, by the dated name the vendor answers with."""


class OpenAIService(Service):
    """Holds the connections to OpenAI; its SDK is imported with the first question."""

    service_type: ClassVar[str] = "openai"
    capability_description: ClassVar[str] = "Models of OpenAI and of servers like it."

    def __init__(self, runtime: AgentRuntime | None = None) -> None:
        super().__init__(runtime)
        self._client: AsyncOpenAI | None = None
        self._opening = asyncio.Lock()

    async def initialize(self, runtime: AgentRuntime) -> None:
        """Nothing is opened before it is used."""

    async def stop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def client(self, runtime: AgentRuntime) -> AsyncOpenAI:
        """The SDK's client: without retries of its own, without redirects."""
        async with self._opening:
            if self._client is None:
                await asyncio.to_thread(import_module, "openai")
                from openai import AsyncOpenAI, DefaultAsyncHttpxClient

                deadline = runtime.models.deadline
                self._client = AsyncOpenAI(
                    api_key=OPENAI.secret(runtime).reveal(),
                    base_url=OPENAI.address(runtime),
                    max_retries=0,
                    timeout=deadline,
                    http_client=DefaultAsyncHttpxClient(follow_redirects=False, timeout=deadline),
                )
        return self._client


async def client_of(runtime: AgentRuntime) -> AsyncOpenAI:
    """The runtime's client. Raises `ConfigError` where the plugin does not run."""
    service = runtime.get_service(OpenAIService.service_type)
    if not isinstance(service, OpenAIService):
        raise ConfigError("service 'openai' is not running", hint="Start the runtime first.")
    return await service.client(runtime)


@contextmanager
def speaking() -> Generator[None]:
    """Around every call: the SDK's errors leave it as ours."""
    with translated(OPENAI, cast("Sdk", import_module("openai"))):
        yield


def is_own(runtime: AgentRuntime) -> bool:
    """Whether it is the vendor's own server: only there its prices and its newest words hold."""
    return OPENAI.address(runtime).rstrip("/") == OWN_ADDRESS


def usage_of(counted: CompletionUsage | None) -> Usage | None:
    if counted is None:
        return None
    details = counted.prompt_tokens_details
    cached = (details.cached_tokens or 0) if details else 0
    return Usage(counted.prompt_tokens, counted.completion_tokens, cached)


def cost(runtime: AgentRuntime, model: str | None, usage: Usage | None) -> Decimal | None:
    return cost_of(PRICES, model, usage) if is_own(runtime) else None
