"""Whether the journal is whole, and whether everything that stands in the tables is what it says.

It reads row by row: the memory it takes does not grow with the journal. Inside of a caller's
transaction, which sees one moment of the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Final, cast

from sqlalchemy import Connection, RowMapping, select

from fiscus.core.desk.adapter import Variant
from fiscus.core.desk.approvers import OWNER_KEY
from fiscus.core.desk.consenting import text_to_sign
from fiscus.core.desk.crossings import CROSSED
from fiscus.core.desk.doubts import doubtful
from fiscus.core.desk.journal import GENESIS, STREAMED, Entry, body_of, broken
from fiscus.core.desk.outcome import State
from fiscus.core.desk.pins import Head
from fiscus.core.desk.records import read_effect
from fiscus.core.desk.rows import approval_of
from fiscus.core.desk.signatures import recovered
from fiscus.core.desk.tables import (
    approvals,
    consents,
    crossings,
    freezes,
    journal,
    payments,
    variants,
)
from fiscus.core.desk.transitions import BEFORE, OUTBID

AT_ONCE: Final = 500
"""Payments that are compared together."""
WRITTEN_ONCE: Final = frozenset({"raw"})
"""What only the row that signs says; in a later one it is empty."""
CUT_OFF: Final = "It was noted elsewhere, and is gone: the journal was cut off."
MADE_ANEW: Final = "It is another one than was noted elsewhere: the journal was made anew."
ANSWERS: Final = {"approval_used": "used", "approval_denied": "denied"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. `place` is a journal row, or a table's row."""

    place: str
    text: str
    seq: int | None = None


@dataclass(slots=True)
class Report:
    """What was looked at, and everything that was found."""

    entries: int = 0
    payments: int = 0
    head: Head = field(default_factory=lambda: Head(0, GENESIS))
    findings: list[Finding] = field(default_factory=list[Finding])

    @property
    def whole(self) -> bool:
        return not self.findings


def verify(connection: Connection, known: Head | None = None) -> Report:
    """Look at everything there is; `known` is a row of the journal that was noted elsewhere."""
    report = Report()
    report.findings += _noted(connection, known)
    for seq, why in broken(_counted(rows(connection), report)):
        report.findings.append(Finding(f"journal row {seq}", why, seq))
    report.findings += _payments(connection, report)
    report.findings += _orphans(connection)
    report.findings += _freezes(connection)
    report.findings += (Finding(f"baseline {place}", why) for place, why in doubtful(connection))
    return report


def _noted(connection: Connection, known: Head | None) -> Iterator[Finding]:
    """What nothing inside of the database can tell: a journal that was cut off, or made anew."""
    if known is None:
        return
    query = select(journal.c.hash).where(journal.c.seq == known.seq)
    there = connection.execute(query).scalar_one_or_none()
    if there != known.hash:
        text = CUT_OFF if there is None else MADE_ANEW
        yield Finding(f"journal row {known.seq}", text, known.seq)


def rows(connection: Connection) -> Iterator[Entry]:
    """The whole journal, oldest first, a few rows at a time."""
    query = select(journal).order_by(journal.c.seq)
    found = connection.execute(query, execution_options=STREAMED)
    for row in found:
        yield Entry(*row)


def _counted(entries: Iterable[Entry], report: Report) -> Iterator[Entry]:
    for entry in entries:
        report.entries += 1
        report.head = Head(entry.seq, entry.hash)
        yield entry


@dataclass(slots=True)
class Told:
    """What the journal says of one payment, its approvals and their yeses."""

    columns: dict[str, object] = field(default_factory=dict[str, object])
    seq: dict[str, int] = field(default_factory=dict[str, int])
    approvals: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    fees: dict[str, object] = field(default_factory=dict[str, object])
    crossing: dict[str, object] = field(default_factory=dict[str, object])
    consents: dict[tuple[str, str], object] = field(default_factory=dict[tuple[str, str], object])
    """The signature behind each yes, by approval and key; `None` for an owner's."""
    variants: dict[str, dict[str, object]] = field(default_factory=dict[str, dict[str, object]])
    """Everything that was signed for its place, by the transaction's id."""

    def read(self, seq: int, event: str, text: str) -> None:
        body = body_of(text)
        if event in BEFORE:
            self._moved(seq, event, body)
        elif event == CROSSED:
            self.crossing.update({k: v for k, v in body.items() if k in crossings.c})
        elif event == "asked":
            self._asked(body)
        elif event in ANSWERS:
            answered = self.approvals.setdefault(str(body.get("approval")), {})
            answered.update(state=ANSWERS[event], decided_by=body.get("by"))
        elif event == "consented":
            consent = str(body.get("approval")), str(body.get("key"))
            self.consents[consent] = body.get("signature")

    def _moved(self, seq: int, event: str, body: Mapping[str, object]) -> None:
        told = {
            "state": event,
            **{k: v for k, v in body.items() if k in payments.c},
        }
        for column, value in told.items():
            if value is not None or not (column in WRITTEN_ONCE and column in self.columns):
                self.columns[column] = value
                self.seq[column] = seq
        if event in {State.SIGNED, OUTBID} and body.get("raw") is not None:
            self.variants.setdefault(str(body.get("transaction_id")), _variant(body))

    def _asked(self, body: Mapping[str, object]) -> None:
        for other in self.approvals.values():
            if other.get("state") == "open":
                other["state"] = "replaced"
        told = {k: v for k, v in body.items() if k in approvals.c}
        approval_id = str(body.get("approval"))
        self.approvals[approval_id] = {**told, "state": "open", "decided_by": None}
        self.fees[approval_id] = body.get("fee")


