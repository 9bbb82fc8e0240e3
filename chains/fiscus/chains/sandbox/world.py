"""What is on a fresh sandbox chain: contracts, names, and money for the wallet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from fiscus.chains.evm.abi import WORD, address_word, dynamic_bytes, transfer, uint_word
from fiscus.chains.evm.chain import MULTICALL3, EvmChain
from fiscus.chains.jsonrpc import Call
from fiscus.chains.sandbox import definition as at
from fiscus.chains.sandbox.acts import Act, act_in_one_block
from fiscus.chains.sandbox.bytecode import creation_code, runtime_code
from fiscus.chains.sandbox.console import Console
from fiscus.chains.sandbox.errors import StateUnusable
from fiscus.chains.sandbox.founding import FOUNDED, acts_of_founding, votes_for
from fiscus.chains.sandbox.market import (
    OWNER_SLOT,
    WRAPPED_SLOT,
    acts_of_market_maker,
    blocks_of_market,
    bridge_facet,
)
from fiscus.chains.sandbox.names import ROOT_OWNER_SLOT, Registrar

ETHER: Final = 10**18
WALLET_WEI: Final = 100 * ETHER
GAS_WEI: Final = ETHER
WALLET_WETH: Final = 10 * ETHER
WALLET_USDC: Final = 25_000 * 10**6
WALLET_DAI: Final = 10_000 * ETHER

MINT: Final = bytes.fromhex("40c10f19")
DEPOSIT: Final = bytes.fromhex("d0e30db0")
GIVEN_PLACE: Final = {
    MULTICALL3: "Multicall",
    at.ENS_REGISTRY: "Registry",
    at.LIFI_DIAMOND: "Diamond",
    at.LIFI_BRIDGES: "Bridge",
    at.BEBOP_SETTLEMENT: "BebopSettlement",
}
"""Contracts at addresses that they have elsewhere, too."""
WALLET_TRACES: Final = ("eth_getBalance", "eth_getTransactionCount")
DEPLOYED: Final = (at.WETH, at.USDC, at.DAI, at.RESOLVER, at.TREASURY)


async def is_furnished(console: Console, *, market: bool = True) -> bool:
    """Whether all is there. Raises `StateUnusable` where only a part of it is."""
    places = (*GIVEN_PLACE, *DEPLOYED, *(FOUNDED if market else ()))
    acts, *codes = await console.ask(
        [Call("eth_getTransactionCount", (at.MARKET_MAKER, "latest"))]
        + [Call("eth_getCode", (place, "latest")) for place in places]
    )
    least = acts_of_market_maker() if market else 1
    there = [code != "0x" for code in codes] + [int(str(acts), 16) >= least]
    if any(there) and not all(there):
        raise StateUnusable(
            "The kept state of the sandbox is of another version of fiscus",
            hint="Move its folder away to begin afresh.",
        )
    return all(there)


async def furnish(console: Console, chain: EvmChain, *, market: bool = True) -> None:
    """Contracts and names; markets and an assembly if there shall be any. Raises `EngineFailed`."""
    kept = {
        (at.ENS_REGISTRY, _hex(ROOT_OWNER_SLOT)): at.STEWARD,
        (at.LIFI_DIAMOND, _hex(uint_word(OWNER_SLOT))): at.MARKET_MAKER,
        (at.BEBOP_SETTLEMENT, _hex(uint_word(WRAPPED_SLOT))): at.WETH,
    }
    await console.ask(
        [
            *(
                Call("anvil_setCode", (place, _hex(runtime_code(contract))))
                for place, contract in GIVEN_PLACE.items()
            ),
            *(
                Call("anvil_setStorageAt", (*slot, _hex(address_word(value))))
                for slot, value in kept.items()
            ),
        ]
    )
    registrar = Registrar(at.ENS_REGISTRY, at.RESOLVER, at.STEWARD)
    names = registrar.register(at.NAMES, chain_id=chain.id)
    deployments = [Act(at.DEPLOYER, None, code) for code in _creations()]
    registrations = [Act(at.STEWARD, to, data) for to, data in names]
    bridge = Act(at.MARKET_MAKER, at.LIFI_DIAMOND, bridge_facet())
    more = [[*acts_of_founding()], *blocks_of_market()] if market else []
    blocks = [[*deployments, *registrations], *more]
    # Its sender makes Uniswap's contracts before, whose addresses follow from their order.
    blocks[-1].append(bridge)
    for acts in blocks:
        await act_in_one_block(console, acts)


async def is_unknown(console: Console, wallet: str) -> bool:
    """Whether the wallet has never had or sent anything."""
    calls = [Call(method, (wallet, "latest")) for method in WALLET_TRACES]
    return await console.ask(calls) == ["0x0", "0x0"]


async def fund(console: Console, wallet: str, *, tokens: bool = True) -> None:
    """Gives the wallet its coins and tokens, in one block. Raises `EngineFailed`.

    Without tokens it has what pays for gas.
    """
    wei = WALLET_WEI if tokens else GAS_WEI
    await console.ask([Call("anvil_setBalance", (wallet, hex(wei)))])
    if not tokens:
        return
    await act_in_one_block(
        console,
        [
            Act(at.STEWARD, at.WETH, DEPOSIT, WALLET_WETH),
            Act(at.STEWARD, at.WETH, transfer(wallet, WALLET_WETH)),
            Act(at.STEWARD, at.USDC, MINT + address_word(wallet) + uint_word(WALLET_USDC)),
            Act(at.STEWARD, at.DAI, MINT + address_word(wallet) + uint_word(WALLET_DAI)),
            votes_for(wallet),
        ],
    )


def _creations() -> Iterator[bytes]:
    """Code and arguments in the order of `DEPLOYED`, which the addresses there follow from."""
    yield creation_code("Weth")
    for token in at.SANDBOX_TOKENS[1:]:
        yield creation_code("Token") + _token_arguments(token.name, token.symbol, token.decimals)
    yield creation_code("Resolver") + address_word(at.ENS_REGISTRY)
    owners = (at.NAMES["alice.eth"], at.NAMES["bob.eth"])
    yield creation_code("Treasury") + _treasury_arguments(owners, 2)


def _token_arguments(name: str, symbol: str, decimals: int) -> bytes:
    """`(string name, string symbol, uint8 decimals, address issuer)`."""
    first, second = dynamic_bytes(name.encode()), dynamic_bytes(symbol.encode())
    heads = uint_word(4 * WORD) + uint_word(4 * WORD + len(first))
    return heads + uint_word(decimals) + address_word(at.STEWARD) + first + second


def _treasury_arguments(owners: Sequence[str], threshold: int) -> bytes:
    """`(address[] owners, uint256 threshold)`."""
    listed = uint_word(len(owners)) + b"".join(map(address_word, owners))
    return uint_word(2 * WORD) + uint_word(threshold) + listed


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
