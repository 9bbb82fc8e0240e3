"""Two nodes, one of which lies: whatever it lies about, nothing is signed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.chains.sandbox.definition import NAMES
from fiscus.chains.sandbox.session import Sandbox
from fiscus.core.desk import opinions
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import ChainBehind, FiscusError, NodesDisagree
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import ETHER, SEND, Line, give_dai
from tests.chains.evm.wallets import ANYTHING, BOB, ME, Wallet, open_wallet
from tests.chains.proxy import Change, Proxy, always, proxied, refusing
from tests.sandboxes import rpc

TWO = Policy.model_validate({**ANYTHING.model_dump(), "second_opinion_usd": 0})
BALANCE_OF, DECIMALS = "0x70a08231", "0x313ce567"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinions, "PAUSE_SECONDS", 0.01)


@dataclass(frozen=True, slots=True)
class Pair:
    """A wallet between two nodes, of which the first is preferred."""

    wallet: Wallet
    first: Proxy
    second: Proxy

    @property
    def offered(self) -> int:
        return self.first.count(SEND) + self.second.count(SEND)


def elsewhere(proxy: Proxy) -> str:
    """The same node by another name of this machine: another host, as far as anybody can see."""
    return proxy.url.replace("127.0.0.1", "localhost")


@asynccontextmanager
async def pair_on(url: str, home: Path, **values: str) -> AsyncGenerator[Pair]:
    async with proxied(url) as first, proxied(url) as second:
        urls = (first.url, elsewhere(second))
        async with open_wallet(home, *urls, policy=TWO, **values) as wallet:
            yield Pair(wallet, first, second)


@pytest.fixture
async def pair(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Pair]:
    async with pair_on(base_url, home) as opened:
        await give_dai(Line(opened.wallet, engine, opened.first, 0))
        yield opened


def more(params: list[Json], result: Json) -> Json:
    """One more than there is."""
    assert isinstance(result, str)
    return hex(int(result, 16) + 1)


def called(selector: str, lie: str) -> Change:
    """Another answer of one function of contracts."""

    def change(params: list[Json], result: Json) -> Json:
        (asked, *_) = params
        assert isinstance(asked, dict)
        return lie if str(asked.get("data", "")).startswith(selector) else result

    return change


def word(number: int) -> str:
    return f"0x{number:064x}"


LIES: dict[str, tuple[str, Change, str, str]] = {
    "the chain": ("eth_chainId", always("0x1"), "ETH", "which chain this is"),
    "the nonce": ("eth_getTransactionCount", more, "ETH", "how many transactions"),
    "the balance": ("eth_getBalance", more, "ETH", "the wallet's balance"),
    "the token's balance": (
        "eth_call",
        called(BALANCE_OF, word(7 * ETHER)),
        "DAI",
        "the wallet's balance of the token",
    ),
    "the recipient's code": (
        "eth_getCode",
        always("0x600160015500"),
        "ETH",
        "what stands at the recipient's address",
    ),
    "a revert": ("eth_estimateGas", refusing(3, "execution reverted"), "ETH", "whether it can"),
}


@pytest.mark.parametrize("liar", [0, 1], ids=["the first lies", "the second lies"])
@pytest.mark.parametrize(("method", "lie", "token", "fact"), LIES.values(), ids=LIES)
async def test_a_lie_of_one_node_stops_the_payment(
    pair: Pair, method: str, lie: Change, token: str, fact: str, liar: int
) -> None:
    (pair.first, pair.second)[liar].changes[method] = lie
    with pytest.raises(FiscusError) as caught:
        await pair.wallet.pay("1", token, consent=Consent.GIVEN)
    assert pair.offered == 0
    if liar:
        assert isinstance(caught.value, NodesDisagree)
        assert fact in caught.value.message
        assert fact in str(caught.value.context["fact"])


async def test_a_lie_about_the_decimals_of_a_token_stops_the_payment(
    pair: Pair, engine: Engine
) -> None:
    token = await engine.token(units=10**9, owner=ME)
    pair.second.changes["eth_call"] = called(DECIMALS, word(5))
    with pytest.raises(NodesDisagree, match=r"what the token is|whether it can"):
        await pair.wallet.pay("1", token, consent=Consent.GIVEN)
    assert pair.offered == 0
    del pair.second.changes["eth_call"]
    done = await pair.wallet.pay("1", token, consent=Consent.GIVEN)
    assert done.state is State.CONFIRMED


async def test_a_lie_about_a_name_stops_the_payment(sandbox: Sandbox, home: Path) -> None:
    rpc(sandbox.rpc_url, "anvil_setBalance", ME, hex(5 * ETHER))
    async with proxied(sandbox.rpc_url) as honest, proxied(sandbox.rpc_url) as liar:
        urls = {"ETHEREUM_PROVIDER_SANDBOX": f"{honest.url},{elsewhere(liar)}"}
        values = {"ETHEREUM_PROVIDER_BASE": "", "DEFAULT_EVM_CHAIN": "sandbox", **urls}
        async with open_wallet(home, policy=TWO, **values) as wallet:
            real, bob = NAMES["alice.eth"][2:].lower(), BOB[2:].lower()

            def lie(params: list[Json], result: Json) -> Json:
                return result.replace(real, bob) if isinstance(result, str) else result

            liar.changes["eth_call"] = lie
            with pytest.raises(NodesDisagree) as caught:
                await wallet.pay("1", to="alice.eth", consent=Consent.GIVEN)
            assert honest.count(SEND) + liar.count(SEND) == 0
            assert caught.value.context["fact"] in {
                "who is paid",
                "whether it can be done (NAME_NOT_RESOLVED)",
            }
            liar.changes.clear()
            done = await wallet.pay("1", to="alice.eth", consent=Consent.GIVEN)
            assert (done.state, done.recipient_name) == (State.CONFIRMED, "alice.eth")


async def test_two_nodes_that_agree_pay(pair: Pair) -> None:
    assert (await pair.wallet.pay("1")).state is State.CONFIRMED
    assert (await pair.wallet.pay("1", "DAI")).state is State.CONFIRMED


async def test_a_node_that_is_late_by_a_block_is_asked_again(pair: Pair) -> None:
    told = 0

    def late(params: list[Json], result: Json) -> Json:
        nonlocal told
        told += 1
        return more(params, result) if told == 1 else result

    pair.second.changes["eth_getBalance"] = late
    assert (await pair.wallet.pay("1")).state is State.CONFIRMED


@pytest.mark.parametrize("second", ["", "http://localhost:9", "the same host"])
@pytest.mark.usefixtures("impatient")
async def test_with_one_node_only_it_is_said_and_asked(
    base_url: str, engine: Engine, home: Path, second: str
) -> None:
    async with proxied(base_url) as only:
        urls = [
            only.url,
            *([base_url] if second == "the same host" else [second] if second else []),
        ]
        async with open_wallet(home, *urls, policy=TWO) as wallet:
            asked = await wallet.pay("1")
            assert asked.approval is not None
            assert (
                "It was checked with one node only: no second one answers."
                in asked.approval.reasons
            )
            assert only.count(SEND) == 0
            assert (await wallet.pay("1", consent=Consent.GIVEN)).state is State.CONFIRMED


async def test_below_the_amount_one_node_is_enough(
    base_url: str, engine: Engine, home: Path
) -> None:
    async with proxied(base_url) as first, proxied(base_url) as second:
        urls = (first.url, elsewhere(second))
        async with open_wallet(home, *urls, policy=ANYTHING) as wallet:
            second.changes["eth_getBalance"] = more
            assert (await wallet.pay("1")).state is State.CONFIRMED


async def test_an_rpc_that_lost_the_chain_long_ago_is_not_signed_for(
    base_url: str, engine: Engine, home: Path
) -> None:
    def stuck(params: list[Json], result: Json) -> Json:
        assert isinstance(result, list) and isinstance(result[0], dict)
        return [{**result[0], "timestamp": "0x65000000"}]

    async with proxied(base_url) as proxy, open_wallet(home, proxy.url) as wallet:
        proxy.changes["eth_simulateV1"] = stuck
        with pytest.raises(ChainBehind, match="older than 900 s"):
            await wallet.pay("1")
        assert proxy.count(SEND) == 0
