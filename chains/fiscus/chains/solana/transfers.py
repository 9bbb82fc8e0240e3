"""Planning a payment: everything that can be known before signing, in two requests.

The first reads both sides, the token and what fees cost; the second simulates the very message.
Names, mints on no list and shares of a balance cost a request of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset, native_asset
from fiscus.chains.solana.chain import SolanaChain
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.payments import Decoded, decode, moves
from fiscus.chains.solana.facts import Facts, Wish, read_facts
from fiscus.chains.solana.fees import (
    DRY_UNITS,
    FEE_RESERVE,
    Budget,
    capped,
    unit_limit,
)
from fiscus.chains.solana.inspection import inspect
from fiscus.chains.solana.instructions import (
    CoinPayment,
    TokenPayment,
    compose,
    open_account,
)
from fiscus.chains.solana.metadata import read_metadata
from fiscus.chains.solana.names import resolve_name
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.recipients import Recipient, literal_address, refuse_pointless
from fiscus.chains.solana.records import Account, Blockhash
from fiscus.chains.solana.routes import Route
from fiscus.chains.solana.simulate import Simulated, State, simulate_message, state_query
from fiscus.chains.solana.tokens import TokenList
from fiscus.chains.solana.verdicts import (
    Expected,
    check_arrival,
    check_funds,
    check_simulation,
)
from fiscus.core.desk.adapter import SWEEP, Asset, Concern, Effect, Plan, Terms
from fiscus.core.desk.amounts import (
    exact_units,
    is_share,
    is_worth,
    share_units,
    shown,
    worth_units,
)
from fiscus.core.desk.door import Given, Intent
from fiscus.core.errors import InvalidAmount, RequestError, SimulationFailed, UnknownToken
from fiscus.core.money import from_base_units

MOST_MEMO_BYTES: Final = 400
LOOKS: Final = 3
"""How often a simulation that shows something else is looked at again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A transaction but for the block it names."""

    message: bytes
    expected: Expected


@dataclass(frozen=True, slots=True)
class Checked:
    """A simulation that shows exactly the payment, and the newest block at that time."""

    simulated: Simulated
    block: Blockhash


async def checked_simulation(client: SolanaClient, draft: Draft) -> Checked:
    """Simulate the very message. Raises `SimulationFailed` where it is not exactly the payment."""
    decoded = decode(draft.message)
    return await looked_at(
        client,
        draft.message,
        decoded.written,
        lambda before, simulated: check_simulation(draft.expected, decoded, before, simulated),
    )


async def looked_at(
    client: SolanaClient,
    message: bytes,
    written: Sequence[str],
    check: Callable[[State, Simulated], None],
) -> Checked:
    """Simulate a message. Raises `SimulationFailed` where `check` does, however often it looks."""
    for left in reversed(range(LOOKS)):
        (_, before), simulated, block = await client.gather(
            state_query(written),
            simulate_message(message, written),
            queries.latest_blockhash(),
        )
        try:
            check(before, simulated)
        except SimulationFailed:
            # Somebody may have paid this wallet between the two readings.
            if not left or simulated.failure is not None:
                raise
        else:
            return Checked(simulated, block)
    raise AssertionError("the last look returns or raises")


@dataclass(frozen=True, slots=True)
class TransferPlanner:
    """Plans payments out of one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `ChainError` where a chain does not answer."""
        chain = self.networks.config.chain(intent.value("chain"))
        client = self.networks[chain.name]
        asset = await asset_named(client, needed(intent.values, "token"), self.tokens)
        recipient = await recipient_named(client, needed(intent.values, "recipient"))
        refuse_pointless(recipient, signer=self.signer)
        action = SWEEP if intent.action == SWEEP else "transfer"
        wish = Wish(self.signer, recipient, asset, _memo(intent), terms.mark, action)
        facts = await read_facts(
            client, wish, tokens=self.tokens, floor=self.networks.config.priority_fee
        )
        concerns = inspect(recipient.address, facts.recipient, pays_coin=asset.address is None)
        units = terms.units or _units(needed(intent.values, "amount"), asset, facts, terms)
        rent = facts.route.rent if facts.route else 0
        expected = Expected(asset, units, recipient.address, rent)
        concerns += kept(expected, facts.route)
        return await self._finished(client, wish, facts, expected, concerns, terms)

    async def _finished(
        self,
        client: SolanaClient,
        wish: Wish,
        facts: Facts,
        expected: Expected,
        concerns: list[Concern],
        terms: Terms,
    ) -> Plan:
        coin = native_asset(client.chain)
        dry = Budget(DRY_UNITS)
        check_funds(expected, facts.funds, coin=coin, fee=dry.fee)
        check_opened(expected, facts, coin)
        message = _message(wish, expected, facts.route, dry)
        used = (await checked_simulation(client, Draft(message, expected))).simulated.units
        budget = capped(Budget(unit_limit(used), facts.price), terms.max_fee_units)
        check_funds(expected, facts.funds, coin=coin, fee=budget.fee)
        message = _message(wish, expected, facts.route, budget)
        effect = _effect(client.chain, decode(message), expected, wish.action)
        return Plan(
            effect=effect,
            amount=from_base_units(expected.units, expected.asset.decimals),
            recipient=expected.recipient,
            recipient_name=wish.recipient.name,
            concerns=tuple(concerns),
            lane=f"{client.chain.name}:{self.signer}",
            sequence=None,
            chain_time=facts.chain_time,
            chain_title=client.chain.title,
            recent=facts.named,
            facts={
                "the wallet's balance": str(facts.funds.lamports),
                "the wallet's balance of the token": str(facts.funds.token_units),
                "what stands at the recipient's address": standing(facts.recipient),
            },
            stale_seconds=client.chain.stale_seconds,
            draft=Draft(message, expected),
        )


async def asset_named(client: SolanaClient, token: str, tokens: TokenList) -> Asset:
    """The coin or token that is meant. Raises `UnknownToken`."""
    known = find_asset(client.chain, token, tokens)
    if known is not None:
        return known
    found = (await read_metadata(client, [token]))[token]
    if found is None:
        raise UnknownToken(
            f"There is no token at {token} on {client.chain.title}",
            hint="Copy the address of the token's mint on that cluster.",
        )
    return Asset(client.chain.name, token, found.symbol or "token", found.decimals)


async def recipient_named(client: SolanaClient, text: str) -> Recipient:
    """Who is meant. Raises where that is nobody on Solana, and for a name that is nobody's."""
    literal = literal_address(text)
    if literal is not None:
        return Recipient(literal)
    found = await resolve_name(client, text)
    return Recipient(found.address, found.name)


