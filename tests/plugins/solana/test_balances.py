"""What there is on Solana, kept for two minutes, and honest about what is not known."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.chains.sandbox.solana.definition import BONK, PLAIN_2022
from fiscus.core import ProviderResult
from fiscus.core.components import Provider
from fiscus.core.errors import UnknownToken
from fiscus.core.result import ActionResult
from fiscus.core.state import State
from fiscus.plugins.solana.holdings import holdings_cache
from fiscus.plugins.solana.service import SolanaService
from fiscus.plugins.solana.unlisted import read_unlisted
from tests.chains.market import Market
from tests.chains.market import serve as serve_market
from tests.chains.proxy import ANY, Proxy, proxied, status
from tests.chains.solana.chain import ALICE, KEY, ME, SOL, Chain
from tests.fakes import message
from tests.plugins.solana.conftest import MARKET
from tests.plugins.solana.wallets import Talker, open_talker


async def told(talker: Talker, text: str) -> ActionResult:
    [result] = (await talker.say(text)).results
    return result


def service_of(talker: Talker) -> SolanaService:
    service = talker.agent.runtime.get_service("solana-service")
    assert isinstance(service, SolanaService)
    return service


def provider_of(talker: Talker) -> Provider:
    return talker.agent.runtime.providers["solana-wallet"]


@pytest.fixture
async def proxy(chain: Chain) -> AsyncGenerator[Proxy]:
    async with proxied(chain.url) as proxy:
        yield proxy


@pytest.fixture
async def behind(proxy: Proxy, home: Path) -> AsyncGenerator[Talker]:
    """An agent whose only way to the chain is the proxy."""
    async with (
        serve_market(Market(dict(MARKET))) as market,
        open_talker(home, proxy.url, COINGECKO_API_URL=market.url) as talker,
    ):
        yield talker


@pytest.mark.covers("SOL-33", "SOL-38")
async def test_the_portfolio_is_told_in_dollars_and_in_sol(talker: Talker, chain: Chain) -> None:
    chain.give_tokens(1_000_000 * 10**5 + 1, BONK)
    result = await told(talker, "Show my portfolio")
    assert result.text == (
        f"Solana wallet {ME}\n"
        "Total Value: $1,620.00 (10.80 SOL)\n"
        "\n"
        "Token Balances:\n"
        "SOL: 10 ($1,500.00)\n"
        "USDC: 100 ($100.00)\n"
        "BONK: 1,000,000.00001 ($20.00)"
    )
    assert result.data["total_usd"] == "1620.00"
    assert result.data["total_sol"] == "10.8000"
    assert result.data["complete"] is True


async def test_a_token_and_a_coin_are_told_at_their_decimals(talker: Talker) -> None:
    assert (await told(talker, "How much USDC do I have?")).text == (
        "You have 100 USDC ($100.00) on Solana"
    )
    assert (await told(talker, "What is my SOL balance?")).data["balances"] == [
        {"chain": "solana", "token": "SOL", "units": 10 * SOL, "amount": "10"}
    ]


async def test_somebody_elses_balance_is_told_as_theirs(talker: Talker) -> None:
    said = await told(talker, f"What is the SOL balance of {ALICE}?")
    assert said.text == f"{ALICE} has 10 SOL ($1,500.00) on Solana"
    said = await told(talker, "What is the USDC balance of alice.sol?")
    assert said.text.startswith(f"{ALICE} has 1000 USDC")


async def test_a_token_on_no_list_is_asked_of_its_mint(talker: Talker, chain: Chain) -> None:
    chain.give_tokens(2_500_000, PLAIN_2022)
    service = service_of(talker)
    held = await read_unlisted(service, PLAIN_2022, ME)
    assert (held.units, held.asset.symbol, held.asset.decimals) == (2_500_000, PLAIN_2022, 6)
    with pytest.raises(UnknownToken, match="There is no token at"):
        await read_unlisted(service, ALICE, ME)


@pytest.mark.covers("SOL-72")
async def test_prices_are_told_with_their_sources(talker: Talker) -> None:
    assert (await told(talker, "What's the price of SOL?")).text == "1 SOL = $150.00 (coingecko)"
    said = await told(talker, "What's the price of BONK?")
    assert said.text == "1 BONK = $0.00002 (coingecko)"


@pytest.mark.covers("SOL-36")
async def test_a_figure_is_asked_once_in_two_minutes(behind: Talker, proxy: Proxy) -> None:
    now = 1000.0
    service = service_of(behind)
    cache = holdings_cache(service.solana, service.claims, lambda: now)
    await cache.read([service.chain], ME)
    trips = proxy.round_trips
    now += 119
    await cache.read([service.chain], ME)
    assert proxy.round_trips == trips
    now += 1
    await cache.read([service.chain], ME)
    assert proxy.round_trips == trips + 1


async def test_a_refresh_and_an_own_payment_ask_again(behind: Talker, chain: Chain) -> None:
    assert "10 SOL" in (await told(behind, "How much SOL do I have?")).text
    chain.give(5 * SOL)
    assert "10 SOL" in (await told(behind, "How much SOL do I have?")).text
    await behind.agent.refresh()
    assert "You have 5 SOL" in (await told(behind, "How much SOL do I have?")).text
    assert (await told(behind, "Send 1 SOL to bob.sol")).success
    assert "You have 3.9999" in (await told(behind, "How much SOL do I have?")).text


@pytest.mark.covers("SOL-36")
async def test_an_old_portfolio_is_shown_with_its_age_and_none_as_none(
    behind: Talker, proxy: Proxy, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 0.3)
    await told(behind, "Show my portfolio")
    proxy.faults[ANY] = [status(500) for _ in range(100)]
    await behind.agent.refresh()
    shown = await told(behind, "Show my portfolio")
    assert shown.success
    assert "the chain does not answer now" in shown.text
    assert "SOL: 10 ($1,500.00)" in shown.text
    async with open_talker(home / "other") as alone:
        shown = await told(alone, "Show my portfolio")
        assert shown.text == f"Solana wallet {ME}: unavailable (no answer in time)"
        assert shown.data["complete"] is False
        single = await told(alone, "What is my SOL balance?")
        assert single.error is not None and single.error.code == "NETWORK_ERROR"


async def test_what_has_no_price_is_not_counted_as_nothing(chain: Chain, home: Path) -> None:
    async with open_talker(home, chain.url) as talker:
        shown = await told(talker, "Show my portfolio")
        assert "Total Value: $100.00 (without SOL: no price known)" in shown.text
        assert "SOL: 10\n" in shown.text
        runtime = talker.agent.runtime
        given = await provider_of(talker).get(runtime, message(), State())
        assert isinstance(given, ProviderResult)
        assert "SOL Price: $n/a" in given.text


@pytest.mark.covers("SOL-31", "SOL-32", "SOL-35")
async def test_the_state_of_a_conversation_shows_only_what_is_known(
    behind: Talker, proxy: Proxy
) -> None:
    runtime, provider = behind.agent.runtime, provider_of(behind)
    shown = await provider.get(runtime, message(), State())
    assert isinstance(shown, ProviderResult)
    assert shown.text == "Wallet data unavailable"
    await told(behind, "Show my portfolio")
    trips = proxy.round_trips
    shown = await provider.get(runtime, message(), State())
    assert proxy.round_trips == trips
    assert isinstance(shown, ProviderResult)
    *lines, updated = shown.text.splitlines()
    assert lines == [
        "Solana Wallet Portfolio:",
        "Total Value: $1600.00 (10.6667 SOL)",
        "Token Balances:",
        "SOL: 10 ($1500.00)",
        "USDC: 100 ($100.00)",
        "SOL Price: $150.00",
    ]
    assert updated.startswith("Last Updated: 20")
    assert shown.values["solana_address"] == ME


async def test_the_history_tells_payments_with_links(talker: Talker) -> None:
    assert (await told(talker, "Show my transaction history")).text == f"No payments from {ME} yet."
    paid = await told(talker, "Send 1 SOL to bob.sol")
    assert (await told(talker, "Show my transaction history")).text == (
        f"Latest payments from {ME}:\n  confirmed: 1 SOL to bob.sol on Solana {paid.data['hash']}"
    )


@pytest.mark.covers("SOL-58")
async def test_a_key_is_never_told(talker: Talker) -> None:
    for text in ("What's my wallet address?", "Show my portfolio", "What can you do?"):
        turn = await talker.say(text)
        assert str(KEY) not in str(turn)
