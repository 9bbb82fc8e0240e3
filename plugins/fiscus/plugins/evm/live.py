"""Chains that tell their new blocks: figures are asked again when something may have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NoReturn

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.feed import Feed, Pauses
from fiscus.chains.jsonrpc import Call

NEW_HEADS: Final = Call("eth_subscribe", ("newHeads",))
"""https://geth.ethereum.org/docs/interacting-with-geth/rpc/pubsub"""
QUIET_SECONDS: Final = 5.0
"""Between two times that a chain is asked: some have a block every quarter of a second."""
PATIENCE: Final = 1.0
"""Seconds after the first question: a program that asks once is gone by then."""


class LiveChains:
    """Calls `moved` with a chain's name after its new blocks, and each time its line stands again.

    Listens to a chain from the time on when somebody asked for it, where `websockets` has it.
    """

    def __init__(
        self,
        websockets: Mapping[str, Sequence[str]],
        moved: Callable[[str], None],
        *,
        quiet: float = QUIET_SECONDS,
        patience: float = PATIENCE,
        pauses: Pauses | None = None,
    ) -> None:
        self._websockets = websockets
        self._moved = moved
        self._quiet = quiet
        self._patience = patience
        self._pauses = pauses
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def watch(self, chains: Iterable[EvmChain]) -> None:
        """Somebody wants to know what there is on these chains."""
        for chain in chains:
            if chain.name in self._websockets and chain.name not in self._tasks:
                listening = self._listen(chain)
                self._tasks[chain.name] = asyncio.create_task(
                    listening, name=f"evm-live-{chain.name}"
                )

    async def end(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _listen(self, chain: EvmChain) -> None:
        await asyncio.sleep(self._patience)
        news = asyncio.Event()
        feed = Feed(chain.title, self._websockets[chain.name], [NEW_HEADS], pauses=self._pauses)
        async with asyncio.TaskGroup() as group:
            group.create_task(feed.run(lambda _: news.set()))
            group.create_task(self._tell(chain, news))

    async def _tell(self, chain: EvmChain, news: asyncio.Event) -> NoReturn:
        """At once, and then not before it was quiet for a while: the last block is never lost."""
        while True:
            await news.wait()
            news.clear()
            self._moved(chain.name)
            await asyncio.sleep(self._quiet)
