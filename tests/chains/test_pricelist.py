from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.pricelist import Quote, read_quotes


def test_the_answer_of_the_published_description() -> None:
    body = b"""{"bitcoin": {"usd": 76975, "usd_market_cap": 1542226908349.8406,
      "usd_24h_vol": 29096603418.89408, "usd_24h_change": -1.4093297098441402,
      "last_updated_at": 1779092258}}"""
    assert read_quotes(body) == {"bitcoin": Quote(Decimal(76975), "coingecko", 1779092258)}


def test_a_recorded_answer_in_another_currency_has_no_dollar_price() -> None:
    body = b'{"binancecoin": {"eth": 0.21387074}, "dai": {"eth": 0.0003068}}'
    assert read_quotes(body) == {}


@given(st.decimals("1e-18", "1e9", places=18))
def test_every_digit_survives(price: Decimal) -> None:
    quotes = read_quotes(f'{{"a": {{"usd": {price:f}}}}}'.encode())
    assert quotes is not None
    assert quotes["a"].usd == price


@pytest.mark.parametrize(
    "price",
    ["null", "0", "0.0", "-1", "-0.5", "true", '"12.5"', "[1]", "{}", "NaN", "Infinity", "1e400",
     "1e-400"],
)  # fmt: skip
def test_what_is_no_believable_price_is_left_out(price: str) -> None:
    body = f'{{"bad": {{"usd": {price}}}, "good": {{"usd": 1}}}}'.encode()
    assert read_quotes(body) == {"good": Quote(Decimal(1), "coingecko")}


@pytest.mark.parametrize("time", ["null", "0", "-5", "true", '"now"', "1.5"])
def test_an_odd_time_is_no_time(time: str) -> None:
    body = f'{{"a": {{"usd": 1, "last_updated_at": {time}}}}}'.encode()
    assert read_quotes(body) == {"a": Quote(Decimal(1), "coingecko", None)}


@pytest.mark.parametrize("row", ["null", "1", '"usd"', "[]"])
def test_a_row_that_is_no_row_is_left_out(row: str) -> None:
    assert read_quotes(f'{{"a": {row}}}'.encode()) == {}


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\xfa", b"[1]", b"3", b'{"a": 1e99999999999999999999}', b"9" * 5000]
)
def test_what_is_no_answer_is_none(body: bytes) -> None:
    assert read_quotes(body) is None


def test_an_age_is_never_negative() -> None:
    assert Quote(Decimal(1), "coingecko", 1000).age(990) == 0