def standing(account: Account | None) -> str:
    """What is there, whatever it holds."""
    return f"{account.owner} {account.executable}" if account else "nothing"


def _message(wish: Wish, expected: Expected, way: Route | None, budget: Budget) -> bytes:
    me, asset = wish.sender, expected.asset
    if way is None or asset.address is None:
        paid = CoinPayment(me, expected.recipient, expected.units)
        return compose(me, paid, budget=budget, memo=wish.memo)
    payment = token_payment(expected, way, sender=me)
    opening = (
        open_account(me, expected.recipient, asset.address, way.program) if way.opens else None
    )
    return compose(me, payment, budget=budget, opening=opening, memo=wish.memo)


def token_payment(expected: Expected, way: Route, *, sender: str) -> TokenPayment:
    asset = expected.asset
    if asset.address is None:
        raise TypeError("SOL has no mint")
    return TokenPayment(
        way.program,
        asset.address,
        sender,
        way.source,
        way.target,
        expected.units,
        asset.decimals,
        way.fee.of(expected.units) if way.fee else None,
    )


def kept(expected: Expected, way: Route | None) -> list[Concern]:
    """What less arrives than is sent. Raises `InvalidAmount` where that would be everything."""
    if way is None or way.fee is None:
        return []
    asset, kept = expected.asset, way.fee.of(expected.units)
    if kept >= expected.units:
        raise InvalidAmount(
            f"The issuer of {asset.symbol} would keep all of {expected.text}",
            hint="Nothing was signed. Send more, or another token.",
        )
    keeps = shown(kept, asset.decimals, asset.symbol)
    arrives = shown(expected.units - kept, asset.decimals, asset.symbol)
    text = f"The issuer of {asset.symbol} keeps {keeps} of every such transfer: {arrives} arrive."
    return [Concern("transfer_fee", text)]


def _effect(chain: SolanaChain, decoded: Decoded, expected: Expected, action: str) -> Effect:
    """What the bytes do, by their own reading; only whose a token account is comes from outside."""
    coin = native_asset(chain)
    token = expected.asset if expected.asset.address else None
    return Effect(
        action=action,
        chain=chain.name,
        chain_id=None,
        signer=decoded.signer,
        target=decoded.target,
        call=decoded.call,
        moves=moves(
            decoded, coin=coin, token=token, recipient=expected.recipient, rent=expected.rent
        ),
        fee_asset=coin,
        max_fee_units=decoded.budget.fee,
    )


def check_opened(expected: Expected, facts: Facts, coin: Asset) -> None:
    """Raise `InvalidAmount` where SOL is too little to open the recipient's account."""
    there = facts.recipient
    least = facts.rents.of(len(there.data) if there else 0)
    check_arrival(expected, there.lamports if there else 0, coin=coin, least_lamports=least)


def _units(amount: str, asset: Asset, facts: Facts, terms: Terms) -> int:
    if is_worth(amount):
        return worth_units(amount, asset.decimals, price_usd=terms.price_usd)
    if not is_share(amount):
        return exact_units(amount, asset.decimals)
    if facts.route is not None:
        return share_units(amount, facts.route.units)
    reserve = facts.funds.least_lamports + FEE_RESERVE
    return share_units(amount, facts.funds.lamports, reserve=reserve)


def _memo(intent: Intent) -> str | None:
    memo = intent.value("memo")
    if memo is not None and len(memo.encode()) > MOST_MEMO_BYTES:
        raise RequestError(
            f"The memo is longer than {MOST_MEMO_BYTES} bytes", hint="Write a shorter one."
        )
    return memo or None


def needed(values: Mapping[str, Given], role: str) -> str:
    """Raises `RequestError` where nobody gave it."""
    given = values.get(role)
    if given is None or not given.value:
        raise RequestError(f"The {role} is missing", hint=f"Say which {role} you mean.")
    return given.value
