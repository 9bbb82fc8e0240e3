"""What an address has on an EVM chain, asked of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final, TypeAlias

from fiscus.chains.evm.assets import native_asset, token_asset, unlisted_asset
from fiscus.chains.evm.balances import read_balances
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.strangers import Stranger, suspicion
from fiscus.chains.wallets.holdings import Holding, HoldingsCache

REFRESH_SECONDS = 60.0
MOST_STRANGERS: Final = 200
"""Tokens on no list whose balance is asked: the last that came."""
Strangers: TypeAlias = Callable[[str, str], Awaitable[Sequence[Stranger]]]
"""The tokens on no list that came to an address on the chain of that name."""


async def nobody(chain: str, address: str) -> Sequence[Stranger]:
    return ()


def holdings_cache(
    evm: EvmReads,
    clock: Callable[[], float] = time.monotonic,
    strangers: Strangers = nobody,
    vouched: Callable[[str], Collection[str]] = lambda chain: (),
) -> HoldingsCache:
    """Figures that are true for a minute. `vouched` are the tokens of a chain, in lower case, that
    somebody who looks at tokens knows."""

    async def read(chain: str, address: str) -> list[Holding]:
        client = evm.networks[chain]
        tokens = evm.tokens.on_chain(chain)
        met = [one for one in await strangers(chain, address) if one.found][-MOST_STRANGERS:]
        wanted = [token.address for token in tokens] + [one.address for one in met]
        found = await read_balances(client, address, tokens=wanted)
        holdings = [Holding(native_asset(client.chain), found.native_wei)]
        holdings += [Holding(token_asset(t), found.tokens[t.address]) for t in tokens]
        there = [(one, units) for one in met if (units := found.tokens[one.address])]
        return holdings + _strange(evm, client.chain, there, vouched(chain))

    return HoldingsCache(read, REFRESH_SECONDS, clock)


def _strange(
    evm: EvmReads,
    chain: EvmChain,
    there: Sequence[tuple[Stranger, int]],
    vouched: Collection[str],
) -> list[Holding]:
    holdings: list[Holding] = []
    for stranger, units in there:
        if (found := stranger.found) is not None:
            asset = unlisted_asset(chain, found, evm.tokens)
            why = suspicion(chain, stranger, evm.tokens, vouched)
            holdings.append(Holding(asset, units, why))
    return holdings
