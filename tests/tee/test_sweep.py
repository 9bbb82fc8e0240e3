"""`fiscus tee sweep`: everything of value goes one way, once, and what stays is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from fiscus.chains.sandbox.session import Sandbox
from fiscus.chains.wallets.belongings import Belongings
from fiscus.chains.wallets.holdings import Holding
from fiscus.core.desk.adapter import Asset, Broadcast, Plan, PriceSource, Sealed, Terms
from fiscus.core.desk.approvals import Approvals
from fiscus.core.desk.database import open_database
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Intent
from fiscus.core.desk.evacuation import NoEvacuation
from fiscus.core.desk.execution import Execution
from fiscus.core.desk.lease import open_leases
from fiscus.core.desk.ledger import Ledger
from fiscus.core.desk.pins import Pin
from fiscus.core.desk.policy import Policy
from fiscus.core.errors import (
    FiscusError,
    InsufficientFunds,
    RpcUnavailable,
    SimulationFailed,
    UnknownChain,
)
from fiscus.core.families import OpenFamily
from fiscus.core.testing import FakeChain
from fiscus.core.testing.chain import BOB, CHAIN, ETH, FEE_UNITS, USDC, WALLET
from fiscus.tee.sweeping.evacuation import Evacuation
from fiscus.tee.sweeping.lines import Fate, Line, complete
from fiscus.tee.sweeping.possessions import possessions, wallets
from tests.core.cli.programs import Ended, Fiscus
from tests.sandboxes import rpc

SAFE = "0x52908400098527886E0F7030069857D2E4169EE7"
DAI = Asset(CHAIN, "0x00000000000000000000000000000000000000Da", "DAI", 18)
TOKENS = (USDC, DAI)
REGISTERED = Policy(evacuation={"fake": BOB}, second_opinion_usd=None)
TWO = Policy.model_validate(
    {
        "evacuation": {"fake": BOB},
        "second_opinion_usd": None,
        "approvals": {"required": 1, "approvers": [{"name": "ada", "key": SAFE}]},
    }
)
KILLED = asyncio.CancelledError


@dataclass(frozen=True, slots=True)
class Town:
    name: str = CHAIN
    title: str = "the test chain"
    coin: str = "ETH"


@dataclass(slots=True)
class Bent(FakeChain):
    """Refuses to plan for, and dies as it sends, what it is told to."""

    refuses: dict[str, FiscusError] = field(default_factory=dict[str, FiscusError])
    dies_at: str = ""

    async def plan(self, intent: Intent, terms: Terms) -> Plan:
        asset = self._asset(intent.value("token") or "")
        if asset.symbol in self.refuses:
            raise self.refuses[asset.symbol]
        named = {**intent.values, "token": replace(intent.values["token"], value=asset.symbol)}
        return await FakeChain.plan(self, replace(intent, values=named), terms)

    async def broadcast(self, chain: str, sealed: Sealed) -> Broadcast:
        sent = await FakeChain.broadcast(self, chain, sealed)
        if self._drafts[sealed.id].moves[0].asset.symbol == self.dies_at:
            self.dies_at = ""
            raise KILLED
        return sent

    def _asset(self, symbol: str) -> Asset:
        known = next((one for one in self.tokens if one.address == symbol), None)
        return known or FakeChain._asset(self, symbol)


@dataclass(slots=True)
class Household:
    """A family of one test chain, and a desk over it that can be opened again."""

    folder: Path
    chain: Bent = field(
        default_factory=lambda: Bent(
            tokens=(ETH, *TOKENS),
            balances={
                (WALLET, "ETH"): 10**18,
                (WALLET, "USDC"): 100 * 10**6,
                (WALLET, "DAI"): 100 * 10**18,
            },
            prices={"ETH": Decimal(2000), "USDC": Decimal(1), "DAI": Decimal(1)},
            own=False,
        )
    )
    unlisted: tuple[Holding, ...] = ()
    trouble: str | None = None
    name: str = "fake"
    address: str = WALLET
    chains: Sequence[str] = (CHAIN,)

    @property
    def adapter(self) -> Bent:
        return self.chain

    @property
    def reads(self) -> Household:
        return self

    @property
    def price_sources(self) -> Sequence[PriceSource]:
        return (self.chain,)

    async def belongings(self, address: str) -> Sequence[Belongings]:
        if self.trouble is not None:
            return [Belongings(Town(), trouble=self.trouble)]
        coin, *tokens = (Holding(one, self._held(one)) for one in (ETH, *TOKENS))
        held = tuple(one for one in tokens if one.units != 0)
        return [Belongings(Town(), coin if coin.units else None, held, self.unlisted)]

    def _held(self, asset: Asset) -> int:
        return self.chain.balances.get((WALLET, asset.symbol), 0)

    @asynccontextmanager
    async def evacuation(
        self, *, agreed: bool = True, policy: Policy | None = REGISTERED
    ) -> AsyncGenerator[Evacuation]:
        families = {"fake": cast("OpenFamily", cast("Any", self))}
        look = partial(possessions, families, {"fake": WALLET})
        async with (
            open_database(self.folder / "desk.db") as database,
            open_leases(self.folder / "desk.db", self.folder / "leases") as leases,
        ):
            ledger = Ledger(database, pin=Pin(self.folder / "journal.pin"))
            desk = Desk(
                adapters={"fake": self.chain},
                ledger=ledger,
                approvals=Approvals(ledger),
                execution=Execution(ledger, leases, confirm_seconds=5.0),
                policy=policy,
                prices=self.price_sources,
            )
            yield Evacuation(desk, look, agreed=agreed)

    async def swept(self, *, agreed: bool = True, policy: Policy | None = REGISTERED) -> list[Line]:
        async with self.evacuation(agreed=agreed, policy=policy) as evacuation:
            return await evacuation.run(lambda line: None)

    @property
    def landed(self) -> list[tuple[str, str]]:
        return [(one.token, one.to) for one in self.chain.landed]


@pytest.fixture
def household(tmp_path: Path) -> Household:
    return Household(tmp_path)


def fates(lines: Sequence[Line]) -> dict[str, Fate]:
    return {one.holding.asset.symbol if one.holding else "": one.fate for one in lines}


async def test_the_tokens_go_first_and_the_coin_that_pays_for_them_last(
    household: Household,
) -> None:
    lines = await household.swept()
    assert household.landed == [("USDC", BOB), ("DAI", BOB), ("ETH", BOB)]
    assert complete(lines)
    assert household.chain.balances[WALLET, "ETH"] == 0


async def test_a_plan_shows_what_would_move_and_cost_and_does_nothing(household: Household) -> None:
    async with household.evacuation() as evacuation:
        lines = await evacuation.planned()
    assert [line.body()["to"] for line in lines] == [BOB] * 3
    assert [line.fee for line in lines] == ["0.000000000000021 ETH"] * 3
    assert [line.worth for line in lines] == ["100.00 USD", "100.00 USD", "2,000.00 USD"]
    assert household.chain.signatures == 0


@pytest.mark.parametrize("killed_at", ["USDC", "DAI", "ETH"])
async def test_killed_in_the_middle_it_goes_on_and_sends_nothing_twice(
    household: Household, killed_at: str
) -> None:
    household.chain.dies_at = killed_at
    with pytest.raises(KILLED):
        await household.swept()
    assert complete(await household.swept())
    assert household.landed == [("USDC", BOB), ("DAI", BOB), ("ETH", BOB)]
    assert household.chain.signatures == 3


async def test_killed_before_anything_was_in_a_block_it_waits_for_what_is_on_its_way(
    household: Household,
) -> None:
    household.chain.mines, household.chain.dies_at = False, "USDC"
    with pytest.raises(KILLED):
        await household.swept()
    household.chain.mines = True
    assert complete(await household.swept())
    assert household.chain.signatures == 3


async def test_without_an_address_nothing_moves(household: Household) -> None:
    for policy in (None, Policy()):
        with pytest.raises(NoEvacuation):
            await household.swept(policy=policy)
    assert household.chain.signatures == 0


async def test_a_family_without_an_address_holds_up_no_other(household: Household) -> None:
    lines = await household.swept(policy=Policy(evacuation={"evm": SAFE}))
    assert {line.fate for line in lines} == {Fate.STAYS}
    assert "No evacuation address is registered for fake chains" in lines[0].text
    assert household.chain.signatures == 0


async def test_what_nobody_agreed_to_is_asked_and_the_coin_waits(household: Household) -> None:
    lines = await household.swept(agreed=False)
    assert fates(lines) == {"USDC": Fate.ASKED, "DAI": Fate.ASKED, "ETH": Fate.LAST}
    assert not complete(lines)
    assert "fiscus approvals approve" in lines[0].text
    assert household.chain.signatures == 0


async def test_an_owners_yes_is_not_that_of_the_approvers(household: Household) -> None:
    lines = await household.swept(policy=TWO)
    assert fates(lines) == {"USDC": Fate.ASKED, "DAI": Fate.ASKED, "ETH": Fate.LAST}
    assert household.chain.signatures == 0


@pytest.mark.parametrize(
    ("why", "coin"),
    [
        (SimulationFailed("It is frozen by its issuer", hint="Nothing was signed."), Fate.MOVED),
        (RpcUnavailable("No node answers"), Fate.LAST),
        (InsufficientFunds("There is not enough for the fee"), Fate.LAST),
    ],
)
async def test_a_token_that_stays_is_told_and_keeps_the_coin_where_it_could_still_go(
    household: Household, why: FiscusError, coin: Fate
) -> None:
    household.chain.refuses["DAI"] = why
    lines = await household.swept()
    assert fates(lines) == {"USDC": Fate.MOVED, "DAI": Fate.STAYS, "ETH": coin}
    assert lines[1].text == str(why)
    assert not complete(lines)


async def test_what_is_worth_no_more_than_its_fee_is_dust(household: Household) -> None:
    household.chain.prices["DAI"] = Decimal("1e-20")
    lines = await household.swept()
    assert fates(lines) == {"USDC": Fate.MOVED, "DAI": Fate.DUST, "ETH": Fate.MOVED}
    assert complete(lines)


@pytest.mark.parametrize("wei", [1, FEE_UNITS, 2 * FEE_UNITS])
async def test_coin_that_only_its_fee_would_take_is_dust(household: Household, wei: int) -> None:
    household.chain.balances = {(WALLET, "ETH"): wei}
    lines = await household.swept()
    assert fates(lines) == {"ETH": Fate.DUST}
    assert complete(lines)
    assert household.chain.signatures == 0


async def test_what_is_on_no_list_is_told_and_counts_where_it_has_a_price(
    household: Household,
) -> None:
    spam, worth = (Asset(CHAIN, f"0x{name}", name, 0) for name in ("SPAM", "GOLD"))
    household.chain.prices["GOLD"] = Decimal(5)
    household.unlisted = (Holding(spam, 7),)
    assert complete(await household.swept())
    household.unlisted = (Holding(spam, 7), Holding(worth, 1))
    lines = await household.swept()
    assert {line.fate for line in lines} == {Fate.UNLISTED}
    assert not complete(lines)


async def test_a_chain_that_does_not_answer_is_never_taken_for_empty(household: Household) -> None:
    household.trouble = "TIMEOUT"
    (line,) = await household.swept()
    assert (line.fate, line.text) == (Fate.UNKNOWN, "The chain does not answer (TIMEOUT).")
    assert not complete([line])


async def test_a_chain_that_no_wallet_is_on_is_refused(household: Household) -> None:
    families = {"fake": cast("OpenFamily", cast("Any", household))}
    assert wallets(families) == {"fake": WALLET}
    assert await possessions(families, {"fake": WALLET}, ["The Test Chain"])
    with pytest.raises(UnknownChain):
        await possessions(families, {"fake": WALLET}, [CHAIN, "mars"])


def test_where_the_desk_is_another_process_it_says_where_to_sweep(tmp_path: Path) -> None:
    fiscus = Fiscus(tmp_path, {"FISCUS_HOME": str(tmp_path), "FISCUS_DESK": "unix:///run/desk"})
    refused = fiscus("tee", "sweep", "--yes")
    assert (refused.status, refused.out) == (1, "")
    assert "this is done where it runs" in refused.err


def nonce(sandbox: Sandbox) -> object:
    return rpc(sandbox.rpc_url, "eth_getTransactionCount", sandbox.address, "latest")


def test_on_a_real_chain_the_wallet_is_empty_afterwards(
    sandbox: Sandbox, tmp_path: Path, home: Path
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("second_opinion_usd: null\n")
    settings = {**sandbox.environment(), "FISCUS_HOME": str(home), "LOG_LEVEL": "warning"}
    fiscus = Fiscus(tmp_path, {**settings, "FISCUS_POLICY": str(policy)})

    def sweep(*options: str) -> Ended:
        return fiscus("tee", "sweep", "--json", "--chain", "sandbox", *options)

    refused = fiscus("tee", "sweep", "--yes")
    assert refused.status == 1
    assert "NO_EVACUATION" in refused.err
    policy.write_text(f"second_opinion_usd: null\nevacuation: {{evm: '{SAFE}'}}\n")
    before = nonce(sandbox)
    shown = sweep("--dry-run")
    assert (shown.status, shown.row["complete"], nonce(sandbox)) == (0, True, before)
    waiting = sweep()
    assert (waiting.status, nonce(sandbox)) == (1, before)
    done = sweep("--yes")
    assert (done.status, done.row["complete"]) == (0, True)
    moved = {line["token"] for line in done.row["lines"]}
    assert {line["to"] for line in done.row["lines"]} == {SAFE}
    assert moved >= {"ETH", "WETH", "USDC", "DAI"}
    after = nonce(sandbox)
    again = sweep("--yes")
    assert {line["fate"] for line in again.row["lines"]} == {"dust"}
    assert (again.status, nonce(sandbox)) == (0, after)
