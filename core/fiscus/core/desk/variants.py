"""The transactions that share a payment's place in its lane: on record before they are sent."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, insert, select

from fiscus.core.desk.adapter import Sealed, Variant
from fiscus.core.desk.records import Payment
from fiscus.core.desk.tables import variants

_INSERT: Final = insert(variants)
_OF: Final = (
    select(variants.c.transaction_id, variants.c.raw, variants.c.kind)
    .where(variants.c.payment_id == bindparam("of"))
    .order_by(variants.c.at, variants.c.transaction_id)
)


def add_variant(
    connection: Connection, at: int, payment: Payment, sealed: Sealed, *, max_fee_units: int
) -> None:
    """Keep signed bytes in the caller's transaction, which writes their journal row too."""
    row = {
        "transaction_id": sealed.id,
        "payment_id": payment.id,
        "kind": sealed.variant.value,
        "raw": sealed.raw,
        "max_fee_units": str(max_fee_units),
        "at": at,
    }
    connection.execute(_INSERT, row)


def variants_of(connection: Connection, payment: Payment) -> tuple[Sealed, ...]:
    """Everything that was signed for a payment, oldest first; empty where nothing was."""
    found = tuple(
        Sealed(id, raw, payment.sequence, payment.valid_until, Variant(kind))
        for id, raw, kind in connection.execute(_OF, {"of": payment.id})
    )
    # A payment from before variants were kept has its bytes in its own row alone.
    return found or ((payment.sealed,) if payment.sealed else ())
