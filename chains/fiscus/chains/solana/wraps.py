"""SOL wrapped into WSOL and back, one to one: no market, no other party.

Wrapping pays SOL into the wallet's own account of wrapped SOL. Unwrapping closes that account, so
it is all or nothing: SPL Token has no other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset, native_asset
from fiscus.chains.solana.chain import SolanaChain
from fiscus.chains.solana.client import SolanaClient
from fiscus.chains.solana.decoding.parsed import Parsed
from fiscus.chains.solana.decoding.programs import parse
from fiscus.chains.solana.decoding.refusing import UNSIGNED, unreadable
from fiscus.chains.solana.decoding.wire import read_message, resolve
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.fees import BASE_LAMPORTS, Budget, capped, priority_price, unit_limit
from fiscus.chains.solana.instructions import compose_unwrapping, compose_wrapping
from fiscus.chains.solana.layouts import Holding, read_clock, read_holding
from fiscus.chains.solana.networks import Networks
from fiscus.chains.solana.programs import (
    ASSOCIATED_TOKEN,
    CLOCK,
    COMPUTE_BUDGET,
    SYSTEM,
    TOKEN,
    WRAPPED_SOL,
)
from fiscus.chains.solana.records import Account
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.simulate import Seen, observe
from fiscus.chains.solana.swapping.demand import SWAP_RESERVE, needed
from fiscus.chains.solana.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Call, Effect, Gain, Move, Plan, Terms
from fiscus.core.desk.amounts import (
    exact_units,
    is_share,
    is_worth,
    share_units,
    shown,
    worth_units,
)
from fiscus.core.desk.door import Intent
from fiscus.core.errors import InsufficientFunds, RequestError, SimulationFailed, UnknownToken
from fiscus.core.money import from_base_units

DRY: Final = Budget(60_000)
"""Ample for both, an opened account included."""


@dataclass(frozen=True, slots=True)
class WrapDraft:
    """A message that wraps or unwraps, but for the block it names. `units` change their form."""

    message: bytes
    owner: str
    account: str
    """The wallet's associated account of wrapped SOL."""
    units: int
    wraps: bool
    rent: int | None = None
    """Lamports that open that account, once they are known: what a yes was for."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a simulation shows of it, beside the units that change their form."""

    seen: Seen
    rent: int
    """Lamports that open the account of wrapped SOL; they come back when it is closed."""


def wrapping_of(
    chain: SolanaChain, intent: Intent, tokens: TokenList
) -> tuple[Asset, Asset] | None:
    """What goes and what comes, where an intent to swap means SOL and its wrapped form."""
    pair = [intent.value(role) for role in ("token", "to_token")]
    try:
        found = [find_asset(chain, token, tokens) if token else None for token in pair]
    except UnknownToken:
        return None  # whoever plans the swap tells it, with what could be meant
    match found:
        case [Asset() as out, Asset() as into] if {out.address, into.address} == {
            None,
            WRAPPED_SOL,
        }:
            return out, into
        case _:
            return None


async def checked_wrapping(client: SolanaClient, draft: WrapDraft) -> Shown:
    """Simulate the very message. Raises `SimulationFailed` where it does anything else."""
    fee = read_wrapping(draft).fee
    found = resolve(read_message(draft.message), {})
    seen = await observe(client, draft.message, found)
    simulated, before, after = seen.simulated, seen.before, seen.simulated.after
    if simulated.failure is not None:
        raise SimulationFailed(f"It would fail: {failure_reason(simulated.failure)}", hint=UNSIGNED)
    cost = _lamports(before, draft.owner) - _lamports(after, draft.owner)
    added = _lamports(after, draft.account) - _lamports(before, draft.account)
    was, will = (_own(state.get(draft.account), draft.owner) for state in (before, after))
    if draft.wraps:
        rent = added - draft.units
        right = will is not None and will.units >= (was.units if was else 0) + draft.units
        right = right and (was is None or rent == 0)
    else:
        rent = 0
        right = was is not None and was.units >= draft.units and after.get(draft.account) is None
    right = right and draft.rent in {None, rent}
    # Nodes do not agree on whether a simulation takes the fee.
    if not (right and rent >= 0 and 0 <= cost - added <= max(fee, BASE_LAMPORTS)):
        raise SimulationFailed("The simulation shows something else", hint=UNSIGNED)
    return Shown(seen, rent)


