from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("5", "5"),
        ("5.00", "5"),
        (".5", "0.5"),
        ("1,000,000.5", "1000000.5"),
        ("1'000", "1000"),
        ("10 000", "10000"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("1.234567890123456789", "1.234567890123456789"),
        ("1k", "1000"),
        ("1.5K", "1500"),
        ("2m", "2000000"),
        ("2 million", "2000000"),
        ("half a million", "500000"),
        ("one", "1"),
        ("twenty five", "25"),
        ("two hundred", "200"),
        ("a hundred and five", "105"),
        ("fifteen hundred", "1500"),
        ("two thousand five hundred", "2500"),
        ("three hundred thousand", "300000"),
        ("one and a half", "1.5"),
        ("two and a half million", "2500000"),
        ("half a", "0.5"),
        ("a quarter of an", "0.25"),
        ("three quarters of an", "0.75"),
        ("1/2", "0.5"),
        ("1/2 of my", "half"),
        ("3/4 of my", "75%"),
        ("point one", "0.1"),
        ("zero point zero five", "0.05"),
        ("half my", "half"),
        ("half of the", "half"),
        ("a quarter of my", "25%"),
        ("50% of my", "50%"),
        ("fifty percent of my", "50%"),
        ("all my", "all"),
        ("all of my", "all"),
        ("the entire", "all"),
        ("max", "all"),
        ("$25 of", "$25"),
        ("$1.5k of", "$1500"),
        ("25 dollars worth of", "$25"),
        ("twenty bucks of", "$20"),
        ("50 cents of", "$0.5"),
        ("0.5 DAI worth of", "0.5 DAI-worth"),
    ],
)
def test_amounts_in_every_spelling(reader: Reader, said: str, amount: str) -> None:
    reading = reader.read(f"send {said} ETH to bob.eth")
    assert (reading.action, reading.params.get("amount")) == ("transfer", amount)
    assert reading.params["token"] == "ETH"


@pytest.mark.parametrize(
    "said",
    [
        "-5",
        "+5",
        "~5",
        "√4",
        "0",
        "0.0",
        "0%",
        "150%",
        "50%%",
        "1e18",
        "0x10",
        "0.1+0.2",
        "5*2",
        "5-10",
        "5 - 10",
        "1,5",
        "1.000",
        "1.000.000",
        "1.2.3",
        "NaN",
        "⅓",
        "a third of my",
        "five thousand hundred",
        "two three",
        "twenty twenty",
        "5 two hundred",
        "1 2",
        "half",
        "9" * 200,
    ],
)
def test_amounts_that_can_be_misread_are_asked_for(reader: Reader, said: str) -> None:
    reading = reader.read(f"send {said} ETH to bob.eth")
    assert reading.action == "clarify", dict(reading.params)


def test_units_of_a_coin(reader: Reader) -> None:
    wei = reader.read("send 500000000000000000 wei to bob.eth")
    assert (wei.params["amount"], wei.params["token"]) == ("0.5", "ETH")
    gwei = reader.read("send 5 gwei to bob.eth")
    assert gwei.params["amount"] == "0.000000005"
    assert reader.read("send 5 gwei USDC to bob.eth").action == "clarify"


def test_a_number_behind_a_reference_is_no_amount(reader: Reader) -> None:
    for tail in ("for invoice #2023-007", "(invoice 77/2024)", "for order number 12"):
        assert reader.read(f"send 5 USDC to bob.eth {tail}").params["amount"] == "5"


@pytest.mark.parametrize(
    "amount",
    [
        *("0,001", "00,100", "0,500", "0,001.5", "0,100k", "$0,500", "0'500", "0_500"),
        *(",5", ",25", "minus five", "negative five", "-5"),
    ],
)
def test_a_number_that_may_be_a_thousandth_is_never_taken_for_a_whole(
    reader: Reader, amount: str
) -> None:
    reading = reader.read(f"send {amount} ETH to bob.eth")
    assert reading.action in {"clarify", "none"}, reading.params
