"""What the wallets have on every chain, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fiscus.chains.wallets.belongings import Belonging, Belongings
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.valuation import Prices, highest_prices, value_of
from fiscus.core.errors import ConfigError, UnknownChain
from fiscus.core.families import OpenFamily
from fiscus.tee.sweeping.lines import Fate, Line

SILENT: Final = "The contract of the token tells no balance."
STRANGE: Final = "It is on no list of known tokens: move it by hand, if it is worth anything."


@dataclass(frozen=True, slots=True)
class Possessions:
    """Of one wallet on one chain."""

    family: str
    there: Belongings
    prices: Prices

    @property
    def title(self) -> str:
        return self.there.chain.title

    def worth(self, holding: Holding) -> Decimal | None:
        """In US dollars; `None` where nobody knows."""
        if holding.units is None:
            return None
        return value_of(holding.asset, holding.units, self.prices)

    def line(self, fate: Fate, holding: Holding | None, text: str = "") -> Line:
        usd = self.worth(holding) if holding is not None else None
        return Line(self.family, self.title, fate, holding, usd, text)

    def set_apart(self) -> list[Line]:
        """What is not moved, whatever it costs."""
        if self.there.trouble is not None:
            why = f"The chain does not answer ({self.there.trouble})."
            return [self.line(Fate.UNKNOWN, None, why)]
        silent = [one for one in self.there.tokens if one.units is None]
        return [
            *(self.line(Fate.UNKNOWN, one, SILENT) for one in silent),
            *(self.line(Fate.UNLISTED, one, STRANGE) for one in self.there.unlisted),
        ]

    @property
    def tokens(self) -> list[Holding]:
        """The listed ones, of which there is something."""
        return [one for one in self.there.tokens if one.units is not None]


async def possessions(
    families: Mapping[str, OpenFamily],
    addresses: Mapping[str, str],
    chains: Sequence[str] = (),
) -> list[Possessions]:
    """Of these addresses, by family, on every configured chain, or on `chains`, by their names.

    Raises `UnknownChain` for one that no wallet is on.
    """
    found: list[Possessions] = []
    for name, address in sorted(addresses.items()):
        family = families[name]
        if not isinstance(family.reads, Belonging):
            raise ConfigError(f"Nobody can look through the {name} wallet")
        there = await family.reads.belongings(address)
        chosen = [one for one in there if not chains or _named(one, chains)]
        assets = [holding.asset for one in chosen for holding in _all(one)]
        prices = await highest_prices(family.price_sources, assets)
        found += [Possessions(name, one, prices) for one in chosen]
    _refuse_unknown(found, chains)
    return found


def wallets(families: Mapping[str, OpenFamily]) -> dict[str, str]:
    """The addresses of those families that have a wallet."""
    return {name: family.address for name, family in families.items() if family.address is not None}


def _all(there: Belongings) -> list[Holding]:
    coin = [there.coin] if there.coin is not None else []
    return [*coin, *there.tokens, *there.unlisted]


def _named(there: Belongings, chains: Sequence[str]) -> bool:
    return any(_is(there, name) for name in chains)


def _is(there: Belongings, name: str) -> bool:
    return name.casefold() in {there.chain.name.casefold(), there.chain.title.casefold()}


def _refuse_unknown(found: Sequence[Possessions], chains: Sequence[str]) -> None:
    for name in chains:
        if not any(_is(one.there, name) for one in found):
            raise UnknownChain(
                f"No wallet here is on a chain {name!r}", hint="`fiscus check` lists the chains."
            )
