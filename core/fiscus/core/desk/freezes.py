"""A wallet that must not spend until an operator has looked: `wallet` is `family:address`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from fiscus.core.desk import journal
from fiscus.core.desk.tables import freezes
from fiscus.core.errors import SpendingStopped, WalletFrozen

EVERYTHING: Final = "*"
"""In place of a wallet: all spending of the desk, by the kill switch."""

_MINE: Final = (freezes.c.wallet == bindparam("of"), freezes.c.lifted_at.is_(None))
_FROZEN: Final = select(freezes.c.reason).where(*_MINE).order_by(freezes.c.id).limit(1)
_STANDING: Final = (
    select(freezes.c.wallet, freezes.c.reason)
    .where(
        or_(freezes.c.wallet == EVERYTHING, freezes.c.wallet == bindparam("of")),
        freezes.c.lifted_at.is_(None),
    )
    .order_by(freezes.c.wallet != EVERYTHING, freezes.c.id)
    .limit(1)
)
_THAW: Final = update(freezes).where(*_MINE)


def freeze(connection: Connection, at: int, *, wallet: str, reason: str) -> None:
    """Stop all spending of a wallet."""
    connection.execute(insert(freezes).values(wallet=wallet, reason=reason, at=at))
    body = {"wallet": wallet, "reason": reason, "since": at}
    journal.append(connection, at, event="frozen", body=body)


def frozen(connection: Connection, wallet: str) -> str | None:
    """Why the wallet is frozen, or `None`."""
    return connection.execute(_FROZEN, {"of": wallet}).scalar_one_or_none()


def thaw(connection: Connection, at: int, wallet: str, *, by: str) -> None:
    """Lift every freeze of a wallet. Whoever lets it spend has looked at the clock, too."""
    connection.execute(_THAW, {"of": wallet, "lifted_at": at})
    body = {"wallet": wallet, "by": by, "lifted_at": at}
    journal.append(connection, at, event="thawed", body=body, sets_the_time=wallet != EVERYTHING)


@dataclass(frozen=True, slots=True)
class Stop:
    """What holds a wallet, or everything, and what ends it."""

    wallet: str
    text: str
    hint: str | None

    def holds(self, signer: str) -> bool:
        return self.wallet == EVERYTHING or self.wallet.rpartition(":")[2] == signer


def standing(connection: Connection) -> list[Stop]:
    """Everything that nobody has lifted, oldest first."""
    query = select(freezes.c.wallet, freezes.c.reason).where(freezes.c.lifted_at.is_(None))
    found = connection.execute(query.order_by(freezes.c.id))
    return [_stop(wallet, reason.rstrip(".")) for wallet, reason in found]


def _stop(wallet: str, reason: str) -> Stop:
    if wallet == EVERYTHING:
        hint = "`fiscus policy resume` lets it go on."
        return Stop(wallet, f"All spending is stopped: {reason}", hint)
    hint = "Look into it, then run `fiscus wallet unfreeze`."
    return Stop(wallet, f"The wallet {wallet.rpartition(':')[2]} is frozen: {reason}", hint)


def refuse_frozen(connection: Connection, wallet: str) -> None:
    """Raise `WalletFrozen` with the reason, if there is one, and `SpendingStopped`."""
    first = connection.execute(_STANDING, {"of": wallet}).first()
    if first is None:
        return
    if first.wallet == EVERYTHING:
        raise SpendingStopped(
            f"All spending is stopped: {first.reason}",
            hint="An operator lets it go on with `fiscus policy resume`.",
        )
    raise WalletFrozen(
        f"The wallet is frozen: {first.reason}",
        hint="Look into it, then run `fiscus wallet unfreeze`.",
    )
