"""A transaction is its calls, the inner ones too; what cannot be read is refused by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.chain import MULTICALL3
from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import Decoded, decode_message
from fiscus.chains.evm.decoding.catalogue import Directory, functions
from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import load_tokens
from tests.chains.evm.decoding.encoding import Given, calldata, command
from tests.chains.evm.wallets import BOB, CAROL, ME

TOKENS = load_tokens()
BASE = Directory(CHAINS["base"], TOKENS)
USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
WETH = "0x4200000000000000000000000000000000000006"
PERMIT2 = "0x000000000022D473030F116dDEE9F6B43aC78BA3"
V2 = "0x4752ba5DBc23f44D87826276BF6Fd6b1C372aD24"
ROUTER_02 = "0x2626664c2603336E57B271c5C0b26F421741e481"
UNIVERSAL = "0x6fF5693b99212Da76ad316178A184AB56D299b43"
UNLISTED = CAROL
LIFI = json.loads((Path(__file__).parent.parent / "data" / "lifi.json").read_text())
DETAILS: Given = {"token": USDC, "amount": 5, "expiration": 6, "nonce": 7}
SINGLE: Given = {"details": DETAILS, "spender": BOB, "sigDeadline": 8}


def read(to: str, data: bytes, *, value: int = 0) -> Decoded:
    return decode_message(Message(to, value, data), BASE)


@pytest.mark.parametrize(
    ("to", "data", "text"),
    [
        (USDC, calldata("erc20", "transfer", BOB, 5), f"transfer(to: {BOB}, amount: 5)"),
        (USDC, calldata("erc20", "approve", BOB, 5), f"approve(spender: {BOB}, amount: 5)"),
        (
            USDC,
            calldata("erc20", "increaseAllowance", BOB, 5),
            f"increaseAllowance(spender: {BOB}, addedValue: 5)",
        ),
        (WETH, calldata("weth", "deposit"), "deposit()"),
        (WETH, calldata("weth", "withdraw", 7), "withdraw(amount: 7)"),
        (
            PERMIT2,
            calldata("permit2", "approve", USDC, BOB, 5, 6),
            f"approve(token: {USDC}, spender: {BOB}, amount: 5, expiration: 6)",
        ),
        (
            PERMIT2,
            calldata("permit2", "transferFrom", ME, BOB, 5, USDC),
            f"transferFrom(from: {ME}, to: {BOB}, amount: 5, token: {USDC})",
        ),
        (
            UNLISTED,
            calldata("wrapper", "execute", BOB, 3, b""),
            f"execute(to: {BOB}, value: 3, data: 0x)",
        ),
    ],
)
def test_a_call_is_shown_with_every_argument(to: str, data: bytes, text: str) -> None:
    shown = read(to, data).shown()
    assert (shown.program, shown.text) == (checksum(to), text)


def test_inner_calls_are_read_to_the_last() -> None:
    approval = calldata("erc20", "approve", BOB, 1)
    wrapped = calldata("wrapper", "execute", USDC, 0, approval)
    entry: Given = {"target": UNLISTED, "allowFailure": False, "callData": wrapped}
    root = read(MULTICALL3, calldata("multicall3", "aggregate3", [entry]))
    assert [call.name for call in root] == ["aggregate3", "execute", "approve"]
    assert [call.target for call in root][2] == USDC.lower()


@pytest.mark.parametrize(
    "signature",
    ["multicall(bytes[])", "multicall(uint256,bytes[])", "multicall(bytes32,bytes[])"],
)
def test_every_multicall_of_a_router_is_read(signature: str) -> None:
    inner = [calldata("swap-router-02", "refundETH()"), calldata("swap-router-02", "wrapETH", 4)]
    first: dict[str, list[Given]] = {
        "multicall(bytes[])": [],
        "multicall(uint256,bytes[])": [9],
        "multicall(bytes32,bytes[])": [b"\1" * 32],
    }
    root = read(ROUTER_02, calldata("swap-router-02", signature, *first[signature], inner))
    assert [call.name for call in root] == ["multicall", "refundETH", "wrapETH"]


def test_the_universal_routers_commands_are_read() -> None:
    inputs = [command(0x0B, ROUTER_02, 5), command(0x0A, SINGLE, b"\1" * 65)]
    root = read(UNIVERSAL, calldata("universal-router", "execute", b"\x0b\x0a", inputs, 9))
    assert [call.name for call in root] == ["execute", "WRAP_ETH", "PERMIT2_PERMIT"]
    assert "65 bytes with SHA-256" in root.inner[1].shown().text


def hidden(depth: int) -> bytes:
    data = calldata("erc20", "transfer", BOB, 1)
    for _ in range(depth):
        data = calldata("wrapper", "execute", UNLISTED, 0, data)
    return data


UNREADABLE = [
    (UNLISTED, bytes.fromhex("deadbeef"), "nobody knows what 0xdeadbeef does"),
    (UNLISTED, b"\1\2", "nobody knows what 0x0102"),
    (USDC, calldata("uniswap-v2-router", "swapExactETHForTokens", 1, [USDC], ME, 1), "USDC at"),
    (PERMIT2, calldata("erc20", "transfer", BOB, 1), "Permit2 at .* has no known function"),
    (V2, calldata("swap-router-02", "wrapETH", 1), "Uniswap v2 Router02 at"),
    (USDC, calldata("erc20", "transfer", BOB, 1) + b"\0", "bytes are left over"),
    (USDC, calldata("erc20", "transfer", BOB, 1)[:-1], "ends too early"),
    (UNLISTED, calldata("wrapper", "execute", USDC, 0, b"\1\2\3\4"), "0x01020304"),
    (UNLISTED, hidden(6), "deeper than anybody reads"),
    (ROUTER_02, calldata("swap-router-02", "multicall(bytes[])", [b""]), "an empty call"),
    (ROUTER_02, calldata("swap-router-02", "multicall(bytes[])", [b"\1\2\3\4"]), "0x01020304"),
    (UNIVERSAL, calldata("universal-router", "execute", b"\x07", [b""]), "command 0x07"),
    (UNIVERSAL, calldata("universal-router", "execute", b"\x10", [b""]), "command 0x10"),
    (UNIVERSAL, calldata("universal-router", "execute", b"\x0b", []), "another number of inputs"),
    (
        UNIVERSAL,
        calldata("universal-router", "execute", b"\x0b", [command(0x0B, ME, 1) + b"\0" * 32]),
        "WRAP_ETH of the universal router: bytes are left over",
    ),
    (
        USDC,
        bytes.fromhex("a9059cbb") + b"\1" * 64,
        "transfer of 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913: bytes are left over",
    ),
]


@pytest.mark.parametrize(("to", "data", "named"), UNREADABLE)
def test_what_cannot_be_read_is_refused_by_name(to: str, data: bytes, named: str) -> None:
    with pytest.raises(NotDecoded, match=named) as caught:
        read(to, data)
    assert caught.value.code == "NOT_DECODED"
    assert caught.value.hint == "Nothing was signed."


def test_too_many_calls_are_refused() -> None:
    inner = [calldata("swap-router-02", "refundETH()")] * 64
    with pytest.raises(NotDecoded, match="65 calls"):
        read(ROUTER_02, calldata("swap-router-02", "multicall(bytes[])", inner))


@pytest.mark.parametrize(
    "data",
    [
        calldata("nft", "setApprovalForAll", BOB, True),
        calldata(
            "wrapper", "execute", UNLISTED, 0, calldata("nft", "setApprovalForAll", BOB, True)
        ),
        calldata("nft", "safeTransferFrom", ME, BOB, 7),
    ],
)
def test_a_right_over_nfts_is_recognised_and_refused(data: bytes) -> None:
    with pytest.raises(CallRefused, match="about NFTs"):
        read(UNLISTED, data)


def test_foreign_code_in_the_wallets_own_name_is_refused() -> None:
    inner = calldata("erc20", "transfer", BOB, 1)
    values: list[Given] = [USDC, 0, inner, 1, 0, 0, 0, BOB, BOB, b""]
    with pytest.raises(CallRefused, match="foreign code"):
        read(UNLISTED, calldata("wrapper", "execTransaction", *values))
    values[3] = 0
    root = read(UNLISTED, calldata("wrapper", "execTransaction", *values))
    assert [call.name for call in root] == ["execTransaction", "transfer"]


def test_a_step_that_may_fail_alone_is_refused() -> None:
    steps = [command(0x0B, ME, 1)]
    with pytest.raises(CallRefused, match="WRAP_ETH may fail"):
        read(UNIVERSAL, calldata("universal-router", "execute", b"\x8b", steps))


@pytest.mark.parametrize("swap", LIFI["swaps"])
def test_a_swap_that_was_made_on_a_public_chain_is_read(swap: dict[str, str]) -> None:
    directory = Directory(CHAINS["gnosis"], TOKENS)
    message = Message(swap["to"], int(swap["value"], 16), bytes.fromhex(swap["input"][2:]))
    root = decode_message(message, directory)
    assert [call.name for call in root] == [
        "callDiamondWithPermit2",
        "swapTokensSingleV3ERC20ToERC20",
    ]
    assert root.inner[0].values["receiver"] == swap["from"]


@pytest.mark.parametrize("bridge", LIFI["bridges"])
def test_a_bridge_that_nobody_here_reads_is_refused(bridge: dict[str, str]) -> None:
    data = bytes.fromhex(bridge["input"][2:])
    with pytest.raises(NotDecoded):
        decode_message(Message(bridge["to"], 0, data), BASE)


def test_no_two_functions_of_a_kind_share_a_selector() -> None:
    for kind, known in functions().items():
        names = {found.signature for found in known.values()}
        assert len(names) == len(known), kind
