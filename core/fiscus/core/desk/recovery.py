"""At start: what an earlier run left open is finished or buried."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from fiscus.core.desk.adapter import Adapter
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.reconciliation import Reconciliation
from fiscus.core.desk.records import Payment
from fiscus.core.errors import WalletBusy

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Of every lane; those in use elsewhere are left alone."""

    adapters: Mapping[str, Adapter]
    execution: Execution
    sends: bool
    """Whether bytes may be offered again."""

    async def run(self) -> list[Payment]:
        """The payments that were open, or that the chain undid, as they stand now.

        Wallets of which a chain shows what their journal does not know are frozen.
        """
        ledger = self.execution.ledger
        recovered: list[Payment] = []
        lanes = await Landings(ledger).lanes()
        lanes |= {payment.lane: payment.family for payment in await ledger.open()}
        for lane, family in lanes.items():
            if (adapter := self.adapters.get(family)) is not None:
                recovered += await self._settled(adapter, lane)
        for adapter in self.adapters.values():
            if adapter.signer is not None and self.sends:
                await Reconciliation(adapter, ledger).at_start()
        return recovered

    async def _settled(self, adapter: Adapter, lane: str) -> list[Payment]:
        try:
            async with self.execution.leases.hold(lane):
                return await self.execution.settle(adapter, lane, resend=self.sends, now=True)
        except WalletBusy:
            log.info("the lane %s is in use by another process", lane)
            return []
