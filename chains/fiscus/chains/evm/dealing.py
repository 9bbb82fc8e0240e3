"""One wallet's deals: the intent's words made exact, the transaction built, and the plan of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fiscus.chains.evm import queries
from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import find_asset, native_asset, unlisted_asset, unlisted_concern
from fiscus.chains.evm.bridging import (
    bridge_proposal,
    check_filling,
    counterpart,
    destination,
    far_side,
)
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.deals import Deal, Facts, deal, gather_facts, unlisted, watched
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import PERMIT2, Directory, functions
from fiscus.chains.evm.decoding.catalogue import WETH as WETH_KIND
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.fees import fee_query
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.observe import Watch
from fiscus.chains.evm.recipients import literal_address
from fiscus.chains.evm.rights import check_right, grant_effect, kept_grant
from fiscus.chains.evm.swaps import (
    LATEST_SECONDS,
    Wanted,
    check_deadline,
    check_price,
    check_rights,
    message_of,
    proposal,
    rights_needed,
    slippage_bps,
)
from fiscus.chains.evm.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Concern, Effect, Gain, Grant, Move, Plan, Terms
from fiscus.core.desk.amounts import exact_units, is_share, is_worth, share_units, worth_units
from fiscus.core.desk.bridges import BRIDGE
from fiscus.core.desk.deeds import subject
from fiscus.core.desk.door import Intent, Proposed
from fiscus.core.errors import InvalidRecipient, RequestError, UnknownToken
from fiscus.core.money import from_base_units

ACTIONS = frozenset({"swap", "bridge", "approve", "revoke", "wrap", "unwrap"})
KEPT_GAS = 500_000
"""Of which a share of the coin leaves the price behind: a swap takes about half of it."""


@dataclass(frozen=True, slots=True)
class DealPlanner:
    """Plans everything but payments. Signs nothing. `clock` gives Unix seconds."""

    networks: Networks
    tokens: TokenList
    wallet: str
    clock: Callable[[], float] = time.time

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `SimulationFailed` for what is not as asked."""
        chain = self.networks.config.chain(intent.value("chain"))
        desk = _Desk(self, self.networks[chain.name], intent, terms)
        action = _action(intent, chain)
        if action in {"approve", "revoke"}:
            return await desk.right(action)
        if action in {"wrap", "unwrap"}:
            return await desk.wrapping(action)
        if action == BRIDGE:
            return await desk.bridge()
        return await desk.swap()


