"""Moving it: the tokens of a chain first, then the coin that paid their fees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.chains.wallets.holdings import Holding
from fiscus.core.cli.answers import how_to_approve
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal
from fiscus.core.desk.evacuation import NoEvacuation
from fiscus.core.desk.outcome import Approval, Outcome, State
from fiscus.core.desk.sweeping import Sweeping, Swept
from fiscus.core.desk.valuation import value_of
from fiscus.core.errors import (
    ChainError,
    FiscusError,
    InsufficientFunds,
    NotApprover,
    SimulationFailed,
)
from fiscus.core.receipts import transfer_receipt
from fiscus.tee.sweeping.lines import Fate, Line
from fiscus.tee.sweeping.possessions import Possessions

OWNER: Final = Principal("owner", owner=True)
ASKED_ANEW: Final = 3
"""How often a yes is given again where the fee rose meanwhile."""
NOT_YET: Final = "It pays the fees of the tokens, and goes once they are gone: call it again then."
LEAST: Final = "It is no more than its fee, and what the chain keeps in an account."
WORTHLESS: Final = "Moving it costs as much as it is worth."


@dataclass(frozen=True, slots=True)
class Evacuation:
    """Of everything that is found. `agreed`: an owner saw what will happen, and said yes to it."""

    desk: Desk
    look: Callable[[], Awaitable[Sequence[Possessions]]]
    agreed: bool = False

    async def planned(self) -> list[Line]:
        """What would become of it, and what that costs at most. Nothing is kept or signed.

        Raises `NoEvacuation` where no address is registered at all.
        """
        self._refuse_nowhere()
        lines: list[Line] = []
        for there in await self.look():
            lines += there.set_apart()
            coin = [there.there.coin] if there.there.coin is not None else []
            lines += [await self._planned(there, one) for one in (*there.tokens, *coin)]
        return lines

    async def run(self, tell: Callable[[Line], None]) -> list[Line]:
        """Move it, and say of each what became of it. What an earlier run left open comes first.

        Raises `NoEvacuation`.
        """
        self._refuse_nowhere()
        await self.desk.recover()
        lines: list[Line] = []

        def told(line: Line) -> Line:
            tell(line)
            lines.append(line)
            return line

        for there in await self.look():
            for line in there.set_apart():
                told(line)
            waits = False
            for token in there.tokens:
                line = told(await self._moved(there, token))
                waits = waits or line.again or line.fate in {Fate.ASKED, Fate.UNDER_WAY}
            if (coin := there.there.coin) is not None:
                last = there.line(Fate.LAST, coin, NOT_YET)
                told(last if waits else await self._moved(there, coin))
        return lines

    async def _planned(self, there: Possessions, holding: Holding) -> Line:
        try:
            outcome = await self._sweeping.preview(_swept(there, holding))
        except FiscusError as exc:
            return _left(there, holding, exc)
        line = replace(there.line(Fate.TO_MOVE, holding), outcome=outcome)
        return replace(line, fate=Fate.DUST, text=WORTHLESS) if _dust(there, outcome) else line

    async def _moved(self, there: Possessions, holding: Holding) -> Line:
        what = _swept(there, holding)
        planned = there.line(Fate.TO_MOVE, holding)
        if not await self._sweeping.begun(what):
            planned = await self._planned(there, holding)
        if planned.fate is not Fate.TO_MOVE:
            return planned
        try:
            outcome = await self._sweeping.sweep(what)
            return _became(planned, await self._agreed(outcome))
        except FiscusError as exc:
            return _left(there, holding, exc)

    async def _agreed(self, outcome: Outcome) -> Outcome:
        """The owner's yes, for what was asked; the others' is waited for."""
        for _ in range(ASKED_ANEW):
            if not self.agreed or outcome.approval is None:
                break
            try:
                outcome = await self.desk.approve(outcome.approval.id, OWNER)
            except NotApprover:
                break
        return outcome

    def _refuse_nowhere(self) -> None:
        """One family without an address is told by what stays: a coin that anybody sends to its
        wallet must not hold up the others."""
        written = self.desk.written_policy
        if written is None or not written.evacuation:
            raise NoEvacuation(
                "No evacuation address is registered",
                hint="Name a policy file in FISCUS_POLICY with one for each chain family, under"
                " `evacuation`; docs/policy.md has an example.",
            )

    @property
    def _sweeping(self) -> Sweeping:
        return Sweeping(self.desk, OWNER)


def _swept(there: Possessions, holding: Holding) -> Swept:
    asset = holding.asset
    return Swept(there.family, asset.chain, asset.address or asset.symbol)


def _dust(there: Possessions, outcome: Outcome) -> bool:
    """Whether it is worth no more than its fee, by the prices that are known."""
    fee = outcome.fee_units or 0
    coin = there.there.coin
    if outcome.token_address is None:
        return outcome.amount_units <= fee
    held = next(t for t in there.tokens if t.asset.address == outcome.token_address)
    worth = value_of(held.asset, outcome.amount_units, there.prices)
    costs = value_of(coin.asset, fee, there.prices) if coin is not None else None
    return worth is not None and costs is not None and worth <= costs


def _left(there: Possessions, holding: Holding, why: FiscusError) -> Line:
    """What a refusal means for an asset."""
    if isinstance(why, InsufficientFunds) and holding.asset.address is None:
        return there.line(Fate.DUST, holding, LEAST)
    line = there.line(Fate.STAYS, holding, str(why))
    refused = isinstance(why, SimulationFailed)
    return replace(line, again=isinstance(why, ChainError | InsufficientFunds) and not refused)


def _became(line: Line, outcome: Outcome) -> Line:
    line = replace(line, outcome=outcome, text="")
    if outcome.state is State.CONFIRMED and outcome.detail is None:
        return replace(line, fate=Fate.MOVED)
    if outcome.approval is not None:
        return replace(line, fate=Fate.ASKED, text=_question(outcome.approval))
    fate = Fate.UNDER_WAY if outcome.state.open else Fate.STAYS
    text = transfer_receipt(outcome, title=line.chain).text
    return replace(line, fate=fate, text=text, again=fate is Fate.STAYS)


def _question(approval: Approval) -> str:
    if approval.required > 1:
        given = f"It has {len(approval.given)} of {approval.required} approvals."
        return f"{given} What each approver signs: fiscus approvals show {approval.id}"
    return how_to_approve(approval.id)
