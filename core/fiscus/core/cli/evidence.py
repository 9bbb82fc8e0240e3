"""What a turn of the demo did to the chain, read by the sandbox's own witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from fiscus.core.bootstrap.turn import Ending, Turn
from fiscus.core.cli.demo_script import Line, Payment
from fiscus.core.money import EXACT, plain
from fiscus.core.sandbox import Sandbox, Sighting

Holdings: TypeAlias = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the wallet and the recipient of a line have, in whole tokens by symbol."""

    wallets: Mapping[str, Holdings]
    """By family."""
    recipient: Holdings


@dataclass(frozen=True, slots=True)
class Evidence:
    """`facts` are shown; `troubles` say how the chain differs from what was said."""

    facts: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    landed: bool = False


Sandboxes: TypeAlias = Mapping[str, Sandbox]
"""By chain family."""


async def look(sandboxes: Sandboxes, line: Line) -> Snapshot:
    """The balances that a line can change."""
    wallets = {family: await box.holdings(box.address) for family, box in sandboxes.items()}
    if line.pays is None:
        return Snapshot(wallets, {})
    sandbox = sandboxes[line.pays.on]
    return Snapshot(wallets, await sandbox.holdings(_address(sandbox, line.pays)))


def unlike(line: Line, turn: Turn) -> Iterator[str]:
    """How the turn ended otherwise than the script says."""
    codes = [result.error.code for result in turn.results if result.error]
    if turn.outcome not in line.ends:
        ends = " or ".join(repr(ending.value) for ending in line.ends)
        yield f"it ended {turn.outcome.value!r}, not {ends} {', '.join(codes)}".rstrip()
    elif turn.asked:
        return
    elif line.code and line.code not in codes:
        yield f"it ended with {', '.join(codes) or 'no refusal'}, not {line.code}"
    elif line.acts != bool(turn.results):
        yield "nothing was done" if line.acts else "something was done"


async def gather(sandboxes: Sandboxes, line: Line, turn: Turn, *, before: Snapshot) -> Evidence:
    """Compare the chains before and after a turn with what the script says must move."""
    after = await look(sandboxes, line)
    moved = {family for family in sandboxes if before.wallets[family] != after.wallets[family]}
    if moved - ({line.pays.on} if line.pays else set()):
        return Evidence(troubles=("something left a wallet",))
    if line.pays is None:
        quiet = turn.outcome is Ending.DONE and line.acts
        return Evidence(facts=() if quiet else ("nothing left the wallet",))
    transaction = next((h for h in _hashes(turn) if h), None)
    sighting = await sandboxes[line.pays.on].sighting(transaction) if transaction else None
    if transaction is None or sighting is None or not sighting.succeeded:
        return Evidence(troubles=("the chain has no such transaction",))
    facts = _facts(transaction, sighting, line.pays, before, after)
    return Evidence(tuple(facts), tuple(_differences(line.pays, sighting, before, after)), True)


def _facts(
    transaction: str, sighting: Sighting, pays: Payment, before: Snapshot, after: Snapshot
) -> Iterator[str]:
    fee = f"{plain(sighting.fee)} {sighting.fee_token}"
    yield f"{transaction} in block {sighting.block}, fee {fee}"
    whom = pays.to if len(pays.to) < 20 else f"{pays.to[:6]}…{pays.to[-4:]}"
    token = pays.token
    yield f"wallet {_change(before.wallets[pays.on], after.wallets[pays.on], token)}"
    yield f"{whom} {_change(before.recipient, after.recipient, token)}"


def _change(before: Holdings, after: Holdings, token: str) -> str:
    return f"{plain(before[token])} -> {plain(after[token])} {token}"


def _differences(
    pays: Payment, sighting: Sighting, before: Snapshot, after: Snapshot
) -> Iterator[str]:
    had, has = before.wallets[pays.on], after.wallets[pays.on]
    amount = _amount(pays, had)
    left = _delta(had, has)
    rent = Decimal(0) if before.recipient[pays.token] else pays.rent
    coin, expected = sighting.fee_token, {pays.token: amount}
    expected[coin] = EXACT.add(expected.get(coin, Decimal(0)), EXACT.add(sighting.fee, rent))
    if left != expected:
        yield f"the wallet lost {_listed(left)}, not {_listed(expected)}"
    arrived = _delta(after.recipient, before.recipient)
    if arrived != {pays.token: amount}:
        yield f"{pays.to} got {_listed(arrived)}, not {_listed({pays.token: amount})}"


def _amount(pays: Payment, held: Holdings) -> Decimal:
    if pays.amount is not None:
        return pays.amount
    return EXACT.multiply(held[pays.token], pays.share or Decimal(0))


def _delta(more: Holdings, less: Holdings) -> dict[str, Decimal]:
    """By how much the first has more; what is equal is left out."""
    changes = {token: EXACT.subtract(more[token], less[token]) for token in more}
    return {token: change for token, change in changes.items() if change}


def _listed(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{plain(amount)} {token}" for token, amount in amounts.items()) or "nothing"


def _hashes(turn: Turn) -> Sequence[str | None]:
    found = [result.data.get("hash") for result in turn.results]
    return [value if isinstance(value, str) else None for value in found]


def _address(sandbox: Sandbox, pays: Payment) -> str:
    return sandbox.names.get(pays.to, pays.to)
