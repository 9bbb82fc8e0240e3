from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.evm.addresses import read_address as read_evm
from fiscus.chains.solana.addresses import decode, is_address, read_address

USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def encode(data: bytes) -> str:
    """Base58 the other way round: divides where the decoder multiplies."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


@pytest.mark.parametrize(
    "address",
    [
        USDC,
        "So11111111111111111111111111111111111111112",
        "11111111111111111111111111111111",
        "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
        "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263",
    ],
)
def test_well_known_accounts_are_valid(address: str) -> None:
    assert is_address(address)


@given(st.binary(min_size=32, max_size=32).filter(lambda key: key[:24].strip(b"\0") != b""))
def test_any_32_bytes_are_an_address(key: bytes) -> None:
    text = encode(key)
    assert decode(text) == key
    assert is_address(text) or text.isdigit()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (USDC + "v", "33 bytes, not 32"),
        (USDC[:-4], "30 bytes, not 32"),
        (USDC[:-1] + "0", "not base58"),
        (USDC[:-1] + "l", "not base58"),
        ("EPjF…Dt1v", "shortened"),
        ("EPjF...Dt1v", "shortened"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "25 bytes, not 32"),
    ],
)
def test_a_broken_address_says_what_is_wrong_with_it(text: str, reason: str) -> None:
    reading = read_address(text)
    assert reading is not None
    assert (reading.valid, reading.reason) == (False, reason)
    assert not is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "wait...what", "Wait...What", "0x" + "1" * 40, "alice.sol",
        "antidisestablishmentarianisms", "1" * 31 + "2", "1234567891234567891234567891234567891",
        "742d35Cc6634C0532925a3b844Bc454e4438f44e", "x" * 5000,
    ],
)  # fmt: skip
def test_what_does_not_look_like_an_address_is_none(text: str) -> None:
    assert read_address(text) is None


@given(st.binary(min_size=20, max_size=20))
def test_an_evm_address_is_never_one_of_these(account: bytes) -> None:
    for text in (account.hex(), "0x" + account.hex()):
        assert read_address(text) is None
        assert read_evm(text) is not None
