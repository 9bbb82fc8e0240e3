"""Calldata and events, against the signatures they stand for and against eth_abi."""

from __future__ import annotations

import pytest
from eth_abi.abi import decode as abi_decode
from eth_abi.abi import encode as abi_encode
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.answers import BadAnswer
from fiscus.chains.evm import abi, fees, reverts
from fiscus.chains.evm.multicall import (
    ContractCall,
    Returned,
    decode_aggregate3,
    encode_aggregate3,
)
from fiscus.chains.evm.records import Log

SELECTORS = {
    "balanceOf(address)": abi.BALANCE_OF,
    "decimals()": abi.DECIMALS,
    "symbol()": abi.SYMBOL,
    "name()": abi.NAME,
    "transfer(address,uint256)": abi.TRANSFER,
    "approve(address,uint256)": abi.APPROVE,
    "allowance(address,address)": abi.ALLOWANCE,
    "aggregate3((address,bool,bytes)[])": abi.AGGREGATE3,
    "getEthBalance(address)": abi.GET_ETH_BALANCE,
    "resolver(bytes32)": abi.ENS_RESOLVER,
    "addr(bytes32)": abi.ENS_ADDR,
    "addr(bytes32,uint256)": abi.ENS_COIN_ADDR,
    "name(bytes32)": abi.ENS_NAME,
    "resolve(bytes,bytes)": abi.ENS_RESOLVE,
    "supportsInterface(bytes4)": abi.SUPPORTS_INTERFACE,
    "Error(string)": abi.ERROR_STRING,
    "Panic(uint256)": abi.PANIC,
    "OffchainLookup(address,string[],bytes,bytes4,bytes)": abi.OFFCHAIN_LOOKUP,
    "getL1FeeUpperBound(uint256)": fees.L1_FEE_UPPER_BOUND,
}
ERC20_ERRORS = (
    "ERC20InsufficientBalance(address,uint256,uint256)",
    "ERC20InsufficientAllowance(address,uint256,uint256)",
    "ERC20InvalidSender(address)",
    "ERC20InvalidReceiver(address)",
    "ERC20InvalidSpender(address)",
    "ERC20InvalidApprover(address)",
)
TOKEN = "0x" + "aa" * 20
BOB = "0x" + "0b" * 20
CAROL = "0x" + "0c" * 20

addresses = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
units = st.integers(0, abi.MAX_UINT256)


@pytest.mark.parametrize(("signature", "selector"), SELECTORS.items())
def test_selectors_are_those_of_their_signatures(signature: str, selector: bytes) -> None:
    assert keccak(signature.encode())[:4] == selector


def test_topics_and_errors_are_those_of_their_signatures() -> None:
    assert "0x" + keccak(b"Transfer(address,address,uint256)").hex() == abi.TRANSFER_EVENT
    assert "0x" + keccak(b"Approval(address,address,uint256)").hex() == abi.APPROVAL_EVENT
    assert [keccak(e.encode())[:4].hex() for e in ERC20_ERRORS] == list(reverts.ERC20_ERRORS)


@given(addresses, units)
def test_calldata_is_what_eth_abi_makes(to: str, value: int) -> None:
    words = abi_encode(["address", "uint256"], [to, value])
    assert abi.transfer(to, value) == abi.TRANSFER + words
    assert abi.approve(to, value) == abi.APPROVE + words
    assert abi.balance_of(to) == abi.BALANCE_OF + words[:32]
    assert abi.allowance(to, to) == abi.ALLOWANCE + words[:32] * 2


@pytest.mark.parametrize("value", [-1, 2**256])
def test_what_is_no_uint256_is_never_encoded(value: int) -> None:
    with pytest.raises(OverflowError):
        abi.transfer(BOB, value)


@pytest.mark.parametrize("address", ["", "0x", "0x" + "ab" * 19, "0x" + "ab" * 21])
def test_what_is_no_address_is_never_encoded(address: str) -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        abi.transfer(address, 1)


