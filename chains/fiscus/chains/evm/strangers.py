"""Tokens on no list that came to a wallet, and why most of them are not shown.

Anybody can send anybody a token. Those that are sent unasked advertise a page that takes wallets
apart, or look like a token of worth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.evm import queries
from fiscus.chains.evm.assets import imitates
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.metadata import TokenMetadata, read_metadata
from fiscus.chains.evm.tokens import TokenList
from fiscus.core.reader.characters import disguise

if TYPE_CHECKING:
    from fiscus.chains.evm.client import EvmClient
    from fiscus.chains.evm.sightings import Arrival

_PAGE: Final = re.compile(
    r"<link>|https?|www\.|t\.me|[\w-]\s*[.。]\s*(?:com|org|net|io|xyz|app|fi|finance|site|online|top"
    r"|vip|cc|co|me|ai|dev|link|network|claims?|gifts?|events?|pro|live|lat|club|info)\b",
    re.IGNORECASE,
)
_LURE: Final = re.compile(
    r"\b(?:claim|visit|airdrop|reward|voucher|bonus|giveaway|free|redeem|eligible)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stranger:
    """A token on no list. `found` is `None` where the contract is no ERC-20."""

    address: str
    """In lower case."""
    found: TokenMetadata | None
    asked: bool
    """It came with a transaction of the wallet's own."""


async def meet(client: EvmClient, wallet: str, arrivals: Sequence[Arrival]) -> tuple[Stranger, ...]:
    """What the tokens of these arrivals are, each asked once, and who made them come."""
    came = {one.token: one for one in arrivals}
    if not came:
        return ()
    metadata = await read_metadata(client, list(came))
    sent = await client.gather_all([queries.transaction(one.transaction) for one in came.values()])
    mine = {
        token
        for token, transaction in zip(came, sent, strict=True)
        if transaction is not None and transaction.sender == wallet.lower()
    }
    return tuple(Stranger(token, metadata[token], token in mine) for token in came)


def suspicion(
    chain: EvmChain, stranger: Stranger, tokens: TokenList, vouched: Collection[str]
) -> str | None:
    """Why it is not shown; `None` where it is. `vouched` are addresses, in lower case, that
    somebody who looks at tokens knows."""
    found = stranger.found
    if found is None:
        return "it is no token"
    called = f"{found.name} {found.symbol}"
    if imitates(chain, found.symbol, tokens):
        return f"it calls itself {found.symbol}, and is not the one that is known"
    if disguise(called) is not None:
        return "its name is written in letters that look like others"
    if _PAGE.search(called):
        return "its name advertises a page"
    if _LURE.search(called):
        return "its name promises something"
    if stranger.asked or stranger.address in vouched:
        return None
    return "it is on no list, nobody prices it, and it came unasked"
