"""The markets of the sandbox, by a client that shares no code with the suite."""

from __future__ import annotations

from collections.abc import Generator
from decimal import Decimal
from typing import Final

import httpx
import pytest
from eth_typing import ChecksumAddress, HexStr
from web3 import Web3

from fiscus.chains.evm.decoding import catalogue
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.tokens import load_tokens
from fiscus.chains.sandbox.console import open_console
from fiscus.chains.sandbox.definition import (
    BEBOP_SETTLEMENT,
    DAI,
    LIFI_DIAMOND,
    LIFI_SWAPS,
    MARKET_MAKER,
    SANDBOX,
    SANDBOX_TOKENS,
    SWAP_ROUTER_02,
    USDC,
    V2_FACTORY,
    V2_ROUTER,
    V3_FACTORY,
    V3_POSITIONS,
    V3_QUOTER,
    WETH,
)
from fiscus.chains.sandbox.errors import StateUnusable
from fiscus.chains.sandbox.market import POOLS, Pool, blocks_of_market
from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.sandbox.world import is_furnished
from tests.chains.evm.bank import selector
from tests.chains.evm.market import words
from tests.chains.sandbox.witness import witness
from tests.sandboxes import rpc

ETHER: Final = 10**18
LATER: Final = 2**40
DECIMALS: Final = {token.address: token.decimals for token in SANDBOX_TOKENS}


@pytest.fixture
def web3(sandbox: Sandbox) -> Web3:
    return witness(sandbox.rpc_url)


@pytest.fixture
def wallet(sandbox: Sandbox) -> Generator[ChecksumAddress]:
    """For whose transactions the node asks no signature."""
    rpc(sandbox.rpc_url, "anvil_impersonateAccount", sandbox.address)
    yield Web3.to_checksum_address(sandbox.address)
    rpc(sandbox.rpc_url, "anvil_stopImpersonatingAccount", sandbox.address)


def read(web3: Web3, to: str, signature: str, *values: object) -> list[int]:
    """The words of an answer, as numbers."""
    data = "0x" + selector(signature) + words(signature, values)
    told = web3.eth.call({"to": Web3.to_checksum_address(to), "data": HexStr(data)})
    return [int.from_bytes(told[at : at + 32], "big") for at in range(0, len(told), 32)]


def send(
    web3: Web3, sender: ChecksumAddress, to: str, signature: str, *values: object, wei: int = 0
) -> None:
    data = "0x" + selector(signature) + words(signature, values)
    sent = web3.eth.send_transaction(
        {
            "from": sender,
            "to": Web3.to_checksum_address(to),
            "data": HexStr(data),
            "value": Web3.to_wei(wei, "wei"),
        }
    )
    assert web3.eth.wait_for_transaction_receipt(sent)["status"] == 1


def held(web3: Web3, token: str, owner: str) -> int:
    (units,) = read(web3, token, "balanceOf(address)", owner)
    return units


def reserves(web3: Web3, pool: Pool) -> dict[str, Decimal]:
    """Whole tokens by address, in a pool of v2; the price of one of v3 as if it had one second."""
    first, second = sorted((pool.first[0], pool.second[0]), key=str.lower)
    if pool.fee is None:
        (pair,) = read(web3, V2_FACTORY, "getPair(address,address)", first, second)
        one, other, _ = read(web3, f"0x{pair:040x}", "getReserves()")
        units = {first: Decimal(one), second: Decimal(other)}
    else:
        asked = (first, second, pool.fee)
        (at,) = read(web3, V3_FACTORY, "getPool(address,address,uint24)", *asked)
        root = Decimal(read(web3, f"0x{at:040x}", "slot0()")[0]) / 2**96
        units = {first: Decimal(1), second: root * root}
    return {token: amount / 10 ** DECIMALS[token] for token, amount in units.items()}


@pytest.mark.parametrize("pool", POOLS, ids=str)
def test_pools_and_price_list_agree(sandbox: Sandbox, web3: Web3, pool: Pool) -> None:
    asked = {"contract_addresses": f"{WETH},{USDC},{DAI}", "vs_currencies": "usd"}
    with httpx.Client(trust_env=False) as http:
        url = f"{sandbox.coingecko_url}/simple/token_price/sandbox"
        told: dict[str, dict[str, int]] = http.get(url, params=asked).json()
    (one, first), (other, second) = reserves(web3, pool).items()
    worth = first * told[one.lower()]["usd"], second * told[other.lower()]["usd"]
    assert abs(worth[0] / worth[1] - 1) < Decimal("1e-9")


