"""What the suite knows about one Solana cluster before it has asked a node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SolanaChain:
    """One cluster."""

    name: str
    """The canonical answer: `"solana"` is mainnet beta."""
    title: str
    """As people read it: `"Solana"`."""
    cluster: str
    """Solana's own name for it, as SOLANA_CLUSTER takes it: `"mainnet-beta"`."""
    genesis: str | None
    """Hash of the first block: what an endpoint must show before it is believed. `None` where
    every chain has its own."""
    coin: str = "SOL"
    """Symbol of the native coin, which has 9 decimals."""
    aliases: tuple[str, ...] = ()
    """Other names of the cluster."""
    explorer: str = "https://solscan.io"
    """Empty where none shows the chain."""
    explorer_query: str = ""
    """What the explorer needs to know which cluster is meant: `"?cluster=devnet"`."""
    rpcs: tuple[str, ...] = ()
    """Public endpoints that need no key."""
    helius: str | None = None
    """Helius' endpoint for the cluster, without a key."""
    testnet: bool = False
    stale_seconds: int | None = 120
    """How old its newest block may be before an RPC has lost it; `None` where time stands still."""

    def transaction_url(self, signature: str) -> str | None:
        """Where people look a transaction up; `None` for a chain of one machine."""
        if not self.explorer:
            return None
        return f"{self.explorer}/tx/{signature}{self.explorer_query}"
