"""One verb, several payments: who gets how much of what."""

from __future__ import annotations

import pytest

from fiscus.core.reader.reader import Reader


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("send 5 USDC each to a.eth, b.eth and c.eth", "5 USDC a, 5 USDC b, 5 USDC c"),
        ("give a.eth and b.eth 25 USDC apiece", "25 USDC a, 25 USDC b"),
        ("send 1 ETH to a.eth and 2 ETH to b.eth", "1 ETH a, 2 ETH b"),
        ("send 10 USDC to a.eth, 20 to b.eth and 30 to c.eth", "10 USDC a, 20 USDC b, 30 USDC c"),
        ("send the following:\n- 10 USDC to a.eth\n- 20 USDC to b.eth", "10 USDC a, 20 USDC b"),
        ("transfer 4 dai to a.eth and also 5 usdc to b.eth", "4 DAI a, 5 USDC b"),
        ("send 1 ETH and 100 USDC to a.eth", "1 ETH a, 100 USDC a"),
        ("send 1 ETH, 5 DAI and 100 USDC to a.eth", "1 ETH a, 5 DAI a, 100 USDC a"),
        ("split 90 usdc evenly between a.eth, b.eth and c.eth", "30 USDC a, 30 USDC b, 30 USDC c"),
        ("split 90 usdc 50/50 between a.eth and b.eth", "45 USDC a, 45 USDC b"),
        ("split 90 usdc 2:1 between a.eth and b.eth", "60 USDC a, 30 USDC b"),
        ("divide 100 usdc 60-30-10 among a.eth, b.eth, c.eth", "60 USDC a, 30 USDC b, 10 USDC c"),
        ("send 1 ETH to a.eth and b.eth in equal shares", "0.5 ETH a, 0.5 ETH b"),
    ],
)
def test_every_share_is_exact(reader: Reader, text: str, paid: str) -> None:
    reading = reader.read(text)
    roles = ("amount", "token", "recipient")
    said = [" ".join(str(step.params[role]) for role in roles) for step in reading.steps]
    assert ", ".join(said).replace(".eth", "") == paid
    for step in reading.steps:
        assert all(text[v.start : v.end] == v.text for v in step.values)


@pytest.mark.parametrize(
    "text",
    [
        "send 10 USDC to a.eth and b.eth",
        "split 100 usdc evenly between a.eth, b.eth and c.eth",
        "split 10 usdc 1:2 between a.eth and b.eth",
        "split 90 usdc 2:1 between a.eth, b.eth and c.eth",
        "split 90 usdc 60/30 between a.eth and b.eth",
        "split all my usdc between a.eth and b.eth",
        "split 90 usdc 2:1 or 1:2 between a.eth and b.eth",
        "split 90 usdc between a.eth and bob",
        "send 5 USDC and 5 USDC to a.eth",
        "send 1 ETH and some USDC to a.eth",
        "send 1 ETH or 100 USDC to a.eth",
        "send 10 USDC to a.eth, 20% to b.eth",
        "send 10 USDC to a.eth, 20 to b.eth or c.eth",
        "send 5 usdc tobob.eth",
        "zed.eth send a.eth and b.eth 10 dai each",
        "send 5 USDC each to a.eth, zed.eth b.eth and c.eth",
        "send zed.eth 10 USDC to both a.eth and b.eth",
        "send 5 USDC to a.eth and bob",
        "send 5 USDC to a.eth and my mom",
        "send 5 USDC to a.eth, alice",
    ],
)
def test_an_unclear_share_is_asked_about(reader: Reader, text: str) -> None:
    assert reader.read(text).action == "clarify"