def test_uniswap_v2_swaps_as_it_quotes(web3: Web3, wallet: ChecksumAddress) -> None:
    quote = read(web3, V2_ROUTER, "getAmountsOut(uint256,address[])", ETHER, [WETH, USDC])[-1]
    before = held(web3, USDC, wallet)
    signature = "swapExactETHForTokens(uint256,address[],address,uint256)"
    send(web3, wallet, V2_ROUTER, signature, quote, [WETH, USDC], wallet, LATER, wei=ETHER)
    assert held(web3, USDC, wallet) - before == quote
    assert 2980 * 10**6 < quote < 3000 * 10**6


@pytest.mark.parametrize("fee", [500, 3000])
def test_uniswap_v3_swaps_as_it_quotes(web3: Web3, wallet: ChecksumAddress, fee: int) -> None:
    asked = "quoteExactInputSingle((address,address,uint256,uint24,uint160))"
    quote = read(web3, V3_QUOTER, asked, (WETH, USDC, ETHER, fee, 0))[0]
    before = held(web3, USDC, wallet)
    swap = "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160))"
    order = (WETH, USDC, fee, wallet, ETHER, quote, 0)
    send(web3, wallet, SWAP_ROUTER_02, swap, order, wei=ETHER)
    assert held(web3, USDC, wallet) - before == quote
    assert 2980 * 10**6 < quote < 3000 * 10**6


def test_uniswaps_second_router_knows_the_pools_of_v2(web3: Web3, wallet: ChecksumAddress) -> None:
    send(web3, wallet, DAI, "approve(address,uint256)", SWAP_ROUTER_02, ETHER)
    before = held(web3, USDC, wallet)
    swap = "swapExactTokensForTokens(uint256,uint256,address[],address)"
    send(web3, wallet, SWAP_ROUTER_02, swap, ETHER, 0, [DAI, USDC], wallet)
    assert held(web3, USDC, wallet) - before == 996_999


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (catalogue.V2_ROUTER, V2_ROUTER),
        (catalogue.ROUTER_02, SWAP_ROUTER_02),
        (catalogue.V3_QUOTER, V3_QUOTER),
        (catalogue.LIFI, LIFI_DIAMOND),
        (catalogue.BEBOP, BEBOP_SETTLEMENT),
    ],
)
def test_the_desk_knows_which_contracts_there_are(kind: str, address: str) -> None:
    directory = Directory(SANDBOX, load_tokens())
    assert directory.listed(kind) == address.lower()
    found = directory.find(address)
    assert found is not None and found.kind == kind


def test_addresses_of_the_market_follow_from_the_market_maker_alone(web3: Web3) -> None:
    def created(nonce: int) -> str:
        """The yellow paper's `CREATE`: the hash of the RLP of both."""
        encoded = b"\xd6\x94" + bytes.fromhex(MARKET_MAKER[2:])
        encoded += bytes([nonce]) if nonce else b"\x80"
        return Web3.to_checksum_address(Web3.keccak(encoded)[-20:].hex())

    uniswap = [V2_FACTORY, V2_ROUTER, V3_FACTORY, V3_POSITIONS, V3_QUOTER, SWAP_ROUTER_02]
    places = [*uniswap, LIFI_SWAPS]
    assert [created(nonce) for nonce in range(len(places))] == places


async def test_a_market_that_was_not_finished_is_no_whole_one(sandbox: Sandbox) -> None:
    async with open_console(sandbox.rpc_url) as console:
        assert await is_furnished(console)
        acts = [act for acts in blocks_of_market() for act in acts]
        mine = sum(act.sender == MARKET_MAKER for act in acts)
        rpc(sandbox.rpc_url, "anvil_setNonce", MARKET_MAKER, hex(mine - 1))
        with pytest.raises(StateUnusable, match="another version"):
            await is_furnished(console)
