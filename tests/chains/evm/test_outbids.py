"""Speeding up and calling back on a real chain whose blocks come when the test says so."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fiscus.chains.evm.decode import Message
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.envelope import Envelope, read_envelope, rlp
from fiscus.chains.evm.fees import FeeQuote
from fiscus.chains.evm.keys import EvmSigner
from fiscus.chains.evm.outbids import raised
from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.core.desk.door import Consent
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.tables import variants
from fiscus.core.errors import InsufficientFunds
from fiscus.core.secrets import Secret
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import ETHER, SEND, Line, give_dai
from tests.chains.evm.wallets import BOB, KEY, ME, open_wallet, owner
from tests.chains.proxy import always, proxied
from tests.sandboxes import StartAnvil, rpc

FREELY = owner(Consent.GIVEN)


@pytest.fixture
async def still(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Line]:
    """No block comes by itself, and the desk waits for one for a short while only."""
    await engine.do("evm_setAutomine", False)
    async with (
        proxied(base_url) as proxy,
        open_wallet(home, proxy.url, FISCUS_CONFIRM_TIMEOUT="0.2") as wallet,
    ):
        yield Line(wallet, engine, proxy, await engine.client.balance(BOB))
    await engine.do("evm_setAutomine", True)
    await engine.do("anvil_dropAllTransactions")


async def mined(line: Line) -> Outcome:
    """The next block, and what the desk makes of the one payment that was open."""
    await line.engine.do("anvil_mine", "0x1")
    [outcome] = await line.wallet.agent.desk.recover()
    return outcome


async def test_a_faster_one_replaces_what_waits_and_pays_once(still: Line) -> None:
    desk = still.wallet.agent.desk
    waiting = await still.wallet.pay("1", message="m")
    assert waiting.state is State.SENT
    faster = await desk.speed_up(waiting.journal_id, FREELY)
    assert (faster.state, faster.hash == waiting.hash) == (State.SENT, False)
    done = await mined(still)
    assert (done.state, done.hash) == (State.CONFIRMED, faster.hash)
    await still.arrived(1)
    assert await still.engine.client.nonce(ME) == 1
    assert await still.wallet.pay("1", message="m") == done


async def test_what_is_called_back_moves_nothing(still: Line) -> None:
    desk = still.wallet.agent.desk
    waiting = await still.wallet.pay("1")
    cancelling = await desk.cancel(waiting.journal_id, FREELY)
    gone = await mined(still)
    assert (gone.state, gone.hash) == (State.REPLACED, cancelling.hash)
    assert await still.engine.client.balance(BOB) == still.before
    receipt = await still.engine.client.receipt(cancelling.hash or "")
    assert receipt is not None and gone.fee_units == receipt.fee_wei
    await still.engine.do("evm_setAutomine", True)
    assert (await still.wallet.pay("1")).state is State.CONFIRMED
    assert await still.engine.client.balance(BOB) - still.before == ETHER
    assert await still.engine.client.nonce(ME) == 2


async def test_a_chain_with_one_price_for_gas_has_it_raised(
    start_anvil: StartAnvil, home: Path
) -> None:
    chain = next(chain for chain in CHAINS.values() if chain.legacy_fees)
    url = start_anvil(AnvilOptions(chain_id=chain.id, accounts=10)).url
    rpc(url, "evm_setAutomine", False)
    settings: dict[str, Any] = {f"ETHEREUM_PROVIDER_{chain.name.upper()}": url}
    async with open_wallet(
        home, DEFAULT_EVM_CHAIN=chain.name, FISCUS_CONFIRM_TIMEOUT="0.2", **settings
    ) as wallet:
        desk = wallet.agent.desk
        waiting = await wallet.pay("1", chain.coin)
        faster = await desk.speed_up(waiting.journal_id, FREELY)
        cancelling = await desk.cancel(waiting.journal_id, FREELY)
        signed = await desk.ledger.database.read(lambda c: c.execute(select(variants.c.raw)).all())
        rpc(url, "anvil_mine", "0x1")
        [gone] = await desk.recover()
    assert (gone.state, gone.hash) == (State.REPLACED, cancelling.hash)
    assert len({waiting.hash, faster.hash, cancelling.hash}) == 3
    envelopes = [read_envelope(raw) for (raw,) in signed]
    assert {(one.nonce, one.fee.tip_wei) for one in envelopes} == {(0, None)}
    first, second, third = sorted(one.fee.max_fee_wei for one in envelopes)
    assert 10 * second >= 11 * first and 10 * third >= 11 * second


async def test_a_token_payment_can_be_sped_up_and_then_called_back(still: Line) -> None:
    await still.engine.do("evm_setAutomine", True)
    await give_dai(still)
    await still.engine.do("evm_setAutomine", False)
    desk = still.wallet.agent.desk
    waiting = await still.wallet.pay("1", "DAI")
    faster = await desk.speed_up(waiting.journal_id, FREELY)
    cancelling = await desk.cancel(waiting.journal_id, FREELY)
    assert len({waiting.hash, faster.hash, cancelling.hash}) == 3
    gone = await mined(still)
    assert (gone.state, gone.hash, gone.token) == (State.REPLACED, cancelling.hash, "DAI")


async def test_the_original_wins_where_the_nodes_never_heard_of_the_cancel(still: Line) -> None:
    desk = still.wallet.agent.desk
    waiting = await still.wallet.pay("1")
    still.proxy.changes[SEND] = always("0x" + "11" * 32)
    before = still.proxy.count(SEND)
    await still.engine.do("anvil_mine", "0x1")
    told = await desk.cancel(waiting.journal_id, FREELY)
    assert (told.state, told.hash) == (State.CONFIRMED, waiting.hash)
    assert still.proxy.count(SEND) == before
    await still.arrived(1)


async def test_where_the_higher_fee_cannot_be_paid_nothing_is_signed(still: Line) -> None:
    await still.engine.do("anvil_setBalance", ME, hex(ETHER + 10**14))
    waiting = await still.wallet.pay("1")
    sent = still.proxy.count(SEND)
    await still.engine.do("anvil_setBalance", ME, hex(ETHER))
    with pytest.raises(InsufficientFunds, match="with the higher fee"):
        await still.wallet.agent.desk.speed_up(waiting.journal_id, FREELY)
    assert still.proxy.count(SEND) == sent


prices = st.integers(min_value=1, max_value=10**12)


@settings(deadline=None)
@given(prices, prices, prices, prices)
def test_both_prices_rise_by_a_tenth_at_least_and_reach_the_market(
    most: int, tip: int, market: int, market_tip: int
) -> None:
    before = FeeQuote(max(most, tip), tip)
    after = raised([before], FeeQuote(max(market, market_tip), market_tip))
    assert after.tip_wei is not None
    assert 10 * after.max_fee_wei >= 11 * before.max_fee_wei
    assert 10 * after.tip_wei >= 11 * tip
    assert after.max_fee_wei >= max(market, market_tip, after.tip_wei)
    legacy = raised([FeeQuote(most)], FeeQuote(market, 1))
    assert legacy.tip_wei is None and legacy.max_fee_wei >= market


@settings(deadline=None)
@given(
    st.integers(1, 2**53),
    st.integers(0, 2**63),
    st.integers(0, 2**63),
    st.integers(0, 2**255),
    st.binary(max_size=200),
    st.booleans(),
)
def test_what_was_signed_is_read_back_to_the_last_byte(
    chain: int, nonce: int, gas: int, value: int, data: bytes, dynamic: bool
) -> None:
    fee = FeeQuote(7 * 10**9, 10**9 if dynamic else None)
    envelope = Envelope(chain, nonce, gas, fee, Message(BOB.lower(), value, data))
    raw = EvmSigner(Secret(KEY)).sign(envelope).raw
    assert read_envelope(raw) == envelope


@pytest.mark.parametrize("raw", [b"", b"\x02", b"\xc0", rlp([1, 2, 3]), b"\x02" + rlp([1] * 12)])
def test_other_bytes_are_not_read(raw: bytes) -> None:
    with pytest.raises(ValueError):
        read_envelope(raw)
