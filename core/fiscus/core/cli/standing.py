"""Where open payments stand, in words that are true whatever happens next."""

from __future__ import annotations

from typing import Final

from fiscus.core.desk.deeds import Deed
from fiscus.core.desk.front import FrontDesk
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.receipts import thing

OPEN: Final = {
    State.RESERVED: "is not signed. The next start gives its budget back.",
    State.SIGNED: (
        "is signed, and a node may have it: it can still land. The next start follows it up;"
        " do not send it again."
    ),
    State.SENT: (
        "is signed and a node has it: it can land at any moment. The next start follows it up;"
        " do not send it again."
    ),
}
SETTLED: Final = {
    State.CONFIRMED: "has landed",
    State.FAILED: "was reverted by the chain; only the fee is gone",
    State.DROPPED: "will never land; nothing moved",
    State.REPLACED: "was called back; only the fee is gone",
    **dict.fromkeys((State.SIGNED, State.SENT, State.RESERVED), "is still on its way"),
}


SIDES: Final = {
    "waiting": "is on its way, and nothing has arrived yet",
    "partial": "did not end as promised, {came} arrived",
    "arrived": "has ended, {came} arrived",
    "refunded": "has ended, {came} came back",
}
"""Of a bridge that has left."""


async def standing(desk: FrontDesk) -> list[str]:
    """A sentence on every payment that is open now; that there is none, where there is none."""
    payments = await desk.books.open()
    if not payments:
        return ["Interrupted. No payment is open."]
    return ["Interrupted.", *map(_sentence, payments)]


async def recovered(desk: FrontDesk) -> list[str]:
    """Finish or bury what an earlier run left open: a sentence on each."""
    books = desk.books
    crossing = await books.crossing()
    settled = [_recovered(outcome) for outcome in await desk.recover()]
    return [*settled, *[_crossed(await books.look(bridge.journal_id)) for bridge in crossing]]


def _crossed(outcome: Outcome) -> str:
    ended = SIDES.get(outcome.side or "", "is on its way").format(came=outcome.came)
    where = outcome.came_by or outcome.explorer_url or outcome.hash
    return f"From earlier: {thing(outcome)} {ended}: {where}"


def _sentence(payment: Outcome) -> str:
    found = f" ({payment.hash})" if payment.hash else ""
    kind = "The payment of " if payment.deed == Deed.SEND else ""
    what = f"{kind}{thing(payment)}{found}"
    return f"{what[0].upper()}{what[1:]} {OPEN.get(payment.state, 'is settled.')}"


def _recovered(outcome: Outcome) -> str:
    whom = outcome.recipient_name or outcome.recipient
    what = f"An earlier payment of {outcome.amount} {outcome.token} to {whom}"
    if outcome.payments:
        what = f"An earlier payment of {thing(outcome)}"
    if outcome.deed != Deed.SEND:
        what = f"From earlier: {thing(outcome)}"
    where = outcome.explorer_url or outcome.hash
    ended = SETTLED.get(outcome.state, f"is {outcome.state.value}")
    return f"{what} {ended}{f': {where}' if where else '.'}"
