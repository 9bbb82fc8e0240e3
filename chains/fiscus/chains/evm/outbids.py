"""Taking the place of what waits: the same transaction at a higher fee, or one that moves nothing.

It is made of the very bytes that wait, so that nothing else about it can change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fiscus.chains.evm import queries
from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.envelope import Envelope, read_envelope
from fiscus.chains.evm.facts import Prices, l1_fee_of
from fiscus.chains.evm.fees import FeeQuote, fee_query, gas_limit, sane
from fiscus.core.desk.adapter import Effect, Move, Plan, Sealed, Variant
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import InsufficientFunds, NotReplaceable, RpcRefused, SimulationFailed


@dataclass(frozen=True, slots=True)
class Outbid:
    """What shall take a place, but for its signature."""

    envelope: Envelope
    variant: Variant


async def outbid(
    client: EvmClient, effect: Effect, variants: Sequence[Sealed], variant: Variant
) -> Plan:
    """See `Adapter.outbid`."""
    if variants[0].sequence is None:
        raise NotReplaceable("A signed message has no place to take", hint="It is signed for good.")
    waiting = [read_envelope(sealed.raw) for sealed in variants]
    original, coin = waiting[0], native_asset(client.chain)
    message = original.message if variant is Variant.FASTER else Message(effect.signer, 0, b"")
    market, l1_fee, held, gas = await client.gather(
        fee_query(client.chain),
        l1_fee_of(client.chain, message),
        queries.balance(effect.signer),
        # On the state before it: what waits is not in it yet, and must not be counted twice.
        queries.gas_estimate(
            sender=effect.signer,
            to=message.to,
            value_wei=message.value_wei,
            calldata=message.data,
            block=queries.LATEST,
        ).settled(),
    )
    limit = _limit(gas, original, variant)
    fee = raised([envelope.fee for envelope in waiting], market)
    cap = Prices(fee, l1_fee).cap_wei(limit)
    if message.value_wei + cap > held:
        raise InsufficientFunds(
            f"The wallet has {shown(held, coin.decimals, coin.symbol)}, and with the higher fee it"
            f" would take {shown(message.value_wei + cap, coin.decimals, coin.symbol)}",
            hint="Nothing was signed. Wait until fees fall, or add funds.",
        )
    envelope = replace(original, gas=limit, fee=fee, message=message)
    return _plan(client.chain, _effect(effect, variant, cap), Outbid(envelope, variant))


def raised(offered: Sequence[FeeQuote], market: FeeQuote) -> FeeQuote:
    """An eighth over the highest that was offered, and at least what the market asks.

    Nodes replace for a tenth more of both prices (geth, reth, Nethermind, Erigon); the kind of the
    transaction stays as it was.
    """
    most = max(_eighth_more(max(o.max_fee_wei for o in offered)), market.max_fee_wei)
    tips = [quote.tip_wei for quote in offered if quote.tip_wei is not None]
    if not tips:
        return sane(FeeQuote(most))
    tip = max(_eighth_more(max(tips)), market.tip_wei or 0)
    return sane(FeeQuote(max(most, tip), tip))


def _eighth_more(wei: int) -> int:
    return -(-wei * 9 // 8)


def _limit(gas: int | RpcRefused, original: Envelope, variant: Variant) -> int:
    if isinstance(gas, RpcRefused) or (variant is Variant.FASTER and gas > original.gas):
        raise SimulationFailed(
            "It would fail by now, whatever it pays",
            hint="Nothing was signed. Call it back with `fiscus wallet cancel` instead.",
        ) from (gas if isinstance(gas, RpcRefused) else None)
    return original.gas if variant is Variant.FASTER else gas_limit(gas)


def _effect(effect: Effect, variant: Variant, cap: int) -> Effect:
    if variant is Variant.FASTER:
        return replace(effect, max_fee_units=cap)
    return Effect(
        action="cancel",
        chain=effect.chain,
        chain_id=effect.chain_id,
        signer=effect.signer,
        target=effect.signer,
        call="",
        moves=(Move(effect.fee_asset, 0, effect.signer),),
        fee_asset=effect.fee_asset,
        max_fee_units=cap,
    )


def _plan(chain: EvmChain, effect: Effect, draft: Outbid) -> Plan:
    return Plan(
        effect=effect,
        amount=Decimal(0),
        recipient=effect.signer,
        recipient_name=None,
        concerns=(),
        lane=f"evm:{chain.id}:{effect.signer}",
        sequence=draft.envelope.nonce,
        chain_time=None,
        chain_title=chain.title,
        draft=draft,
    )
