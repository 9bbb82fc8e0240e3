"""EIP-712 by its own rules: the digests of eth-account, and nothing that is not exactly typed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.messages.permits import PERMIT, PERMIT_SINGLE, permit_of
from fiscus.chains.evm.messages.typed import read_typed
from fiscus.core.errors import MessageRefused
from fiscus.core.secrets import Secret
from tests.chains.evm.messages.typed import PERMIT2, USDC, permit, typed, written
from tests.chains.evm.wallets import BOB, CAROL, KEY, ME

MAIL = {
    "Mail": "from:Person to:Person[] contents:string extra:bytes tag:bytes4 odds:int16[2] ok:bool",
    "Person": "name:string wallet:address",
}


def digest_of(data: dict[str, Any]) -> bytes:
    """By other hands."""
    full = {**data, "types": {**data["types"], "EIP712Domain": _domain(data["domain"])}}
    signable = encode_typed_data(full_message=full)
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def _domain(domain: dict[str, Any]) -> list[dict[str, str]]:
    kinds = {"chainId": "uint256", "verifyingContract": "address", "salt": "bytes32"}
    return [{"name": name, "type": kinds.get(name, "string")} for name in domain]


@settings(max_examples=40, deadline=None)
@given(
    st.text(max_size=20),
    st.lists(st.binary(min_size=20, max_size=20), max_size=3),
    st.binary(max_size=40),
    st.tuples(st.integers(-(2**15), 2**15 - 1), st.integers(0, 9)),
    st.booleans(),
)
def test_digests_are_those_of_another_implementation(
    name: str, people: list[bytes], extra: bytes, odds: tuple[int, int], ok: bool
) -> None:
    to = [{"name": name, "wallet": "0x" + who.hex()} for who in people]
    message = {
        "from": {"name": name[::-1], "wallet": BOB},
        "to": to,
        "contents": name * 2,
        "extra": "0x" + extra.hex(),
        "tag": "0x01020304",
        "odds": list(odds),
        "ok": ok,
    }
    data = typed("Mail", message, MAIL)
    assert read_typed(written(data)).digest() == digest_of(data)


def test_a_signature_recovers_to_the_wallet() -> None:
    data = permit()
    signed = EvmSigner(Secret(KEY)).sign_permit(read_typed(written(data)))
    full = {**data, "types": {**data["types"], "EIP712Domain": _domain(data["domain"])}}
    witness = Account.sign_message(encode_typed_data(full_message=full), KEY)
    assert signed.raw == bytes(witness.signature)
    assert Account.recover_message(encode_typed_data(full_message=full), signature=signed.raw) == ME


def test_permits_are_read_to_their_last_field() -> None:
    assert read_typed(written(permit())).shape == PERMIT
    found = permit_of(read_typed(written(permit(units="0x10"))), owner=ME.lower())
    assert (found.token, found.spender, found.units) == (USDC, CAROL, 16)
    details = {"token": USDC, "amount": "7", "expiration": 4_000_000_001, "nonce": 3}
    message = {"details": details, "spender": CAROL, "sigDeadline": 4_000_000_000}
    single = typed("PermitSingle", message, verifyingContract=PERMIT2)
    data = read_typed(written(single))
    assert data.shape == PERMIT_SINGLE
    read = permit_of(data, owner=ME)
    assert (read.token, read.units, read.nonce, read.ends) == (USDC, 7, 3, 4_000_000_001)


def without(data: dict[str, Any], *path: str) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(data))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return copy


MALFORMED = {
    "no json": "sign me",
    "a number": "7",
    "a list": "[]",
    "too long": written(permit(spender="0x" + "1" * 20_000)),
    "more than typed data": written({**permit(), "note": "sign quickly"}),
    "a key twice": written(permit()).replace('"value": 5000000', '"value": 1, "value": 5000000'),
    "a field missing": written(without(permit(), "message", "nonce")),
    "a field too much": written(permit(memo="hi")),
    "no chain": written(without(permit(), "domain", "chainId")),
    "no contract": written(without(permit(), "domain", "verifyingContract")),
    "another domain field": written(typed("Permit", permit()["message"], bridge="x")),
    "a type that is not there": written({**permit(), "primaryType": "Order"}),
    "the domain as the message": written({**permit(), "primaryType": "EIP712Domain"}),
    "too large a number": written(permit(units=2**256)),
    "a negative number": written(permit(units=-1)),
    "a fraction": written(permit(units=1.5)),
    "a truth": written(permit(units=True)),
    "a number with spaces": written(permit(units=" 1")),
    "a broken checksum": written(permit(spender=CAROL[:-1] + "A")),
    "a name for an address": written(permit(spender="carol.eth")),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_not_exactly_typed_data_is_refused(text: str) -> None:
    with pytest.raises(MessageRefused) as refused:
        read_typed(text)
    assert "sign me" not in refused.value.message


def test_types_that_hold_one_another_end() -> None:
    loop = {"A": "b:B", "B": "a:A"}
    value: dict[str, Any] = {}
    for _ in range(50):
        value = {"b": {"a": value}}
    with pytest.raises(MessageRefused):
        read_typed(written(typed("A", value, loop)))
