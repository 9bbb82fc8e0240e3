"""What coins and tokens are worth in US dollars, as CoinGecko's public API says.

Endpoints, parameters and the key's header are those of CoinGecko's "Demo API" description
(OpenAPI). Without a paid plan the service takes one contract address a request.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakValueDictionary

from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.pricelist import Quote, read_quotes
from fiscus.core.errors import ChainError, RpcRefused, RpcUnavailable
from fiscus.core.secrets import Secret

if TYPE_CHECKING:
    import httpx

__all__ = ["PUBLIC_API", "AssetKey", "CoinGecko", "Quote"]

PUBLIC_API: Final = "https://api.coingecko.com/api/v3"
DEADLINE: Final = 3.0
FRESH: Final = 30.0
"""Seconds that an answer is good for, also the answer that there is no price."""
BACKOFF: Final = 0.25
PAUSE: Final = 10.0
LONGEST_PAUSE: Final = 120.0
LARGEST_ANSWER: Final = 1024 * 1024
AT_ONCE: Final = 4
REMEMBERED: Final = 4096

COINS: Final = "simple/price"
TOKENS: Final = "simple/token_price/"
SOLANA: Final = "solana"
"""CoinGecko's id both of the network and of its coin."""

AssetKey: TypeAlias = tuple[str, str | None]
"""Name of a network, and the address of a token; `None` for the native coin."""

