"""The functions and contracts that are known, from `data/functions.json` and `data/contracts.json`.

Both files name their sources; the sandbox's contracts are in its definition. A contract that is
not there may still be read by what is called; whether it may be called at all is the policy's word.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, TypedDict

from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.decoding.kinds import Function, function
from fiscus.chains.evm.tokens import TokenList

ERC20: Final = "erc20"
NFT: Final = "nft"
WETH: Final = "weth"
PERMIT2: Final = "permit2"
MULTICALL: Final = "multicall3"
UNIVERSAL: Final = "universal-router"
V2_ROUTER: Final = "uniswap-v2-router"
V3_ROUTER: Final = "uniswap-v3-router"
ROUTER_02: Final = "swap-router-02"
V3_QUOTER: Final = "uniswap-v3-quoter"
LIFI: Final = "lifi"
BEBOP: Final = "bebop"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that is listed for its chain. `address` is in lower case."""

    address: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a contract is. `address` has its EIP-55 checksum."""

    chain: str
    kind: str
    name: str
    address: str


class _Row(TypedDict):
    chain: str
    kind: str
    name: str
    address: str


class _Functions(TypedDict):
    functions: dict[str, list[str]]
    commands: dict[str, str]


@cache
def functions() -> Mapping[str, Mapping[bytes, Function]]:
    """By kind of contract and selector."""
    read: _Functions = json.loads(_text("functions.json"))
    return {
        kind: {known.selector: known for known in map(function, signatures)}
        for kind, signatures in read["functions"].items()
    }


@cache
def commands() -> Mapping[int, Function]:
    """Those of the universal router, by number."""
    read: _Functions = json.loads(_text("functions.json"))
    return {int(number, 16): function(text) for number, text in read["commands"].items()}


@cache
def _contracts() -> Mapping[tuple[str, str], Contract]:
    from fiscus.chains.sandbox.definition import SANDBOX_CONTRACTS  # it is made of `Listed`s

    rows: list[_Row] = json.loads(_text("contracts.json"))["contracts"]
    known = [Listed(row["chain"], row["kind"], row["name"], row["address"]) for row in rows]
    return {
        (row.chain, row.address.lower()): Contract(row.address.lower(), row.kind, row.name)
        for row in (*known, *SANDBOX_CONTRACTS)
    }


@dataclass(frozen=True, slots=True)
class Directory:
    """What stands at an address of one chain, as far as lists know it."""

    chain: EvmChain
    tokens: TokenList
    others: frozenset[str] = frozenset()
    """Further tokens, in lower case: those that the intent itself names."""

    def find(self, address: str) -> Contract | None:
        """The listed contract at an address, in any case of letters."""
        at = address.lower()
        if self.chain.wrapped and at == self.chain.wrapped.lower():
            return Contract(at, WETH, f"wrapped {self.chain.coin}")
        if self.chain.multicall and at == self.chain.multicall.lower():
            return Contract(at, MULTICALL, "Multicall3")
        token = self.tokens.by_address(self.chain.name, at)
        if token is not None:
            return Contract(at, ERC20, token.symbol)
        if at in self.others:
            return Contract(at, ERC20, "token")
        return _contracts().get((self.chain.name, at))

    def listed(self, kind: str) -> str | None:
        """The address of the chain's only contract of a kind, in lower case."""
        chain = self.chain.name
        found = [known for (on, _), known in _contracts().items() if on == chain]
        return next((known.address for known in found if known.kind == kind), None)

    def contracts(self) -> tuple[str, ...]:
        """The listed contracts of the chain, in lower case: those that ask wallets for rights."""
        return tuple(at for (on, at), _ in _contracts().items() if on == self.chain.name)

    def kinds(self, address: str) -> tuple[str, ...]:
        """Which functions may stand there: its own, or those of any kind where it is on no list."""
        found = self.find(address)
        if found is None:
            return tuple(functions())
        return (found.kind, ERC20) if found.kind == WETH else (found.kind,)


def _text(name: str) -> str:
    return resources.files("fiscus.chains.evm").joinpath(f"data/{name}").read_text("utf-8")
