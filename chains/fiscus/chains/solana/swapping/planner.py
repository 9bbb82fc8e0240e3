"""Planning a swap that somebody else proposes: nothing of it is believed.

The first request reads its lookup tables and both tokens, the second simulates the very message
beside the accounts that it may change.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fiscus.chains.query import Query
from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset, native_asset
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.refusing import UNSIGNED, unreadable
from fiscus.chains.solana.decoding.wire import Resolved, Wire, read_message, resolve, split
from fiscus.chains.solana.definitions import title_of
from fiscus.chains.solana.extensions import obstacle
from fiscus.chains.solana.layouts import read_clock, read_holding
from fiscus.chains.solana.lookup_tables import Tables, tables_query
from fiscus.chains.solana.metadata import read_metadata
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.programs import CLOCK, JUPITER, TOKEN
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.routes import checked_mint
from fiscus.chains.solana.simulate import Seen, Simulated, State, observe
from fiscus.chains.solana.swapping.demand import Demand, Side, demand, needed, side
from fiscus.chains.solana.swapping.outcome import Outcome, check_outcome
from fiscus.chains.solana.swapping.parts import Parts, sort_parts
from fiscus.chains.solana.swapping.trade import Trade, trade
from fiscus.chains.solana.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Call, Concern, Effect, Gain, Move, Plan, Terms
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.door import Intent, Proposed
from fiscus.core.errors import InsufficientFunds, RequestError, UnknownToken
from fiscus.core.money import from_base_units

MOST_CHARACTERS: Final = 4 * 1232
WITHIN: Final = "called by another program"


@dataclass(frozen=True, slots=True)
class SwapDraft:
    """A proposed transaction but for the block it names, and what it must do."""

    message: bytes
    transaction: Resolved
    demand: Demand


@dataclass(frozen=True, slots=True)
class Judged:
    parts: Parts
    trade: Trade
    outcome: Outcome


async def checked_swap(client: SolanaClient, draft: SwapDraft) -> Seen:
    """Look everything up afresh, and judge it again.

    Raises `SimulationFailed` where it is not the swap that was asked for, or not the one that was
    planned.
    """
    wire = read_message(draft.message)
    tables = await client.ask(_tables_query(wire))
    if resolve(wire, tables[0]) != draft.transaction:
        raise unreadable("its lookup tables changed")
    seen = await observe(client, draft.message, draft.transaction)
    judge(draft.transaction, draft.demand, seen)
    return seen


def judge(transaction: Resolved, wanted: Demand, seen: Seen) -> Judged:
    """Raises `SimulationFailed` for anything but the swap that is wanted."""
    parts = sort_parts(transaction, wanted.owner)
    agreed = trade(parts, wanted, seen.before)
    _check_funds(wanted.pays, agreed.paid, _balance(wanted.pays, wanted.owner, seen.before))
    outcome = check_outcome(
        wanted,
        agreed,
        seen.before,
        seen.simulated,
        fee=parts.budget.fee,
        programs=[part.parsed.program for part in parts.all],
    )
    return Judged(parts, agreed, outcome)


def read_proposal(proposed: Proposed, owner: str) -> tuple[bytes, Wire]:
    """The message of a proposed transaction. Raises `UnreadableTransaction`.

    Signatures in it are nothing: only this wallet signs, and it signs afresh.
    """
    try:
        raw = base64.b64decode(proposed.data[: MOST_CHARACTERS + 1], validate=True)
    except (binascii.Error, ValueError) as exc:
        raise unreadable("it is not base64") from exc
    if len(proposed.data) > MOST_CHARACTERS or proposed.target or proposed.value:
        raise unreadable("it is not one transaction")
    signatures, message = split(raw)
    wire = read_message(message)
    if wire.version != 0:
        raise unreadable("it is of the older version, and version 0 was promised")
    if len(signatures) != 1 or wire.header.signers != 1:
        raise unreadable("somebody else must sign it, too")
    if wire.keys[0] != owner:
        raise unreadable(f"{wire.keys[0]} pays its fee and signs it, and not this wallet")
    return message, wire


@dataclass(frozen=True, slots=True)
class SwapPlanner:
    """Plans swaps of one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `SimulationFailed` for what is not signed."""
        chain = self.networks.config.chain(intent.value("chain"))
        client = self.networks[chain.name]
        if intent.proposed is None:
            raise RequestError(
                "A swap on Solana needs the transaction that an aggregator proposes",
                hint="Ask for the swap again, so that a quote is fetched.",
            )
        message, wire = read_proposal(intent.proposed, self.signer)
        pays = await self._asset(client, needed(intent, "token"))
        wants = await self._asset(client, needed(intent, "to_token"))
        if pays == wants:
            raise RequestError("This would swap a token for itself", hint="Name two tokens.")
        tables, time, sides = await self._looked_up(client, wire, (pays, wants))
        transaction = resolve(wire, tables)
        sort_parts(transaction, self.signer)
        seen = await observe(client, message, transaction)
        balance = _balance(sides[0], self.signer, seen.before)
        wanted = demand(intent, terms, sides, owner=self.signer, balance=balance)
        judged = judge(transaction, wanted, seen)
        effect = effect_of(native_asset(chain), wanted, judged, seen.simulated)
        return Plan(
            effect=effect,
            amount=from_base_units(judged.trade.paid, pays.decimals),
            recipient=judged.trade.counterparty,
            recipient_name=None,
            concerns=tuple(self._unlisted(asset) for asset in (pays, wants) if self._is_new(asset)),
            lane=f"{chain.name}:{self.signer}",
            sequence=None,
            chain_time=time,
            chain_title=chain.title,
            stale_seconds=chain.stale_seconds,
            slippage_bps=max(judged.trade.slippage_bps, judged.outcome.slippage_bps),
            draft=SwapDraft(message, transaction, wanted),
        )

    async def _asset(self, client: SolanaClient, token: str) -> Asset:
        known = find_asset(client.chain, token, self.tokens)
        if known is not None:
            return known
        found = (await read_metadata(client, [token]))[token]
        if found is None:
            raise UnknownToken(
                f"There is no token at {token} on {client.chain.title}",
                hint="Copy the address of the token's mint on that cluster.",
            )
        return Asset(client.chain.name, token, found.symbol or "token", found.decimals)

    def _is_new(self, asset: Asset) -> bool:
        mint = asset.address
        return mint is not None and self.tokens.by_address(asset.chain, mint) is None

    def _unlisted(self, asset: Asset) -> Concern:
        text = f"{asset.symbol} ({asset.address}) is on no list of known tokens."
        return Concern("unlisted_token", text)

    async def _looked_up(
        self, client: SolanaClient, wire: Wire, assets: tuple[Asset, Asset]
    ) -> tuple[Tables, int | None, tuple[Side, Side]]:
        """The tables, the time of the newest block, and both sides."""
        asked = [asset.address for asset in assets if asset.address is not None]
        (tables, time), mints = await client.gather(_tables_query(wire), queries.accounts(asked))
        found = iter(mints)
        pays, wants = (
            self._side(asset, next(found) if asset.address else None) for asset in assets
        )
        return tables, time, (pays, wants)

    def _side(self, asset: Asset, account: Account | None) -> Side:
        if asset.address is None:
            return side(self.signer, asset, TOKEN)
        mint = checked_mint(asset, account)
        why = obstacle(mint, new_account=True)
        if why is not None:
            raise RequestError(f"{asset.symbol} cannot be swapped: {why}", hint=UNSIGNED)
        return side(self.signer, asset, mint.program)


def _tables_query(wire: Wire) -> Query[tuple[Tables, int | None]]:
    """The tables of a message, and the time of the newest block."""
    return tables_query(wire, beside=CLOCK).then(lambda found: (found[0], read_clock(found[1])))


def _balance(paying: Side, owner: str, before: State) -> int:
    if paying.is_coin:
        wallet = before.get(owner)
        return wallet.lamports if wallet else 0
    held = read_holding(before.get(paying.account))
    return held.units if held else 0


def _check_funds(paying: Side, units: int, balance: int) -> None:
    asset = paying.asset
    if units > balance:
        raise InsufficientFunds(
            f"Insufficient funds for {shown(units, asset.decimals, asset.symbol)}: the wallet has"
            f" {shown(balance, asset.decimals, asset.symbol)} on {title_of(asset.chain)}",
            hint="Swap less, or top the wallet up.",
            available=balance,
            needed=units,
        )


def effect_of(coin: Asset, wanted: Demand, judged: Judged, simulated: Simulated) -> Effect:
    """What a yes buys: every program that runs is in it."""
    agreed, rent, me = judged.trade, judged.outcome.rent, wanted.owner
    paid = Move(wanted.pays.asset, agreed.paid, agreed.counterparty)
    calls = [Call(part.program, part.text) for part in judged.parts.acting]
    outer = {call.program for call in calls}
    inner = dict.fromkeys(call.program for call in simulated.calls if call.program not in outer)
    return Effect(
        action="swap",
        chain=coin.chain,
        chain_id=None,
        signer=me,
        target=agreed.counterparty,
        # By transfers alone: whoever is paid is no program, and is not called.
        call=" ".join(_names(judged.parts)) if agreed.counterparty == JUPITER else "",
        # What opens an account stays the wallet's, but not as SOL to spend.
        moves=(paid, Move(coin, rent, me)) if rent else (paid,),
        fee_asset=coin,
        max_fee_units=judged.parts.budget.fee,
        gains=(Gain(wanted.wants.asset, agreed.least_out, me),),
        calls=(*calls, *(Call(program, WITHIN) for program in sorted(inner))),
    )


def _names(parts: Parts) -> Iterable[str]:
    return (f"{'jupiter.' if p.program == JUPITER else ''}{p.name}()" for p in parts.acting)
