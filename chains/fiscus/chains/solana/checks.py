"""How the Solana settings and endpoints are, for `fiscus check`."""

from __future__ import annotations

import asyncio
import time

from fiscus.chains.solana.config import SolanaConfig
from fiscus.chains.solana.networks import Networks
from fiscus.core.errors import ChainError
from fiscus.core.families import Finding

SECONDS = 8.0


async def findings(config: SolanaConfig, networks: Networks, own: Finding) -> list[Finding]:
    """The wallet, as it was found, then the cluster in use."""
    return [own, await _cluster(config, networks)]


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
