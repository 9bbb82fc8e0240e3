"""What a swap that landed really brought."""

from __future__ import annotations

from fiscus.chains.solana import queries
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.records import Landed
from fiscus.chains.solana.swapping.landed import held_change
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import ChainError


async def arrived(networks: Networks, outcome: Outcome, asset: Asset) -> int | None:
    """Base units by which the wallet's holding grew; `None` where it did not land, or no node says.

    The desk has compared the block with what was signed for: this is told, and decides nothing.
    """
    if outcome.state is not State.CONFIRMED or outcome.hash is None:
        return None
    try:
        landed = await networks[outcome.chain].ask(queries.transaction(outcome.hash))
    except ChainError:
        return None
    return None if landed is None else grown(landed, outcome.sender, asset)


def grown(landed: Landed, owner: str, asset: Asset) -> int:
    """Base units that the signer has more of an asset, the fee aside."""
    if asset.address is None:
        return landed.lamports_after[0] - landed.lamports_before[0] + landed.fee
    return held_change(landed, owner, asset.address)
