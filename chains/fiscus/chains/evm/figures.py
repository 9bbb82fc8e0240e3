"""Levels that somebody may wait for: what gas costs, and what the wallet has."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fiscus.chains.evm import queries
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.fees import GWEI, fee_query
from fiscus.core.desk.adapter import Asset
from fiscus.core.money import EXACT, from_base_units


async def gas_gwei(client: EvmClient) -> Decimal:
    """What a unit of gas costs in the next block: the base fee and the tip."""
    quote = await client.ask(fee_query(client.chain))
    wei = quote.max_fee_wei
    if quote.tip_wei is not None:
        wei = (quote.max_fee_wei - quote.tip_wei) // 2 + quote.tip_wei
    return EXACT.divide(Decimal(wei), Decimal(GWEI))


async def held(client: EvmClient, asset: Asset, wallet: str | None) -> Sequence[Decimal]:
    """What a wallet has of an asset, in whole tokens; nothing where nobody tells."""
    if wallet is None:
        return []
    if asset.address is None:
        units: int | None = await client.ask(queries.balance(wallet))
    else:
        units = await client.ask(token_balance(asset.address, wallet))
    return [] if units is None else [from_base_units(units, asset.decimals)]
