"""What a wallet must do on Base with the built-in policy, from the message to the block."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from fiscus.core.bootstrap.turn import IncomingMessage, Turn
from fiscus.core.desk.door import Consent, Principal
from fiscus.core.desk.policy import Limit, Limits, Policy
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, ME, Wallet, open_wallet, owner
from tests.chains.proxy import Proxy, always, proxied

USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"
SEND, RECEIPT = "eth_sendRawTransaction", "eth_getTransactionReceipt"
WAITING = frozenset({RECEIPT, "eth_getTransactionByHash", "eth_getTransactionCount"})
SMALL = f"Send 0.001 ETH to {BOB} on Base"
FIELDS = {
    "chain", "chain_id", "hash", "from", "to", "token", "amount", "amount_units", "status",
    "explorer_url", "journal_id", "fee_units",
}  # fmt: skip


async def say(wallet: Wallet, text: str, principal: Principal | None = None, id: str = "1") -> Turn:
    message = IncomingMessage(id=id, text=text, principal=principal or owner(Consent.GIVEN))
    return await wallet.agent.handle(message)


@pytest.fixture
async def proxy(base_url: str) -> AsyncGenerator[Proxy]:
    async with proxied(base_url) as proxy:
        yield proxy


@pytest.fixture
async def wallet(proxy: Proxy, engine: Engine, home: Path) -> AsyncGenerator[Wallet]:
    """Nothing but a node, a funded key, and no price service that answers."""
    async with open_wallet(home, proxy.url, policy=None) as wallet:
        yield wallet


@asynccontextmanager
async def usdc(engine: Engine, units: int) -> AsyncGenerator[None]:
    await engine.place("Token", USDC)
    await engine.transact(USDC, "0x40c10f19" + ME[2:].rjust(64, "0") + f"{units:064x}")
    yield


async def units(engine: Engine, owner: str) -> int:
    answer = await engine.client.call(USDC, bytes.fromhex("70a08231" + owner[2:].rjust(64, "0")))
    return int.from_bytes(answer)


@pytest.mark.covers("EVM-04", "EVM-16", "EVM-17", "EVM-61", "EVM-66", "D-01", "D-03", "D-05", "M-3")
async def test_with_a_yes_beforehand_the_exact_amount_lands_once(
    wallet: Wallet, engine: Engine, proxy: Proxy
) -> None:
    before = await engine.client.balance(BOB)
    turn = await say(wallet, SMALL)
    assert await engine.client.balance(BOB) - before == 1_000_000_000_000_000
    assert proxy.count(SEND) == 1
    assert turn.approval is None
    [result] = turn.results
    data = result.data
    assert result.success
    assert data.keys() == FIELDS
    assert (data["chain"], data["chain_id"], data["token"]) == ("base", 8453, "ETH")
    assert (data["from"], data["to"], data["status"]) == (ME, BOB, "confirmed")
    assert (data["amount"], data["amount_units"]) == ("0.001", 10**15)
    link = f"https://basescan.org/tx/{data['hash']}"
    assert data["explorer_url"] == link
    first, last = turn.replies
    assert first.text == f"I'll send 0.001 ETH to {BOB} on Base."
    assert (
        last.text == result.text == f"Transferred 0.001 ETH to {BOB} on Base\nTransaction: {link}"
    )
    assert first.actions == last.actions == ("EVM_TRANSFER",)
    again = await say(wallet, SMALL)
    assert again.results[0].data["hash"] == data["hash"]
    assert proxy.count(SEND) == 1


async def test_without_a_yes_it_is_left_pending_and_nothing_is_signed(
    wallet: Wallet, engine: Engine, proxy: Proxy
) -> None:
    turn = await say(wallet, SMALL, owner())
    assert turn.approval is not None
    assert "Send 0.001 ETH" in turn.approval.summary
    [result] = turn.results
    assert result.error is not None
    assert (result.success, result.error.code) == (False, "NEEDS_APPROVAL")
    assert (result.data["status"], result.data["hash"]) == ("planned", None)
    assert "No price is known right now" in result.text
    assert proxy.count(SEND) == 0
    assert await wallet.agent.desk.recent(f"evm:{ME}", 5) == []
    done = await wallet.agent.approve(turn.approval.id, owner())
    assert done.results[0].success
    assert proxy.count(SEND) == 1


async def test_a_stranger_moves_nothing(wallet: Wallet, proxy: Proxy) -> None:
    turn = await say(wallet, SMALL, Principal("mallory", consent=Consent.GIVEN))
    error = turn.results[0].error
    assert error is not None
    assert error.code == "NOT_OWNER"
    assert proxy.posts == []


async def test_more_than_the_built_in_limit_is_refused(
    wallet: Wallet, engine: Engine, proxy: Proxy
) -> None:
    async with usdc(engine, 10**9):
        turn = await say(wallet, f"Send 100 USDC to {BOB} on Base")
        error = turn.results[0].error
        assert error is not None
        assert error.code == "POLICY_DENIED"
        assert "100.00 USD, over the limit of 25.00 USD" in error.message
        assert error.hint is not None
        assert "FISCUS_POLICY" in error.hint
        assert proxy.count(SEND) == 0
        assert await units(engine, BOB) == 0


async def test_a_policy_that_allows_it_moves_the_token_and_no_ether(
    proxy: Proxy, engine: Engine, home: Path
) -> None:
    allowing = Policy(limits=Limits(per_transaction=Limit(usd=Decimal(250))))
    ether = await engine.client.balance(BOB)
    async with usdc(engine, 10**9), open_wallet(home, proxy.url, policy=allowing) as wallet:
        turn = await say(wallet, f"Send 100 USDC to {BOB} on Base")
        assert turn.results[0].success, turn.results
        assert await units(engine, BOB) == 100_000_000
        assert await units(engine, ME) == 900_000_000
        sent = await engine.do("eth_getTransactionByHash", str(turn.results[0].data["hash"]))
    assert isinstance(sent, dict)
    assert (sent["value"], sent["to"]) == ("0x0", USDC.lower())
    assert await engine.client.balance(BOB) == ether


async def test_too_many_decimals_are_refused_before_anything_is_asked(
    wallet: Wallet, proxy: Proxy
) -> None:
    turn = await say(wallet, f"Send 1.0000005 USDC to {BOB} on Base")
    assert turn.results or turn.asked
    assert not any(result.success for result in turn.results)
    assert proxy.posts == []


async def test_a_payment_without_a_receipt_is_never_called_a_success(
    proxy: Proxy, engine: Engine, home: Path
) -> None:
    proxy.changes[RECEIPT] = always(None)
    async with open_wallet(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="1") as wallet:
        turn = await say(wallet, SMALL)
        [result] = turn.results
        assert result.error is not None
        assert (result.success, result.error.code) == (False, "PENDING")
        assert "Do not send it again" in result.text
        assert result.data["status"] == "sent"
        assert "Transferred" not in " ".join(reply.text for reply in turn.replies)


@pytest.mark.covers("EVM-08", "EVM-14", "EVM-63", "D-06")
async def test_a_wallet_without_a_key_answers_and_pays_nothing(
    proxy: Proxy, engine: Engine, home: Path
) -> None:
    async with open_wallet(home, proxy.url, EVM_PRIVATE_KEY="", WALLET_PUBLIC_KEY=ME) as wallet:
        turn = await say(wallet, "What is my ETH balance on Base?")
        assert turn.results[0].success
        assert "10000 ETH" in turn.results[0].text
        turn = await say(wallet, "What's my wallet address?", id="2")
        assert ME in turn.results[0].text
        assert "read-only" in turn.results[0].text
        turn = await say(wallet, SMALL, id="3")
        error = turn.results[0].error
        assert error is not None
        assert error.code == "READ_ONLY"
        assert error.hint is not None
        assert proxy.count(SEND) == 0


@pytest.mark.covers("EVM-14", "D-06")
async def test_without_a_wallet_it_says_how_to_set_one_up(proxy: Proxy, home: Path) -> None:
    async with open_wallet(home, proxy.url, EVM_PRIVATE_KEY="") as wallet:
        for number, text in enumerate((SMALL, "What's my balance?", "What's my wallet address?")):
            turn = await say(wallet, text, id=str(number))
            assert not turn.results[0].success
            assert (
                "EVM_PRIVATE_KEY" in turn.results[0].text or "fiscus check" in turn.results[0].text
            )
    assert proxy.posts == []


async def test_a_native_payment_keeps_to_its_budget_from_a_cold_start(
    wallet: Wallet, proxy: Proxy
) -> None:
    turn = await say(wallet, SMALL)
    assert turn.results[0].success
    requests, trips = counted(proxy.posts)
    assert (requests <= 10, trips <= 4) == (True, True), proxy.posts


async def test_a_token_payment_keeps_to_its_budget(
    wallet: Wallet, engine: Engine, proxy: Proxy
) -> None:
    async with usdc(engine, 10**9):
        turn = await say(wallet, f"Send 5 USDC to {BOB} on Base")
    assert turn.results[0].success, turn.results
    requests, trips = counted(proxy.posts)
    assert (requests <= 12, trips <= 5) == (True, True), proxy.posts


async def test_a_payment_in_a_conversation_keeps_to_its_budget(
    wallet: Wallet, engine: Engine, proxy: Proxy
) -> None:
    await engine.multicall()
    await say(wallet, "What is my ETH balance on Base?")
    proxy.posts.clear()
    done: list[tuple[int, int]] = []

    async def landed(outcome: object) -> None:
        done.append(counted(proxy.posts))

    wallet.agent.desk.watchers.append(landed)
    assert (await say(wallet, SMALL, id="2")).results[0].success
    requests, trips = done[-1]
    assert (requests <= 10, trips <= 4) == (True, True), proxy.posts


def counted(posts: list[list[str]]) -> tuple[int, int]:
    """Requests and round trips, the looks for a block left out that a busy machine makes late."""
    looks = [post for post in posts if WAITING.issuperset(post)]
    asked = [post for post in posts if not WAITING.issuperset(post)] + looks[:1]
    return sum(map(len, asked)), len(asked)
