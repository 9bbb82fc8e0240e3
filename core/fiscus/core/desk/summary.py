"""A plan in the words an owner says yes or no to."""

from __future__ import annotations

from fiscus.core.desk.adapter import Plan
from fiscus.core.desk.amounts import shown


def summary(plan: Plan) -> str:
    """`"Send 0.5 ETH to alice.eth (0x…) on Base; network fee at most 0.0001 ETH."`"""
    effect = plan.effect
    moves = " and ".join(
        shown(move.units, move.asset.decimals, move.asset.symbol) for move in effect.moves
    )
    name = f"{plan.recipient_name} ({plan.recipient})" if plan.recipient_name else plan.recipient
    fee = shown(effect.max_fee_units, effect.fee_asset.decimals, effect.fee_asset.symbol)
    where = plan.chain_title or effect.chain
    return f"Send {moves} to {name} on {where}; network fee at most {fee}."
