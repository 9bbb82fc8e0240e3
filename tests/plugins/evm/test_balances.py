"""What there is, kept fresh, and honest about what is not known."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.wallets.holdings import ChainHoldings, HoldingsCache
from fiscus.core import ProviderResult
from fiscus.core.action import ActionContext
from fiscus.core.bootstrap.turn import IncomingMessage
from fiscus.core.desk.door import Consent, Ticket
from fiscus.core.errors import UnknownToken
from fiscus.core.memory import Content, Memory
from fiscus.core.result import ActionResult
from fiscus.core.state import State
from fiscus.plugins.evm.balance import BalanceParams, handle
from fiscus.plugins.evm.holdings import holdings_cache
from fiscus.plugins.evm.service import EvmService
from tests.chains import market
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, CAROL, ME, NOWHERE, Wallet, open_wallet, owner
from tests.chains.proxy import ANY, Proxy, proxied, status
from tests.fakes import FakeDesk, message

USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
DAI = "0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"
BASE = CHAINS["base"]
ETHER = 10**18
TICKET = Ticket("test", "room", "m", 0, "", owner())
MARKET = {"ethereum": '{"usd": 2000}', USDC.lower(): '{"usd": 0.99}'}


@dataclass(slots=True)
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True)
class Home:
    """A wallet with a conversation, the chain behind it, and the proxy between them."""

    wallet: Wallet
    engine: Engine
    proxy: Proxy
    clock: Clock

    async def ask(self, text: str, *, consent: Consent = Consent.GIVEN) -> ActionResult:
        message = IncomingMessage(
            id=f"m{next(self.wallet.numbers)}", text=text, principal=owner(consent)
        )
        turn = await self.wallet.agent.handle(message)
        assert turn.results, turn
        return turn.results[0]

    async def balance(self, **params: str) -> ActionResult:
        """The action itself, with parameters that a sentence can hardly have."""
        runtime = self.wallet.agent.runtime

        async def said(content: Content) -> tuple[Memory, ...]:
            return ()

        context = ActionContext(runtime, message(), owner(), FakeDesk()(TICKET), said)
        return await handle(context, BalanceParams(**params))

    @property
    def cache(self) -> HoldingsCache:
        return holdings_cache(self.wallet.evm, self.clock)

    async def give(self, token: str, units: int, owner: str = ME) -> None:
        await self.engine.place("Token", token)
        words = owner[2:].rjust(64, "0") + f"{units:064x}"
        await self.engine.transact(token, "0x40c10f19" + words)


@pytest.fixture
async def at(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Home]:
    await engine.multicall()
    async with (
        market.serve(market.Market(dict(MARKET))) as prices,
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, COINGECKO_API_URL=prices.url) as wallet,
    ):
        yield Home(wallet, engine, proxy, Clock())


async def read(cache: HoldingsCache, address: str = ME) -> ChainHoldings:
    [entry] = await cache.read([BASE], address)
    return entry


def wei(entry: ChainHoldings) -> int | None:
    return entry.holdings[0].units


@pytest.mark.covers("EVM-11", "M-4")
async def test_a_figure_is_asked_once_a_minute_in_one_request(at: Home) -> None:
    cache = at.cache
    assert wei(await read(cache)) == 10_000 * ETHER
    assert at.proxy.round_trips == 1
    at.clock.now += 59
    await read(cache)
    assert at.proxy.round_trips == 1
    at.clock.now += 1
    await read(cache)
    assert at.proxy.round_trips == 2


async def test_a_change_is_seen_at_once_for_every_address_of_its_chain(at: Home) -> None:
    cache = at.cache
    before = wei(await read(cache, CAROL))
    await read(cache)
    await at.engine.do("anvil_setBalance", CAROL, hex(7 * ETHER))
    assert wei(await read(cache, CAROL)) == before
    cache.invalidate("base")
    await read(cache)
    assert wei(await read(cache, CAROL)) == 7 * ETHER
    trips = at.proxy.round_trips
    await read(cache)
    await read(cache, CAROL)
    assert at.proxy.round_trips == trips


async def test_a_chain_that_never_answered_is_unavailable_and_not_zero(
    home: Path, at: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 0.3)
    async with open_wallet(home / "other", NOWHERE) as wallet:
        alone = Home(wallet, at.engine, at.proxy, at.clock)
        entry = await read(alone.cache)
        assert (entry.available, entry.holdings, entry.trouble) == (False, (), "TIMEOUT")
        shown = await alone.ask("Show my portfolio")
        assert "Base: unavailable (no answer in time)" in shown.text
        assert "Total: unknown (nothing answered)" in shown.text
        single = await alone.ask("What is my ETH balance on Base?")
        assert single.error is not None
        assert single.error.code == "NETWORK_ERROR"
        assert single.error.message == "Base does not answer, so the balance is unavailable"


async def test_an_old_figure_is_shown_with_its_age(
    at: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = at.cache
    await read(cache)
    at.clock.now += 75
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 0.3)
    at.proxy.faults[ANY] = [status(500) for _ in range(100)]
    entry = await read(cache)
    assert (wei(entry), entry.trouble, cache.age(entry)) == (10_000 * ETHER, "TIMEOUT", 75.0)
    at.proxy.faults[ANY] = []
    at.clock.now += 9
    assert (await read(cache)).trouble == "TIMEOUT"
    at.clock.now += 1
    again = await read(cache)
    assert (again.trouble, cache.age(again)) == (None, 0.0)


async def test_an_old_figure_says_so_to_the_person(
    at: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = at.wallet.agent.runtime.get_service(EvmService.service_type)
    assert isinstance(service, EvmService)
    service.cache = at.cache
    await at.ask("What is my ETH balance on Base?")
    at.clock.now += 75
    monkeypatch.setattr("fiscus.chains.wallets.holdings.READ_SECONDS", 0.2)
    at.proxy.faults[ANY] = [status(500) for _ in range(100)]
    said = await at.ask("What is my ETH balance on Base?")
    assert said.success
    assert said.text == (
        "You have 10000 ETH ($20,000,000.00)"
        " (as of 75 s ago; the chain does not answer now) on Base"
    )


async def test_after_an_own_payment_the_figures_are_new(at: Home) -> None:
    assert "10000 ETH" in (await at.ask("What is my ETH balance on Base?")).text
    assert (await at.ask(f"Send 1 ETH to {BOB} on Base")).success
    assert "9998.9999" in (await at.ask("What is my ETH balance on Base?")).text


async def test_a_refresh_asks_the_chains_again(at: Home) -> None:
    await at.ask("What is my ETH balance on Base?")
    await at.engine.do("anvil_setBalance", ME, hex(5 * ETHER))
    assert "10000 ETH" in (await at.ask("What is my ETH balance on Base?")).text
    await at.wallet.agent.refresh()
    assert "You have 5 ETH" in (await at.ask("What is my ETH balance on Base?")).text


async def test_a_token_is_shown_at_its_decimals_and_at_the_lowest_price(at: Home) -> None:
    await at.give(USDC, 1_500_000)
    said = await at.ask("How much USDC do I have on Base?")
    assert said.text == "You have 1.5 USDC ($1.48) on Base"
    assert said.data == {
        "address": ME,
        "balances": [{"chain": "base", "token": "USDC", "units": 1_500_000, "amount": "1.5"}],
    }


async def test_a_token_that_answers_nonsense_is_unavailable_and_spoils_no_other(at: Home) -> None:
    await at.give(USDC, 2_000_000)
    await at.engine.do("anvil_setCode", DAI, "0x5f5ffd")
    said = await at.ask("What is my DAI balance on Base?")
    assert said.error is not None
    assert said.error.message == "The token's contract on Base tells no balance"
    shown = await at.ask("Show my portfolio")
    assert "  2 USDC ($1.98)" in shown.text
    assert "DAI" in shown.text.split("unavailable: ")[1]
    assert "Total: $20,000,001.98 (without what is unavailable)" in shown.text


async def test_somebody_elses_balance_is_told_as_theirs(at: Home) -> None:
    await at.engine.do("anvil_setBalance", CAROL, hex(3 * ETHER))
    said = await at.ask(f"What is the ETH balance of {CAROL} on Base?")
    assert said.text == f"{CAROL} has 3 ETH ($6,000.00) on Base"
    shown = await at.ask(f"What is the balance of {CAROL} on Base?")
    assert shown.text.startswith(f"Wallet {CAROL}\nBase:\n  3 ETH ($6,000.00)")


@pytest.mark.covers("EVM-43")
async def test_a_token_on_no_list_is_asked_of_its_contract(at: Home) -> None:
    token = await at.engine.token(units=2_500_000, owner=ME)
    said = await at.balance(token=token, from_chain="base")
    # It calls itself USDC, and is not.
    assert said.text == f"You have 2.5 {checksum(token)} on Base"
    with pytest.raises(UnknownToken, match="There is no token at"):
        await at.balance(token=CAROL, from_chain="base")


@pytest.mark.covers("D-49")
async def test_what_has_no_price_is_not_counted_as_nothing(base_url: str, home: Path) -> None:
    async with open_wallet(home, base_url) as wallet:
        turn = await wallet.agent.handle(
            IncomingMessage(id="1", text="Show my portfolio", principal=owner())
        )
        text = turn.results[0].text
        assert "  10000 ETH\n" in text
        assert "Total: unknown (ETH: no price known)" in text
        turn = await wallet.agent.handle(
            IncomingMessage(id="2", text="What's the price of ETH?", principal=owner())
        )
        assert turn.results[0].error is not None
        assert turn.results[0].error.message == "No price of ETH is known right now"


@pytest.mark.covers("EVM-41")
async def test_prices_are_told_with_their_sources(at: Home) -> None:
    said = await at.ask("What's the price of ETH?")
    assert said.text == "1 ETH = $2,000.00 (coingecko)"
    said = await at.ask("What's the price of USDC on Base?")
    assert "$1.00 (issuer)" in said.text
    assert "$0.99 (coingecko)" in said.text


@pytest.mark.covers("EVM-12", "EVM-39")
async def test_the_state_of_a_conversation_shows_only_what_is_known(at: Home) -> None:
    runtime = at.wallet.agent.runtime
    [provider] = [p for p in runtime.providers.values() if p.name == "evmWalletProvider"]
    await at.ask("What is my ETH balance on Base?")
    trips = at.proxy.round_trips
    shown = await provider.get(runtime, message(), State())
    assert at.proxy.round_trips == trips
    assert isinstance(shown, ProviderResult)
    assert shown.text.startswith("Wallet balances:\nBase: 10000 ETH\n\nTotal value: $20,000,000.00")
    assert shown.data["walletInfo"] == {
        "chains": [{"name": "Base", "nativeBalance": "10000", "symbol": "ETH"}],
        "totalValueUsd": "20000000.00",
    }
