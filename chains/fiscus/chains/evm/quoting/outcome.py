"""What a trade really moved, by the chain's own word."""

from __future__ import annotations

from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import transfer_of
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.records import Receipt
from fiscus.core.desk.adapter import Asset


async def moved(client: EvmClient, wallet: str, asset: Asset, hash: str) -> int | None:
    """Base units that the wallet has more of `asset` by this transaction; less is negative.

    `None` where the node does not tell. Of native coin it is what the block changed, gas aside:
    what else moved there in the same block is counted with it.
    """
    receipt = await client.ask(queries.receipt(hash))
    if receipt is None:
        return None
    if asset.address is not None:
        return _of_token(receipt, wallet.lower(), asset.address.lower())
    before, after = await client.gather_all(
        [queries.balance(wallet, queries.at(block)) for block in (receipt.block - 1, receipt.block)]
    )
    return after - before + receipt.fee_wei


def _of_token(receipt: Receipt, me: str, token: str) -> int:
    events = [event for log in receipt.logs if (event := transfer_of(log)) and event.token == token]
    came = sum(event.units for event in events if event.recipient == me)
    return came - sum(event.units for event in events if event.sender == me)
