"""What a swap is made of before anybody is asked for a quote: both tokens, the amount, the bounds.

The desk works all of it out again from the same words, and believes nothing that is found here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana import queries
from fiscus.chains.solana.assets import find_asset
from fiscus.chains.solana.definitions import MAINNET
from fiscus.chains.solana.layouts import read_holding, read_mint
from fiscus.chains.solana.market import mint_of
from fiscus.chains.solana.programs import TOKEN, WRAPPED_SOL
from fiscus.chains.solana.swapping.demand import (
    SWAP_RESERVE,
    is_exact_out,
    needed,
    side,
    slippage_bps,
)
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import (
    exact_units,
    is_share,
    is_worth,
    share_units,
    shown,
    worth_units,
)
from fiscus.core.desk.door import Intent
from fiscus.core.desk.valuation import highest_prices
from fiscus.core.errors import (
    ChainError,
    InsufficientFunds,
    InvalidAmount,
    RequestError,
    UnknownChain,
    UnknownToken,
)

if TYPE_CHECKING:
    from fiscus.chains.jupiter.answers import MintInformation
    from fiscus.chains.solana.family import SolanaReads

MOST_SLIPPAGE_BPS: Final = 500
NAME_LENGTH: Final = 40
SYMBOL_LENGTH: Final = 20
CANDIDATES: Final = 3


@dataclass(frozen=True, slots=True)
class Traded:
    """One token of a swap. `listing` is what Jupiter says of one that is on no list here."""

    asset: Asset
    program: str
    """The token program of its mint; of wrapped SOL's, where it is SOL."""
    listed: bool = True
    listing: MintInformation | None = None

    @property
    def note(self) -> str:
        """What is to be known of a token that is on no list, in a sentence; empty for others."""
        return "" if self.listed else f"{self.asset.address} is on no list here: {told(self)}."


@dataclass(frozen=True, slots=True)
class Wish:
    """`units` are of the token whose amount is fixed: the one that is bought, with `exact_out`."""

    sold: Traded
    bought: Traded
    units: int
    exact_out: bool
    slippage_bps: int

    @property
    def notes(self) -> Sequence[str]:
        return [one.note for one in (self.sold, self.bought) if one.note]


async def wish(reads: SolanaReads, owner: str, intent: Intent) -> Wish:
    """What an intent to swap asks for. Raises what the person can mend."""
    chain = reads.config.chain(intent.value("chain"))
    if chain.name != MAINNET.name:
        raise UnknownChain(
            f"Nobody swaps on {chain.title}", hint=f"Jupiter trades on {MAINNET.title} alone."
        )
    slippage = _slippage(intent)
    amount = needed(intent, "amount")
    sold = await traded(reads, needed(intent, "token"))
    bought = await traded(reads, needed(intent, "to_token"))
    if mint_of(sold.asset) == mint_of(bought.asset):
        raise RequestError("This would swap a token for itself", hint="Name two tokens.")
    if WRAPPED_SOL in {sold.asset.address, bought.asset.address}:
        raise RequestError(
            "Wrapped SOL is not swapped as it is", hint='Say "unwrap all my WSOL", and swap SOL.'
        )
    exact_out = is_exact_out(intent)
    if exact_out:
        units = exact_units(amount, bought.asset.decimals)
    else:
        units = await _sold_units(reads, owner, sold, amount)
    return Wish(sold, bought, units, exact_out, slippage)


async def traded(reads: SolanaReads, token: str) -> Traded:
    """The token of a symbol or mint. Raises `UnknownToken`, with what could be meant."""
    chain = reads.config.default
    try:
        known = find_asset(chain, token, reads.tokens)
    except UnknownToken as unknown:
        if len(token) > SYMBOL_LENGTH:
            raise
        raise await _unknown(reads, token) from unknown
    if known is not None:
        row = reads.tokens.by_address(chain.name, known.address) if known.address else None
        return Traded(known, row.program if row else TOKEN)
    [account] = await reads.networks[chain.name].ask(queries.accounts([token]))
    mint = read_mint(account)
    if mint is None:
        raise UnknownToken(
            f"There is no token at {token} on {chain.title}",
            hint="Copy the address of the token's mint on that cluster.",
        )
    # What it calls itself proves nothing: it is shown by its mint.
    asset = Asset(chain.name, token, f"{token[:4]}…{token[-4:]}", mint.decimals)
    trades = chain.name == MAINNET.name
    listing = await reads.market.listing(token) if trades else None
    return Traded(asset, mint.program, listed=False, listing=listing)


