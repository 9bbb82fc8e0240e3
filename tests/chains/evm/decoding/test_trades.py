"""What a swap takes and brings is read from its calls; a call with no place in it is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import Directory
from fiscus.chains.evm.decoding.codec import decode, encode
from fiscus.chains.evm.decoding.kinds import function
from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.decoding.trades import ME as CALLER
from fiscus.chains.evm.decoding.trades import ROUTER, ZERO, Trade, read_trade
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import load_tokens
from tests.chains.evm.decoding.encoding import Given, calldata, command
from tests.chains.evm.wallets import BOB, ME

USDC = "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"
WETH = "0x4200000000000000000000000000000000000006"
DAI = "0x50c5725949a6f0c72e6c4a641f24049a917db0cb"
V2 = "0x4752ba5DBc23f44D87826276BF6Fd6b1C372aD24"
V3 = "0xE592427A0AEce92De3Edee1F18E0157C05861564"
ROUTER_02 = "0x2626664c2603336E57B271c5C0b26F421741e481"
UNIVERSAL = "0x6fF5693b99212Da76ad316178A184AB56D299b43"
DIAMOND = "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE"
LATER = 2_000_000_000
LIFI = json.loads((Path(__file__).parent.parent / "data" / "lifi.json").read_text())
TOKENS = load_tokens()


def trade(to: str, data: bytes, *, value: int = 0, chain: str = "base") -> Trade:
    directory = Directory(CHAINS[chain], TOKENS)
    root = decode_message(Message(to, value, data), directory)
    return read_trade(root, wallet=ME, wrapped=CHAINS[chain].wrapped)


def pool(*tokens: str) -> bytes:
    """A v3 path with pools of 0.3 %."""
    return (3000).to_bytes(3, "big").join(bytes.fromhex(token[2:]) for token in tokens)


def single(out: str = USDC, *, to: str = ME, deadline: int | None = LATER) -> dict[str, Given]:
    params: dict[str, Given] = {
        "tokenIn": WETH,
        "tokenOut": out,
        "fee": 3000,
        "recipient": to,
        "amountIn": 10,
        "amountOutMinimum": 19,
        "sqrtPriceLimitX96": 0,
    }
    return params if deadline is None else {**params, "deadline": deadline}


def by_02(*calls: bytes) -> bytes:
    return calldata("swap-router-02", "multicall(uint256,bytes[])", LATER, list(calls))


def universal(numbers: bytes, *inputs: bytes) -> bytes:
    return calldata("universal-router", "execute", numbers, list(inputs), LATER)


def lifi(name: str, *swaps: dict[str, Given], to: str = ME, least: int = 19) -> bytes:
    given: Given = swaps[0] if "Single" in name else list(swaps)
    return calldata("lifi", name, b"\1" * 32, "fiscus", "", to, least, given)


def leg(sold: str, bought: str, units: int, *, deposit: bool = True) -> dict[str, Given]:
    return {
        "callTo": BOB,
        "approveTo": BOB,
        "sendingAssetId": sold,
        "receivingAssetId": bought,
        "fromAmount": units,
        "callData": b"\1\2\3\4",
        "requiresDeposit": deposit,
    }


HONEST = [
    (
        V2,
        calldata(
            "uniswap-v2-router", "swapExactTokensForTokens", 10, 19, [DAI, WETH, USDC], ME, LATER
        ),
        0,
        DAI,
        USDC,
    ),
    (
        V2,
        calldata("uniswap-v2-router", "swapExactETHForTokens", 19, [WETH, USDC], ME, LATER),
        10,
        None,
        USDC,
    ),
    (
        V2,
        calldata("uniswap-v2-router", "swapTokensForExactETH", 19, 10, [DAI, WETH], ME, LATER),
        0,
        DAI,
        None,
    ),
    (
        V2,
        calldata(
            "uniswap-v2-router",
            "swapExactTokensForETHSupportingFeeOnTransferTokens",
            10,
            19,
            [DAI, WETH],
            ME,
            LATER,
        ),
        0,
        DAI,
        None,
    ),
    (V3, calldata("uniswap-v3-router", "exactInputSingle", single()), 0, WETH, USDC),
    (V3, calldata("uniswap-v3-router", "exactInputSingle", single()), 10, None, USDC),
    (
        V3,
        calldata(
            "uniswap-v3-router",
            "multicall(bytes[])",
            [
                calldata(
                    "uniswap-v3-router",
                    "exactInput",
                    {
                        "path": pool(DAI, USDC, WETH),
                        "recipient": ZERO,
                        "deadline": LATER,
                        "amountIn": 10,
                        "amountOutMinimum": 1,
                    },
                ),
                calldata("uniswap-v3-router", "unwrapWETH9", 19, ME),
            ],
        ),
        0,
        DAI,
        None,
    ),
    (
        ROUTER_02,
        by_02(calldata("swap-router-02", "exactInputSingle", single(deadline=None))),
        0,
        WETH,
        USDC,
    ),
    (
        ROUTER_02,
        by_02(
            calldata(
                "swap-router-02",
                "exactOutput",
                {
                    "path": pool(WETH, DAI),
                    "recipient": ROUTER,
                    "amountOut": 19,
                    "amountInMaximum": 10,
                },
            ),
            calldata("swap-router-02", "unwrapWETH9(uint256)", 19),
        ),
        0,
        DAI,
        None,
    ),
    (
        ROUTER_02,
        by_02(calldata("swap-router-02", "swapExactTokensForTokens", 10, 19, [DAI, USDC], CALLER)),
        0,
        DAI,
        USDC,
    ),
    (
        UNIVERSAL,
        universal(
            b"\x0b\x00",
            command(0x0B, ROUTER, 10),
            command(0x00, CALLER, 2**255, 19, pool(WETH, USDC), False),
        ),
        10,
        None,
        USDC,
    ),
    (
        UNIVERSAL,
        universal(
            b"\x08\x0c",
            command(0x08, ROUTER, 10, 1, [DAI, WETH], True),
            command(0x0C, CALLER, 19),
        ),
        0,
        DAI,
        None,
    ),
    (
        UNIVERSAL,
        universal(b"\x01", command(0x01, CALLER, 19, 10, pool(USDC, WETH, DAI), True)),
        0,
        DAI,
        USDC,
    ),
    (
        DIAMOND,
        lifi("swapTokensGeneric", leg(DAI, WETH, 10), leg(WETH, USDC, 5, deposit=False)),
        0,
        DAI,
        USDC,
    ),
    (DIAMOND, lifi("swapTokensSingleV3ERC20ToNative", leg(DAI, ZERO, 10)), 0, DAI, None),
    (DIAMOND, lifi("swapTokensSingleV3NativeToERC20", leg(ZERO, USDC, 10)), 10, None, USDC),
]


@pytest.mark.parametrize(("to", "data", "value", "sold", "bought"), HONEST)
def test_a_swap_is_read_from_every_router(
    to: str, data: bytes, value: int, sold: str | None, bought: str | None
) -> None:
    chain = "base" if to != V3 else "arbitrum"
    wrapped = CHAINS[chain].wrapped or ""
    data = data.replace(bytes.fromhex(WETH[2:]), bytes.fromhex(wrapped[2:]))
    sold = wrapped.lower() if sold == WETH else sold
    found = trade(to, data, value=value, chain=chain)
    assert (found.taken, found.brought) == ({sold: 10}, {bought: 19})
    assert found.deadline == (LATER if to != DIAMOND else None)
    assert found.may_limit is (to != DIAMOND)


V2_TO_BOB = calldata("uniswap-v2-router", "swapExactTokensForTokens", 10, 19, [DAI, USDC], BOB, 9)
STRAY = [
    (V2, V2_TO_BOB, f"sends to {BOB}"),
    (
        ROUTER_02,
        by_02(calldata("swap-router-02", "exactInputSingle", single(to=BOB, deadline=None))),
        f"sends to {BOB}",
    ),
    (
        ROUTER_02,
        by_02(
            calldata("swap-router-02", "exactInputSingle", single(WETH, to=ROUTER, deadline=None)),
            calldata("swap-router-02", "unwrapWETH9(uint256,address)", 19, CALLER),
        ),
        "sends to 0x0000000000000000000000000000000000000001",
    ),
    (
        ROUTER_02,
        by_02(calldata("swap-router-02", "sweepTokenWithFee", USDC, 1, ME, 100, BOB)),
        "sweepTokenWithFee",
    ),
    (ROUTER_02, by_02(calldata("swap-router-02", "approveMax", USDC)), "approveMax"),
    (UNIVERSAL, universal(b"\x05", command(0x05, USDC, BOB, 1)), "TRANSFER"),
    (UNIVERSAL, universal(b"\x06", command(0x06, USDC, BOB, 10)), "PAY_PORTION"),
    (UNIVERSAL, universal(b"\x02", command(0x02, USDC, BOB, 1)), f"sends to {BOB}"),
    (
        UNIVERSAL,
        universal(b"\x08", command(0x08, CALLER, 2**255, 1, [DAI, USDC], True)),
        "takes all that the wallet has",
    ),
    (DIAMOND, lifi("swapTokensGeneric", leg(DAI, USDC, 10), to=BOB), f"sends to {BOB}"),
    (
        DIAMOND,
        lifi("swapTokensSingleV3NativeToERC20", leg(ZERO, USDC, 10)),
        "spends more coin than is sent along",
    ),
    (
        ROUTER_02,
        by_02(
            calldata("swap-router-02", "exactInputSingle", single(deadline=None)),
            calldata("swap-router-02", "exactInputSingle", single(deadline=None)),
        ),
        "spends more coin than is sent along",
    ),
    (USDC, calldata("erc20", "transfer", BOB, 5), "transfer to .* is no part of a swap"),
    (USDC, calldata("erc20", "approve", BOB, 2**256 - 1), "approve to"),
    (WETH, calldata("weth", "withdraw", 5), "withdraw to"),
    (USDC, calldata("erc20", "permit", ME, BOB, 1, 1, True, 27, b"\1" * 32, b"\1" * 32), "permit"),
]


@pytest.mark.parametrize(("to", "data", "named"), STRAY)
def test_what_has_no_place_in_a_swap_is_refused_by_name(to: str, data: bytes, named: str) -> None:
    with pytest.raises(CallRefused, match=named) as caught:
        trade(to, data, value=15 if to == ROUTER_02 else 0)
    assert caught.value.code == "CALL_REFUSED"


def test_coin_alone_is_no_swap() -> None:
    with pytest.raises(CallRefused, match="a payment to"):
        trade(BOB, b"", value=5)


@pytest.mark.parametrize(
    ("to", "data"),
    [
        (V2, calldata("uniswap-v2-router", "swapExactETHForTokens", 1, [WETH], ME, 1)),
        (UNIVERSAL, universal(b"\x00", command(0x00, CALLER, 1, 1, pool(WETH), True))),
        (UNIVERSAL, universal(b"\x00", command(0x00, CALLER, 1, 1, pool(WETH, DAI) + b"1", True))),
        (DIAMOND, lifi("swapTokensMultipleV3ERC20ToERC20")),
    ],
)
def test_a_route_that_leads_nowhere_is_refused(to: str, data: bytes) -> None:
    with pytest.raises(NotDecoded):
        trade(to, data)


def test_everything_that_is_taken_is_counted_together() -> None:
    steps: Sequence[bytes] = [
        calldata("swap-router-02", "exactInputSingle", single(deadline=None)),
        calldata("swap-router-02", "swapExactTokensForTokens", 4, 6, [WETH, USDC], CALLER),
        calldata("swap-router-02", "swapExactTokensForTokens", 7, 1, [DAI, USDC], CALLER),
    ]
    found = trade(ROUTER_02, by_02(*steps))
    assert found.taken == {WETH: 14, DAI: 7}
    assert found.brought == {USDC: 26}


@pytest.mark.parametrize("swap", LIFI["swaps"])
def test_a_swap_made_on_a_public_chain_is_for_whom_made_it(swap: dict[str, str]) -> None:
    proxy = function(
        "callDiamondWithPermit2(bytes d,((address t,uint256 a) p,uint256 n,uint256 e) p,bytes s)"
    )
    data = decode(proxy.inputs, bytes.fromhex(swap["input"][10:]))["d"]
    assert isinstance(data, bytes)
    root = decode_message(Message(DIAMOND, 0, data), Directory(CHAINS["gnosis"], TOKENS))
    found = read_trade(root, wallet=swap["from"], wrapped=CHAINS["gnosis"].wrapped)
    assert len(found.taken) == len(found.brought) == 1
    assert min(*found.taken.values(), *found.brought.values()) > 0
    with pytest.raises(CallRefused, match="which is not this wallet"):
        read_trade(root, wallet=ME, wrapped=None)
    assert root.function is not None
    assert encode(root.function.inputs, root.values) == data[4:]
