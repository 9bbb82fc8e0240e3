"""Planning what is more than a payment: swaps that others propose, rights to spend, wrapped coin.

A proposed transaction is believed in nothing. It is read to its last byte, held against what was
asked for, and run by the node before and after it is complete.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.assets import native_asset
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.comparing import check_observed
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import Decoded
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.refusals import UNSIGNED, refused
from fiscus.chains.evm.facts import Prices, l1_fee_of
from fiscus.chains.evm.fees import fee_query, gas_limit
from fiscus.chains.evm.observe import (
    LATER_SECONDS,
    Observed,
    Run,
    Watch,
    Weather,
    last_weather,
    observe,
    observe_otherwise,
    simulated,
)
from fiscus.chains.evm.refusals import Refusal, classify, revert_data
from fiscus.chains.evm.reverts import revert_reason
from fiscus.chains.evm.simulate import Envelope
from fiscus.chains.evm.watching import COIN, seen, watches
from fiscus.core.desk.adapter import Asset, Concern, Effect, Terms
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import ChainError, InsufficientFunds, RpcRefused, SimulationFailed

MOST_GAS: Final = 15_000_000
"""No swap takes so much, not even on rollups that count their data as gas."""
LATER_GAS: Final = 50_000
"""For two new places of storage, which pools write only in a second that has not come yet."""
ROUNDS: Final = 3
"""Runs until the events tell of nothing that was not read."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A transaction but for its nonce, and the promise that it is held to."""

    chain_id: int
    message: Message
    gas: int
    prices: Prices
    effect: Effect
    watches: tuple[Watch, ...]
    concerns: tuple[Concern, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The chain's word on a deal that is known in full."""

    time: int
    """Unix seconds of the newest block."""
    nonce: int
    prices: Prices
    target_code: bytes
    own_code: bytes
    gas: int | RpcRefused
    observed: Observed

    @property
    def coin_wei(self) -> int:
        """What the wallet has of the coin."""
        held = self.observed.changes.get(COIN)
        return held.before if held else 0


async def gather_facts(
    client: EvmClient, wallet: str, message: Message, watched: tuple[Watch, ...], *, clock: float
) -> Facts:
    """One request; more where the events tell of balances that were not read, or where the node
    knows only the second way to simulate. Raises `SimulationFailed` where it knows none.

    It is run as in a block some time after `clock` (Unix seconds): contracts may need more gas in
    a later second than in the newest one.
    """
    run = Run(wallet, message, watched, weather=Weather(int(clock) + LATER_SECONDS))
    head, nonce, fee, l1_fee, code, own, gas, shown = await client.gather(
        queries.block(),
        queries.nonce(wallet, queries.PENDING),
        fee_query(client.chain),
        l1_fee_of(client.chain, message),
        queries.code(message.to),
        queries.code(wallet),
        queries.gas_estimate(
            sender=wallet, to=message.to, value_wei=message.value_wei, calldata=message.data
        ).settled(),
        simulated(run).settled(),
        fresh_identity=True,
    )
    if isinstance(shown, RpcRefused):
        held = await client.balance(wallet, queries.PENDING)
        _check_coin(native_asset(client.chain), message, held, 0)
        run = replace(run, weather=None)
        observed = await observe(client, run)
    else:
        observed = shown
    observed = await complete(client, run, observed)
    return Facts(head.timestamp, nonce, Prices(fee, l1_fee), code, own, gas, observed)


async def complete(client: EvmClient, run: Run, observed: Observed | None) -> Observed:
    """Run it again until everything that its events tell of is read."""
    for _ in range(ROUNDS):
        if observed is None:
            raise SimulationFailed(
                "The node cannot simulate this transaction",
                hint=f"{UNSIGNED} Configure another RPC for this chain: one that knows"
                " eth_simulateV1, or eth_call with state overrides.",
            )
        news = seen(observed, run.wallet) - set(run.watches)
        if not news:
            return observed
        run = replace(run, watches=(*run.watches, *sorted(news, key=str)))
        observed = await observe(client, run)
    raise refused("it changes something else each time it is tried")


def deal(client: EvmClient, effect: Effect, message: Message, facts: Facts, terms: Terms) -> Deal:
    """Hold the facts against the effect. Raises where they do not fit."""
    check_target(client, message, facts)
    concerns = check_observed(effect, facts.observed)
    gas = gas_limit(max(_gas(facts, effect), facts.observed.gas_used)) + LATER_GAS
    if gas > MOST_GAS:
        raise refused(f"it takes {gas} units of gas")
    prices = facts.prices.capped(gas, terms.max_fee_units)
    _check_coin(native_asset(client.chain), message, facts.coin_wei, prices.cap_wei(gas))
    return Deal(
        chain_id=client.chain.id,
        message=message,
        gas=gas,
        prices=prices,
        effect=replace(effect, max_fee_units=prices.cap_wei(gas)),
        watches=tuple(facts.observed.changes),
        concerns=tuple(concerns),
    )


async def check_final(client: EvmClient, made: Deal, sequence: int) -> None:
    """The very transaction, with its nonce and fees, in two different weathers.

    Where a node does not count what waits before it, the nonce is too high for it: then it is
    run without one.
    """
    effect, weather = made.effect, await client.ask(last_weather())
    envelope = Envelope(sequence, made.gas, made.prices.fee)
    plain = Run(effect.signer, made.message, made.watches, envelope)
    runs = (plain, replace(plain, weather=weather))
    shown = await client.gather_all([simulated(run).settled() for run in runs])
    for run, told in zip(runs, shown, strict=True):
        observed = await _final(client, run, told)
        check_observed(effect, observed, fee_wei=made.prices.cap_wei(observed.gas_used))


async def _final(client: EvmClient, run: Run, told: Observed | RpcRefused) -> Observed:
    if not isinstance(told, RpcRefused):
        return await complete(client, run, told)
    if classify(told) is Refusal.METHOD_MISSING:
        return await complete(client, run, await observe_otherwise(client, run, told))
    alone = replace(run, envelope=None, weather=None)
    return await complete(client, alone, await observe(client, alone))


def check_target(client: EvmClient, message: Message, facts: Facts) -> None:
    """Only contracts are called, and the wallet is nothing but a key."""
    if not facts.target_code:
        raise refused(f"there is no contract at {message.to} on {client.chain.title}")
    if facts.own_code:
        raise refused("the wallet itself runs code (EIP-7702), so nothing about it is certain")


def _gas(facts: Facts, effect: Effect) -> int:
    estimate = facts.gas
    if not isinstance(estimate, RpcRefused):
        return estimate
    meaning = classify(estimate)
    if meaning is Refusal.INSUFFICIENT_FUNDS:
        raise InsufficientFunds(
            f"Insufficient funds for the gas of this {effect.action}",
            hint=f"Keep some {effect.fee_asset.symbol} for gas, or top the wallet up.",
        ) from estimate
    if meaning is Refusal.EXECUTION_REVERTED:
        reason = revert_reason(revert_data(estimate))
        raise SimulationFailed(
            f"This {effect.action} would fail{f': {reason}' if reason else ''}", hint=UNSIGNED
        ) from estimate
    raise ChainError(
        f"Gas estimation failed for this {effect.action}",
        hint=f"{UNSIGNED} Try again, or configure another RPC for this chain.",
    ) from estimate


def _check_coin(coin: Asset, message: Message, coin_wei: int, cap_wei: int) -> None:
    needed = message.value_wei + cap_wei
    if coin_wei < needed:
        raise InsufficientFunds(
            f"Insufficient funds: the wallet has {shown(coin_wei, coin.decimals, coin.symbol)},"
            f" and this takes up to {shown(needed, coin.decimals, coin.symbol)} with its gas",
            hint=f"Keep {coin.symbol} for gas, trade less, or top the wallet up.",
            available=coin_wei,
            needed=needed,
        )


def watched(effect: Effect, directory: Directory) -> tuple[Watch, ...]:
    """What is read around it from the start."""
    return tuple(dict.fromkeys([COIN, *watches(effect, directory)]))


def unlisted(root: Decoded, directory: Directory) -> tuple[str, ...]:
    """Contracts that are called and that nobody here knows."""
    called = dict.fromkeys(call.shown().program for call in root)
    return tuple(address for address in called if directory.find(address) is None)
