"""One asset after the other to the evacuation address: each once, however often it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Final

from fiscus.core.desk.adapter import SWEEP
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Given, Intent, Principal, Ticket
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.origins import Origin

SOURCE: Final = "sweep"


@dataclass(frozen=True, slots=True)
class Swept:
    """All that there is of one token, or of the coin, on one chain."""

    family: str
    chain: str
    token: str
    """A symbol, or the address of a token."""

    @property
    def intent(self) -> Intent:
        said = {"chain": self.chain, "token": self.token}
        values = {role: Given(word, Origin.TOOL) for role, word in said.items()}
        return Intent(self.family, SWEEP, values)


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Asks the desk for the payments of a sweep, in the name of who wants it."""

    desk: Desk
    principal: Principal

    async def preview(self, what: Swept) -> Outcome:
        """What would be moved, and what that costs at most. Raises what stands in its way."""
        return await self.desk.preview(self.principal, what.intent)

    async def sweep(self, what: Swept) -> Outcome:
        """The payment, or the question that must be answered first.

        One that is under way, or was asked for and waits for a yes, is gone on with: there is no
        second one beside it. Raises what stands in its way.
        """
        return await self.desk.door(await self._ticket(what)).submit(what.intent)

    async def begun(self, what: Swept) -> bool:
        """Whether its payment is under way, or waits for a yes."""
        return await self.desk.ledger.find(await self._ticket(what)) is not None

    async def _ticket(self, what: Swept) -> Ticket:
        """The first of its row whose payment has not ended."""
        adapter = self.desk.adapters.get(what.family)
        wallet = adapter.signer if adapter is not None else None
        for number in count():
            ticket = Ticket(
                SOURCE,
                f"{what.family}:{wallet}",
                f"{what.chain}:{what.token}:{number}",
                0,
                f"sweep {what.token} on {what.chain}",
                self.principal,
            )
            known = await self.desk.ledger.find(ticket)
            if known is None or known.state is State.PLANNED or known.state.open:
                return ticket
        raise AssertionError("there is always a next number")
