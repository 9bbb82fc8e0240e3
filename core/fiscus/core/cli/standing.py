"""Where open payments stand, in words that are true whatever happens next."""

from __future__ import annotations

from typing import Final

from fiscus.core.agent import Agent
from fiscus.core.desk.deeds import PHRASES, Deed, amounts, arriving, deed_of, subject
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.overseas import Overseas
from fiscus.core.desk.records import Payment
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


async def standing(agent: Agent) -> list[str]:
    """A sentence on every payment that is open now; that there is none, where there is none."""
    payments = await agent.desk.ledger.open()
    if not payments:
        return ["Interrupted. No payment is open."]
    return ["Interrupted.", *(_sentence(payment) for payment in payments)]


async def recovered(agent: Agent) -> list[str]:
    """Finish or bury what an earlier run left open: a sentence on each."""
    desk = agent.desk
    overseas = Overseas(desk.ledger, desk.adapters)
    crossing = await overseas.under_way()
    settled = [_recovered(outcome) for outcome in await desk.recover()]
    await overseas.look_at_all()
    crossed = [await desk.status(payment) for payment in crossing]
    return [*settled, *map(_crossed, await overseas.told(crossed))]


def _crossed(outcome: Outcome) -> str:
    ended = SIDES.get(outcome.side or "", "is on its way").format(came=outcome.came)
    where = outcome.came_by or outcome.explorer_url or outcome.hash
    return f"From earlier: {thing(outcome)} {ended}: {where}"


def _sentence(payment: Payment) -> str:
    effect, found = payment.effect, ""
    if payment.transaction_id:
        found = f" ({payment.transaction_id})"
    told = PHRASES[deed_of(effect)].thing.format(
        out=amounts(effect.moves or effect.grants),
        into=arriving(effect),
        whom=payment.recipient_name or payment.recipient,
        token=subject(effect).asset.symbol,
        about=effect.about,
    )
    kind = "The payment of " if deed_of(effect) is Deed.SEND else ""
    what = f"{kind}{told}{found}"
    return f"{what[0].upper()}{what[1:]} {OPEN.get(payment.state, 'is settled.')}"


def _recovered(outcome: Outcome) -> str:
    whom = outcome.recipient_name or outcome.recipient
    what = f"An earlier payment of {outcome.amount} {outcome.token} to {whom}"
    if outcome.deed != Deed.SEND:
        what = f"From earlier: {thing(outcome)}"
    where = outcome.explorer_url or outcome.hash
    ended = SETTLED.get(outcome.state, f"is {outcome.state.value}")
    return f"{what} {ended}{f': {where}' if where else '.'}"
