"""The documentation's own sentences about swaps, on the sandbox with both aggregators."""

from __future__ import annotations

from pathlib import Path

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.reader.loading import load_reader
from tests.plugins.evm.test_lying_aggregators import buying


def urls(sandbox: Sandbox) -> dict[str, str]:
    return {"LIFI_API_URL": sandbox.lifi_url, "BEBOP_API_URL": sandbox.bebop_url}


@pytest.mark.covers("EVM-24", "EVM-27", "L-2")
@pytest.mark.parametrize(
    ("text", "announced", "done"),
    [
        (
            "Swap 1 ETH for USDC",
            "I'll swap 1 ETH for USDC on Sandbox using the best available route.",
            "Swapped 1 ETH for ",
        ),
        (
            "Exchange 100 USDC for DAI with 0.5% slippage",
            "I'll swap 100 USDC for DAI on Sandbox using the best available route"
            " with 0.5% slippage tolerance.",
            "Swapped 100 USDC for ",
        ),
        (
            "Swap 0.01 ETH for USDC",
            "I'll swap 0.01 ETH for USDC on Sandbox using the best available route.",
            "Swapped 0.01 ETH for ",
        ),
    ],
)
async def test_it_is_announced_and_done(
    sandbox: Sandbox, home: Path, text: str, announced: str, done: str
) -> None:
    async with buying(sandbox, home, **urls(sandbox)) as buyer:
        turn = await buyer.say(text)
    (result,) = turn.results
    assert result.success, result.text
    assert turn.replies[0].text == announced
    assert result.text.startswith(done)
    assert turn.replies[-1].text == result.text
    assert str(result.data["hash"]) in result.text


@pytest.mark.covers("EVM-65", "D-31", "D-40")
@pytest.mark.parametrize(
    "text", ["Trade my WETH for USDC on Base", "Swap MATIC for USDC on Polygon"]
)
async def test_an_amount_that_nobody_said_is_asked_for(
    sandbox: Sandbox, home: Path, text: str
) -> None:
    async with buying(sandbox, home, **urls(sandbox)) as buyer:
        before = buyer.count()
        turn = await buyer.say(text)
        assert buyer.count() == before
    assert [reply.text[-1:] for reply in turn.replies] == ["?"]
    assert all(not result.success for result in turn.results)


@pytest.mark.covers("EVM-65")
def test_the_chain_that_is_named_is_meant() -> None:
    reading = load_reader().read("Exchange 100 USDT for DAI on Arbitrum")
    assert (reading.action, dict(reading.params)) == (
        "swap",
        {"amount": "100", "token": "USDT", "to_token": "DAI", "from_chain": "arbitrum"},
    )