@dataclass(frozen=True, slots=True)
class _Desk:
    """One intent on its chain."""

    planner: DealPlanner
    client: EvmClient
    intent: Intent
    terms: Terms

    @property
    def chain(self) -> EvmChain:
        return self.client.chain

    async def swap(self) -> Plan:
        message = message_of(self._proposed("swap", "an exchange or an aggregator"))
        sold, concerns = await self._asset("token")
        bought, others = await self._asset("to_token")
        if (sold.address or "").lower() == (bought.address or "").lower():
            raise RequestError(
                f"{sold.symbol} for {bought.symbol} is no swap", hint="Name two different tokens."
            )
        directory = self._directory(sold, bought)
        wanted = await self._wanted(sold, bought)
        root, trade, effect = proposal(wanted, message, directory, self.planner.wallet)
        needed = rights_needed(root, effect, directory)
        facts = await self._facts(message, effect, directory, *needed)
        check_deadline(trade, facts, self.planner.clock())
        check_rights(effect, facts.observed, needed)
        made = deal(self.client, effect, message, facts, self.terms)
        behind = check_price(wanted, made, facts.observed)
        plan = self._plan(made, facts, (*concerns, *others), slippage_bps=behind)
        return replace(plan, unlisted=unlisted(root, directory))

    async def bridge(self) -> Plan:
        proposed = self._proposed("bridge", "an aggregator of bridges")
        message = message_of(proposed)
        planner, tokens = self.planner, self.planner.tokens
        chain = destination(planner.networks, self.intent, self.chain)
        sold, concerns = await self._asset("token")
        asset = counterpart(sold, self.intent.value("to_token"), chain, tokens)
        far = await far_side(
            planner.networks, self.intent, chain, asset, wallet=planner.wallet, tokens=tokens
        )
        directory, wanted = self._directory(sold), await self._wanted(sold, asset)
        asked = bridge_proposal(
            wanted, far, message, directory, wallet=planner.wallet, fee_wei=proposed.beside
        )
        needed = rights_needed(asked.root, asked.effect, directory)
        facts = await self._facts(message, asked.effect, directory, *needed)
        check_filling(asked, time=facts.time, clock=planner.clock())
        check_rights(asked.effect, facts.observed, needed)
        made = deal(self.client, asked.effect, message, facts, self.terms)
        told = (*concerns, *far.concerns)
        plan = self._plan(made, facts, told, slippage_bps=asked.behind_bps)
        return replace(plan, unlisted=unlisted(asked.root, directory), shore=far.shore)

    async def right(self, action: str) -> Plan:
        asset, concerns = await self._asset("token")
        if asset.address is None:
            raise RequestError(
                f"{asset.symbol} is the native coin: nobody can be allowed to spend it",
                hint="Name a token.",
            )
        spender = self._spender()
        units = 0 if action == "revoke" else await self._units("amount", asset)
        directory, wallet = self._directory(asset), self.planner.wallet
        if self.intent.value("through") == PERMIT2:
            grant = Grant(asset, units, checksum(spender))
            until = self._until() if units else 0
            message, effect = kept_grant(grant, until, directory=directory, wallet=wallet)
        else:
            message, effect = grant_effect(action, asset, units, spender, directory, wallet)
        facts = await self._facts(message, effect, directory)
        more = await check_right(self.client, effect, facts.observed)
        if directory.find(spender) is None and units:
            text = f"{checksum(spender)} is on no list of known contracts."
            more.append(Concern("unlisted_contract", text))
        made = deal(self.client, effect, message, facts, self.terms)
        return self._plan(made, facts, (*concerns, *more))

    async def wrapping(self, action: str) -> Plan:
        coin, wrapped = native_asset(self.chain), _wrapped(self.chain, self.planner.tokens)
        out, into = (coin, wrapped) if action == "wrap" else (wrapped, coin)
        units = await self._units("amount", out)
        name = "deposit" if action == "wrap" else "withdraw"
        known = next(f for f in functions()[WETH_KIND].values() if f.name == name)
        data = known.selector + (b"" if action == "wrap" else units.to_bytes(32, "big"))
        target = wrapped.address or ""
        message = Message(target, units if action == "wrap" else 0, data)
        directory = self._directory(wrapped)
        root = decode_message(message, directory)
        effect = Effect(
            action=action,
            chain=self.chain.name,
            chain_id=self.chain.id,
            signer=self.planner.wallet,
            target=target,
            call=known.signature,
            moves=(Move(out, units, target),),
            fee_asset=coin,
            max_fee_units=0,
            gains=(Gain(into, units, self.planner.wallet),),
            calls=(root.shown(),),
        )
        facts = await self._facts(message, effect, directory)
        check_rights(effect, facts.observed)
        made = deal(self.client, effect, message, facts, self.terms)
        return self._plan(made, facts, ())

    def _proposed(self, what: str, whose: str) -> Proposed:
        if self.intent.proposed is None:
            raise RequestError(
                f"Nobody has proposed how to make this {what}",
                hint=f"A {what} needs a quote of {whose}.",
            )
        return self.intent.proposed

    async def _facts(
        self, message: Message, effect: Effect, directory: Directory, *more: Watch
    ) -> Facts:
        watching = tuple(dict.fromkeys([*more, *watched(effect, directory)]))
        return await gather_facts(
            self.client, self.planner.wallet, message, watching, clock=self.planner.clock()
        )

    async def _wanted(self, sold: Asset, bought: Asset) -> Wanted:
        """What the words allow. A swap of shares or dollars takes at most what those are now."""
        slippage, least = slippage_bps(self.intent), self.intent.value("min_out")
        proposed = self.intent.proposed
        floor = exact_units(least, bought.decimals) if least else 0
        floor = max(floor, (proposed.least_out if proposed else None) or 0)
        if self.intent.value("amount_side") == "out":
            wanted = exact_units(self._needed("amount"), bought.decimals)
            return Wanted(sold, bought, self._most_in(sold), max(wanted, floor), slippage)
        most = await self._units("amount", sold)
        return Wanted(sold, bought, most, floor, slippage)

    def _most_in(self, sold: Asset) -> int:
        """What may leave for an exact amount that arrives: as was said, or as was promised."""
        promised = self.intent.proposed.most_in if self.intent.proposed else None
        if promised is not None and self.intent.value("max_in") is None:
            return promised
        said = exact_units(self._needed("max_in"), sold.decimals)
        return said if promised is None else min(said, promised)

    async def _units(self, role: str, asset: Asset) -> int:
        amount = self._needed(role)
        if self.terms.units is not None:
            return self.terms.units
        if is_worth(amount):
            return worth_units(amount, asset.decimals, price_usd=self.terms.price_usd)
        if not is_share(amount):
            return exact_units(amount, asset.decimals)
        if asset.address is None:
            held, fee = await self.client.gather(
                queries.balance(self.planner.wallet, queries.PENDING), fee_query(self.chain)
            )
            return share_units(amount, held, reserve=fee.cap_wei(KEPT_GAS))
        told = await self.client.ask(token_balance(asset.address, self.planner.wallet))
        return share_units(amount, told or 0)

    async def _asset(self, role: str) -> tuple[Asset, tuple[Concern, ...]]:
        text = self._needed(role)
        known = find_asset(self.chain, text, self.planner.tokens)
        if known is not None:
            return known, ()
        found = (await read_metadata(self.client, [text]))[text]
        if found is None:
            raise UnknownToken(
                f"There is no token at {text} on {self.chain.title}",
                hint="Copy the address of the token's contract on that chain.",
            )
        asset = unlisted_asset(self.chain, found, self.planner.tokens)
        return asset, (unlisted_concern(self.chain, found, self.planner.tokens),)

    def _until(self) -> int:
        """When a right that Permit2 keeps ends, in Unix seconds."""
        text, now = self._needed("until"), int(self.planner.clock())
        until = int(text) if text.isascii() and text.isdigit() else 0
        if not now < until <= now + LATEST_SECONDS:
            raise RequestError(
                f"A right cannot end at {text!r}", hint="It ends within the next two hours."
            )
        return until

    def _spender(self) -> str:
        text = self._needed("spender")
        literal = literal_address(text)
        if literal is None or literal.lower() == self.planner.wallet.lower():
            raise InvalidRecipient(
                f"{text!r} is nobody who could be allowed to spend",
                hint="Give the address of the contract that shall spend.",
            )
        return literal

    def _directory(self, *assets: Asset) -> Directory:
        others = frozenset(asset.address.lower() for asset in assets if asset.address)
        return Directory(self.chain, self.planner.tokens, others)

    def _needed(self, role: str) -> str:
        value = self.intent.value(role)
        if not value:
            name = role.replace("_", " ")
            raise RequestError(f"The {name} is missing", hint=f"Say which {name} you mean.")
        return value

    def _plan(
        self,
        made: Deal,
        facts: Facts,
        concerns: Sequence[Concern],
        *,
        slippage_bps: int | None = None,
    ) -> Plan:
        effect = made.effect
        about = subject(effect)
        party = effect.grants[0].spender if effect.grants else effect.target
        known = self._directory().find(party)
        return Plan(
            effect=effect,
            amount=from_base_units(about.units, about.asset.decimals),
            recipient=party,
            recipient_name=known.name if known else None,
            concerns=(*concerns, *made.concerns),
            lane=f"evm:{self.chain.id}:{self.planner.wallet}",
            sequence=facts.nonce,
            chain_time=facts.time,
            chain_title=self.chain.title,
            facts={
                "the wallet's balance": str(facts.coin_wei),
                "what stands at the contract's address": facts.target_code.hex(),
            },
            stale_seconds=self.chain.stale_seconds,
            slippage_bps=slippage_bps,
            draft=made,
        )


def _action(intent: Intent, chain: EvmChain) -> str:
    """A swap between the coin and its wrapped form needs nobody."""
    if intent.action != "swap" or intent.proposed is not None or not chain.wrapped:
        return intent.action
    sold, bought = intent.value("token") or "", intent.value("to_token") or ""
    coins, wrapped = {chain.coin, *chain.coin_aliases, "NATIVE"}, _wrapped_names(chain)
    if sold.upper() in coins and bought.upper() in wrapped:
        return "wrap"
    if sold.upper() in wrapped and bought.upper() in coins:
        return "unwrap"
    return intent.action


def _wrapped_names(chain: EvmChain) -> frozenset[str]:
    return frozenset({f"W{chain.coin}".upper(), (chain.wrapped or "").upper()})


def _wrapped(chain: EvmChain, tokens: TokenList) -> Asset:
    if chain.wrapped is None:
        raise RequestError(
            f"{chain.coin} has no wrapped form on {chain.title}", hint="Name another chain."
        )
    known = tokens.by_address(chain.name, chain.wrapped)
    symbol = known.symbol if known else f"W{chain.coin}"
    return Asset(chain.name, chain.wrapped, symbol, 18)
