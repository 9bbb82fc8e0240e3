"""From the final simulation to the chain's word: what is signed, and what became of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from fiscus.chains.evm.fees import AbsurdFee
from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import State
from fiscus.core.errors import (
    ChainBehind,
    SimulationFailed,
    WalletFrozen,
)
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import DAI, ETHER, RECEIPT, SEND, Line, give_dai, meanwhile
from tests.chains.evm.wallets import BOB, ME, open_wallet, owner
from tests.chains.proxy import (
    always,
    first,
    proxied,
    refusing,
)


@pytest.fixture
async def line(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Line]:
    async with proxied(base_url) as proxy, open_wallet(home, proxy.url) as wallet:
        yield Line(wallet, engine, proxy, await engine.client.balance(BOB))


@pytest.fixture
async def hasty(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Line]:
    """A line that waits for a block for one second only."""
    async with (
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="1") as wallet,
    ):
        yield Line(wallet, engine, proxy, await engine.client.balance(BOB))


async def test_a_receipt_that_is_late_is_waited_for(line: Line) -> None:
    line.proxy.changes[RECEIPT] = first(6, always(None))
    await line.landed(await line.wallet.pay("1"))
    assert line.proxy.count(SEND) == 1


async def test_without_a_receipt_nothing_is_claimed_and_nothing_is_paid_again(hasty: Line) -> None:
    hasty.proxy.changes[RECEIPT] = always(None)
    sent = await hasty.wallet.pay("1", message="m")
    assert sent.state is State.SENT
    assert (await hasty.wallet.pay("1", message="m")).state is State.SENT
    del hasty.proxy.changes[RECEIPT]
    await hasty.landed(await hasty.wallet.pay("1", message="m"))


async def test_the_receipt_of_another_transaction_proves_nothing(hasty: Line) -> None:
    await hasty.landed(await hasty.wallet.pay("1"))
    [other] = await hasty.wallet.agent.desk.recent(f"evm:{ME}", 1)
    receipt = await hasty.engine.do(RECEIPT, other.hash)
    await hasty.engine.do("evm_setAutomine", False)
    hasty.proxy.changes[RECEIPT] = always(receipt)
    try:
        assert (await hasty.wallet.pay("1", message="m")).state is State.SENT
    finally:
        await hasty.engine.do("evm_setAutomine", True)
        await hasty.engine.do("anvil_mine", "0x1")
    del hasty.proxy.changes[RECEIPT]
    await hasty.landed(await hasty.wallet.pay("1", message="m"), times=2)


async def test_a_payment_that_reverts_in_its_block_is_a_failure(line: Line) -> None:
    await give_dai(line)
    breaks = meanwhile(lambda: line.engine.do("anvil_setCode", DAI, "0x5f5ffd"))
    line.proxy.faults[SEND] = [breaks]
    outcome = await line.wallet.pay("1", "DAI", message="m")
    assert outcome.state is State.FAILED
    assert outcome.hash is not None
    assert outcome.fee_units is not None
    again = await line.wallet.pay("1", "DAI", message="m")
    assert again == outcome
    assert await line.engine.client.nonce(ME) == 1


async def test_a_token_that_does_something_else_in_the_block_freezes_the_wallet(
    line: Line,
) -> None:
    await give_dai(line)
    # Takes everything, answers true, and tells of no transfer.
    breaks = meanwhile(lambda: line.engine.do("anvil_setCode", DAI, "0x60015f5260205ff3"))
    line.proxy.faults[SEND] = [breaks]
    outcome = await line.wallet.pay("1", "DAI")
    assert outcome.detail is not None
    assert "moved other tokens than were signed for" in outcome.detail
    with pytest.raises(WalletFrozen):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 1


@pytest.mark.covers("EVM-60")
async def test_a_nonce_that_somebody_else_took_is_told_and_nothing_is_paid_twice(
    line: Line,
) -> None:
    async def race() -> None:
        await line.engine.mined({"from": ME, "to": ME, "value": "0x1"})

    line.proxy.faults[SEND] = [meanwhile(race)]
    outcome = await line.wallet.pay("1", message="m")
    assert outcome.state is State.SIGNED
    assert outcome.detail is not None
    taken_by, _, _ = outcome.detail.removeprefix("Its place was taken by ").partition(",")
    other = await line.engine.client.transaction(taken_by)
    assert other is not None and (other.sender, other.nonce) == (ME.lower(), 0)
    assert await line.engine.client.balance(BOB) == line.before
    # Who takes a nonce has the key: nothing more is spent until an owner has looked.
    with pytest.raises(WalletFrozen, match="does not know"):
        await line.wallet.pay("1", message="refused")
    await line.wallet.agent.desk.unfreeze("evm", owner())
    done = await line.wallet.pay("1", message="n")
    assert done.state is State.CONFIRMED
    await line.engine.do("anvil_mine", "0x40")
    [dropped] = [o for o in await line.wallet.agent.desk.recover() if o.state is State.DROPPED]
    assert dropped.detail == f"It cannot land any more: {taken_by} has its place."
    again = await line.wallet.pay("1", message="m")
    assert again == dropped
    assert await line.engine.client.balance(BOB) - line.before == ETHER


def behind(params: list[Json], result: Json) -> Json:
    """One transaction less than there are."""
    assert isinstance(result, str)
    return hex(max(int(result, 16) - 1, 0))


@pytest.mark.covers("EVM-60")
async def test_a_node_that_lags_behind_is_waited_for(line: Line) -> None:
    await line.landed(await line.wallet.pay("1"))
    line.proxy.changes["eth_getTransactionCount"] = first(2, behind)
    await line.landed(await line.wallet.pay("1"), times=2)


async def test_a_node_that_stays_behind_is_refused_and_nothing_is_signed(line: Line) -> None:
    await line.landed(await line.wallet.pay("1"))
    line.proxy.changes["eth_getTransactionCount"] = behind
    with pytest.raises(ChainBehind):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 1


async def test_a_fee_that_nobody_takes_is_refused(line: Line) -> None:
    history: Json = {"baseFeePerGas": [hex(10**14)], "gasUsedRatio": []}
    line.proxy.changes["eth_feeHistory"] = always(history)
    with pytest.raises(AbsurdFee, match="200000 gwei"):
        await line.wallet.pay("1")
    assert line.proxy.count(SEND) == 0


async def test_a_final_simulation_that_shows_something_else_stops_the_signing(line: Line) -> None:
    await give_dai(line)
    shown: dict[str, Json] = {"status": "0x1", "gasUsed": "0xc350", "logs": [], "returnData": "0x"}
    none: Json = {**shown, "returnData": "0x" + "00" * 32}
    lie: Json = [{"calls": [none, none, shown, none, none]}]
    calls = 0

    def changing(params: list[Json], result: Json) -> Json:
        nonlocal calls
        calls += 1
        return result if calls == 1 else lie

    line.proxy.changes["eth_simulateV1"] = changing
    with pytest.raises(SimulationFailed, match="0 DAI would leave the wallet"):
        await line.wallet.pay("1", "DAI", message="m")
    assert line.proxy.count(SEND) == 0
    del line.proxy.changes["eth_simulateV1"]
    assert (await line.wallet.pay("1", "DAI", message="n")).state is State.CONFIRMED


async def test_a_node_that_stops_simulating_before_the_signing_is_not_signed_for(
    line: Line,
) -> None:
    await give_dai(line)
    calls = 0

    def changing(params: list[Json], result: Json) -> Json:
        nonlocal calls
        calls += 1
        return result if calls == 1 else refusing(-32000, "no")(params, result)

    line.proxy.changes["eth_simulateV1"] = changing
    with pytest.raises(SimulationFailed, match="no longer simulates"):
        await line.wallet.pay("1", "DAI", consent=Consent.GIVEN)
    assert line.proxy.count(SEND) == 0
