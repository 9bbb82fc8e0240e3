"""An order of Bebop's says what it takes and brings; one that hides something is refused."""

from __future__ import annotations

import pytest

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.decoding.calls import decode_message
from fiscus.chains.evm.decoding.catalogue import BEBOP, Directory
from fiscus.chains.evm.decoding.refusals import CallRefused, NotDecoded
from fiscus.chains.evm.decoding.trades import Trade, read_trade
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.tokens import load_tokens
from tests.chains.evm.decoding.encoding import Given, calldata
from tests.chains.evm.wallets import BOB, ME

USDC = "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"
WETH = "0x4200000000000000000000000000000000000006"
SETTLEMENT = "0xbbbbbBB520d69a9775E85b458C58c648259FAD5F"
LATER = 2_000_000_000
TOKENS = load_tokens()
ORDER: dict[str, Given] = {
    "expiry": LATER,
    "taker_address": ME,
    "maker_address": BOB,
    "maker_nonce": 7,
    "taker_token": WETH,
    "maker_token": USDC,
    "taker_amount": 10,
    "maker_amount": 25,
    "receiver": ME,
    "packed_commands": 0,
    "flags": 7 << 128,
}


def swap(*, filled: int = 0, **changes: Given) -> bytes:
    signature: Given = {"signatureBytes": b"\1" * 65, "flags": 0}
    return calldata(BEBOP, "swapSingle", {**ORDER, **changes}, signature, filled)


def trade(data: bytes, *, value: int = 0, chain: str = "base") -> Trade:
    root = decode_message(Message(SETTLEMENT, value, data), Directory(CHAINS[chain], TOKENS))
    return read_trade(root, wallet=ME, wrapped=WETH)


@pytest.mark.parametrize(
    ("data", "value", "taken", "brought"),
    [
        pytest.param(swap(), 0, {WETH: 10}, {USDC: 25}, id="whole"),
        pytest.param(swap(filled=10), 0, {WETH: 10}, {USDC: 25}, id="all of it by number"),
        pytest.param(swap(filled=99), 0, {WETH: 10}, {USDC: 25}, id="no more than there is"),
        pytest.param(swap(filled=3), 0, {WETH: 3}, {USDC: 7}, id="a part, rounded down"),
        pytest.param(swap(packed_commands=1), 10, {None: 10}, {USDC: 25}, id="for coin"),
        pytest.param(
            swap(packed_commands=2, taker_token=USDC, maker_token=WETH),
            0,
            {USDC: 10},
            {None: 25},
            id="coin for tokens",
        ),
        pytest.param(swap(packed_commands=1), 12, {None: 12}, {USDC: 25}, id="coin too many"),
    ],
)
def test_an_order_says_what_it_takes_and_brings(
    data: bytes, value: int, taken: dict[str | None, int], brought: dict[str | None, int]
) -> None:
    assert data[:4].hex() == "4dcebcba"
    found = trade(data, value=value)
    assert (found.taken, found.brought, found.deadline) == (taken, brought, LATER)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (swap(receiver=BOB), f"sends to {BOB}"),
        (swap(packed_commands=4), "Permit2"),
        (swap(packed_commands=8), "Permit2"),
        (swap(flags=5 << 64), "pays a partner"),
        (swap(packed_commands=1), "more coin than is sent along"),
    ],
)
def test_an_order_that_does_something_else_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(CallRefused, match=why):
        trade(data)


@pytest.mark.parametrize("data", [swap(taker_amount=0), swap() + b"\0", swap()[:-1]])
def test_an_order_that_is_none_cannot_be_read(data: bytes) -> None:
    with pytest.raises(NotDecoded):
        trade(data)


@pytest.mark.parametrize(
    "chain", ["ethereum", "polygon", "bsc", "avalanche", "base", "arbitrum", "optimism", "sandbox"]
)
def test_the_settlement_contract_is_known_on_its_chains(chain: str) -> None:
    found = Directory(CHAINS[chain], TOKENS).find(SETTLEMENT)
    assert found is not None and found.kind == BEBOP