@dataclass(frozen=True, slots=True)
class WrapPlanner:
    """Plans that for one wallet. Signs nothing."""

    networks: Networks
    tokens: TokenList
    signer: str

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        """Raises what the person can mend, and `ChainError` where a chain does not answer."""
        chain = self.networks.config.chain(intent.value("chain"))
        client = self.networks[chain.name]
        pair = wrapping_of(chain, intent, self.tokens)
        if pair is None:
            raise RequestError("This is no wrapping of SOL", hint="Name SOL and WSOL.")
        out, into = pair
        account = token_account(self.signer, WRAPPED_SOL, TOKEN)
        ([held, wallet, clock], recent) = await client.gather(
            queries.accounts([account, self.signer, CLOCK]),
            queries.recent_fees([self.signer, account]),
        )
        holding = _own(held, self.signer)
        if out.address is None:
            units = _wrapped_units(intent, terms, out, wallet.lamports if wallet else 0)
        else:
            units = _unwrapped_units(intent, terms, out, holding.units if holding else 0)
        price = priority_price(recent, self.networks.config.priority_fee)
        dry = self._draft(account, units, DRY, wraps=out.address is None)
        used = (await checked_wrapping(client, dry)).seen.simulated.units
        budget = capped(Budget(unit_limit(used), price), terms.max_fee_units)
        draft = self._draft(account, units, budget, wraps=out.address is None)
        shown_now = await checked_wrapping(client, draft)
        taken, coin = read_wrapping(draft), native_asset(chain)
        paid, opens = Move(out, units, WRAPPED_SOL), Move(coin, shown_now.rent, self.signer)
        effect = Effect(
            action="wrap" if draft.wraps else "unwrap",
            chain=chain.name,
            chain_id=None,
            signer=self.signer,
            target=WRAPPED_SOL,
            call=" ".join(f"{part.name}()" for part in taken.parts),
            # What opens the account stays the wallet's, but not as SOL to spend.
            moves=(paid, opens) if opens.units else (paid,),
            fee_asset=coin,
            max_fee_units=taken.fee,
            gains=(Gain(into, units, self.signer),),
            calls=tuple(Call(part.program, part.text) for part in taken.parts),
        )
        return Plan(
            effect=effect,
            amount=from_base_units(units, out.decimals),
            recipient=WRAPPED_SOL,
            recipient_name=None,
            concerns=(),
            lane=f"{chain.name}:{self.signer}",
            sequence=None,
            chain_time=read_clock(clock),
            chain_title=chain.title,
            stale_seconds=chain.stale_seconds,
            draft=replace(draft, rent=shown_now.rent),
        )

    def _draft(self, account: str, units: int, budget: Budget, *, wraps: bool) -> WrapDraft:
        if wraps:
            message = compose_wrapping(self.signer, units, budget=budget)
        else:
            message = compose_unwrapping(self.signer, budget=budget)
        return WrapDraft(message, self.signer, account, units, wraps)


def _wrapped_units(intent: Intent, terms: Terms, coin: Asset, balance: int) -> int:
    units, most = _asked(intent, terms, coin, balance, SWAP_RESERVE), balance - SWAP_RESERVE
    if units > most:
        raise InsufficientFunds(
            f"Insufficient funds for {shown(units, coin.decimals, coin.symbol)}: the wallet has"
            f" {shown(balance, coin.decimals, coin.symbol)}, of which"
            f" {shown(SWAP_RESERVE, coin.decimals, coin.symbol)} stay for fees",
            hint="Wrap less, or top the wallet up.",
            available=max(most, 0),
            needed=units,
        )
    return units


