"""Chain and journal compared: a transaction of the wallet that nobody here made stops spending.

An old disk that was put back, a second copy of the key, a program beside this one: the journal does
not know what they paid, and its budgets would be wrong.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fiscus.core.desk import baselines
from fiscus.core.desk.adapter import Adapter, Plan, Sight, Standing
from fiscus.core.desk.baselines import place_of, unexplained
from fiscus.core.desk.ledger import Ledger
from fiscus.core.errors import ChainError, WalletFrozen

log = logging.getLogger(__name__)

MOST: Final = 1000
"""Transactions that are looked at by name. A wallet that more of them name since is frozen."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Of one family's wallet."""

    adapter: Adapter
    ledger: Ledger

    async def check(self, plan: Plan, mark: Sight | None) -> tuple[Plan, frozenset[str]]:
        """Look at what a plan saw; the ledger does where there is an order. The plan with all that
        must be seen, and who of its recipients was paid before. Raises `WalletFrozen` and
        `ChainError`."""
        if plan.sequence is not None:
            return plan, await self.ledger.payees(plan)
        chain = plan.effect.chain
        if plan.recent is None:
            seen = await self.adapter.standing(chain, mark)
            plan = replace(plan, recent=seen.recent)
        if mark is None:
            return plan, await self.ledger.payees(plan)
        standing = Standing.of(plan)
        unknown, payees = await self.ledger.strangers(standing, plan)
        await self._refuse(chain, standing, unknown)
        return plan, payees

    async def at_start(self) -> None:
        """Look at every chain where the wallet has a history here; one that does not answer is
        looked at before something is signed there."""
        lanes = await self.ledger.database.read(lambda c: baselines.lanes_of(c, self.wallet))
        await asyncio.gather(*(self._at_start(chain, lane) for chain, lane in lanes.items()))

    async def _at_start(self, chain: str, lane: str) -> None:
        try:
            bearings = await self.ledger.bearings(self.wallet)
            standing = await self.adapter.standing(chain, bearings.marks.get(self.place(chain)))
            if standing.sequence is None:
                await self._look(chain, standing)
            await self.ledger.compare(self.wallet, chain, lane, standing)
        except WalletFrozen as exc:
            log.warning("%s", exc.message)
        except ChainError as exc:
            log.info("%s did not say what it knows of the wallet: %s", chain, exc.code)

    async def unfreeze(self, by: str) -> list[str]:
        """Let the wallet spend again: what the chains show now is the new baseline.

        The chains that did not say; what they show at the next payment is taken as known.
        """
        lanes = await self.ledger.database.read(lambda c: baselines.lanes_of(c, self.wallet))
        asked = await asyncio.gather(*(self._asked(chain) for chain in lanes))
        seen = dict(zip(lanes, zip(lanes.values(), asked, strict=True), strict=True))
        await self.ledger.thaw(self.wallet, by=by, seen=seen)
        return [chain for chain, (_, standing) in seen.items() if standing is None]

    async def _asked(self, chain: str) -> Standing | None:
        try:
            return await self.adapter.standing(chain, None)
        except ChainError:
            return None

    async def _look(self, chain: str, standing: Standing) -> None:
        unknown = await self.ledger.database.read(lambda c: baselines.strangers(c, standing))
        await self._refuse(chain, standing, unknown)

    async def _refuse(self, chain: str, standing: Standing, unknown: Sequence[str]) -> None:
        if len(standing.recent) >= MOST:
            reason = f"{MOST} and more transactions on {chain} name it since it last paid there"
            await self._freeze(reason)
        if unknown and (ours := await self.adapter.ours(chain, unknown)):
            await self._freeze(unexplained(chain, len(ours), first=ours[0]))

    async def _freeze(self, reason: str) -> None:
        await self.ledger.freeze(self.wallet, reason)
        await self.ledger.refuse_frozen(self.wallet)

    @property
    def _signer(self) -> str:
        return self.adapter.signer or ""

    @property
    def wallet(self) -> str:
        return f"{self.adapter.family}:{self._signer}"

    def place(self, chain: str) -> str:
        """See `baselines`."""
        return place_of(self.adapter.family, chain, self._signer)
