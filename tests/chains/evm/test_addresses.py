from __future__ import annotations

import subprocess
import sys

import pytest
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.evm.addresses import checksum, is_address, read_address
from fiscus.core.errors import InvalidRecipient

# The examples of EIP-55.
EIP55 = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]
USDT = "0xdAC17F958D2ee523a2206206994597C13D831ec7"


@pytest.mark.covers("EVM-56")
@pytest.mark.parametrize("address", EIP55)
def test_the_examples_of_eip55_are_valid(address: str) -> None:
    assert is_address(address)
    assert checksum(address.lower()) == address


@pytest.mark.parametrize("spelling", [USDT.lower(), "0x" + USDT[2:].upper(), USDT])
def test_one_case_carries_no_checksum_and_is_valid(spelling: str) -> None:
    reading = read_address(spelling)
    assert reading is not None
    assert (reading.text, reading.valid, reading.reason) == (spelling, True, None)


@pytest.mark.covers("EVM-56", "D-30")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0xdAC17F958D2ee523a2206206994597C13D831eC7", "EIP-55 checksum invalid"),
        (USDT + "0", "41 hex digits"),
        (USDT[:-1], "39 hex digits"),
        ("0x123", "3 hex digits"),
        ("0x" + "a" * 64, "64 hex digits"),
        (USDT[:-1] + "O", "not hexadecimal"),
        (USDT[:-1] + "\uff17", "not hexadecimal"),
        ("0xdAC1…1ec7", "shortened"),
        ("0xdAC1...1ec7", "shortened"),
        ("0xdAC1..1ec7", "shortened"),
        ("0xdAC1****1ec7", "shortened"),
        (USDT[2:], "0x missing"),
    ],
)
def test_a_broken_address_says_what_is_wrong_with_it(text: str, reason: str) -> None:
    reading = read_address(text)
    assert reading is not None
    assert (reading.valid, reading.reason) == (False, reason)
    assert not is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "0x", "alice", "alice.eth", "0xabc.eth", USDT + ".eth", "0xBTC", "1000000", "deadbeef"],
)
def test_what_does_not_look_like_an_address_is_none(text: str) -> None:
    assert read_address(text) is None
    assert not is_address(text)


@given(st.binary(min_size=20, max_size=20))
def test_the_checksum_is_that_of_eth_utils(account: bytes) -> None:
    assert checksum("0x" + account.hex()) == to_checksum_address(account)


@given(st.binary(min_size=20, max_size=20), st.data())
def test_a_letter_in_the_wrong_case_is_noticed(account: bytes, data: st.DataObject) -> None:
    right = to_checksum_address(account)
    letters = [place for place in range(2, 42) if right[place].isalpha()]
    if not letters:
        return
    place = data.draw(st.sampled_from(letters))
    wrong = right[:place] + right[place].swapcase() + right[place + 1 :]
    one_case = wrong[2:] in (wrong[2:].lower(), wrong[2:].upper())
    assert is_address(wrong) == one_case


@pytest.mark.parametrize("text", ["", "0x", "alice.eth", USDT[:-1], USDT + "0", "0x" + "g" * 40])
def test_what_is_no_address_has_no_checksum(text: str) -> None:
    with pytest.raises(InvalidRecipient) as failure:
        checksum(text)
    assert repr(text) in failure.value.message


def test_keccak_is_loaded_only_when_a_checksum_is_judged() -> None:
    program = (
        "import sys; from fiscus.chains.evm.addresses import is_address;"
        f"assert is_address({USDT.lower()!r}); assert not is_address('0xdAC1...1ec7');"
        "heavy = {name.partition('.')[0] for name in sys.modules};"
        "assert not heavy & {'Crypto', 'eth_utils', 'eth_hash'}, heavy;"
        f"assert is_address({USDT!r}); assert 'Crypto' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
