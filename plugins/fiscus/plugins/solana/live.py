"""The wallet as the cluster tells of it: a change is known without asking for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from fiscus.chains.feed import Feed, Heard, Joined
from fiscus.chains.solana.family import SolanaReads
from fiscus.chains.solana.watching import told_slot, wallet_changes

PATIENCE: Final = 1.0
"""Seconds after the first question: a program that asks once is gone by then."""


class LiveWallet:
    """Calls `changed` when the wallet changed, and each time the line stands again.

    Listens from the time on when somebody is interested.
    """

    def __init__(self, solana: SolanaReads, changed: Callable[[], None]) -> None:
        self.slot = 0
        """Of the last change that was told."""
        self._solana = solana
        self._changed = changed
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        if self._solana.address is not None:
            listening = self._listen(self._solana.address)
            self._task = asyncio.create_task(listening, name="solana-live-wallet")

    def wanted(self) -> None:
        """Somebody wants to know what the wallet has."""
        self._wanted.set()

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _listen(self, address: str) -> None:
        await self._wanted.wait()
        await asyncio.sleep(PATIENCE)
        config = self._solana.config
        feed = Feed(config.default.title, config.websockets, wallet_changes(address))
        await feed.run(self._hear)

    def _hear(self, heard: Heard) -> None:
        if not isinstance(heard, Joined):
            self.slot = max(self.slot, told_slot(heard.result))
        self._changed()
