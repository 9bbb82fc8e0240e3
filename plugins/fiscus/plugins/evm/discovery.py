"""Looks through the events of chains for what concerns the wallet, some blocks at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decoding.catalogue import PERMIT2, Directory
from fiscus.chains.evm.family import EvmReads
from fiscus.chains.evm.sightings import look_through
from fiscus.chains.evm.strangers import meet
from fiscus.plugins.evm.remembered import Known, Remembered

FRESH_SECONDS: Final = 30.0
"""How long nobody looks again, where nothing is known to have moved."""
PAGES: Final = 4
"""Requests of one look: the rest of a chain's past is looked through later, a look a minute."""

AT_ONCE: Final = 50
"""Tokens on no list that are asked in one look; somebody may send any number of them."""
VERIFIED: Final = "verified"


@dataclass(slots=True)
class Discovery:
    """What is known of a wallet from events, kept in the store and carried on."""

    evm: EvmReads
    remembered: Remembered
    clock: Callable[[], float] = time.monotonic
    _vouched: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    _looked: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float])

    def directory(self, chain: EvmChain) -> Directory:
        return Directory(chain, self.evm.tokens)

    async def known(self, chain: EvmChain, wallet: str) -> Known:
        """What was found so far, without asking the chain."""
        return await self.remembered.of(chain.name, wallet)

    async def catch_up(self, chain: EvmChain, wallet: str) -> Known:
        """Go on looking, unless somebody just did. Raises `ChainError` where the chain does not
        answer, or tells no events; what was known before is still `known`."""
        before, at = await self.known(chain, wallet), (chain.name, wallet)
        last, now = self._looked.get(at), self.clock()
        if last is not None and now - last < FRESH_SECONDS:
            return before
        # Where it fails, too: a node that tells no events is not asked in every sentence.
        self._looked[at] = now
        seen = await look_through(
            self.evm.networks[chain.name],
            wallet,
            before.covered,
            keeper=self.directory(chain).listed(PERMIT2),
            span=before.span,
            pages=PAGES,
        )
        known = {stranger.address for stranger in before.strangers}
        new = {
            one.token: one
            for one in seen.arrivals
            if one.token not in known and self.evm.tokens.by_address(chain.name, one.token) is None
        }
        met = await meet(self.evm.networks[chain.name], wallet, list(new.values())[:AT_ONCE])
        return await self.remembered.keep(chain.name, wallet, seen, met)

    def vouched(self, chain: str) -> frozenset[str]:
        """Addresses, in lower case, that LI.FI's sources know as what they say they are."""
        return self._vouched.get(chain, frozenset())

    async def vouch(self, chain: EvmChain) -> bool:
        """Ask LI.FI for its list, which its client keeps; whether there is news. Raises
        `ChainError`."""
        if self.evm.lifi is None or chain.testnet:
            return False
        listed = await self.evm.lifi.tokens(chain.id)
        verified = (token for token in listed if token.verification_status == VERIFIED)
        before = self.vouched(chain.name)
        self._vouched[chain.name] = frozenset(token.address.lower() for token in verified)
        return self.vouched(chain.name) != before

    def changed(self, chain: str) -> None:
        """Something moved there: the next question looks again."""
        for at in [at for at in self._looked if at[0] == chain]:
            del self._looked[at]
