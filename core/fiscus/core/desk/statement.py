"""The wallet's movements as an accountant wants them: one line each, exact, streamed.

A payment's fee is on its first line alone, and so is what left in US dollars at the time, so that
columns can be summed. What was reverted or called back moved nothing: its line is the fee.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, RowMapping, select

from fiscus.core.desk.adapter import Asset, Effect
from fiscus.core.desk.deeds import names_of
from fiscus.core.desk.door import Consent
from fiscus.core.desk.journal import STREAMED
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import read_effect
from fiscus.core.desk.tables import approvals, journal, payments
from fiscus.core.money import from_base_units, plain

FEE_ALONE: Final = (State.FAILED.value, State.REPLACED.value)
"""What moved nothing, and cost its fee: reverted, or called back."""
SIGNED: Final = (
    State.SIGNED.value,
    State.SENT.value,
    State.CONFIRMED.value,
    *FEE_ALONE,
)
"""What can move something, or did; what never left is no movement."""
FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement. Amounts are exact, in whole tokens; `units` is the same in base units."""

    time: str
    """When the payment was made, ISO 8601 in UTC."""
    chain: str
    transaction: str
    sender: str
    recipient: str
    name: str
    """The recipient's, where it was paid by a name."""
    direction: str
    """`out`; `in`, at least; or `fee`, of what moved nothing."""
    asset: str
    contract: str
    amount: str
    units: str
    fee: str
    """What the chain took; empty while that is not known."""
    fee_asset: str
    usd: str
    """What left, at the time, at the highest known price."""
    state: str
    action: str
    payment: str
    approved_by: str
    text_hash: str
    """SHA-256 of what the person wrote."""

    def to_json(self) -> Mapping[str, str]:
        return asdict(self)

    def cells(self) -> list[str]:
        """For a CSV file: no cell of it is a formula."""
        return [safe(cell) for cell in asdict(self).values()]


def safe(cell: str) -> str:
    """`cell`, behind an apostrophe where a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(FORMULAS) else cell


def lines(connection: Connection, *, since: int, until: int) -> Iterator[Line]:
    """The movements from `since` to before `until` (Unix milliseconds), oldest first."""
    query = (
        select(payments, approvals.c.decided_by, journal.c.body.label("reserved"))
        .outerjoin(
            journal,
            (journal.c.payment_id == payments.c.id) & (journal.c.event == State.RESERVED.value),
        )
        .outerjoin(
            approvals,
            (approvals.c.payment_id == payments.c.id) & (approvals.c.state == "used"),
        )
        .where(payments.c.created_at >= since, payments.c.created_at < until)
        .where(payments.c.state.in_(SIGNED))
        .order_by(payments.c.created_at, payments.c.id)
    )
    found = connection.execute(query, execution_options=STREAMED).mappings()
    for row in found:
        yield from _lines(row, read_effect(row["effect"]))


def _lines(row: RowMapping, effect: Effect) -> Iterator[Line]:
    fee_asset, taken = effect.fee_asset, row["fee_units"]
    fee = _amount(int(taken), fee_asset) if taken is not None else ""
    first = {"fee": fee, "fee_asset": fee_asset.symbol, "usd": _usd(row["usd"])}
    if row["state"] in FEE_ALONE:
        units = int(taken or 0)
        yield _line(row, effect, "fee", fee_asset, units, whom="", **{**first, "usd": ""})
        return
    for move in effect.moves:
        yield _line(row, effect, "out", move.asset, move.units, whom=move.to, **first)
        first = {"fee": "", "fee_asset": "", "usd": ""}
    for gain in effect.gains:
        yield _line(row, effect, "in", gain.asset, gain.units, whom=gain.to, **first)
        first = {"fee": "", "fee_asset": "", "usd": ""}


def _line(
    row: RowMapping,
    effect: Effect,
    direction: str,
    asset: Asset,
    units: int,
    *,
    whom: str,
    fee: str,
    fee_asset: str,
    usd: str,
) -> Line:
    outward = direction != "in"
    named = row["recipient_name"] if whom == row["recipient"] else names_of(effect).get(whom)
    return Line(
        time=moment(row["created_at"]),
        chain=effect.chain,
        transaction=row["transaction_id"] or "",
        sender=effect.signer if outward else effect.target,
        recipient=whom,
        name=named or "",
        direction=direction,
        asset=asset.symbol,
        contract=asset.address or "",
        amount=_amount(units, asset),
        units=str(units),
        fee=fee,
        fee_asset=fee_asset,
        usd=usd,
        state=row["state"],
        action=effect.action,
        payment=row["id"],
        approved_by=row["decided_by"] or _beforehand(row["reserved"]),
        text_hash=row["text_hash"],
    )


def _beforehand(reserved: str | None) -> str:
    """Who gave a yes before anything was shown; nobody where the policy alone allowed it."""
    said: Mapping[str, object] = json.loads(reserved) if reserved else {}
    return str(said["by"]) if said.get("consent") == Consent.GIVEN.value else ""


def moment(milliseconds: int) -> str:
    """`2026-11-28T22:31:05Z`."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _usd(worth: str | None) -> str:
    return plain(Decimal(worth)) if worth is not None else ""


def _amount(units: int, asset: Asset) -> str:
    return plain(from_base_units(units, asset.decimals))
