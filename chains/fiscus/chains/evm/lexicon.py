"""What the EVM family says to the reader: networks, tokens, addresses, names and units."""

from __future__ import annotations

from fiscus.chains.evm.addresses import BURNS, read_address
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import load_tokens
from fiscus.chains.evm.vocabulary import ELSEWHERE, KNOWN, NAMES
from fiscus.core.reader.lexicon import ChainWord, Lexicon, TokenWord, UnitWord

UNSERVED = ("goerli", "holesky", "hoodi", "kovan", "mumbai", "rinkeby", "ropsten")
"""Test networks that no wallet here pays on: what is said of one is never meant for mainnet."""


def _chain_words() -> tuple[ChainWord, ...]:
    served = [
        ChainWord(chain.name, chain.aliases, chain.id, chain.coin) for chain in CHAINS.values()
    ]
    unserved = [
        ChainWord(name, (f"{name} testnet",), None, "POL" if name == "mumbai" else "ETH")
        for name in UNSERVED
    ]
    return (*served, *unserved)


def _token_words() -> tuple[TokenWord, ...]:
    """One word a symbol: native coins, the token list with its aliases, and the rest."""
    places: dict[str, list[str]] = {}
    for chain in CHAINS.values():
        for symbol in (chain.coin, *chain.coin_aliases):
            places.setdefault(symbol, []).append(chain.name)
    places["ETH"] += [name for name in UNSERVED if name != "mumbai"]
    for token in load_tokens():
        for symbol in (token.symbol, *token.aliases):
            at = places.setdefault(symbol.upper(), [])
            if token.chain not in at:
                at.append(token.chain)
    for symbol, chain_name in ELSEWHERE.items():
        places.setdefault(symbol, []).append(chain_name)
    for symbol in KNOWN.split():
        places.setdefault(symbol, [])
    return tuple(
        TokenWord(symbol, NAMES.get(symbol, ()), tuple(chains)) for symbol, chains in places.items()
    )


lexicon = Lexicon(
    family="evm",
    chains=_chain_words(),
    tokens=_token_words(),
    read_address=read_address,
    name_suffixes=(".eth",),
    units=(UnitWord("wei", "ETH", 18), UnitWord("gwei", "ETH", 9)),
    burns=BURNS,
)
