"""The journal as a readable timeline: who asked, who said yes, what was signed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Connection, select

from fiscus.core.desk.adapter import Effect
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.deeds import several
from fiscus.core.desk.freezes import EVERYTHING
from fiscus.core.desk.journal import STREAMED
from fiscus.core.desk.records import read_effect
from fiscus.core.desk.statement import moment
from fiscus.core.desk.tables import journal, payments

WORDS: Final[Mapping[str, str]] = {
    "asked": "an approval is asked for",
    "consented": "said yes",
    "approval_used": "approved",
    "approval_denied": "denied",
    "frozen": "the wallet is frozen",
    "thawed": "the wallet can spend again",
    "frozen *": "all spending is stopped",
    "thawed *": "spending goes on",
    "refused": "the policy refused it",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of the journal, in words."""

    seq: int
    at: int
    event: str
    payment_id: str
    text: str
    body: Mapping[str, object]

    @property
    def line(self) -> str:
        """For people: its time, its payment by the first eight digits, and what happened."""
        payment = self.payment_id[:8]
        return f"{moment(self.at)}  {payment:<8}  {self.event:<15} {self.text}".rstrip()

    def to_json(self) -> Mapping[str, object]:
        return {
            "seq": self.seq,
            "at": moment(self.at),
            "event": self.event,
            "payment": self.payment_id or None,
            "text": self.text,
            "body": self.body,
        }


def happened(
    connection: Connection,
    *,
    since: int,
    until: int,
    wallet: str | None = None,
    payment_id: str | None = None,
) -> Iterator[Happened]:
    """What happened from `since` to before `until` (Unix milliseconds), oldest first.

    `wallet` is an address; `payment_id` may be the beginning of one.
    """
    query = (
        select(
            journal.c.seq,
            journal.c.at,
            journal.c.event,
            journal.c.payment_id,
            journal.c.body,
            payments.c.signer,
        )
        .outerjoin(payments, payments.c.id == journal.c.payment_id)
        .where(journal.c.at >= since, journal.c.at < until)
        .order_by(journal.c.seq)
    )
    if payment_id is not None:
        query = query.where(journal.c.payment_id.startswith(payment_id, autoescape=True))
    found = connection.execute(query, execution_options=STREAMED)
    for seq, at, event, payment, text, signer in found:
        body = _object(text)
        if wallet is None or _is_of(wallet, signer, body):
            yield Happened(seq, at, event, payment, _told(event, body), body)


def _is_of(wallet: str, signer: str | None, body: Mapping[str, object]) -> bool:
    frozen = str(body.get("wallet", "")).rpartition(":")[2]
    return wallet.lower() in {(signer or "").lower(), frozen.lower()}


def _told(event: str, body: Mapping[str, object]) -> str:
    effect, by = body.get("effect"), body.get("by")
    parts = (
        WORDS.get(f"{event} *" if body.get("wallet") == EVERYTHING else event, ""),
        f"by {by}" if by else "",
        _deed(read_effect(effect), body) if isinstance(effect, str) else "",
        str(body.get("transaction_id") or ""),
        str(body.get("reason") or body.get("detail") or ""),
    )
    return "; ".join(part for part in parts if part)


def _deed(effect: Effect, body: Mapping[str, object]) -> str:
    """`"0.5 ETH to bob.eth (0x…) on base, fee 0.00002 ETH"`."""
    name = body.get("recipient_name")
    moves = (
        [several(effect)]
        if effect.payees
        else [
            f"{shown(m.units, m.asset.decimals, m.asset.symbol)} to "
            + (f"{name} ({m.to})" if name and m.to == body.get("recipient") else m.to)
            for m in effect.moves
        ]
    )
    taken, asset = body.get("fee_units"), effect.fee_asset
    fee = f", fee {shown(int(str(taken)), asset.decimals, asset.symbol)}" if taken else ""
    return f"{effect.action} {' and '.join(moves)} on {effect.chain}{fee}"


def _object(text: str) -> Mapping[str, object]:
    try:
        body: object = json.loads(text)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", body) if isinstance(body, dict) else {}
