"""A payment of the desk's journal, as evidence states it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fiscus.core.desk.database import open_database
from fiscus.core.desk.journal import entry_hash, newest_of
from fiscus.core.desk.landings import payment_of
from fiscus.core.desks import desk_location
from fiscus.core.errors import RequestError, StoreError
from fiscus.core.settings import Settings
from fiscus.tee.evidence.statement import Paid

if TYPE_CHECKING:
    from sqlalchemy import Connection


async def paid(settings: Settings, id: str) -> Paid:
    """The one with that id, or with that transaction. Raises `RequestError` where there is none
    that was signed, `StoreError`."""
    async with open_database(desk_location(settings)) as database:
        return await database.read(partial(_paid, id=id))


def _paid(connection: Connection, id: str) -> Paid:
    payment = payment_of(connection, id)
    if payment is None or payment.transaction_id is None:
        raise RequestError(
            f"The journal has no payment {id!r} that was signed",
            hint="Name its `journal_id` or its transaction; `fiscus audit show` lists them.",
        )
    row = newest_of(connection, payment.id)
    if row is None or row.hash != entry_hash(
        row.previous, row.at, row.payment_id, row.event, row.body
    ):
        raise StoreError("The journal was changed", hint="`fiscus audit verify` says where.")
    return Paid(
        id=payment.id,
        chain=payment.effect.chain,
        signer=payment.effect.signer,
        transaction=payment.transaction_id,
        state=payment.state.value,
        row=row.seq,
        row_hash=row.hash,
    )
