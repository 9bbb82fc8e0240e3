"""How the EVM settings and endpoints are, for `fiscus check`."""

from __future__ import annotations

import asyncio
import time

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.config import EvmConfig
from fiscus.chains.evm.networks import Networks
from fiscus.core.errors import ChainError
from fiscus.core.families import Finding

SECONDS = 8.0


async def findings(config: EvmConfig, networks: Networks, own: Finding) -> list[Finding]:
    """The wallet, as it was found, then every configured chain, asked at the same time."""
    asked = [_chain(chain, config, networks) for chain in config.chains]
    return [own, *await asyncio.gather(*asked)]


def wallet(address: str | None, *, can_sign: bool) -> Finding:
    """Whether there is one, and whether it can sign. Asks nobody."""
    if can_sign:
        return Finding("EVM wallet", True, f"{address} (can sign)")
    if address is not None:
        return Finding(
            "EVM wallet",
            True,
            f"{address} (read-only)",
            "Set EVM_PRIVATE_KEY or EVM_PRIVATE_KEY_FILE to sign with it.",
        )
    return Finding(
        "EVM wallet",
        False,
        "none",
        "Set EVM_PRIVATE_KEY or EVM_PRIVATE_KEY_FILE; WALLET_PUBLIC_KEY watches an address;"
        " `fiscus demo` needs none.",
    )


async def _chain(chain: EvmChain, config: EvmConfig, networks: Networks) -> Finding:
    subject = f"chain {chain.name}"
    source = "ETHEREUM_PROVIDER" if chain.name in config.providers else "public RPCs"
    started = time.monotonic()
    try:
        async with asyncio.timeout(SECONDS):
            block = await networks[chain.name].block()
    except (ChainError, TimeoutError) as exc:
        trouble = exc.message if isinstance(exc, ChainError) else "no answer in time"
        name = chain.name.upper().replace("-", "_")
        return Finding(subject, False, trouble, f"Set ETHEREUM_PROVIDER_{name} to a working RPC.")
    milliseconds = round((time.monotonic() - started) * 1000)
    return Finding(
        subject, True, f"id {chain.id}, block {block.number}, {milliseconds} ms, {source}"
    )
