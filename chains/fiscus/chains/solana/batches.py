"""Several payments in one transaction: planned, checked and signed as a whole, or not at all."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fiscus.chains.solana.assets import native_asset
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.payments import Decoded, decode_batch, moves
from fiscus.chains.solana.facts import Facts, Wish, read_facts
from fiscus.chains.solana.fees import MOST_UNITS, Budget, capped, unit_limit
from fiscus.chains.solana.inspection import inspect
from fiscus.chains.solana.instructions import (
    CoinPayment,
    Opening,
    TokenPayment,
    compose_batch,
    open_account,
)
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.recipients import refuse_pointless
from fiscus.chains.solana.records import Landed
from fiscus.chains.solana.tokens import TokenList
from fiscus.chains.solana.transfers import (
    Checked,
    asset_named,
    check_opened,
    kept,
    looked_at,
    needed,
    recipient_named,
    standing,
    token_payment,
)
from fiscus.chains.solana.verdicts import (
    Expected,
    Payout,
    check_coin,
    check_payments,
    check_units,
    mismatch,
)
from fiscus.core.desk.adapter import Asset, Concern, Effect, Move, Plan, Terms
from fiscus.core.desk.amounts import exact_units
from fiscus.core.desk.batches import parted
from fiscus.core.desk.door import Given, Intent
from fiscus.core.money import from_base_units


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """A transaction but for the block it names, and what each of its payments must come to."""

    message: bytes
    expected: tuple[Expected, ...]


async def checked_batch(client: SolanaClient, draft: BatchDraft) -> Checked:
    """Simulate the very message. Raises `SimulationFailed` where it is not exactly the payments."""
    decoded = decode_batch(draft.message)
    payouts = [Payout(*pair) for pair in zip(draft.expected, decoded, strict=True)]
    return await looked_at(
        client,
        draft.message,
        decoded[0].written,
        lambda before, simulated: check_payments(payouts, before, simulated),
    )


def batch_mismatch(effect: Effect, message: bytes, landed: Landed) -> str | None:
    """Where the block shows something else than was signed for: a phrase."""
    decoded, rents = decode_batch(message), iter(effect.moves[len(effect.payees) :])
    payouts = [
        Payout(Expected(move.asset, move.units, move.to, _rent(one, rents)), one)
        for move, one in zip(effect.moves, decoded, strict=False)
    ]
    return mismatch(payouts, landed)


def _rent(decoded: Decoded, rents: Iterator[Move]) -> int:
    opened = next(rents, None) if decoded.opening else None
    return opened.units if opened else 0


@dataclass(frozen=True, slots=True)
class BatchPlanner:
    """Plans several payments out of one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `ChainError` where a chain does not answer."""
        chain = self.networks.config.chain(intent.value("chain"))
        client, payments = self.networks[chain.name], parted(intent.values)
        wishes = [await self._wish(client, payment, terms) for payment in payments]
        floor = self.networks.config.priority_fee
        facts = await asyncio.gather(
            *(read_facts(client, wish, tokens=self.tokens, floor=floor) for wish in wishes)
        )
        orders = [
            _Order(wish, exact_units(needed(payment, "amount"), wish.asset.decimals), found)
            for payment, wish, found in zip(payments, wishes, facts, strict=True)
        ]
        return await self._finished(client, _opened_once(orders), terms)

    async def _wish(self, client: SolanaClient, payment: Mapping[str, Given], terms: Terms) -> Wish:
        asset = await asset_named(client, needed(payment, "token"), self.tokens)
        recipient = await recipient_named(client, needed(payment, "recipient"))
        refuse_pointless(recipient, signer=self.signer)
        return Wish(self.signer, recipient, asset, None, terms.mark)

    async def _finished(self, client: SolanaClient, orders: Sequence[_Order], terms: Terms) -> Plan:
        coin, first = native_asset(client.chain), orders[0].facts
        concerns = [concern for order in orders for concern in order.concerns]
        expected = tuple(order.expected for order in orders)
        dry = Budget(MOST_UNITS)
        _check_funds(orders, coin, dry.fee)
        parts = [part for order in orders for part in order.parts]
        message = compose_batch(self.signer, parts, budget=dry)
        used = (await checked_batch(client, BatchDraft(message, expected))).simulated.units
        price = max(order.facts.price for order in orders)
        budget = capped(Budget(unit_limit(used), price), terms.max_fee_units)
        _check_funds(orders, coin, budget.fee)
        message = compose_batch(self.signer, parts, budget=budget)
        return Plan(
            effect=_effect(coin, message, orders),
            amount=from_base_units(expected[0].units, expected[0].asset.decimals),
            recipient=expected[0].recipient,
            recipient_name=orders[0].wish.recipient.name,
            concerns=tuple(dict.fromkeys(concerns)),
            lane=f"{client.chain.name}:{self.signer}",
            sequence=None,
            chain_time=first.chain_time,
            chain_title=client.chain.title,
            recent=first.named,
            facts=_facts(orders),
            stale_seconds=client.chain.stale_seconds,
            draft=BatchDraft(message, expected),
        )


@dataclass(frozen=True, slots=True)
class _Order:
    """One payment, and what the chain says of both sides."""

    wish: Wish
    units: int
    facts: Facts

    @property
    def expected(self) -> Expected:
        way = self.facts.route
        rent = way.rent if way else 0
        return Expected(self.wish.asset, self.units, self.wish.recipient.address, rent)

    @property
    def concerns(self) -> Sequence[Concern]:
        to, asset = self.wish.recipient.address, self.wish.asset
        found = inspect(to, self.facts.recipient, pays_coin=asset.address is None)
        return [*found, *kept(self.expected, self.facts.route)]

    @property
    def parts(self) -> Sequence[CoinPayment | TokenPayment | Opening]:
        wish, way = self.wish, self.facts.route
        if way is None or wish.asset.address is None:
            return [CoinPayment(wish.sender, wish.recipient.address, self.units)]
        payment = token_payment(self.expected, way, sender=wish.sender)
        if not way.opens:
            return [payment]
        to, mint = wish.recipient.address, wish.asset.address
        return [open_account(wish.sender, to, mint, way.program), payment]


def _opened_once(orders: Sequence[_Order]) -> Sequence[_Order]:
    """Two payments into one new account open it with the first."""
    opened, found = set[str](), list[_Order]()
    for order in orders:
        way = order.facts.route
        if way is not None and way.target in opened:
            there = replace(way, opens=False, rent=0)
            order = replace(order, facts=replace(order.facts, route=there))
        elif way is not None and way.opens:
            opened.add(way.target)
        found.append(order)
    return found


def _check_funds(orders: Sequence[_Order], coin: Asset, fee: int) -> None:
    """Raise `InsufficientFunds` where the wallet does not have what all of them take together, and
    `InvalidAmount` where SOL is too little to open a recipient's account."""
    totals, arriving = Counter[Asset](), Counter[str]()
    for order in orders:
        totals[order.wish.asset] += order.units
        arriving[order.wish.recipient.address] += order.expected.lamports - order.expected.rent
    for order in orders:
        asset, held = order.wish.asset, order.facts.funds.token_units
        if held is not None:
            check_units(Expected(asset, totals[asset], ""), held)
        elif asset == coin:
            whole = replace(order.expected, units=arriving[order.wish.recipient.address])
            check_opened(whole, order.facts, coin)
    rents = sum(order.expected.rent for order in orders)
    paid = coin if totals[coin] else orders[0].wish.asset
    leaving = Expected(paid, totals[paid], "", rents)
    check_coin(leaving, orders[0].facts.funds, coin=coin, fee=fee)


