"""What is stuck is sped up or called back by words, on a chain whose blocks wait for the test."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Principal
from fiscus.core.desk.outcome import State
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, CAROL, Wallet, open_wallet, owner
from tests.chains.proxy import Proxy, proxied

SEND = "eth_sendRawTransaction"
STRANGER = Principal("somebody")


@pytest.fixture
async def still(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Wallet]:
    """No block comes by itself, and the desk waits for one for a short while only."""
    await engine.do("evm_setAutomine", False)
    async with open_wallet(home, base_url, FISCUS_CONFIRM_TIMEOUT="0.2") as wallet:
        yield wallet
    await engine.do("evm_setAutomine", True)
    await engine.do("anvil_dropAllTransactions")


async def say(wallet: Wallet, text: str, *, id: str = "", by: Principal | None = None) -> Turn:
    return await wallet.agent.handle(
        IncomingMessage(
            id=id or f"s{next(wallet.numbers)}", text=text, principal=by or owner(), room="stuck"
        )
    )


async def mined(engine: Engine, wallet: Wallet) -> list[tuple[State, str | None]]:
    await engine.do("anvil_mine", "0x1")
    return [(one.state, one.hash) for one in await wallet.agent.desk.recover()]


async def test_it_is_sped_up_and_lands_once(still: Wallet, engine: Engine) -> None:
    before = await engine.client.balance(BOB)
    waiting = await say(still, f"send 1 ETH to {BOB} on base")
    first = waiting.results[0].data["hash"]
    faster = (await say(still, "speed it up")).results[0]
    assert faster.error is not None and faster.error.code == "PENDING"
    assert faster.data["hash"] != first
    [(state, hash)] = await mined(engine, still)
    assert (state, hash) == (State.CONFIRMED, faster.data["hash"])
    assert await engine.client.balance(BOB) - before == 10**18


async def test_the_last_one_is_called_back_and_moves_nothing(still: Wallet, engine: Engine) -> None:
    before = await engine.client.balance(BOB)
    await say(still, f"send 1 ETH to {BOB} on base")
    await say(still, "cancel my last transaction")
    assert [state for state, _ in await mined(engine, still)] == [State.REPLACED]
    assert await engine.client.balance(BOB) == before


async def test_of_several_none_is_guessed(still: Wallet, engine: Engine) -> None:
    await say(still, f"send 1 ETH to {BOB} on base")
    second = await say(still, f"send 2 ETH to {CAROL} on base")
    unsure = (await say(still, "cancel my last transaction")).results[0]
    assert unsure.error is not None and unsure.error.code == "WHICH_PAYMENT"
    assert "1 ETH" in unsure.text and "2 ETH" in unsure.text
    before = await engine.client.balance(CAROL)
    hash = str(second.results[0].data["hash"])
    assert hash in unsure.text
    await say(still, f"cancel transaction {hash}")
    ended = [state for state, _ in await mined(engine, still)]
    assert sorted(ended) == sorted([State.CONFIRMED, State.REPLACED])
    assert await engine.client.balance(CAROL) == before


async def test_where_nothing_waits_nothing_is_signed(still: Wallet) -> None:
    told = (await say(still, "speed it up")).results[0]
    assert told.error is not None and told.error.code == "WHICH_PAYMENT"
    assert "No payment waits for a block" in told.text


async def test_only_an_owner_is_heard_and_told(still: Wallet, engine: Engine) -> None:
    await say(still, f"send 1 ETH to {BOB} on base")
    told = (await say(still, "cancel my last transaction", by=STRANGER)).results[0]
    assert told.error is not None and told.error.code == "NOT_OWNER"
    assert BOB not in told.text
    assert [state for state, _ in await mined(engine, still)] == [State.CONFIRMED]


async def test_a_message_that_comes_again_bids_once(
    still: Wallet, engine: Engine, base_url: str
) -> None:
    await say(still, f"send 1 ETH to {BOB} on base")
    faster = (await say(still, "speed it up", id="once")).results[0]
    again = (await say(still, "speed it up", id="once")).results[0]
    assert again.error is not None and again.error.code == "DUPLICATE_REQUEST"
    assert await mined(engine, still) == [(State.CONFIRMED, faster.data["hash"])]


@pytest.fixture
async def private(base_url: str, engine: Engine) -> AsyncGenerator[Proxy]:
    async with proxied(base_url) as proxy:
        yield proxy


async def test_a_payment_by_words_is_offered_to_the_private_node_alone(
    base_url: str, home: Path, private: Proxy
) -> None:
    async with (
        proxied(base_url) as public,
        open_wallet(home, public.url, EVM_PRIVATE_RPC_BASE=private.url) as wallet,
    ):
        done = await say(wallet, f"send 0.5 ETH to {BOB} on Base")
    assert done.results[0].success, done
    assert (private.count(SEND), public.count(SEND)) == (1, 0)
