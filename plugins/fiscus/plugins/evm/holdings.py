"""What an address has on an EVM chain, asked of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from fiscus.chains.evm.assets import native_asset, token_asset, unlisted_asset
from fiscus.chains.evm.balances import read_balances
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.strangers import Stranger, suspicion
from fiscus.chains.wallets.holdings import Holding, HoldingsCache
from fiscus.core.errors import ChainError

log = logging.getLogger(__name__)

REFRESH_SECONDS = 60.0
MOST_STRANGERS: Final = 200
"""Tokens on no list whose balance is asked: the last that came."""
VERIFIED: Final = "verified"
Strangers: TypeAlias = Callable[[str, str], Awaitable[Sequence[Stranger]]]
"""The tokens on no list that came to an address on the chain of that name."""


async def nobody(chain: str, address: str) -> Sequence[Stranger]:
    return ()


def holdings_cache(
    evm: EvmReads,
    clock: Callable[[], float] = time.monotonic,
    strangers: Strangers = nobody,
) -> HoldingsCache:
    """Figures that are true for a minute."""

    async def read(chain: str, address: str) -> list[Holding]:
        client = evm.networks[chain]
        tokens = evm.tokens.on_chain(chain)
        met = [one for one in await strangers(chain, address) if one.found][-MOST_STRANGERS:]
        wanted = [token.address for token in tokens] + [one.address for one in met]
        found = await read_balances(client, address, tokens=wanted)
        holdings = [Holding(native_asset(client.chain), found.native_wei)]
        holdings += [Holding(token_asset(t), found.tokens[t.address]) for t in tokens]
        there = [(one, units) for one in met if (units := found.tokens[one.address])]
        return holdings + await _strange(evm, client.chain, there)

    return HoldingsCache(read, REFRESH_SECONDS, clock)


async def _strange(
    evm: EvmReads, chain: EvmChain, there: Sequence[tuple[Stranger, int]]
) -> list[Holding]:
    vouched = frozenset[str]()
    if any(not one.asked for one, _ in there):
        vouched = await _vouched(evm, chain)
    holdings: list[Holding] = []
    for stranger, units in there:
        if (found := stranger.found) is not None:
            asset = unlisted_asset(chain, found, evm.tokens)
            why = suspicion(chain, stranger, evm.tokens, vouched)
            holdings.append(Holding(asset, units, why))
    return holdings


async def _vouched(evm: EvmReads, chain: EvmChain) -> frozenset[str]:
    """Addresses, in lower case, that LI.FI's sources know as what they say they are."""
    if evm.lifi is None or chain.testnet:
        return frozenset()
    try:
        listed = await evm.lifi.tokens(chain.id)
    except ChainError as exc:
        log.info("nobody vouches for tokens on %s: %s", chain.name, exc.code)
        return frozenset()
    verified = (token for token in listed if token.verification_status == VERIFIED)
    return frozenset(token.address.lower() for token in verified)
