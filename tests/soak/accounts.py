"""Chain and journal, entry by entry. Everything that does not agree is a sentence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from fiscus.core.desk.database import open_database
from fiscus.core.desk.journal import Entry, broken_at, read
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.desk.rows import found, postings_within
from fiscus.core.desk.tables import payments
from fiscus.core.desk.transitions import BEFORE, LANDED, after
from fiscus.core.desk.windows import Posting
from tests.soak.chains import Chain, Landed
from tests.soak.life import Wish

LATER: Final = 10**15
"""Unix milliseconds: when every block is final. The window then is everything that ever left."""


@dataclass(frozen=True, slots=True)
class Books:
    """What a desk's database says. `tickets` is the message of every payment."""

    entries: Sequence[Entry]
    payments: Mapping[str, Payment]
    """By message id."""
    windows: Mapping[str, Sequence[Posting]]
    """What a wallet's windows count, by wallet."""

    @property
    def open(self) -> bool:
        return any(payment.state.open for payment in self.payments.values())

    def transitions(self) -> Counter[str]:
        """`evm reserved>signed`, by how often a payment went that way."""
        last: dict[str, str] = {}
        ways = Counter[str]()
        for entry in self.entries:
            family = str(json.loads(entry.body).get("lane", "any")).partition(":")[0]
            if entry.payment_id:
                ways[f"{family} {last.get(entry.payment_id, 'new')}>{entry.event}"] += 1
                last[entry.payment_id] = entry.event
        return ways


async def read_books(home: Path, wallets: Iterable[str]) -> Books:
    """The desk's database in a data folder."""

    def work(connection: Connection) -> Books:
        rows = connection.execute(select(payments.c.id, payments.c.message_id)).all()
        messages = {row.id: row.message_id for row in rows}
        known = found(connection, select(payments))
        assert len({messages[payment.id] for payment in known}) == len(known)
        return Books(
            read(connection),
            {messages[payment.id]: payment for payment in known},
            {wallet: postings_within(connection, wallet, LATER, LATER) for wallet in wallets},
        )

    async with open_database(home / "desk.db") as database:
        return await database.read(work)


async def disagreements(
    books: Books, wishes: Sequence[Wish], chains: Sequence[Chain], before: Mapping[str, int]
) -> list[str]:
    """Everything that is not as it must be. `before` is what recipients had at first."""
    wrong = list(_in_the_books(books))
    for chain in chains:
        wanted = [wish for wish in wishes if wish.chain == chain.name]
        landed = await chain.landed()
        paid = {w.id: p for w in wanted if (p := books.payments.get(w.id)) is not None}
        wrong += _between(paid, landed, chain)
        wrong += _budget(books.windows[chain.wallet], landed, chain)
        for address in sorted({wish.to for wish in wanted}):
            received = await chain.received(address) - before.get(address, 0)
            sent = sum(t.units for t in landed if t.ok and _same(t.to, address))
            if received != sent:
                wrong.append(f"{chain.name}: {address} received {received}, {sent} was sent")
    return wrong


def _in_the_books(books: Books) -> Iterator[str]:
    if (row := broken_at(books.entries)) is not None:
        yield f"the journal's row {row} does not follow from those before it"
    states: dict[str, State | None] = {}
    for entry in books.entries:
        if entry.event in BEFORE and entry.payment_id:
            before = states.get(entry.payment_id)
            if before not in BEFORE[entry.event]:
                yield f"payment {entry.payment_id} went from {before} to {entry.event}"
            states[entry.payment_id] = after(entry.event, before)
        if entry.event == "frozen" and "journal does not know" not in entry.body:
            yield f"a wallet was frozen: {entry.body}"
    for message, payment in books.payments.items():
        if payment.state.open:
            yield f"message {message} is still {payment.state}"
        if states.get(payment.id) is not payment.state:
            yield f"message {message} is {payment.state}, its journal {states.get(payment.id)}"


def _between(paid: Mapping[str, Payment], landed: Sequence[Landed], chain: Chain) -> Iterator[str]:
    """Every transaction has its payment and every payment its transaction, one to one."""
    on_chain = {transaction.id: transaction for transaction in landed}
    if chain.family == "evm":
        places = sorted(t.place for t in landed if t.place is not None)
        if places != list(range(len(landed))):
            yield f"{chain.name}: the nonces have gaps"
    known = set[str]()
    for message, payment in paid.items():
        transaction = on_chain.get(payment.transaction_id or "")
        if transaction is not None:
            known.add(transaction.id)
        if (sentence := _difference(payment, transaction)) is not None:
            yield f"{chain.name}: message {message}, {payment.id}: {sentence}"
    for unknown in on_chain.keys() - known - chain.foreign:
        yield f"{chain.name}: {unknown} is in no journal"


def _difference(payment: Payment, landed: Landed | None) -> str | None:
    if payment.state in LANDED:
        [move] = payment.effect.moves
        if landed is None:
            return f"it is {payment.state} and on no chain"
        if payment.state is State.REPLACED:
            return None if landed.units == 0 else "it was called back, and something was paid"
        if landed.ok is not (payment.state is State.CONFIRMED):
            return f"it is {payment.state}, and the chain says otherwise"
        if (landed.units, landed.place) != (move.units, payment.sequence):
            return "another amount or place than on the chain"
        return None if _same(landed.to, move.to) else "another recipient than on the chain"
    return None if landed is None else f"it is {payment.state} and on the chain"


def _budget(window: Sequence[Posting], landed: Sequence[Landed], chain: Chain) -> Iterator[str]:
    """The window holds what landed, and nothing else once nothing is open."""
    counted = sum(move.units for posting in window for move in posting.effect.moves)
    moved = sum(transaction.units for transaction in landed if transaction.ok)
    if counted != moved:
        yield f"{chain.name}: the window counts {counted}, and {moved} left"


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower() if one.startswith("0x") else one == other
