"""Two Solana nodes, one of which lies: whatever it lies about, nothing is signed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.definitions import MAINNET
from fiscus.core.desk import opinions
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import FiscusError, NodesDisagree, NotReplaceable
from tests.chains.proxy import Change, Proxy, always, proxied
from tests.chains.solana.chain import Chain
from tests.chains.solana.wallets import ANYTHING, Wallet, open_family, open_wallet, owner

SEND = "sendTransaction"
TWO = Policy.model_validate({**ANYTHING.model_dump(), "second_opinion_usd": 0})
FREELY = owner(Consent.GIVEN)


@dataclass(frozen=True, slots=True)
class Pair:
    wallet: Wallet
    first: Proxy
    second: Proxy

    @property
    def offered(self) -> int:
        return self.first.count(SEND) + self.second.count(SEND)


@pytest.fixture
async def pair(chain: Chain, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Pair]:
    """Nodes of two hosts, on a chain that somebody else started."""
    monkeypatch.setattr(opinions, "PAUSE_SECONDS", 0.01)
    async with proxied(chain.url) as first, proxied(chain.url) as second:
        urls = (first.url, second.url.replace("127.0.0.1", "localhost"))
        async with open_wallet(home, *urls, policy=TWO) as wallet:
            object.__setattr__(wallet.solana.adapter, "owned_chains", frozenset())
            yield Pair(wallet, first, second)


def richer(params: list[Json], result: Json) -> Json:
    """Every balance in the answer is one lamport more."""
    if isinstance(result, dict):
        return {
            key: value + 1 if key == "lamports" and isinstance(value, int) else richer([], value)
            for key, value in result.items()
        }
    return [richer([], item) for item in result] if isinstance(result, list) else result


def failed(params: list[Json], result: Json) -> Json:
    assert isinstance(result, dict)
    value = result["value"]
    assert isinstance(value, dict)
    failure: Json = {"InstructionError": [0, {"Custom": 1}]}
    return {**result, "value": {**value, "err": failure}}


LIES: dict[str, tuple[str, Change, str]] = {
    "the cluster": ("getGenesisHash", always(MAINNET.genesis), "which chain"),
    "the balances": ("getMultipleAccounts", richer, "do not agree on"),
    "the simulation": ("simulateTransaction", failed, "whether it can be done"),
}


@pytest.mark.parametrize("liar", [0, 1], ids=["the first lies", "the second lies"])
@pytest.mark.parametrize(("method", "lie", "fact"), LIES.values(), ids=LIES)
async def test_a_lie_of_one_node_stops_the_payment(
    pair: Pair, method: str, lie: Change, fact: str, liar: int
) -> None:
    (pair.first, pair.second)[liar].changes[method] = lie
    with pytest.raises(FiscusError) as caught:
        await pair.wallet.pay("1", consent=Consent.GIVEN)
    assert pair.offered == 0
    if liar:
        assert isinstance(caught.value, NodesDisagree)
        assert fact in caught.value.message


async def test_two_nodes_that_agree_pay(pair: Pair) -> None:
    assert (await pair.wallet.pay("1")).state is State.CONFIRMED
    assert (await pair.wallet.pay("1", "USDC")).state is State.CONFIRMED


async def test_what_waits_is_not_replaced(still: Chain, home: Path) -> None:
    async with proxied(still.url) as proxy, open_wallet(home, proxy.url, seconds=0.1) as wallet:
        waiting = await wallet.pay("1")
        offered = proxy.count(SEND)
        with pytest.raises(NotReplaceable, match="cannot be replaced"):
            await wallet.desk.speed_up(waiting.journal_id, FREELY)
        with pytest.raises(NotReplaceable):
            await wallet.desk.cancel(waiting.journal_id, FREELY)
        assert proxy.count(SEND) == offered
        still.advance(3)
        [done] = await wallet.desk.recover()
        assert done.state is State.CONFIRMED


async def test_every_node_is_offered_the_bytes(chain: Chain, home: Path) -> None:
    async with (
        proxied(chain.url) as first,
        proxied(chain.url) as second,
        open_family(first.url) as _,
        open_wallet(home, first.url, second.url) as wallet,
    ):
        assert (await wallet.pay("1")).state is State.CONFIRMED
        assert (first.count(SEND), second.count(SEND)) == (1, 1)
        assert len(chain.node.ledger.records) == 1


async def test_a_slot_that_the_cluster_forgot_is_noticed(chain: Chain, home: Path) -> None:
    async with proxied(chain.url) as proxy, open_wallet(home, proxy.url, seconds=0.2) as wallet:
        done = await wallet.pay("1")
        nothing: Json = {"context": {"slot": 10**6}, "value": [None]}
        proxy.changes["getSignatureStatuses"] = always(nothing)
        proxy.changes["getTransaction"] = always(None)
        [back] = await wallet.desk.recover()
        assert (back.state, back.hash) == (State.SENT, done.hash)
        proxy.changes.clear()
        [again] = [o for o in await wallet.desk.recover() if o.state is State.CONFIRMED]
        assert again.hash == done.hash
        assert len(chain.node.ledger.records) == 1
