"""Planning a payment: everything that can be known before signing, in one request where it can.

What is sure offline is checked offline, before anything is asked. Names, tokens on no list, shares
of a balance and contracts as recipients cost a request of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fiscus.chains.evm import queries
from fiscus.chains.evm.assets import find_asset, native_asset, unlisted_asset, unlisted_concern
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decode import Message, decode, pay_coin, pay_token
from fiscus.chains.evm.facts import Facts, Prices, gather_facts, l1_fee_of, token_balance
from fiscus.chains.evm.fees import PLAIN_TRANSFER_GAS, fee_query, gas_limit
from fiscus.chains.evm.inspection import inspect
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.names import own_name, resolve_name
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.recipients import Recipient, literal_address, refuse_pointless
from fiscus.chains.evm.simulate import Simulated
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.evm.verdicts import (
    UNSIMULATED,
    Expected,
    check_coin,
    check_share,
    check_simulation,
    check_token,
    gas_of,
)
from fiscus.core.desk.adapter import SELF_TRANSFER, SWEEP, Asset, Concern, Effect, Plan, Terms
from fiscus.core.desk.amounts import exact_units, is_share, is_worth, share_units, worth_units
from fiscus.core.desk.door import Intent
from fiscus.core.errors import RequestError, UnknownToken
from fiscus.core.money import from_base_units

TO_ITSELF = Concern(
    "to_itself", "It goes back to this very wallet: nothing but the network fee is spent."
)
PLENTY = 2**256
"""A balance of which every share is something."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A transaction but for its nonce."""

    chain_id: int
    message: Message
    gas: int
    prices: Prices
    expected: Expected
    code_runs: bool
    """Something may happen besides the payment."""
    simulated: bool
    """The node showed what would happen."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An asset, how much of it, and what must be known about it."""

    asset: Asset
    units: int
    concerns: tuple[Concern, ...] = ()
    max_fee_wei: int | None = None
    """What may be spent on the fee, where the amount leaves only so much."""


@dataclass(frozen=True, slots=True)
class TransferPlanner:
    """Plans payments out of one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `ChainError` where a chain does not answer."""
        chain = self.networks.config.chain(intent.value("chain"))
        itself = intent.action == SELF_TRANSFER
        amount, token = _needed(intent, "amount"), _needed(intent, "token")
        whom = self.signer if itself else _needed(intent, "recipient")
        literal = literal_address(whom)
        known = find_asset(chain, token, self.tokens)
        if literal is not None and not itself:
            self._refuse_pointless(Recipient(literal), chain)
        if known is not None and terms.units is None:
            _check_amount(amount, known, terms)
        client = self.networks[chain.name]
        asset, concerns = (known, ()) if known else await self._unlisted(client, token)
        recipient = Recipient(literal) if literal else await self._named(chain, whom)
        wanted = await self._wanted(client, asset, recipient, amount, terms)
        expected = Expected(self.signer, recipient.address, wanted.asset, wanted.units)
        message = _message(expected)
        facts = await gather_facts(client, expected, message)
        draft, remarks = await _drafted(client, expected, message, facts, _most(wanted, terms))
        own = (TO_ITSELF,) if itself else ()
        plan = self._plan(chain, recipient, draft, facts, (*concerns, *remarks, *own))
        swept = intent.action == SWEEP
        return replace(plan, effect=replace(plan.effect, action=SWEEP)) if swept else plan

    async def _unlisted(self, client: EvmClient, token: str) -> tuple[Asset, tuple[Concern, ...]]:
        found = (await read_metadata(client, [token]))[token]
        if found is None:
            raise UnknownToken(
                f"There is no token at {token} on {client.chain.title}",
                hint="Copy the address of the token's contract on that chain.",
            )
        asset = unlisted_asset(client.chain, found, self.tokens)
        return asset, (unlisted_concern(client.chain, found, self.tokens),)

    async def _named(self, chain: EvmChain, text: str) -> Recipient:
        registrar = self.networks.registrar(chain)
        found = await resolve_name(registrar, text, chain=chain)
        own = await own_name(registrar, found.address)
        recipient = Recipient(found.address, found.name, own)
        self._refuse_pointless(recipient, chain)
        return recipient

    def _refuse_pointless(self, recipient: Recipient, chain: EvmChain) -> None:
        refuse_pointless(recipient, signer=self.signer, chain=chain, tokens=self.tokens)

    async def _wanted(
        self, client: EvmClient, asset: Asset, recipient: Recipient, amount: str, terms: Terms
    ) -> Wanted:
        if terms.units is not None:
            return Wanted(asset, terms.units)
        if is_worth(amount):
            return Wanted(asset, worth_units(amount, asset.decimals, price_usd=terms.price_usd))
        if not is_share(amount):
            return Wanted(asset, exact_units(amount, asset.decimals))
        if asset.address is None:
            return await self._share_of_coin(client, asset, recipient, amount)
        held = await client.ask(token_balance(asset.address, self.signer)) or 0
        check_share(amount, asset, units=held)
        return Wanted(asset, share_units(amount, held))

    async def _share_of_coin(
        self, client: EvmClient, coin: Asset, recipient: Recipient, amount: str
    ) -> Wanted:
        held, fee, l1_fee, gas = await client.gather(
            queries.balance(self.signer),
            fee_query(client.chain),
            l1_fee_of(client.chain, pay_coin(recipient.address, 1)),
            queries.gas_estimate(sender=self.signer, to=recipient.address, value_wei=1).settled(),
        )
        limit = gas_limit(gas) if isinstance(gas, int) else PLAIN_TRANSFER_GAS
        reserve = Prices(fee, l1_fee).cap_wei(limit)
        check_share(amount, coin, units=held, cap_wei=reserve)
        units = share_units(amount, held, reserve=reserve)
        return Wanted(coin, units, max_fee_wei=held - units)

    def _plan(
        self,
        chain: EvmChain,
        recipient: Recipient,
        draft: Draft,
        facts: Facts,
        concerns: tuple[Concern, ...],
    ) -> Plan:
        expected, coin = draft.expected, native_asset(chain)
        decoded = decode(draft.message, coin=coin, token=expected.asset)
        return Plan(
            effect=Effect(
                action="transfer",
                chain=chain.name,
                chain_id=chain.id,
                signer=self.signer,
                target=draft.message.to,
                call=decoded.call,
                moves=decoded.moves,
                fee_asset=coin,
                max_fee_units=draft.prices.cap_wei(draft.gas),
            ),
            amount=from_base_units(expected.units, expected.asset.decimals),
            recipient=recipient.address,
            recipient_name=recipient.name,
            recipient_note=recipient.note,
            concerns=concerns,
            lane=f"evm:{chain.id}:{self.signer}",
            sequence=facts.nonce,
            chain_time=_block_time(facts),
            chain_title=chain.title,
            facts=_rests_on(facts),
            stale_seconds=chain.stale_seconds,
            draft=draft,
        )


