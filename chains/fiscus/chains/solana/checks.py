"""How the Solana settings and endpoints are, for `fiscus check`."""

from __future__ import annotations

import asyncio
import time

from fiscus.chains.feed import Feed, Heard
from fiscus.chains.jsonrpc import Call
from fiscus.chains.solana.config import SolanaConfig
from fiscus.chains.solana.definitions import MAINNET
from fiscus.chains.solana.networks import Networks
from fiscus.core.errors import ChainError
from fiscus.core.families import Finding

SECONDS = 8.0
WEBSOCKET_SECONDS = 5.0


async def findings(config: SolanaConfig, networks: Networks, own: Finding) -> list[Finding]:
    """The wallet, as it was found, then the cluster in use, whether it tells of changes, and how
    swaps are asked for."""
    if not own.ok:
        return [own, await _cluster(config, networks)]
    asked = await asyncio.gather(_cluster(config, networks), _websocket(config))
    return [own, *asked, *_aggregator(config)]


def wallet(address: str | None, *, can_sign: bool) -> Finding:
    """Whether there is one, and whether it can sign. Asks nobody."""
    if can_sign:
        return Finding("Solana wallet", True, f"{address} (can sign)")
    if address is not None:
        return Finding(
            "Solana wallet",
            True,
            f"{address} (read-only)",
            "Set SOLANA_PRIVATE_KEY or SOLANA_PRIVATE_KEY_FILE to sign with it.",
        )
    return Finding(
        "Solana wallet",
        False,
        "none",
        "Set SOLANA_PRIVATE_KEY or SOLANA_PRIVATE_KEY_FILE; SOLANA_PUBLIC_KEY watches an address;"
        " `fiscus demo` needs none.",
    )


def _aggregator(config: SolanaConfig) -> list[Finding]:
    """On the one cluster that Jupiter trades on. Asks nobody."""
    if config.default.name != MAINNET.name:
        return []
    if config.jupiter_url or config.jupiter_key:
        return [Finding("Jupiter", True, "JUPITER_API_URL" if config.jupiter_url else "with a key")]
    hint = "Set JUPITER_API_KEY (free at portal.jup.ag): the address without one is to end."
    return [Finding("Jupiter", True, "without a key", hint)]


async def _cluster(config: SolanaConfig, networks: Networks) -> Finding:
    chain = config.default
    subject = f"chain {chain.name}"
    source = "public RPCs" if config.providers == chain.rpcs else "SOLANA_RPC_URL"
    started = time.monotonic()
    try:
        async with asyncio.timeout(SECONDS):
            height = await networks[chain.name].block_height()
    except (ChainError, TimeoutError) as exc:
        trouble = exc.message if isinstance(exc, ChainError) else "no answer in time"
        return Finding(subject, False, trouble, "Set SOLANA_RPC_URL to a working RPC.")
    milliseconds = round((time.monotonic() - started) * 1000)
    return Finding(subject, True, f"{chain.cluster}, block {height}, {milliseconds} ms, {source}")


async def _websocket(config: SolanaConfig) -> Finding:
    """Nothing depends on it but how soon a change is known."""
    subject, stands = f"websocket of {config.default.name}", asyncio.Event()

    def hear(heard: Heard) -> None:
        stands.set()

    feed = Feed(config.default.title, config.websockets, (Call("slotSubscribe"),))
    listening = asyncio.create_task(feed.run(hear))
    try:
        async with asyncio.timeout(WEBSOCKET_SECONDS):
            await stands.wait()
    except TimeoutError:
        return Finding(
            subject,
            True,
            "none answers: what the wallet has is up to two minutes old",
            "Set SOLANA_WS_URL to a websocket of your RPC.",
        )
    finally:
        listening.cancel()
        await asyncio.wait([listening])
    return Finding(subject, True, "tells of changes")
