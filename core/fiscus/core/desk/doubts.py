"""Whether the baselines are those that the journal leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from fiscus.core.desk.baselines import led_to
from fiscus.core.desk.journal import body_of
from fiscus.core.desk.tables import baselines, journal


def doubtful(connection: Connection) -> Iterator[tuple[str, str]]:
    """The places whose baseline is not one that the journal leads to, and why.

    Whoever moves one by hand hides a transaction. What of the marks came from other people's
    transactions only a chain can tell.
    """
    begun, lifted = _begun(connection)
    kept = {row["place"]: row for row in connection.execute(select(baselines)).mappings()}
    for place, row in kept.items():
        if place not in begun:
            yield place, "The journal does not know it."
            continue
        said = begun[place]
        if any(row[column] != said.get(column) for column in ("wallet", "chain", "lane")):
            yield place, "It is not the one that the journal began."
        elif row["sequence"] is None or said.get("sequence") is None:
            continue
        elif not led_to(connection, row["lane"], int(said["sequence"]), row["sequence"]):
            yield place, "The journal has no payments that lead to it."
    for place, said in begun.items():
        if place not in kept and lifted.get(str(said.get("wallet")), 0) < said["seq"]:
            yield place, "The journal tells of it, and its row is gone."


def _begun(connection: Connection) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """The newest beginning of each place, and where in the journal a wallet was thawed last."""
    begun, lifted = dict[str, dict[str, Any]](), dict[str, int]()
    query = (
        select(journal.c.seq, journal.c.event, journal.c.body)
        .where(journal.c.event.in_(("baseline", "thawed")))
        .order_by(journal.c.seq)
    )
    for seq, event, text in connection.execute(query):
        body = body_of(text)
        if event == "baseline":
            begun[str(body.get("place"))] = {**body, "seq": seq}
        else:
            lifted[str(body.get("wallet"))] = seq
    return begun, lifted
