"""Anthropic: settings, prices, and the one client of a runtime."""

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
    from anthropic import AsyncAnthropic
    from anthropic.types import Usage as Counted

    from fiscus.core.runtime import AgentRuntime

OWN_ADDRESS = "https://api.anthropic.com"
KEY = Setting("ANTHROPIC_API_KEY", "Key of Anthropic; brings its models.", secret=True)
BASE_URL = Setting(
    "ANTHROPIC_BASE_URL", "Another server that speaks the same language.", default=OWN_ADDRESS
)
SMALL = Setting("ANTHROPIC_SMALL_MODEL", "For quick decisions.", "claude-3-haiku-20240307")
MEDIUM = Setting("ANTHROPIC_MEDIUM_MODEL", "Between the two.", "claude-3-5-haiku-20241022")
LARGE = Setting(
    "ANTHROPIC_LARGE_MODEL", "For conversation and planning.", "claude-3-5-sonnet-latest"
)
SETTINGS = (KEY, BASE_URL, SMALL, MEDIUM, LARGE)

ANTHROPIC = Vendor("anthropic", "Anthropic", KEY, BASE_URL, (SMALL, MEDIUM, LARGE))


def _price(input_: str, output: str, cached: str) -> Price:
    return Price(Decimal(input_), Decimal(output), Decimal(cached))


PRICES: Mapping[str, Price] = MappingProxyType(
    {
        "claude-3-haiku-20240307": _price("0.25", "1.25", "0.03"),
        "claude-3-5-haiku-20241022": _price("0.80", "4", "0.08"),
        "claude-3-5-sonnet-20240620": _price("3", "15", "0.30"),
        "claude-3-5-sonnet-20241022": _price("3", "15", "0.30"),
        "claude-3-7-sonnet-20250219": _price("3", "15", "0.30"),
        "claude-3-opus-20240229": _price("15", "75", "1.50"),
        "claude-sonnet-4-20250514": _price("3", "15", "0.30"),
        "claude-opus-4-20250514": _price("15", "75", "1.50"),
    }
)
"""Of models whose published price is known, by the dated name the vendor answers with."""


class AnthropicService(Service):
    """Holds the connections to Anthropic; its SDK is imported with the first question."""

    service_type: ClassVar[str] = "anthropic"
    capability_description: ClassVar[str] = "Models of Anthropic."

    def __init__(self, runtime: AgentRuntime | None = None) -> None:
        super().__init__(runtime)
        self._client: AsyncAnthropic | None = None
        self._opening = asyncio.Lock()

    async def initialize(self, runtime: AgentRuntime) -> None:
        """Nothing is opened before it is used."""

    async def stop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def client(self, runtime: AgentRuntime) -> AsyncAnthropic:
        """The SDK's client: without retries of its own, without redirects."""
        async with self._opening:
            if self._client is None:
                await asyncio.to_thread(import_module, "anthropic")
                from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient

                deadline = runtime.models.deadline
                self._client = AsyncAnthropic(
                    api_key=ANTHROPIC.secret(runtime).reveal(),
                    base_url=ANTHROPIC.address(runtime),
                    max_retries=0,
                    timeout=deadline,
                    http_client=DefaultAsyncHttpxClient(follow_redirects=False, timeout=deadline),
                )
        return self._client


async def client_of(runtime: AgentRuntime) -> AsyncAnthropic:
    """The runtime's client. Raises `ConfigError` where the plugin does not run."""
    service = runtime.get_service(AnthropicService.service_type)
    if not isinstance(service, AnthropicService):
        raise ConfigError("service 'anthropic' is not running", hint="Start the runtime first.")
    return await service.client(runtime)


@contextmanager
def speaking() -> Generator[None]:
    """Around every call: the SDK's errors leave it as ours."""
    with translated(ANTHROPIC, cast("Sdk", import_module("anthropic"))):
        yield


def usage_of(counted: Counted | None) -> Usage | None:
    """All input together: the vendor counts what was cached beside the rest."""
    if counted is None:
        return None
    cached = counted.cache_read_input_tokens or 0
    written = counted.cache_creation_input_tokens or 0
    return Usage(counted.input_tokens + cached + written, counted.output_tokens, cached)


def cost(runtime: AgentRuntime, model: str | None, usage: Usage | None) -> Decimal | None:
    own = ANTHROPIC.address(runtime).rstrip("/") == OWN_ADDRESS
    return cost_of(PRICES, model, usage) if own else None
