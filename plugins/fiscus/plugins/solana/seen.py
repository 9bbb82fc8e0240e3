"""What the chain has of the wallet and its journal has not: what others sent, for the most part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import COIN_DECIMALS
from fiscus.chains.solana.derivation import token_account
from fiscus.chains.solana.records import Change, Signed
from fiscus.chains.wallets.history import SHOWN
from fiscus.core.desk.amounts import shown
from fiscus.plugins.solana.service import SolanaService

MOST_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """One transaction that names the wallet."""

    signed: Signed
    change: Change | None
    """`None` where the node no longer has it."""
    text: str
    """What it changed, in words."""
    url: str

    def line(self) -> str:
        at = self.signed.time
        when = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} " if at is not None else ""
        return f"{when}{self.text} {self.url}"

    def row(self) -> dict[str, object]:
        """For programs: base units, negative where something left."""
        change = self.change
        return {
            "signature": self.signed.signature,
            "time": self.signed.time,
            "failed": self.signed.failed,
            "lamports": change.lamports if change else None,
            "tokens": dict(change.tokens) if change else None,
        }


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, and whether there are more."""

    found: tuple[Seen, ...]
    more: bool


async def seen(service: SolanaService, own: Collection[str], page: int) -> Page:
    """The `page`-th ten of what concerns the wallet, without the transactions of its own journal.

    Looked for at the wallet and at its accounts for the known tokens that it holds: who pays into
    those need not name the wallet. Raises `ChainError` where the cluster does not answer.
    """
    wallet = service.must_have_address()
    client = service.solana.networks[service.chain.name]
    places = [wallet, *await _token_accounts(service, wallet)]
    lists = await client.gather_all([queries.listed(place) for place in places])
    unique = {one.signature: one for found in lists for one in found if one.signature not in own}
    others = sorted(unique.values(), key=lambda one: one.slot, reverse=True)
    part = others[(page - 1) * SHOWN : page * SHOWN]
    changes = await client.gather_all([queries.change(one.signature, wallet) for one in part])
    pairs = zip(part, changes, strict=True)
    found = tuple(_seen(service, signed, change) for signed, change in pairs)
    return Page(found, len(others) > page * SHOWN)


async def _token_accounts(service: SolanaService, wallet: str) -> list[str]:
    """Where the wallet holds known tokens by convention, at most `MOST_PLACES` of them."""
    entry, tokens = await service.holdings(wallet), service.solana.tokens
    held = [holding.asset for holding in entry.holdings if holding.units]
    listed = [tokens.by_address(asset.chain, asset.address) for asset in held if asset.address]
    found = [token_account(wallet, token.address, token.program) for token in listed if token]
    return found[:MOST_PLACES]


def _seen(service: SolanaService, signed: Signed, change: Change | None) -> Seen:
    if signed.failed:
        text = "failed"
    elif change is None:
        text = "unknown"
    else:
        text = ", ".join(_words(service, change)) or "changed nothing"
    link = service.chain.transaction_url(signed.signature) or signed.signature
    return Seen(signed, change, text, link)


def _words(service: SolanaService, change: Change) -> Iterator[str]:
    if change.lamports:
        yield _moved(change.lamports, COIN_DECIMALS, service.chain.coin)
    for mint, units in change.tokens.items():
        token = service.solana.tokens.by_address(service.chain.name, mint)
        if token is None:
            yield f"{'received' if units > 0 else 'gave away'} a token on no list (mint {mint})"
        else:
            yield _moved(units, token.decimals, token.symbol)


def _moved(units: int, decimals: int, symbol: str) -> str:
    return f"{'received' if units > 0 else 'gave away'} {shown(abs(units), decimals, symbol)}"
