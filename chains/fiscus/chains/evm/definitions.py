"""The EVM networks, by name.

Sources, checked against each other: viem's chain definitions and ethereum-lists/chains (ids,
coins, explorers, Multicall3), DefiLlama's chainlist (public endpoints), the SDKs of Uniswap and
Sushi (wrapped coins), CoinGecko's asset platforms and coin list.

A new network is one entry in `layer1`, `rollups` or `testnets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.layer1 import LAYER1
from fiscus.chains.evm.rollups import ROLLUPS
from fiscus.chains.evm.testnets import TESTNETS
from fiscus.chains.sandbox.definition import FAR, SANDBOX

__all__ = ["CHAINS", "DEFAULT_CHAINS", "EvmChain", "environment_names", "find_chain"]

CHAINS: Mapping[str, EvmChain] = MappingProxyType(
    {chain.name: chain for chain in (*LAYER1, *ROLLUPS, *TESTNETS, SANDBOX, FAR)}
)
"""Every known network by its canonical name."""

DEFAULT_CHAINS = ("ethereum", "base", "arbitrum", "optimism", "polygon", "bsc", "avalanche")
"""The networks that are configured where nothing else is said."""


def environment_names(chain: EvmChain) -> tuple[str, ...]:
    """The suffixes taken in `ETHEREUM_PROVIDER_<SUFFIX>` for this network, the best first.

    `polygon-zkevm` takes `POLYGON_ZKEVM` and, as people who come from viem's names write it,
    `POLYGONZKEVM`; Ethereum takes `ETHEREUM` and `MAINNET`.
    """
    name = chain.name.upper()
    names = (name.replace("-", "_"), name.replace("-", ""), *chain.environment)
    return tuple(dict.fromkeys(names))


def find_chain(text: str) -> EvmChain | None:
    """The network that a setting names by its name, an alias or its id: `"OP Mainnet"`, `"10"`."""
    wanted = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    for chain in CHAINS.values():
        if wanted in (chain.name.replace("-", " "), str(chain.id), *chain.aliases):
            return chain
    return None