def _block_time(facts: Facts) -> int | None:
    """Of the block the payment was simulated in, where the node simulates: nodes make it the next
    one after their newest."""
    simulated = facts.simulated
    return simulated.timestamp if isinstance(simulated, Simulated) else None


def _rests_on(facts: Facts) -> dict[str, str]:
    """What two nodes must say alike, besides what the effect shows."""
    return {
        "the wallet's balance": str(facts.coin_wei),
        "the wallet's balance of the token": str(facts.token_units),
        "what stands at the recipient's address": facts.code.hex(),
    }


async def _drafted(
    client: EvmClient, expected: Expected, message: Message, facts: Facts, most: int | None
) -> tuple[Draft, tuple[Concern, ...]]:
    """The transaction that the facts allow, and what an owner must know of it."""
    chain = client.chain
    coin, held, prices = native_asset(chain), facts.coin_wei, facts.prices
    check_token(expected, facts.token_units)
    least = prices.capped(PLAIN_TRANSFER_GAS, most).cap_wei(PLAIN_TRANSFER_GAS)
    check_coin(expected, coin, coin_wei=held, cap_wei=least)
    there = [await inspect(client, expected.recipient, facts.code)] if facts.code else []
    remarks = check_simulation(expected, facts.simulated)
    gas = gas_limit(gas_of(facts.gas, expected))
    prices = prices.capped(gas, most)
    check_coin(expected, coin, coin_wei=held, cap_wei=prices.cap_wei(gas))
    draft = Draft(
        chain_id=chain.id,
        message=message,
        gas=gas,
        prices=prices,
        expected=expected,
        code_runs=bool(facts.code or message.data),
        simulated=UNSIMULATED not in remarks,
    )
    return draft, (*remarks, *there)


def _check_amount(amount: str, asset: Asset, terms: Terms) -> None:
    """Raise `InvalidAmount` for what no balance could change."""
    if is_share(amount):
        share_units(amount, PLENTY)
    elif is_worth(amount):
        worth_units(amount, asset.decimals, price_usd=terms.price_usd)
    else:
        exact_units(amount, asset.decimals)


def _most(wanted: Wanted, terms: Terms) -> int | None:
    caps = [cap for cap in (wanted.max_fee_wei, terms.max_fee_units) if cap is not None]
    return min(caps, default=None)


def _message(expected: Expected) -> Message:
    token = expected.asset.address
    if token is None:
        return pay_coin(expected.recipient, expected.units)
    return pay_token(token, expected.recipient, expected.units)


def _needed(intent: Intent, role: str) -> str:
    value = intent.value(role)
    if not value:
        raise RequestError(f"The {role} is missing", hint=f"Say which {role} you mean.")
    return value
