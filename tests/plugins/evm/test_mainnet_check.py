"""`fiscus mainnet-check` on a node with Base's chain id: small amounts, within a budget."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tests.chains import market as prices
from tests.chains.evm.crossing import DIAMOND, build_near
from tests.chains.evm.ferry import carried, ferrying
from tests.chains.evm.market import USDC, Chain
from tests.chains.evm.wallets import BOB, KEY, ME
from tests.chains.service import Service, serving
from tests.core.cli.programs import Ended, Fiscus
from tests.sandboxes import lent, rpc

ETH = '{"usd": 2000}'
PAID = ["transfer to self", "token transfer"]


@dataclass(frozen=True, slots=True)
class Mainnet:
    """The program, and the chain that it takes for Base."""

    program: Fiscus
    chain: Chain
    prices: prices.Market

    async def check(
        self, *more: str, budget: str = "5usd", stdin: str = "", **settings: str
    ) -> Ended:
        words = ("mainnet-check", "--chain", "base", "--budget", budget, *more)
        return await asyncio.to_thread(self.program, *words, stdin=stdin, **settings)

    def sent(self) -> int:
        return int(str(rpc(self.chain.url, "eth_getTransactionCount", ME, "latest")), 16)


@pytest.fixture
async def mainnet(market_url: str, tmp_path: Path, home: Path) -> AsyncGenerator[Mainnet]:
    sold = prices.Market({"ethereum": ETH, USDC.lower(): '{"usd": 1}'})
    settings = {
        "FISCUS_HOME": str(home),
        "LOG_LEVEL": "warning",
        "EVM_PRIVATE_KEY": KEY,
        "EVM_CHAINS": "base",
        "DEFAULT_EVM_CHAIN": "base",
        "ETHEREUM_PROVIDER_BASE": market_url,
        "LIFI_API_URL": "none",
        "BEBOP_API_URL": "none",
    }
    with lent(market_url):
        async with prices.serve(sold) as served:
            settings["COINGECKO_API_URL"] = served.url
            yield Mainnet(Fiscus(tmp_path, settings), Chain(market_url), sold)


def statuses(ended: Ended) -> dict[str, str]:
    return {step["name"]: step["status"] for step in ended.row["steps"]}


@pytest.mark.covers("EVM-68")
async def test_every_step_is_done_and_what_it_cost_is_reported(mainnet: Mainnet) -> None:
    coin, bob = mainnet.chain.coin(ME), mainnet.chain.units(USDC, BOB)
    ended = await mainnet.check("--to", BOB, "--yes", "--json")
    assert ended.row["error"] is None, ended.row
    assert ended.status == 0
    assert statuses(ended) == {
        "address": "done",
        "balance": "done",
        "transfer to self": "done",
        "token transfer": "done",
        "swap": "done",
    }
    assert ended.row["left_out"] == ["bridge"]
    assert mainnet.chain.units(USDC, BOB) - bob == 100_000
    spent = Decimal(ended.row["spent_usd"])
    assert Decimal("1.1") < spent < 5
    left = Decimal(coin - mainnet.chain.coin(ME)) / 10**18 * 2000
    assert abs(left + Decimal("0.1") - spent) < Decimal("0.02")


async def test_the_bridge_is_tried_until_it_has_arrived_on_the_other_chain(
    mainnet: Mainnet, far_url: str
) -> None:
    far = Chain(far_url)
    with lent(far_url):
        build_near(mainnet.chain)
        async with serving(Service()) as lifi:
            ferrying(lifi)
            more = {"ETHEREUM_PROVIDER_OPTIMISM": far_url, "LIFI_API_URL": lifi.url}
            held = mainnet.chain.coin(DIAMOND)
            carrying = asyncio.create_task(asyncio.to_thread(carried, mainnet.chain, far, held))
            ended = await mainnet.check("--bridge-to", "optimism", "--yes", "--json", **more)
            taken = await carrying
    assert ended.row["error"] is None, ended.row
    assert (statuses(ended)["bridge"], ended.row["left_out"]) == ("done", ["token transfer"])
    assert taken == 5 * 10**14
    [step] = [one for one in ended.row["steps"] if one["name"] == "bridge"]
    assert "0.000499 ETH on optimism came." in step["text"]
    assert Decimal(step["cost_usd"]) > 1


async def test_what_was_done_is_not_done_again(mainnet: Mainnet) -> None:
    first = await mainnet.check("--to", BOB, "--yes", "--json")
    sent = mainnet.sent()
    again = await mainnet.check("--to", BOB, "--yes", "--json")
    assert (again.status, mainnet.sent()) == (0, sent)
    assert again.row["spent_usd"] == first.row["spent_usd"]


async def test_a_step_that_the_budget_has_no_room_for_is_not_signed(mainnet: Mainnet) -> None:
    sent = mainnet.sent()
    ended = await mainnet.check("--to", BOB, "--yes", "--json", budget="0.05usd")
    assert (ended.status, ended.row["error"]["code"]) == (1, "OVER_BUDGET")
    assert "token transfer" in ended.row["error"]["message"]
    assert mainnet.sent() - sent == 1
    assert Decimal(ended.row["spent_usd"]) <= Decimal("0.05")
    more = await mainnet.check("--to", BOB, "--yes", "--json")
    assert more.row["error"] is None, more.row
    assert (more.status, statuses(more)["token transfer"]) == (0, "done")


async def test_the_first_surprise_ends_it(mainnet: Mainnet) -> None:
    rpc(mainnet.chain.url, "anvil_setCode", USDC, "0x")
    ended = await mainnet.check("--to", BOB, "--yes", "--json")
    assert (ended.status, ended.row["error"]["code"]) == (1, "TRIAL_STOPPED")
    assert statuses(ended)["token transfer"] == "failed"
    assert "swap" not in statuses(ended)


async def test_without_a_price_nothing_is_tried(mainnet: Mainnet) -> None:
    mainnet.prices.rows.clear()
    sent = mainnet.sent()
    ended = await mainnet.check("--yes", "--json")
    assert (ended.status, ended.row["error"]["code"]) == (1, "INVALID_AMOUNT")
    assert mainnet.sent() == sent


@pytest.mark.parametrize("budget", ["0", "-1usd", "1000usd", "five"])
async def test_a_budget_that_makes_no_sense_is_wrong_usage(mainnet: Mainnet, budget: str) -> None:
    ended = await mainnet.check("--yes", budget=budget)
    assert ended.status == 2
    assert "is no amount up to 100 US dollars" in ended.err


async def test_a_chain_that_nobody_knows_is_told(mainnet: Mainnet) -> None:
    words = ("mainnet-check", "--chain", "bse", "--budget", "5usd", "--yes", "--json")
    ended = await asyncio.to_thread(mainnet.program, *words)
    assert (ended.status, ended.row["error"]["code"]) == (1, "CHAIN_NOT_CONFIGURED")
    assert ended.row["error"]["message"] == "No wallet here is on a chain 'bse'"


async def test_nobody_to_agree_is_wrong_usage(mainnet: Mainnet) -> None:
    ended = await mainnet.check()
    assert (ended.status, "use a terminal, or --yes" in ended.err) == (2, True)


@pytest.fixture
def damaged(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    record = home / "mainnet-check-base.json"
    record.write_text(json.dumps({"chain": 1}))
    return record


async def test_a_damaged_record_is_told(damaged: Path, mainnet: Mainnet) -> None:
    ended = await mainnet.check("--yes")
    assert (ended.status, "is no record of a trial" in ended.err) == (1, True)


@pytest.fixture
def record(home: Path) -> Path:
    return home / "mainnet-check-base.json"


async def test_a_check_that_died_before_its_record_goes_on_from_the_journal(
    mainnet: Mainnet, record: Path
) -> None:
    await mainnet.check("--to", BOB, "--yes", "--json")
    sent = mainnet.sent()
    forget(record, "swap", status="asked")
    again = await mainnet.check("--to", BOB, "--yes", "--json")
    assert (again.status, statuses(again)["swap"], mainnet.sent()) == (0, "done", sent)


def forget(record: Path, step: str, *, status: str) -> None:
    """The record as it was before the step's end was written down."""
    body = json.loads(record.read_text())
    body["steps"][step] |= {"status": status, "cost_usd": "0", "hash": None}
    record.write_text(json.dumps(body))
