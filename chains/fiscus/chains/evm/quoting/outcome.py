"""What a trade really moved, by the chain's own word."""

from __future__ import annotations

from collections.abc import Sequence

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import transfer_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.records import Receipt
from fiscus.core.desk.adapter import Asset


async def moved(
    client: EvmClient, wallet: str, assets: Sequence[Asset], hash: str
) -> list[int] | None:
    """Base units that the wallet has more of each asset by this transaction; less is negative.

    `None` where the node does not tell. Of native coin it is what the block changed, gas aside:
    what else moved there in the same block is counted with it.
    """
    receipt = await client.ask(queries.receipt(hash))
    if receipt is None:
        return None
    coin = 0
    if any(asset.address is None for asset in assets):
        blocks = (queries.at(receipt.block - 1), queries.at(receipt.block))
        before, after = await client.gather_all([queries.balance(wallet, at) for at in blocks])
        coin = after - before + receipt.fee_wei
    return [
        _of_token(receipt, wallet, asset.address) if asset.address else coin for asset in assets
    ]


def _of_token(receipt: Receipt, wallet: str, address: str) -> int:
    me, token = wallet.lower(), address.lower()
    events = [event for log in receipt.logs if (event := transfer_of(log)) and event.token == token]
    came = sum(event.units for event in events if event.recipient == me)
    return came - sum(event.units for event in events if event.sender == me)
