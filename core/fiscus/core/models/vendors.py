"""What the plugins of all vendors share: settings, prices, and a vendor's errors as ours."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from fiscus.core.errors import (
    BadModelOutput,
    BadModelRequest,
    ConfigError,
    FiscusError,
    ModelKeyRefused,
    ModelTimeout,
    ModelUnavailable,
    QuotaExhausted,
    RateLimited,
)
from fiscus.core.jsontext import JsonObject
from fiscus.core.models.answers import Usage
from fiscus.core.secrets import Secret
from fiscus.core.settings import Setting

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

Body: TypeAlias = dict[str, Any]
"""The JSON of a request, as an SDK takes it."""

MILLION = Decimal(1_000_000)
OUT_OF_MONEY = frozenset({"insufficient_quota", "billing_error"})


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who serves models, and the settings that say how to reach them."""

    name: str
    """Of the plugin, of its extra, and of the SDK's package."""
    title: str
    key: Setting
    base_url: Setting
    models: tuple[Setting, ...] = ()
    """The settings that name its models."""

    def check(self, runtime: AgentRuntime) -> None:
        """Raises `ConfigError` where the plugin could never answer."""
        self.secret(runtime)
        if find_spec(self.name) is None:
            raise ConfigError(
                f"the package {self.name!r} is not installed",
                hint=f"pip install 'fiscus[{self.name}]'",
            )

    def secret(self, runtime: AgentRuntime) -> Secret:
        """The key: the character's own, or the environment's. Raises `ConfigError`."""
        value = runtime.get_setting(self.key.name)
        if not isinstance(value, str) or not value.strip():
            raise ConfigError(
                f"{self.title} API key not configured",
                hint=f"Missing API Key: set {self.key.name}, in `.env` for example.",
            )
        return Secret(value.strip())

    def text(self, runtime: AgentRuntime, setting: Setting) -> str:
        """A setting's value, or its default."""
        value = runtime.get_setting(setting.name)
        return str(value).strip() if value not in {None, ""} else setting.default

    def address(self, runtime: AgentRuntime) -> str:
        return self.text(runtime, self.base_url)


class Sdk(Protocol):
    """A vendor's module, as far as its errors go."""

    APIError: type[Exception]
    APIStatusError: type[Exception]
    APIConnectionError: type[Exception]
    APITimeoutError: type[Exception]
    APIResponseValidationError: type[Exception]


@contextmanager
def translated(vendor: Vendor, sdk: Sdk) -> Generator[None]:
    """The SDK's errors as the suite's. No word of the vendor's is kept, nor the error itself: both
    can repeat what was sent."""
    told: FiscusError
    try:
        yield
        return
    except sdk.APITimeoutError:
        told = ModelTimeout(f"{vendor.title} did not answer in time", hint="Ask again.")
    except sdk.APIConnectionError:
        hint = f"Is {vendor.base_url.name} right, and is the network up?"
        told = ModelUnavailable(f"no connection to {vendor.title}", hint=hint)
    except sdk.APIResponseValidationError:
        told = nonsense(vendor)
    except sdk.APIStatusError as error:
        told = _refused(vendor, error)
    except sdk.APIError:
        told = ModelUnavailable(f"{vendor.title} broke off its answer", hint="Ask again.")
    except json.JSONDecodeError:
        told = nonsense(vendor)
    raise told from None


def nonsense(vendor: Vendor) -> BadModelOutput:
    """The answer is not what its own documentation promises."""
    return BadModelOutput(f"{vendor.title} sent an answer that cannot be read", hint="Ask again.")


def object_in(vendor: Vendor, text: object) -> JsonObject:
    """The JSON object that a text is. Raises `BadModelOutput`."""
    try:
        value: object = json.loads(text) if isinstance(text, str) else text
    except json.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise BadModelOutput(f"{vendor.title} sent no JSON object where one was asked for")
    return cast("JsonObject", value)


def _refused(vendor: Vendor, error: Exception) -> FiscusError:
    status = int(getattr(error, "status_code", 0))
    response = getattr(error, "response", None)
    headers = cast("Mapping[str, str]", getattr(response, "headers", {}))
    retry_after = seconds_in(headers)
    name = vendor.title
    if status in {401, 403}:
        return ModelKeyRefused(f"{name} does not take the key", hint=f"Check {vendor.key.name}.")
    if status == 402 or _kind(error) & OUT_OF_MONEY:
        hint = f"See to the billing of the account behind {vendor.key.name}."
        return QuotaExhausted(f"the quota of the account at {name} is used up", hint=hint)
    if status == 429:
        return RateLimited(f"{name} is asked too often", hint="Wait.", retry_after=retry_after)
    if status >= 500 or status in {408, 409}:
        fault = f"{name} has a fault of its own (HTTP {status})"
        return ModelUnavailable(fault, hint="Ask again later.", retry_after=retry_after)
    if status == 404:
        names = ", ".join(setting.name for setting in vendor.models)
        hint = f"The vendor may have retired it: set {names}. Or is {vendor.base_url.name} wrong?"
        return BadModelRequest(f"{name} does not know that model (HTTP 404)", hint=hint)
    hint = "The conversation may be too long, or the model may not do what was asked for."
    return BadModelRequest(f"{name} does not take the request (HTTP {status})", hint=hint)


def _kind(error: Exception) -> set[str]:
    """The vendor's own codes of an error, from its body; `set()` where it has none."""
    body: object = getattr(error, "body", None)
    fields = _fields(body)
    inner = _fields(fields.get("error")) or fields
    return {str(inner.get("code")), str(inner.get("type"))}


def _fields(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def seconds_in(headers: Mapping[str, str]) -> float | None:
    """What `retry-after-ms` or `retry-after` asks for, in seconds."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    written = headers.get("retry-after")
    seconds = _number(written)
    if seconds is not None or not written:
        return seconds
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: Decimal
    output: Decimal = Decimal(0)
    cached: Decimal | None = None
    """For input the vendor had in its cache; the full price where it is not given."""

    def of(self, usage: Usage) -> Decimal:
        cached = self.input if self.cached is None else self.cached
        fresh = usage.input_tokens - usage.cached_tokens
        total = fresh * self.input + usage.cached_tokens * cached
        return (total + usage.output_tokens * self.output) / MILLION


def cost_of(prices: Mapping[str, Price], model: str | None, usage: Usage | None) -> Decimal | None:
    """What an answer cost; `None` where the model has no price here or nothing was counted."""
    price = prices.get(model or "")
    return price.of(usage) if price is not None and usage is not None else None
