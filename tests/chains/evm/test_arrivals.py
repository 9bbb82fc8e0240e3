"""Where a bridge's money is: only the chains say, whatever the bridge's own service says."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, update

from fiscus.chains.sandbox.definition import STEWARD
from fiscus.chains.wallets.history import tell_payments
from fiscus.core.cli.standing import recovered
from fiscus.core.desk.arrivals import Notice, Saying
from fiscus.core.desk.history import History
from fiscus.core.desk.outcome import Outcome
from fiscus.core.desk.tables import crossings
from fiscus.core.desk.verification import verify
from tests.chains.evm.crossing import (
    DIAMOND,
    FAR_DAI,
    FAR_USDC,
    FAR_WETH,
    LEAST,
    SENT,
    WORDS,
    ZERO,
    Strait,
    across,
    common,
    proposed,
    start,
    word,
)
from tests.chains.evm.market import TRUSTED, UNIT, USDC
from tests.chains.evm.wallets import BOB, ME, open_wallet
from tests.chains.proxy import proxied, refusing
from tests.sandboxes import rpc

ANYWHERE = "0x" + "ab" * 32
COIN = {"amount": "1", "token": "ETH", "to_chain": "optimism"}


async def cross(strait: Strait, *, to: str = ME) -> Outcome:
    """100 USDC leave Base for at least 99.5 on Optimism."""
    strait.chain.allow(USDC, DIAMOND, SENT)
    facet = across(strait.later, receiverAddress=word(to))
    message = proposed(start("AcrossV4", common(receiver=to), facet))
    other = {} if to == ME else {"recipient": to}
    return await strait.landed("bridge", message, **WORDS, **other)


async def cross_coin(strait: Strait) -> Outcome:
    data = common(sendingAssetId=ZERO, minAmount=UNIT)
    facet = across(strait.later, receivingAssetId=word(FAR_WETH), outputAmount=99 * UNIT // 100)
    return await strait.landed(
        "bridge", proposed(start("AcrossV4", data, facet), value=UNIT), **COIN
    )


def pay(strait: Strait, token: str, units: int, *, to: str = ME) -> str:
    """Somebody pays on the other side: the transaction."""
    return strait.far.hash_of(token, "transfer(address,uint256)", to, units)


async def look(strait: Strait, left: Outcome, notice: Notice | None = None) -> Outcome:
    return await History(strait.wallet.agent.desk).look(left.journal_id, notice)


async def test_nothing_has_arrived_until_the_other_chain_shows_it(strait: Strait) -> None:
    left = await cross(strait)
    assert (left.side, left.came) == (None, "")
    assert (await look(strait, left)).side == "waiting"
    # The service lies, with a transaction that is nowhere and one that is older.
    older = strait.far.hash_of(FAR_USDC, "transfer(address,uint256)", BOB, LEAST)
    for said in (Saying.DONE, Saying.PENDING, Saying.FAILED, Saying.UNKNOWN, Saying.REFUNDED):
        for transaction in (None, ANYWHERE, older):
            seen = await look(strait, left, Notice(said, transaction, "optimism"))
            assert (seen.side, seen.came) == ("waiting", ""), said
    transaction = pay(strait, FAR_USDC, LEAST + 7)
    seen = await look(strait, left)
    assert (seen.side, seen.came) == ("arrived", "99.500007 USDC on optimism")
    assert seen.came_by == transaction
    # It is told once, and for good.
    pay(strait, FAR_USDC, LEAST)
    assert await look(strait, left, Notice(Saying.REFUNDED, ANYWHERE, "base")) == seen


async def test_less_than_promised_is_told_and_what_follows_is_still_seen(strait: Strait) -> None:
    left = await cross(strait)
    short = pay(strait, FAR_USDC, LEAST - 1)
    assert (await look(strait, left)).side == "waiting"
    seen = await look(strait, left, Notice(Saying.DONE, short, "optimism"))
    assert (seen.side, seen.came) == ("partial", "99.499999 USDC on optimism")
    (line,) = tell_payments([seen], lambda chain: chain, wallet=ME, page=1).text.splitlines()[1:]
    assert "not as promised, 99.499999 USDC on optimism arrived" in line
    pay(strait, FAR_USDC, LEAST)
    assert (await look(strait, left)).side == "arrived"


async def test_another_token_is_a_partial_end_as_the_service_calls_it(strait: Strait) -> None:
    left = await cross(strait)
    other = pay(strait, FAR_DAI, 99 * UNIT)
    seen = await look(strait, left, Notice(Saying.PARTIAL, other, "optimism"))
    assert (seen.side, seen.came, seen.came_by) == ("partial", "99 DAI on optimism", other)


async def test_a_refund_is_one_where_it_is_back(strait: Strait) -> None:
    left = await cross(strait)
    told = Notice(Saying.REFUNDED, ANYWHERE, "base")
    assert (await look(strait, left, told)).side == "waiting"
    # The way out is no way back, though it names the wallet.
    assert (await look(strait, left, Notice(Saying.REFUNDED, left.hash, "base"))).side == "waiting"
    rpc(strait.chain.url, "anvil_impersonateAccount", STEWARD)
    rpc(strait.chain.url, "anvil_setBalance", STEWARD, hex(UNIT))
    back = strait.chain.hash_of(
        DIAMOND,
        "refund(bytes32,address,address,uint256)",
        b"\1" * 32,
        USDC,
        ME,
        SENT - 5,
        sender=STEWARD,
    )
    seen = await look(strait, left, Notice(Saying.REFUNDED, back, "base"))
    assert (seen.side, seen.came) == ("refunded", "99.999995 USDC on base")


async def test_coin_has_arrived_where_the_balance_grew_by_it(strait: Strait) -> None:
    left = await cross_coin(strait)
    assert (await look(strait, left, Notice(Saying.DONE, ANYWHERE, "optimism"))).side == "waiting"
    held = strait.far.coin(ME)
    rpc(strait.far.url, "anvil_setBalance", ME, hex(held + 98 * UNIT // 100))
    assert (await look(strait, left)).side == "waiting"
    rpc(strait.far.url, "anvil_setBalance", ME, hex(held + 99 * UNIT // 100))
    seen = await look(strait, left)
    assert (seen.side, seen.came) == ("arrived", "0.99 ETH on optimism")


async def test_a_node_without_events_tells_by_its_balances(strait: Strait, home: Path) -> None:
    left = await cross(strait)
    async with proxied(strait.far.url) as far:
        far.changes["eth_getLogs"] = refusing(-32005, "query returned more than 10000 results")
        async with open_wallet(
            home, strait.proxy.url, policy=TRUSTED, ETHEREUM_PROVIDER_OPTIMISM=far.url
        ) as other:
            history = History(other.agent.desk)
            assert (await history.look(left.journal_id)).side == "waiting"
            pay(strait, FAR_USDC, LEAST - 1)
            assert (await history.look(left.journal_id)).side == "waiting"
            pay(strait, FAR_USDC, 1)
            seen = await history.look(left.journal_id)
        assert far.count("eth_getLogs") == 2
    assert (seen.side, seen.came) == ("arrived", "99.5 USDC on optimism")


async def test_two_crossings_never_end_by_one_arrival(strait: Strait) -> None:
    first, second = await cross(strait), await cross(strait)
    pay(strait, FAR_USDC, LEAST)
    sides = [(await look(strait, one)).side for one in (first, second)]
    assert sides == ["arrived", "waiting"]
    pay(strait, FAR_USDC, LEAST)
    assert (await look(strait, second)).side == "arrived"
    coins = [await cross_coin(strait), await cross_coin(strait)]
    held = strait.far.coin(ME)
    rpc(strait.far.url, "anvil_setBalance", ME, hex(held + 99 * UNIT // 100))
    sides = [(await look(strait, one)).side for one in coins]
    assert sides == ["arrived", "waiting"]


async def test_what_arrives_for_somebody_else_is_seen_with_them(strait: Strait) -> None:
    left = await cross(strait, to=BOB)
    pay(strait, FAR_USDC, LEAST)
    assert (await look(strait, left)).side == "waiting"
    pay(strait, FAR_USDC, LEAST, to=BOB)
    assert (await look(strait, left)).side == "arrived"


async def test_a_start_takes_up_what_is_on_its_way_and_sends_nothing(
    strait: Strait, home: Path
) -> None:
    left = await cross(strait)
    pay(strait, FAR_USDC, LEAST)
    sent = strait.proxy.count("eth_sendRawTransaction")
    far = strait.far.url
    async with open_wallet(
        home, strait.proxy.url, policy=TRUSTED, ETHEREUM_PROVIDER_OPTIMISM=far
    ) as again:
        (told,) = await recovered(again.agent.front)
        assert "the bridging of 100 USDC to at least 99.5 USDC on optimism has ended" in told
        (seen,) = await History(again.agent.desk).recent("evm", ME, 5)
        assert (seen.journal_id, seen.side) == (left.journal_id, "arrived")
        report = await again.agent.desk.ledger.database.read(verify)
        assert report.findings == []
    assert strait.proxy.count("eth_sendRawTransaction") == sent


def _changed(values: dict[str, str], connection: Connection) -> None:
    connection.execute(update(crossings).values(values))


async def test_a_side_that_somebody_changed_is_found(strait: Strait) -> None:
    left = await cross(strait)
    database = strait.wallet.agent.desk.ledger.database
    assert (await database.read(verify)).findings == []
    for values in ({"side": "arrived"}, {"units": "0"}, {"evidence": "optimism:0x"}):
        await database.write(partial(_changed, values))
        (found, *_) = (await database.read(verify)).findings
        assert (found.place, "not what the journal says" in found.text) == (
            f"crossing {left.journal_id}",
            True,
        )
    gone = delete(crossings)
    await database.write(lambda connection: connection.execute(gone))
    (found,) = (await database.read(verify)).findings
    assert "its row is gone" in found.text


@pytest.mark.usefixtures("impatient")
async def test_a_chain_that_does_not_answer_leaves_it_as_it_was(strait: Strait, home: Path) -> None:
    left = await cross(strait)
    pay(strait, FAR_USDC, LEAST)
    async with open_wallet(
        home, strait.proxy.url, policy=TRUSTED, ETHEREUM_PROVIDER_OPTIMISM="http://127.0.0.1:9"
    ) as alone:
        seen = await History(alone.agent.desk).look(left.journal_id)
    assert seen.side == "waiting"
    assert (await look(strait, left)).side == "arrived"
