"""Which coin or token is meant on a chain. Never another one that looks like it."""

from __future__ import annotations

from fiscus.chains.evm.addresses import checksum, read_address
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.metadata import TokenMetadata
from fiscus.chains.evm.tokens import Token, TokenList
from fiscus.core.desk.adapter import Asset, Concern
from fiscus.core.errors import UnknownToken

COIN_DECIMALS = 18
"""Of the native coin, on every network in `CHAINS`."""


def native_asset(chain: EvmChain) -> Asset:
    return Asset(chain.name, None, chain.coin, COIN_DECIMALS)


def token_asset(token: Token) -> Asset:
    return Asset(token.chain, token.address, token.symbol, token.decimals)


def unlisted_asset(chain: EvmChain, found: TokenMetadata, tokens: TokenList) -> Asset:
    """A token that is on no list: under its symbol only where that cannot be mistaken."""
    address = checksum(found.address)
    plain = found.symbol.isascii() and found.symbol.isalnum()
    taken = imitates(chain, found.symbol, tokens)
    symbol = found.symbol if plain and not taken else address
    return Asset(chain.name, address, symbol, found.decimals)


def unlisted_concern(chain: EvmChain, found: TokenMetadata, tokens: TokenList) -> Concern:
    """What an owner must know of a token that is on no list."""
    address = checksum(found.address)
    if imitates(chain, found.symbol, tokens):
        text = f"The token at {address} calls itself {found.symbol!r}. It is not the {found.symbol}"
        return Concern("imitation", f"{text} that is known on {chain.title}.")
    called = f"{found.symbol!r}" if found.symbol else "The token"
    return Concern("unlisted_token", f"{called} at {address} is on no list of known tokens.")


def imitates(chain: EvmChain, symbol: str, tokens: TokenList) -> bool:
    """Whether that symbol means something else on the chain."""
    known = tokens.find(chain.name, symbol) is not None
    return known or symbol.upper() in {chain.coin, *chain.coin_aliases, "NATIVE"}


def find_asset(chain: EvmChain, token: str, tokens: TokenList) -> Asset | None:
    """The asset a symbol or address means; `None` for an address that is on no list.

    Raises `UnknownToken`, naming the chains where that symbol does exist.
    """
    symbol = token.upper()
    if symbol in {chain.coin, *chain.coin_aliases, "NATIVE"}:
        return native_asset(chain)
    if read_address(token) is not None:
        return _by_address(chain, token, tokens)
    known = tokens.find(chain.name, symbol)
    if known is not None:
        return token_asset(known)
    raise UnknownToken(
        f"Token {symbol} not found on chain {chain.name}", hint=_elsewhere(chain, symbol, tokens)
    )


def _by_address(chain: EvmChain, text: str, tokens: TokenList) -> Asset | None:
    reading = read_address(text)
    if reading is None or not reading.valid:
        reason = reading.reason if reading else "not an address"
        raise UnknownToken(
            f"{text!r} is no token contract: {reason}",
            hint="Copy the whole address of the token again from its source.",
        )
    known = tokens.by_address(chain.name, checksum(text))
    return token_asset(known) if known else None


def _elsewhere(chain: EvmChain, symbol: str, tokens: TokenList) -> str:
    there = [
        other.title
        for other in CHAINS.values()
        if not other.testnet
        and (symbol in {other.coin, *other.coin_aliases} or tokens.find(other.name, symbol))
    ]
    if not there:
        return "Name the token by the address of its contract."
    native = f" On {chain.title} the native coin is {chain.coin}."
    return f"It is on {', '.join(there[:6])}: say which chain.{native}"