def _payments(connection: Connection, report: Report) -> Iterator[Finding]:
    """Payments and approvals that are not what the journal says of them."""
    query = (
        select(journal.c.payment_id, journal.c.seq, journal.c.event, journal.c.body)
        .where(journal.c.payment_id != "")
        .order_by(journal.c.payment_id, journal.c.seq)
    )
    found = connection.execute(query, execution_options=STREAMED)
    groups = groupby(found, key=lambda row: cast("str", row[0]))
    told = ((payment_id, _told(group)) for payment_id, group in groups)
    while some := dict(islice(told, AT_ONCE)):
        report.payments += len(some)
        yield from _compared(connection, some)


def _told(group: Iterable[Sequence[object]]) -> Told:
    told = Told()
    for _, seq, event, body in group:
        told.read(cast("int", seq), cast("str", event), cast("str", body))
    return told


def _compared(connection: Connection, told: Mapping[str, Told]) -> Iterator[Finding]:
    kept = _kept(connection, told)
    asked = _asked(connection, told)
    crossed = _sides(connection, told)
    signed = _signed(connection, told)
    for payment_id, said in told.items():
        row = kept.get(payment_id)
        place = f"payment {payment_id}"
        if row is None:
            yield Finding(place, "The journal tells of it, and its row is gone.", _last(said))
            continue
        for column, value in said.columns.items():
            if _text(row[column]) != _text(value):
                yield Finding(place, f"{column!r} is not what the journal says.", said.seq[column])
        yield from _questions(asked.get(payment_id, {}), said)
        yield from _variants(signed.get(payment_id, {}), said)
        yield from _crossed(crossed.get(payment_id), said, f"crossing {payment_id}")


def _variant(body: Mapping[str, object]) -> dict[str, object]:
    """As its row in `variants` must be."""
    fee = body.get("highest_fee")
    if fee is None:
        fee = read_effect(str(body.get("effect"))).max_fee_units
    kind = body.get("variant", Variant.ORIGINAL.value)
    return {"raw": body.get("raw"), "kind": kind, "max_fee_units": fee}


def _variants(kept: Mapping[str, RowMapping], said: Told) -> Iterator[Finding]:
    """All bytes that could land are still looked for, and nothing else is."""
    for transaction, told in said.variants.items():
        place = f"signed bytes {transaction}"
        # A payment from before they were kept has its only bytes in its own row alone.
        if transaction not in kept and (kept or len(said.variants) > 1):
            yield Finding(place, "The journal tells of them, and their row is gone.")
        elif transaction in kept and any(
            _text(kept[transaction][column]) != _text(value) for column, value in told.items()
        ):
            yield Finding(place, "They are not what the journal says.")
    for transaction in kept.keys() - said.variants.keys():
        yield Finding(f"signed bytes {transaction}", "The journal does not know them.")


def _crossed(row: RowMapping | None, said: Told, place: str) -> Iterator[Finding]:
    if row is None:
        if said.crossing:
            yield Finding(place, "The journal tells of it, and its row is gone.")
        return
    if not said.crossing:
        yield Finding(place, "The journal does not know it.")
    for column, value in said.crossing.items():
        if _text(row[column]) != _text(value):
            yield Finding(place, f"{column!r} is not what the journal says.")


def _questions(
    kept: Mapping[str, tuple[RowMapping, frozenset[str]]], said: Told
) -> Iterator[Finding]:
    for approval_id, told in said.approvals.items():
        place = f"approval {approval_id}"
        if approval_id not in kept:
            yield Finding(place, "The journal tells of it, and its row is gone.")
            continue
        row, keys = kept[approval_id]
        for column, value in told.items():
            if _text(row[column]) != _text(value):
                yield Finding(place, f"{column!r} is not what the journal says.")
        effect = read_effect(row["effect"])
        if effect.digest() != row["digest"] or effect.max_fee_units != said.fees.get(approval_id):
            yield Finding(place, "Its effect is not the one that was asked for.")
        yield from _yeses(place, row, keys, said)
    for approval_id in kept.keys() - said.approvals.keys():
        yield Finding(f"approval {approval_id}", "The journal does not know it.")