_Place: TypeAlias = tuple[str, str]
"""Endpoint, and the id or address to ask there."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    quote: Quote | None
    until: float


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    retry_after: float
    body: bytes

    @property
    def worth_another_try(self) -> bool:
        return self.status == 429 or self.status >= 500


class CoinGecko:
    """A client that asks once for what several want to know at the same time.

    Every method raises `RpcUnavailable` where there is no answer within `deadline` seconds, one
    retry included, and `RpcRefused` where the service declines. After a failure it is left alone
    for a while: then `RpcUnavailable` comes at once.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        base_url: str = PUBLIC_API,
        key: Secret | None = None,
        deadline: float = DEADLINE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._key = key
        self._deadline = deadline
        self._clock = clock
        self._paused_until = 0.0
        self._known: dict[_Place, _Remembered] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def coin_prices(self, ids: Collection[str]) -> Mapping[str, Quote]:
        """Prices by CoinGecko coin id, like `"ethereum"`; one request. Unpriced ids are absent."""
        return await self._prices(COINS, tuple(dict.fromkeys(ids)))

    async def token_price(self, platform: str, address: str) -> Quote | None:
        """The price of the token at `address` on an asset platform, like `"polygon-pos"`."""
        address = _spelling(address)
        return (await self._prices(TOKENS + platform, (address,))).get(address)

    async def usd(self, assets: Collection[AssetKey]) -> Mapping[AssetKey, Quote]:
        """What one whole unit of each asset is worth. An asset without a price is absent.

        Where some requests fail, the assets of the others still have their price; the error is
        raised only where not one price is known.
        """
        places = {asset: place for asset in assets if (place := _place(asset)) is not None}
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._settled(path, keys))
                for path, keys in _requests(set(places.values()))
            ]
        found: dict[_Place, Quote] = {}
        failures: list[ChainError] = []
        for outcome in (task.result() for task in tasks):
            if isinstance(outcome, ChainError):
                failures.append(outcome)
            else:
                found |= outcome
        if failures and not found:
            raise failures[0]
        return {asset: found[place] for asset, place in places.items() if place in found}

    async def _settled(
        self, path: str, keys: tuple[str, ...]
    ) -> dict[_Place, Quote] | RpcUnavailable | RpcRefused:
        try:
            prices = await self._prices(path, keys)
        except (RpcUnavailable, RpcRefused) as failure:
            return failure
        return {(path, key): quote for key, quote in prices.items()}

    async def _prices(self, path: str, keys: tuple[str, ...]) -> dict[str, Quote]:
        """The fresh prices of `keys`; whoever comes while they are asked for waits for them."""
        if self._missing(path, keys):
            name = path if path == COINS else f"{path} {keys}"
            async with self._locks.setdefault(name, asyncio.Lock()):
                if missing := self._missing(path, keys):
                    self._remember(path, missing, await self._ask(path, missing))
        known = ((key, self._known.get((path, key))) for key in keys)
        return {key: entry.quote for key, entry in known if entry and entry.quote}

    def _missing(self, path: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        now = self._clock()
        return tuple(
            key
            for key in keys
            if (entry := self._known.get((path, key))) is None or entry.until <= now
        )

    def _remember(self, path: str, keys: tuple[str, ...], quotes: Mapping[str, Quote]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        until = self._clock() + FRESH
        for key in keys:
            self._known[path, key] = _Remembered(quotes.get(key), until)

    async def _ask(self, path: str, keys: tuple[str, ...]) -> Mapping[str, Quote]:
        parameters = {
            "ids" if path == COINS else "contract_addresses": ",".join(keys),
            "vs_currencies": "usd",
            "include_last_updated_at": "true",
            "precision": "full",
        }
        try:
            async with self._slots, asyncio.timeout(self._deadline):
                self._refuse_while_paused()
                answer = await self._twice(path, parameters)
        except TimeoutError:
            raise self._failed(f"gave no answer within {self._deadline:g} seconds") from None
        if answer.worth_another_try:
            raise self._failed(f"answered HTTP {answer.status}", pause=answer.retry_after)
        if answer.status != 200:
            raise RpcRefused(
                f"CoinGecko refused the request with HTTP {answer.status}",
                hint="COINGECKO_API_URL and COINGECKO_API_KEY must fit each other.",
            )
        quotes = read_quotes(answer.body)
        if quotes is None:
            raise self._failed("answered with something that is no list of prices")
        return {_spelling(key): quote for key, quote in quotes.items()}

    async def _twice(self, path: str, parameters: Mapping[str, str]) -> _Answer:
        started = time.monotonic()
        answer = await self._get(path, parameters)
        wait = answer.retry_after or BACKOFF
        if not answer.worth_another_try or time.monotonic() - started + wait >= self._deadline:
            return answer
        await asyncio.sleep(wait)
        return await self._get(path, parameters)

    async def _get(self, path: str, parameters: Mapping[str, str]) -> _Answer:
        import httpx

        headers = {"accept": "application/json"}
        if self._key is not None:
            headers["x-cg-demo-api-key"] = self._key.reveal()
        try:
            async with self._http.stream(
                "GET", f"{self._base}/{path}", params=parameters, headers=headers
            ) as response:
                body = await self._body(response)
                return _Answer(response.status_code, _retry_after(response), body)
        except httpx.TimeoutException as exc:
            raise TimeoutError from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise self._failed("cannot be reached") from exc

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise self._failed(f"sent more than {LARGEST_ANSWER} bytes")
        return bytes(body)

    def _refuse_while_paused(self) -> None:
        if self._clock() < self._paused_until:
            raise RpcUnavailable(
                "CoinGecko failed a moment ago",
                hint="It is asked again shortly; until then its prices are unknown.",
            )

    def _failed(self, what: str, *, pause: float = 0.0) -> RpcUnavailable:
        self._paused_until = self._clock() + (pause or PAUSE)
        return RpcUnavailable(
            f"CoinGecko {what}", hint="Prices are unknown until it answers again."
        )


def _place(asset: AssetKey) -> _Place | None:
    """Where to ask for an asset; `None` on networks whose assets CoinGecko does not price."""
    name, address = asset
    chain = CHAINS.get(name)
    platform = chain.coingecko_platform if chain else SOLANA if name == SOLANA else None
    coin = chain.coingecko_coin if chain else platform
    if address is None:
        return (COINS, coin) if coin else None
    return (TOKENS + platform, _spelling(address)) if platform else None


def _requests(places: Collection[_Place]) -> list[tuple[str, tuple[str, ...]]]:
    """All coins in one request, every token in one of its own."""
    coins = tuple(sorted(key for path, key in places if path == COINS))
    tokens = [(path, (key,)) for path, key in sorted(places) if path != COINS]
    return [(COINS, coins), *tokens] if coins else [*tokens]


def _spelling(key: str) -> str:
    """CoinGecko answers EVM addresses in lower case; base58 and ids stay as they are."""
    return key.lower() if key[:2] in ("0x", "0X") else key


def _retry_after(response: httpx.Response) -> float:
    """Seconds of `Retry-After`; 0 where it is absent, or no plain number."""
    text = response.headers.get("retry-after", "")
    plain = text.isascii() and text.isdigit()
    return min(float(text), LONGEST_PAUSE) if plain else 0.0
