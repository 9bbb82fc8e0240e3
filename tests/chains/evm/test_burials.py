"""When signed bytes are dead: only where a block that cannot be undone says so, on every node."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fiscus.chains.jsonrpc import Json
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import WalletFrozen
from tests.chains.evm.engine import Engine
from tests.chains.evm.lines import RECEIPT, SEND
from tests.chains.evm.wallets import ME, Wallet, open_wallet
from tests.chains.proxy import Proxy, Refusal, always, proxied

COUNT, BLOCK, KNOWN = (
    "eth_getTransactionCount",
    "eth_getBlockByNumber",
    "eth_getTransactionByHash",
)
HELD = always("0x" + "11" * 32)


@dataclass(frozen=True, slots=True)
class Grave:
    """A payment whose nonce another transaction of the same key has, seen through two nodes."""

    wallet: Wallet
    engine: Engine
    first: Proxy
    second: Proxy
    lost: Outcome

    async def settled(self) -> Outcome:
        await self.wallet.agent.desk.recover()
        return await self.wallet.agent.desk.status(self.lost.journal_id)

    async def buried(self, blocks: int = 70) -> Outcome:
        await self.engine.do("anvil_mine", hex(blocks))
        return await self.settled()


@pytest.fixture
async def grave(base_url: str, engine: Engine, home: Path) -> AsyncGenerator[Grave]:
    async with proxied(base_url) as first, proxied(base_url) as second:
        urls = (first.url, second.url)
        async with open_wallet(home, *urls, FISCUS_CONFIRM_TIMEOUT="0.1") as wallet:
            first.changes[SEND] = second.changes[SEND] = HELD
            await engine.do("evm_setAutomine", False)
            lost = await wallet.pay("1")
            await engine.do("anvil_dropAllTransactions")
            await engine.do("evm_setAutomine", True)
            await engine.mined({"from": ME, "to": ME, "value": "0x1"})
            yield Grave(wallet, engine, first, second, lost)


async def test_it_waits_for_a_final_block_and_is_named(grave: Grave) -> None:
    waiting = await grave.settled()
    assert waiting.state is State.SENT and "Its place was taken by 0x" in (waiting.detail or "")
    assert (await grave.buried(60)).state is State.SENT
    gone = await grave.buried(10)
    assert gone.state is State.DROPPED and "has its place" in (gone.detail or "")


async def test_one_node_that_has_the_receipt_is_enough_to_live(grave: Grave) -> None:
    receipt: Json = {
        "transactionHash": grave.lost.hash,
        "status": "0x1",
        "blockNumber": "0x5",
        "blockHash": "0x" + "22" * 32,
        "from": ME.lower(),
        "to": grave.lost.recipient.lower(),
        "gasUsed": "0x5208",
        "effectiveGasPrice": "0x1",
        "logs": [],
    }
    grave.second.changes[RECEIPT] = always(receipt)
    assert (await grave.buried()).state is State.CONFIRMED


async def test_one_node_that_is_not_so_far_keeps_it_open(grave: Grave) -> None:
    def behind(params: list[Json], result: Json) -> Json:
        return "0x0" if params[-1] == "finalized" else result

    grave.second.changes[COUNT] = behind
    assert (await grave.buried()).state is State.SENT
    del grave.second.changes[COUNT]
    assert (await grave.settled()).state is State.DROPPED


async def test_a_node_that_does_not_answer_is_no_witness(grave: Grave) -> None:
    def silent(params: list[Json], result: Json) -> Json:
        raise Refusal(-32603, "internal error")

    grave.second.changes[RECEIPT] = grave.second.changes[COUNT] = silent
    assert (await grave.buried()).state is State.DROPPED


async def test_where_no_node_names_a_final_block_depth_decides(grave: Grave) -> None:
    def unknown(params: list[Json], result: Json) -> Json:
        if "finalized" in params:
            raise Refusal(-32602, "invalid block tag")
        return result

    for proxy in (grave.first, grave.second):
        proxy.changes[COUNT] = proxy.changes[BLOCK] = unknown
    assert (await grave.buried(60)).state is State.SENT
    assert (await grave.buried(10)).state is State.DROPPED


async def test_whoever_has_the_key_besides_stops_spending_and_buries_nothing(
    grave: Grave,
) -> None:
    for proxy in (grave.first, grave.second):
        del proxy.changes[SEND]
    with pytest.raises(WalletFrozen, match="somebody else who has the key"):
        await grave.wallet.pay("1")
    assert (await grave.settled()).state is State.SENT
