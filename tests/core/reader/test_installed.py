"""The reader as it is installed: with the words of the real families."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fiscus.core.reader.loading import load_lexicons, load_reader
from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import WRITES

VITALIK = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
SOLANA = "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU"


@pytest.fixture(scope="module")
def installed() -> Reader:
    return load_reader()


def test_the_families_register_themselves() -> None:
    families = [lexicon.family for lexicon in load_lexicons()]
    assert "evm" in families
    assert len(families) == len(set(families))


@pytest.mark.parametrize(
    ("text", "action", "params"),
    [
        ("Show my Solana portfolio", "portfolio", {"from_chain": "solana"}),
        ("my solana holdings", "portfolio", {"from_chain": "solana"}),
        ("Show my Ethereum portfolio", "portfolio", {"from_chain": "ethereum"}),
        ("Zeige mein Solana Portfolio", "portfolio", {"from_chain": "solana"}),
        ("How much Solana is in my wallet?", "balance", {"token": "SOL"}),
        ("Do I have any Ethereum in my wallet?", "balance", {"token": "ETH"}),
        ("How much of my portfolio is Solana?", "balance", {"token": "SOL"}),
        ("Show my USDC portfolio", "balance", {"token": "USDC"}),
    ],
)
def test_a_chain_that_is_called_like_its_coin_is_meant_by_its_portfolio(
    installed: Reader, text: str, action: str, params: dict[str, str]
) -> None:
    reading = installed.read(text)
    assert (reading.action, dict(reading.params)) == (action, params)


def test_a_payment_with_a_real_address(installed: Reader) -> None:
    reading = installed.read(f"Send 0.001 ETH to {VITALIK} on Base")
    assert reading.chain_family == "evm"
    assert dict(reading.params) == {
        "amount": "0.001",
        "token": "ETH",
        "recipient": VITALIK,
        "from_chain": "base",
    }


@pytest.mark.parametrize(
    "address",
    [
        VITALIK[:-1],
        VITALIK + "0",
        VITALIK[2:],
        VITALIK.swapcase(),
        VITALIK[:6] + "..." + VITALIK[-4:],
        SOLANA,
    ],
)
def test_a_damaged_address_is_asked_for(installed: Reader, address: str) -> None:
    reading = installed.read(f"send 25 ETH to {address}")
    assert reading.action == "clarify"
    assert "recipient" in reading.missing


def test_ordinary_words_are_no_tokens(installed: Reader) -> None:
    for text in (
        "swap 5 ETH for fun",
        "buy me some time",
        "send me the link",
        "it would be super to move near the ocean",
        "one more thing",
        "send 5 USDC to Bob",
        "send love to mom",
    ):
        assert installed.read(text).action not in WRITES, text


def test_importing_the_reader_loads_nothing_heavy() -> None:
    program = (
        "import sys, fiscus.core.reader.reader\n"
        "heavy = {'pydantic', 'httpx', 'sqlalchemy', 'eth_account', 'web3', 'asyncio', 'yaml'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
