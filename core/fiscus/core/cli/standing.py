"""Where open payments stand, in words that are true whatever happens next."""

from __future__ import annotations

from typing import Final

from fiscus.core.agent import Agent
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.records import Payment

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
    **dict.fromkeys((State.SIGNED, State.SENT, State.RESERVED), "is still on its way"),
}


async def standing(agent: Agent) -> list[str]:
    """A sentence on every payment that is open now; that there is none, where there is none."""
    payments = await agent.desk.ledger.open()
    if not payments:
        return ["Interrupted. No payment is open."]
    return ["Interrupted.", *(_sentence(payment) for payment in payments)]


async def recovered(agent: Agent) -> list[str]:
    """Finish or bury what an earlier run left open: a sentence on each."""
    return [_recovered(outcome) for outcome in await agent.desk.recover()]


def _sentence(payment: Payment) -> str:
    effect = payment.effect
    moves = [shown(m.units, m.asset.decimals, m.asset.symbol) for m in effect.moves]
    whom = payment.recipient_name or payment.recipient
    found = f" ({payment.transaction_id})" if payment.transaction_id else ""
    what = f"The payment of {' and '.join(moves)} to {whom}{found}"
    return f"{what} {OPEN.get(payment.state, 'is settled.')}"


def _recovered(outcome: Outcome) -> str:
    whom = outcome.recipient_name or outcome.recipient
    what = f"An earlier payment of {outcome.amount} {outcome.token} to {whom}"
    where = outcome.explorer_url or outcome.hash
    ended = SETTLED.get(outcome.state, f"is {outcome.state.value}")
    return f"{what} {ended}{f': {where}' if where else '.'}"
