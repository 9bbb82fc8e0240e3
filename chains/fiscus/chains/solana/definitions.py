"""The Solana clusters, by name.

Sources: Solana's cluster page (https://solana.com/docs/references/clusters), genesis hashes as
Anza's and Firedancer's clients and CAIP-2 carry them, Helius' documentation.

A signed transaction names no cluster. What ties it to one is the recent block it names, which no
other cluster knows: what is signed on a chain of this machine is valid nowhere else, because its
blocks are nobody else's. An RPC of a test cluster that hands out a block of mainnet would break
that, so the same key should not hold money on mainnet and be used with somebody's test RPC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from fiscus.chains.sandbox.solana.definition import GENESIS as SANDBOX_GENESIS
from fiscus.chains.solana.chain import SolanaChain

__all__ = ["CHAINS", "MAINNET", "SANDBOX", "SolanaChain", "find_chain"]

MAINNET: Final = SolanaChain(
    "solana",
    "Solana",
    "mainnet-beta",
    "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
    aliases=("mainnet", "solana-mainnet"),
    rpcs=("https://api.mainnet-beta.solana.com",),
    helius="https://mainnet.helius-rpc.com",
)
DEVNET: Final = SolanaChain(
    "solana-devnet",
    "Solana Devnet",
    "devnet",
    "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
    explorer_query="?cluster=devnet",
    rpcs=("https://api.devnet.solana.com",),
    helius="https://devnet.helius-rpc.com",
    testnet=True,
)
TESTNET: Final = SolanaChain(
    "solana-testnet",
    "Solana Testnet",
    "testnet",
    "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
    explorer_query="?cluster=testnet",
    rpcs=("https://api.testnet.solana.com",),
    testnet=True,
)
LOCALNET: Final = SolanaChain(
    "solana-localnet",
    "Solana Localnet",
    "localnet",
    None,
    aliases=("localhost", "local"),
    explorer="",
    rpcs=("http://127.0.0.1:8899",),
    testnet=True,
)
"""A validator of one's own, started by somebody else."""
SANDBOX: Final = replace(
    MAINNET,
    cluster="sandbox",
    genesis=SANDBOX_GENESIS,
    explorer="",
    rpcs=(),
    helius=None,
    stale_seconds=None,
)
"""Stands for mainnet where this very process started the chain; proves itself by its own hash."""

CHAINS: Mapping[str, SolanaChain] = MappingProxyType(
    {chain.name: chain for chain in (MAINNET, DEVNET, TESTNET, LOCALNET)}
)
"""Every known cluster by its canonical name."""


def title_of(name: str) -> str:
    """What people call a cluster: `"Solana"` for `"solana"`."""
    return CHAINS[name].title


def find_chain(text: str) -> SolanaChain | None:
    """The cluster that a setting names: `"devnet"`, `"mainnet-beta"`, `"solana"`."""
    wanted = text.strip().lower()
    for chain in CHAINS.values():
        if wanted in (chain.name, chain.cluster, *chain.aliases):
            return chain
    return None
