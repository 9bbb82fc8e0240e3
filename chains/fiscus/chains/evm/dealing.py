"""One wallet's deals: the intent's words made exact, the transaction built, and the plan of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.bridging import (
    Far,
    Proposal,
    bridge_proposal,
    check_filling,
    counterpart,
    destination,
    far_side,
)
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.comparing import check_observed
from fiscus.chains.evm.deals import Deal, Facts, deal, gather_facts, unlisted, watched
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import Decoded, decode_message
from fiscus.chains.evm.decoding.catalogue import PERMIT2, Directory, functions
from fiscus.chains.evm.decoding.catalogue import WETH as WETH_KIND
from fiscus.chains.evm.decoding.trades import Trade
from fiscus.chains.evm.networks import Networks
from fiscus.chains.evm.observe import LATER_SECONDS, Run, Watch, Weather, simulated
from fiscus.chains.evm.rights import check_right, grant_effect, kept_grant
from fiscus.chains.evm.swaps import (
    Wanted,
    check_deadline,
    check_held,
    check_price,
    check_rights,
    message_of,
    proposal,
    rights_needed,
)
from fiscus.chains.evm.tokens import TokenList
from fiscus.chains.evm.wishes import Wish
from fiscus.core.desk.adapter import Asset, Concern, Effect, Gain, Grant, Move, Plan, Terms
from fiscus.core.desk.bridges import BRIDGE
from fiscus.core.desk.deeds import subject
from fiscus.core.desk.door import Intent
from fiscus.core.errors import RequestError, RpcRefused
from fiscus.core.money import from_base_units

ACTIONS = frozenset({"swap", "bridge", "approve", "revoke", "wrap", "unwrap"})


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
            prepares = intent.proposed is not None
            return await (desk.preparation(action) if prepares else desk.right(action))
        if action in {"wrap", "unwrap"}:
            return await desk.wrapping(action)
        if action == BRIDGE:
            return await desk.bridge()
        return await desk.swap()


@dataclass(frozen=True, slots=True)
class _Read:
    """A proposed transaction, read and held against what is wanted."""

    wanted: Wanted
    message: Message
    root: Decoded
    effect: Effect
    directory: Directory
    concerns: tuple[Concern, ...]

    @property
    def needed(self) -> tuple[Watch, ...]:
        return rights_needed(self.root, self.effect, self.directory)


@dataclass(frozen=True, slots=True)
class _ReadSwap(_Read):
    trade: Trade


@dataclass(frozen=True, slots=True)
class _ReadBridge(_Read):
    asked: Proposal
    far: Far


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

    @property
    def wish(self) -> Wish:
        planner = self.planner
        return Wish(
            self.client, self.intent, self.terms, planner.tokens, planner.wallet, planner.clock
        )

    async def swap(self) -> Plan:
        found = await self._read_swap()
        facts = await self._facts(found.message, found.effect, found.directory, *found.needed)
        check_deadline(found.trade, facts, self.planner.clock())
        check_rights(found.effect, facts.observed, found.needed)
        made = deal(self.client, found.effect, found.message, facts, self.terms)
        behind = check_price(found.wanted, made.effect, facts.observed)
        plan = self._plan(made, facts, found.concerns, slippage_bps=behind)
        return replace(plan, unlisted=unlisted(found.root, found.directory))

    async def _read_swap(self) -> _ReadSwap:
        message = message_of(self.wish.proposed("swap", "an exchange or an aggregator"))
        sold, concerns = await self.wish.asset("token")
        bought, others = await self.wish.asset("to_token")
        if (sold.address or "").lower() == (bought.address or "").lower():
            raise RequestError(
                f"{sold.symbol} for {bought.symbol} is no swap", hint="Name two different tokens."
            )
        directory = self.wish.directory(sold, bought)
        wanted = await self.wish.wanted(sold, bought)
        root, trade, effect = proposal(wanted, message, directory, self.planner.wallet)
        told = (*concerns, *others)
        return _ReadSwap(wanted, message, root, effect, directory, told, trade)

    async def preparation(self, action: str) -> Plan:
        """The right that a proposed swap or bridge needs, or the old one taken back: its own
        contract may take what it takes, and not a unit more."""
        crosses = self.intent.value("to_chain") is not None
        found = await (self._read_bridge() if crosses else self._read_swap())
        move, wallet = found.effect.moves[0], self.planner.wallet
        if [watch.keeper for watch in found.needed] != [None]:
            raise RequestError(
                "No right of this token's own is needed for this",
                hint="Native coin needs none; what Permit2 keeps is given by itself.",
            )
        spender = checksum(found.needed[0].spender or "")
        units = 0 if action == "revoke" else move.units
        message, effect = grant_effect(action, move.asset, units, spender, found.directory, wallet)
        facts = await self._facts(message, effect, found.directory)
        check_held(found.effect, facts.observed)
        await check_right(self.client, effect, facts.observed)
        if units:
            await self._check_after(message, found)
        made = deal(self.client, effect, message, facts, self.terms)
        plan = self._plan(made, facts, found.concerns)
        return replace(plan, unlisted=unlisted(found.root, found.directory))

    async def _check_after(self, right: Message, found: _Read) -> None:
        """Raise where what the right is for would fail with it, or do something else: then nobody
        needs it. A node that cannot run the two leaves that to the plan of the second."""
        watching = tuple(dict.fromkeys([*found.needed, *watched(found.effect, found.directory)]))
        weather = Weather(int(self.planner.clock()) + LATER_SECONDS)
        run = Run(self.planner.wallet, found.message, watching, weather=weather, first=right)
        shown = await self.client.ask(simulated(run).settled())
        if isinstance(shown, RpcRefused):
            return
        check_observed(found.effect, shown)
        if isinstance(found, _ReadSwap):
            check_price(found.wanted, found.effect, shown)

    async def bridge(self) -> Plan:
        found = await self._read_bridge()
        facts = await self._facts(found.message, found.effect, found.directory, *found.needed)
        check_filling(found.asked, time=facts.time, clock=self.planner.clock())
        check_rights(found.effect, facts.observed, found.needed)
        made = deal(self.client, found.effect, found.message, facts, self.terms)
        plan = self._plan(made, facts, found.concerns, slippage_bps=found.asked.behind_bps)
        return replace(plan, unlisted=unlisted(found.root, found.directory), shore=found.far.shore)

    async def _read_bridge(self) -> _ReadBridge:
        proposed = self.wish.proposed("bridge", "an aggregator of bridges")
        message = message_of(proposed)
        planner, tokens = self.planner, self.planner.tokens
        chain = destination(planner.networks, self.intent, self.chain)
        sold, concerns = await self.wish.asset("token")
        asset = counterpart(sold, self.intent.value("to_token"), chain, tokens)
        far = await far_side(
            planner.networks, self.intent, chain, asset, wallet=planner.wallet, tokens=tokens
        )
        directory, wanted = self.wish.directory(sold), await self.wish.wanted(sold, asset)
        asked = bridge_proposal(
            wanted, far, message, directory, wallet=planner.wallet, fee_wei=proposed.beside
        )
        told = (*concerns, *far.concerns)
        return _ReadBridge(wanted, message, asked.root, asked.effect, directory, told, asked, far)

    async def right(self, action: str) -> Plan:
        asset, concerns = await self.wish.asset("token")
        if asset.address is None:
            raise RequestError(
                f"{asset.symbol} is the native coin: nobody can be allowed to spend it",
                hint="Name a token.",
            )
        spender = self.wish.spender()
        units = 0 if action == "revoke" else await self.wish.units("amount", asset)
        directory, wallet = self.wish.directory(asset), self.planner.wallet
        if self.intent.value("through") == PERMIT2:
            grant = Grant(asset, units, checksum(spender))
            until = self.wish.until() if units else 0
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
        units = await self.wish.units("amount", out)
        name = "deposit" if action == "wrap" else "withdraw"
        known = next(f for f in functions()[WETH_KIND].values() if f.name == name)
        data = known.selector + (b"" if action == "wrap" else units.to_bytes(32, "big"))
        target = wrapped.address or ""
        message = Message(target, units if action == "wrap" else 0, data)
        directory = self.wish.directory(wrapped)
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

    async def _facts(
        self, message: Message, effect: Effect, directory: Directory, *more: Watch
    ) -> Facts:
        watching = tuple(dict.fromkeys([*more, *watched(effect, directory)]))
        return await gather_facts(
            self.client, self.planner.wallet, message, watching, clock=self.planner.clock()
        )

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
        known = self.wish.directory().find(party)
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
