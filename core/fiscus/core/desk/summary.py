"""A plan in the words an owner says yes or no to."""

from __future__ import annotations

from fiscus.core.desk.adapter import TYPED_DATA, Plan
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.deeds import PHRASES, Deed, amounts, arriving, deed_of, several, subject


def summary(plan: Plan) -> str:
    """`"Send 0.5 ETH to alice.eth (0x…) on Base; network fee at most 0.0001 ETH."`"""
    effect, deed = plan.effect, deed_of(plan.effect)
    note = plan.recipient_note
    named = f"{plan.recipient_name} ({plan.recipient}{note})"
    name = named if plan.recipient_name else plan.recipient
    told = PHRASES[deed].order.format(
        out=amounts(effect.moves or effect.grants),
        into=arriving(effect),
        whom=name,
        token=subject(effect).asset.symbol,
        about=effect.about,
    )
    if told_all := several(effect):
        told = f"Send {told_all} in one transaction"
    crossed = deed in {Deed.SWAP, Deed.BRIDGE} or deed.moves_nothing
    through = f" through {name}" if crossed else ""
    given = f", and allow {_also(plan)}" if effect.moves and effect.grants else ""
    fee = shown(effect.max_fee_units, effect.fee_asset.decimals, effect.fee_asset.symbol)
    where = plan.chain_title or effect.chain
    if effect.action == TYPED_DATA:
        return f"Sign a {effect.call} for {effect.target}: {told[:1].lower()}{told[1:]} on {where}."
    return f"{told} on {where}{through}{given}; network fee at most {fee}."


def _also(plan: Plan) -> str:
    return " and ".join(
        f"{grant.spender} to spend exactly {amounts([grant])}" for grant in plan.effect.grants
    )
