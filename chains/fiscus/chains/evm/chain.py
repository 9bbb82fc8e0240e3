"""What the suite knows about one EVM network before it has asked a node."""

from __future__ import annotations

from dataclasses import dataclass

MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11"
"""Multicall3 at its deterministic address; the deployments are listed by mds1/multicall3."""


@dataclass(frozen=True, slots=True)
class EvmChain:
    """One network. Addresses are written with their EIP-55 checksum."""

    name: str
    """The canonical answer, like `"arbitrum-nova"`: lower case, words joined by dashes."""
    title: str
    """As people read it: `"Arbitrum Nova"`."""
    id: int
    """The EIP-155 chain id."""
    coin: str
    """Symbol of the native coin, which has 18 decimals on every network here."""
    aliases: tuple[str, ...] = ()
    """Other names people write: lower case, words separated by one space."""
    explorer: str = ""
    """Without a slash at the end; a transaction is at `explorer + "/tx/" + hash`."""
    rpcs: tuple[str, ...] = ()
    """Public endpoints that need no key, the network's own first."""
    wrapped: str | None = None
    """The ERC-20 that wraps the native coin, or that the native coin itself is seen as (Celo)."""
    multicall: str | None = MULTICALL3
    coingecko_platform: str | None = None
    """Id in CoinGecko's `/asset_platforms`; `None` where tokens have no price there."""
    coingecko_coin: str | None = None
    """Id of the native coin in CoinGecko's `/coins/list`; `None` on test networks."""
    legacy_fees: bool = False
    """The network takes only transactions with one `gasPrice`."""
    testnet: bool = False
    ens_registry: str | None = None
    """The ENS registry, on the networks whose registry answers for `.eth`."""
    coin_aliases: tuple[str, ...] = ()
    """Former symbols that still mean the native coin: `("MATIC",)` on Polygon."""
    final_depth: int = 64
    """Blocks on top of one after which it counts as final, where nodes name no final block."""
    stale_seconds: int | None = 900
    """How old its newest block may be before an RPC has lost it; `None` where blocks come only
    with transactions."""
    environment: tuple[str, ...] = ()
    """Further suffixes for `ETHEREUM_PROVIDER_<SUFFIX>`, besides those made from the name."""

    def transaction_url(self, transaction_hash: str) -> str:
        """Where people look a transaction up; `""` where no explorer is known."""
        return f"{self.explorer}/tx/{transaction_hash}" if self.explorer else ""