def _unwrapped_units(intent: Intent, terms: Terms, wrapped: Asset, held: int) -> int:
    if not held:
        raise RequestError(
            f"The wallet has no {wrapped.symbol}", hint="There is nothing to unwrap."
        )
    units = _asked(intent, terms, wrapped, held, 0)
    if units > held:
        raise InsufficientFunds(
            f"Insufficient funds for {shown(units, wrapped.decimals, wrapped.symbol)}: the wallet"
            f" has {shown(held, wrapped.decimals, wrapped.symbol)}",
            hint="Say: unwrap all my WSOL.",
            available=held,
            needed=units,
        )
    if units < held:
        raise RequestError(
            f"Wrapped SOL is unwrapped as a whole, and the wallet has"
            f" {shown(held, wrapped.decimals, wrapped.symbol)}",
            hint="Say: unwrap all my WSOL. Then wrap again what shall stay wrapped.",
        )
    return units


def _asked(intent: Intent, terms: Terms, asset: Asset, balance: int, reserve: int) -> int:
    amount = needed(intent, "amount")
    if terms.units is not None:
        return terms.units
    if is_share(amount):
        return share_units(amount, balance, reserve=reserve)
    if is_worth(amount):
        return worth_units(amount, asset.decimals, price_usd=terms.price_usd)
    return exact_units(amount, asset.decimals)


@dataclass(frozen=True, slots=True)
class Taken:
    """Read from the bytes: what it does behind the limits, and what it costs at most."""

    parts: tuple[Parsed, ...]
    fee: int


def read_wrapping(draft: WrapDraft) -> Taken:
    """Raises `UnreadableTransaction` for anything but the whole set of instructions, in order."""
    found = resolve(read_message(draft.message), {})
    units, price, *parts = map(parse, found.instructions)
    me, account = draft.owner, draft.account
    limits = [(COMPUTE_BUDGET, "setComputeUnitLimit"), (COMPUTE_BUDGET, "setComputeUnitPrice")]
    opened = {
        "payer": me,
        "account": account,
        "wallet": me,
        "mint": WRAPPED_SOL,
        "system": SYSTEM,
        "program": TOKEN,
    }
    wraps: list[tuple[str, str, dict[str, str], dict[str, object]]] = [
        (ASSOCIATED_TOKEN, "createIdempotent", opened, {}),
        (SYSTEM, "transfer", {"source": me, "destination": account}, {"lamports": draft.units}),
        (TOKEN, "syncNative", {"account": account}, {}),
    ]
    closed = {"account": account, "destination": me, "owner": me}
    unwraps: list[tuple[str, str, dict[str, str], dict[str, object]]] = [
        (TOKEN, "closeAccount", closed, {})
    ]
    wanted = wraps if draft.wraps else unwraps
    read = [(p.program, p.name, dict(p.accounts), dict(p.values)) for p in parts]
    if (
        found.signers != (me,)
        or [(part.program, part.name) for part in (units, price)] != limits
        or read != wanted
        or any(part.others for part in parts)
    ):
        raise unreadable("it does not wrap or unwrap SOL and nothing else")
    return Taken(tuple(parts), Budget(units.number("units"), price.number("microLamports")).fee)


def _own(account: Account | None, owner: str) -> Holding | None:
    """The wallet's holding of wrapped SOL. Raises where somebody else has a right to it."""
    held = read_holding(account)
    if held is None:
        return None
    clean = held.delegate is None and held.closer is None and not held.frozen
    if (held.owner, held.mint) != (owner, WRAPPED_SOL) or not clean:
        raise RequestError(
            "The wallet's account of wrapped SOL is not its own alone",
            hint='Somebody has a right to it. Say "revoke WSOL" to take a right to spend back.',
        )
    return held


def _lamports(state: Mapping[str, Account | None], address: str) -> int:
    account = state.get(address)
    return account.lamports if account else 0
