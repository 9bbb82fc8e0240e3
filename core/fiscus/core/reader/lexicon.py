"""The words a chain family brings to the reader: data, found through entry points.

A family's package registers a `Lexicon` in the entry-point group `fiscus.lexicons`. The reader
merges them; it knows no chain, token or address format of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChainWord:
    """A chain as people name it. `name` is the canonical answer, like `"optimism"`."""

    name: str
    aliases: tuple[str, ...] = ()
    """Lower case, words separated by one space: `("op", "op mainnet")`."""
    chain_id: int | None = None
    native: str = ""
    """Symbol of the native coin, in capitals."""


@dataclass(frozen=True, slots=True)
class TokenWord:
    """A token as people name it. `symbol` is the canonical answer, in capitals."""

    symbol: str
    aliases: tuple[str, ...] = ()
    """Lower case names and nicknames that mean this token and nothing else: `("usd coin",)`."""
    chains: tuple[str, ...] = ()
    """Canonical names of the chains where it is known; empty for "known, place unknown"."""


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What a piece of text that looks like an address is."""

    text: str
    valid: bool
    reason: str | None = None
    """Why it is not valid: `"EIP-55 checksum invalid"`, `"41 hex digits"`."""


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A named fraction of a native coin: `UnitWord("gwei", "ETH", 9)` is 10**-9 ETH."""

    name: str
    symbol: str
    exponent: int
    """Decimal places below one whole coin."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything one family (`"evm"`, `"solana"`) says to the reader."""

    family: str
    chains: tuple[ChainWord, ...]
    tokens: tuple[TokenWord, ...]
    read_address: Callable[[str], AddressReading | None]
    """Judges one unbroken piece of text; `None` where it does not look like an address at all."""
    name_suffixes: tuple[str, ...] = ()
    """Ends of names that resolve in this family: `(".eth",)`."""
    names: frozenset[str] = frozenset()
    """Names of the operator's address book for addresses of this family, in lower case."""
    units: tuple[UnitWord, ...] = ()
    burns: frozenset[str] = frozenset()
    """Addresses nobody holds, in lower case: what goes there is gone."""