@given(st.lists(st.tuples(addresses, st.binary(max_size=80)), max_size=5))
def test_a_multicall_is_encoded_as_eth_abi_does(rows: list[tuple[str, bytes]]) -> None:
    calls = [ContractCall(target, calldata) for target, calldata in rows]
    expected = abi_encode(["(address,bool,bytes)[]"], [[(t, True, c) for t, c in rows]])
    assert encode_aggregate3(calls) == abi.AGGREGATE3 + expected


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=80)), max_size=5))
def test_results_of_a_multicall_are_read_back(rows: list[tuple[bool, bytes]]) -> None:
    returned = abi_encode(["(bool,bytes)[]"], [rows])
    assert decode_aggregate3(returned, len(rows)) == [Returned(*row) for row in rows]


@given(st.binary(max_size=300), st.integers(0, 3))
def test_nonsense_is_a_bad_answer_or_what_eth_abi_reads(returned: bytes, count: int) -> None:
    try:
        results = decode_aggregate3(returned, count)
    except BadAnswer:
        return
    assert len(results) == count


@given(st.text(max_size=60))
def test_text_is_read_as_eth_abi_does(text: str) -> None:
    encoded = abi_encode(["string"], [text])
    assert abi.read_text(encoded) == abi_decode(["string"], encoded)[0] == text


def test_text_of_early_tokens_is_read() -> None:
    assert abi.read_text(b"MKR".ljust(32, b"\0")) == "MKR"


@pytest.mark.parametrize(
    "returned",
    [b"", b"\xff" * 32, b"\xff" * 64, abi_encode(["string"], ["abc"])[:40], b"\x00" * 31],
)
def test_text_that_is_none_is_a_bad_answer(returned: bytes) -> None:
    with pytest.raises(BadAnswer):
        abi.read_text(returned)


def test_an_address_with_something_in_front_is_none() -> None:
    with pytest.raises(BadAnswer):
        abi.read_address(b"\x01".ljust(32, b"\0"))


def log(topic: str, *words: str, data: bytes) -> Log:
    return Log(
        TOKEN, (topic, *("0x" + word.removeprefix("0x").rjust(64, "0") for word in words)), data
    )


def test_events_of_tokens_are_told_from_those_of_collectibles() -> None:
    value = (7).to_bytes(32, "big")
    moved = abi.transfer_of(log(abi.TRANSFER_EVENT, BOB, CAROL, data=value))
    assert moved == abi.TransferEvent(TOKEN, BOB, CAROL, 7)
    approved = abi.approval_of(log(abi.APPROVAL_EVENT, BOB, CAROL, data=value))
    assert approved == abi.ApprovalEvent(TOKEN, BOB, CAROL, 7)
    assert abi.transfer_of(log(abi.TRANSFER_EVENT, BOB, CAROL, "0x07", data=b"")) is None
    assert abi.transfer_of(log(abi.APPROVAL_EVENT, BOB, CAROL, data=value)) is None
    assert abi.approval_of(log(abi.TRANSFER_EVENT, BOB, CAROL, data=value)) is None


@pytest.mark.parametrize(
    ("returned", "reason"),
    [
        (b"", ""),
        (abi.ERROR_STRING + abi_encode(["string"], ["too\nlow \x1b[0m"]), "'too low \ufffd[0m'"),
        (abi.ERROR_STRING + b"\xff" * 64, "an unreadable reason"),
        (abi.PANIC + (0x11).to_bytes(32, "big"), "an overflow"),
        (abi.PANIC + (0x99).to_bytes(32, "big"), "a panic"),
        (bytes.fromhex("e450d38c"), "the token balance is too low"),
        (bytes.fromhex("deadbeef"), "custom error 0xdeadbeef"),
        (abi.OFFCHAIN_LOOKUP, "it wants data from outside the chain"),
    ],
)
def test_reasons_of_reverts_are_short_and_safe(returned: bytes, reason: str) -> None:
    assert reverts.revert_reason(returned) == reason