def _effect(coin: Asset, message: bytes, orders: Sequence[_Order]) -> Effect:
    """What the bytes do, by their own reading; only whose a token account is comes from outside."""
    decoded = decode_batch(message)
    told = [
        moves(
            one,
            coin=coin,
            token=order.wish.asset if order.wish.asset.address else None,
            recipient=order.expected.recipient,
            rent=order.expected.rent,
        )
        for one, order in zip(decoded, orders, strict=True)
    ]
    tokens = [one.target for one in decoded if isinstance(one.payment, TokenPayment)]
    return Effect(
        action="transfer",
        chain=coin.chain,
        chain_id=None,
        signer=decoded[0].signer,
        target=tokens[0] if tokens else decoded[0].target,
        call=" ".join(one.call for one in decoded if one.call),
        moves=(*(move for move, *_ in told), *(rent for _, *rents in told for rent in rents)),
        fee_asset=coin,
        max_fee_units=decoded[0].budget.fee,
        payees=tuple(order.wish.recipient.name or "" for order in orders),
    )


def _facts(orders: Sequence[_Order]) -> Mapping[str, str]:
    """What two nodes must agree on."""
    first, *_ = orders
    held = {o.wish.asset.symbol: str(o.facts.funds.token_units) for o in orders}
    there = {o.wish.recipient.address: standing(o.facts.recipient) for o in orders}
    return {
        "the wallet's balance": str(first.facts.funds.lamports),
        "the wallet's balance of the token": str(held),
        "what stands at the recipient's address": str(there),
    }