def _yeses(place: str, row: RowMapping, keys: frozenset[str], said: Told) -> Iterator[Finding]:
    """Every yes is in the journal, and every signature is one under what was shown."""
    given = {k: proof for (approval, k), proof in said.consents.items() if approval == row["id"]}
    if set(keys) != given.keys():
        yield Finding(place, "Its yeses are not those of the journal.")
    text = text_to_sign(approval_of(row, sorted(keys)), "approve")
    for key, signature in given.items():
        if key != OWNER_KEY and recovered(text, str(signature)) != key:
            yield Finding(place, "A signature is not one under this approval.")


def _kept(connection: Connection, ids: Iterable[str]) -> Mapping[str, RowMapping]:
    query = select(payments).where(payments.c.id.in_(list(ids)))
    return {row["id"]: row for row in connection.execute(query).mappings()}


def _sides(connection: Connection, ids: Iterable[str]) -> Mapping[str, RowMapping]:
    query = select(crossings).where(crossings.c.payment_id.in_(list(ids)))
    return {row["payment_id"]: row for row in connection.execute(query).mappings()}


def _signed(connection: Connection, ids: Iterable[str]) -> Mapping[str, Mapping[str, RowMapping]]:
    """Everything that was signed, by payment and transaction."""
    query = select(variants).where(variants.c.payment_id.in_(list(ids)))
    signed: dict[str, dict[str, RowMapping]] = {}
    for row in connection.execute(query).mappings():
        signed.setdefault(row["payment_id"], {})[row["transaction_id"]] = row
    return signed


def _asked(
    connection: Connection, ids: Iterable[str]
) -> Mapping[str, Mapping[str, tuple[RowMapping, frozenset[str]]]]:
    """Approvals with the keys that said yes, by payment and id."""
    query = select(approvals).where(approvals.c.payment_id.in_(list(ids)))
    found = list(connection.execute(query).mappings())
    keys: dict[str, set[str]] = {row["id"]: set() for row in found}
    given = select(consents.c.approval_id, consents.c.by)
    for approval, key in connection.execute(given.where(consents.c.approval_id.in_(list(keys)))):
        keys[approval].add(key)
    asked: dict[str, dict[str, tuple[RowMapping, frozenset[str]]]] = {}
    for row in found:
        by_id = asked.setdefault(row["payment_id"], {})
        by_id[row["id"]] = (row, frozenset(keys[row["id"]]))
    return asked


def _orphans(connection: Connection) -> Iterator[Finding]:
    """Rows of which the journal says nothing at all."""
    known = select(journal.c.payment_id)
    for id_of, name, column in (
        (payments.c.id, "payment", payments.c.id),
        (approvals.c.id, "approval", approvals.c.payment_id),
        (crossings.c.payment_id, "crossing", crossings.c.payment_id),
        (variants.c.transaction_id, "signed bytes", variants.c.payment_id),
    ):
        for (found,) in connection.execute(select(id_of).where(column.not_in(known))):
            yield Finding(f"{name} {found}", "The journal does not know it.")
    asked = select(approvals.c.id)
    lost = select(consents.c.approval_id).where(consents.c.approval_id.not_in(asked)).distinct()
    for (found,) in connection.execute(lost):
        yield Finding(f"approval {found}", "Somebody said yes to it, and its row is gone.")


def _freezes(connection: Connection) -> Iterator[Finding]:
    """Freezes that were lifted, made or changed without the journal."""
    said: list[list[object]] = []
    query = (
        select(journal.c.at, journal.c.event, journal.c.body)
        .where(journal.c.event.in_(("frozen", "thawed")))
        .order_by(journal.c.seq)
    )
    for at, event, text in connection.execute(query):
        body = body_of(text)
        if event == "frozen":
            said.append([body.get("wallet"), body.get("reason"), body.get("since", at), None])
            continue
        for one in said:
            if one[0] == body.get("wallet") and one[3] is None:
                one[3] = body.get("lifted_at", at)
    kept = connection.execute(
        select(freezes.c.wallet, freezes.c.reason, freezes.c.at, freezes.c.lifted_at).order_by(
            freezes.c.id
        )
    )
    found = [list(row) for row in kept]
    for one in said:
        if one in found:
            found.remove(one)
        else:
            yield Finding(f"freeze of {one[0]}", "It is not what the journal says.")
    for one in found:
        yield Finding(f"freeze of {one[0]}", "The journal does not know it.")


def _last(said: Told) -> int | None:
    return max(said.seq.values(), default=None)


def _text(value: object) -> str | None:
    """As both the journal and a column can be compared."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(int(value))
    return value.hex() if isinstance(value, (bytes, memoryview)) else str(value)
