"""What an intent's words mean on its chain, made exact: assets, base units, bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fiscus.chains.evm import queries
from fiscus.chains.evm.assets import find_asset, unlisted_asset, unlisted_concern
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.facts import token_balance
from fiscus.chains.evm.fees import fee_query
from fiscus.chains.evm.metadata import read_metadata
from fiscus.chains.evm.recipients import literal_address
from fiscus.chains.evm.swaps import LATEST_SECONDS, Wanted, slippage_bps
from fiscus.chains.evm.tokens import TokenList
from fiscus.core.desk.adapter import Asset, Concern, Terms
from fiscus.core.desk.amounts import exact_units, is_share, is_worth, share_units, worth_units
from fiscus.core.desk.door import Intent, Proposed
from fiscus.core.errors import InvalidRecipient, RequestError, UnknownToken

KEPT_GAS = 500_000
"""Of which a share of the coin leaves the price behind: a swap takes about half of it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One intent on the chain of `client`. `clock` gives Unix seconds."""

    client: EvmClient
    intent: Intent
    terms: Terms
    tokens: TokenList
    wallet: str
    clock: Callable[[], float]

    def proposed(self, what: str, whose: str) -> Proposed:
        if self.intent.proposed is None:
            raise RequestError(
                f"Nobody has proposed how to make this {what}",
                hint=f"A {what} needs a quote of {whose}.",
            )
        return self.intent.proposed

    async def wanted(self, sold: Asset, bought: Asset) -> Wanted:
        """What the words allow. A swap of shares or dollars takes at most what those are now."""
        slippage, least = slippage_bps(self.intent), self.intent.value("min_out")
        proposed = self.intent.proposed
        floor = exact_units(least, bought.decimals) if least else 0
        floor = max(floor, (proposed.least_out if proposed else None) or 0)
        if self.intent.value("amount_side") == "out":
            wanted = exact_units(self.needed("amount"), bought.decimals)
            most, floor = self.most_in(sold), max(wanted, floor)
            return Wanted(sold, bought, most, floor, slippage, exact_out=True)
        most = await self.units("amount", sold)
        return Wanted(sold, bought, most, floor, slippage)

    def most_in(self, sold: Asset) -> int:
        """What may leave for an exact amount that arrives: as was said, or as was promised."""
        promised = self.intent.proposed.most_in if self.intent.proposed else None
        if promised is not None and self.intent.value("max_in") is None:
            return promised
        said = exact_units(self.needed("max_in"), sold.decimals)
        return said if promised is None else min(said, promised)

    async def units(self, role: str, asset: Asset, *, kept_gas: int = KEPT_GAS) -> int:
        """Base units. Of a share of the coin so much gas stays behind."""
        amount = self.needed(role)
        if self.terms.units is not None:
            return self.terms.units
        if is_worth(amount):
            return worth_units(amount, asset.decimals, price_usd=self.terms.price_usd)
        if not is_share(amount):
            return exact_units(amount, asset.decimals)
        if asset.address is None:
            held, fee = await self.client.gather(
                queries.balance(self.wallet, queries.PENDING), fee_query(self.client.chain)
            )
            return share_units(amount, held, reserve=fee.cap_wei(kept_gas))
        told = await self.client.ask(token_balance(asset.address, self.wallet))
        return share_units(amount, told or 0)

    async def asset(self, role: str) -> tuple[Asset, tuple[Concern, ...]]:
        text = self.needed(role)
        known = find_asset(self.client.chain, text, self.tokens)
        if known is not None:
            return known, ()
        found = (await read_metadata(self.client, [text]))[text]
        if found is None:
            raise UnknownToken(
                f"There is no token at {text} on {self.client.chain.title}",
                hint="Copy the address of the token's contract on that chain.",
            )
        asset = unlisted_asset(self.client.chain, found, self.tokens)
        return asset, (unlisted_concern(self.client.chain, found, self.tokens),)

    def until(self) -> int:
        """When a right that Permit2 keeps ends, in Unix seconds."""
        text, now = self.needed("until"), int(self.clock())
        until = int(text) if text.isascii() and text.isdigit() else 0
        if not now < until <= now + LATEST_SECONDS:
            raise RequestError(
                f"A right cannot end at {text!r}", hint="It ends within the next two hours."
            )
        return until

    def spender(self) -> str:
        text = self.needed("spender")
        literal = literal_address(text)
        if literal is None or literal.lower() == self.wallet.lower():
            raise InvalidRecipient(
                f"{text!r} is nobody who could be allowed to spend",
                hint="Give the address of the contract that shall spend.",
            )
        return literal

    def directory(self, *assets: Asset) -> Directory:
        others = frozenset(asset.address.lower() for asset in assets if asset.address)
        return Directory(self.client.chain, self.tokens, others)

    def needed(self, role: str) -> str:
        value = self.intent.value(role)
        if not value:
            name = role.replace("_", " ")
            raise RequestError(f"The {name} is missing", hint=f"Say which {name} you mean.")
        return value