def told(token: Traded) -> str:
    """`"Jupiter has it as 'dogwifhat' (WIF), verified"`. Foreign names are quoted and cut."""
    found = token.listing
    if found is None:
        return "Jupiter does not know it either"
    return f"Jupiter has it as {_called(found)}"


def _called(found: MintInformation) -> str:
    name, symbol = escaped(found.name, NAME_LENGTH), escaped(found.symbol, SYMBOL_LENGTH)
    if found.is_suspicious:
        state = "marked as SUSPICIOUS"
    else:
        state = "verified" if found.verified else "not verified"
    return f"{name!r} ({symbol}), {state}"


async def _unknown(reads: SolanaReads, symbol: str) -> UnknownToken:
    """With the tokens of that very symbol that Jupiter knows: none of them is picked."""
    try:
        listed = await reads.market.jupiter.search(symbol)
    except ChainError:
        listed = ()  # that it is unknown is true all the same
    found = [one for one in listed if one.symbol.casefold() == symbol.casefold()][:CANDIDATES]
    text = f"Unknown token: {symbol}"
    if not found:
        return UnknownToken(text, hint="Name the token by the address of its mint.")
    options = "; ".join(f"{one.mint} {_called(one)}" for one in found)
    return UnknownToken(
        f"{text}. It is on no list here, and several tokens can have that symbol",
        hint=f"Name the one you mean by its address. Jupiter knows: {options}.",
    )


def _slippage(intent: Intent) -> int:
    bps = slippage_bps(intent)
    if not 0 < bps <= MOST_SLIPPAGE_BPS:
        raise InvalidAmount(
            f"A slippage of {bps / 100:g} % is not taken",
            hint=f"It is above 0 and up to {MOST_SLIPPAGE_BPS / 100:g} %; 1 % where nobody says.",
        )
    return bps


async def _sold_units(reads: SolanaReads, owner: str, token: Traded, amount: str) -> int:
    asset = token.asset
    held, reserve = await _held(reads, owner, token), SWAP_RESERVE if asset.address is None else 0
    if is_share(amount):
        return share_units(amount, held, reserve=reserve)
    if is_worth(amount):
        prices = await highest_prices(reads.price_sources, [asset])
        units = worth_units(amount, asset.decimals, price_usd=prices.get(asset))
    else:
        units = exact_units(amount, asset.decimals)
    if units > held - reserve:
        raise _too_little(asset, units, held, reserve)
    return units


async def _held(reads: SolanaReads, owner: str, token: Traded) -> int:
    """Lamports, or what the wallet's associated account has."""
    client = reads.networks[token.asset.chain]
    if token.asset.address is None:
        return await client.ask(queries.balance(owner))
    account = side(owner, token.asset, token.program).account
    [found] = await client.ask(queries.accounts([account]))
    held = read_holding(found)
    return held.units if held else 0


def _too_little(asset: Asset, units: int, held: int, reserve: int) -> InsufficientFunds:
    decimals, symbol = asset.decimals, asset.symbol
    kept = f", of which {shown(reserve, decimals, symbol)} stay for fees" if reserve else ""
    most = held - reserve
    hint = f"Swap at most {shown(most, decimals, symbol)}." if most > 0 else "Top the wallet up."
    return InsufficientFunds(
        f"Insufficient funds for {shown(units, decimals, symbol)}: the wallet has"
        f" {shown(held, decimals, symbol)}{kept}",
        hint=hint,
        available=max(most, 0),
        needed=units,
    )
