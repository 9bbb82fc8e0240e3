"""Who is paid: names by the chain's own record, contract wallets by their owners."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from eth_abi.abi import encode

from fiscus.chains.evm.addresses import checksum
from fiscus.chains.evm.client import EvmClient
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.ens import coin_type, namehash
from fiscus.chains.sandbox.anvil import AnvilOptions
from fiscus.chains.sandbox.bytecode import creation_code
from fiscus.core.desk.outcome import State
from fiscus.core.errors import InvalidRecipient, NameNotResolved
from tests.chains.evm.engine import Engine
from tests.chains.evm.wallets import BOB, CAROL, ME, Wallet, open_wallet, owner
from tests.sandboxes import StartAnvil

ENS = CHAINS["ethereum"].ens_registry or ""
SET_RESOLVER = bytes.fromhex("1896f70a")
SET_ADDR = bytes.fromhex("8b95dd71")
BASE, ETHEREUM = coin_type(8453), 60


@dataclass(frozen=True, slots=True)
class Town:
    """A wallet on Base, and Ethereum beside it, whose registry answers for names."""

    wallet: Wallet
    ethereum: Engine
    resolver: str

    async def name(self, name: str, records: dict[int, str], resolver: str | None = None) -> None:
        node = namehash(name)
        words = encode(["bytes32", "address"], [node, resolver or self.resolver])
        await self.ethereum.transact(ENS, "0x" + (SET_RESOLVER + words).hex())
        for coin, record in records.items():
            words = encode(["bytes32", "uint256", "bytes"], [node, coin, bytes.fromhex(record[2:])])
            await self.ethereum.transact(self.resolver, "0x" + (SET_ADDR + words).hex())


@pytest.fixture
async def town(
    base_url: str, engine: Engine, home: Path, start_anvil: StartAnvil
) -> AsyncGenerator[Town]:
    node = start_anvil(AnvilOptions(chain_id=1, accounts=10))
    async with (
        httpx.AsyncClient(trust_env=False, verify=False) as http,
        open_wallet(home, base_url, ETHEREUM_PROVIDER_MAINNET=node.url) as wallet,
    ):
        ethereum = Engine(EvmClient.connect(CHAINS["ethereum"], http=http, urls=[node.url]))
        await ethereum.multicall()
        await ethereum.place("Registry", ENS)
        yield Town(wallet, ethereum, await ethereum.deploy("Resolver"))


@pytest.mark.covers("EVM-19", "EVM-20", "D-11")
async def test_a_name_is_paid_at_the_record_of_the_very_chain(town: Town, engine: Engine) -> None:
    await town.name("alice.eth", {BASE: BOB, ETHEREUM: CAROL})
    before = await engine.client.balance(BOB)
    outcome = await town.wallet.pay("1", "ETH", "Alice.ETH", chain="base")
    assert (outcome.state, outcome.recipient) == (State.CONFIRMED, BOB)
    assert outcome.recipient_name == "alice.eth"
    assert await engine.client.balance(BOB) - before == 10**18
    outcome = await town.wallet.pay("1", "ETH", "alice.eth", chain="ethereum")
    assert (outcome.state, outcome.recipient) == (State.PLANNED, CAROL)
    assert outcome.approval is not None
    assert outcome.approval.reasons == (
        f"alice.eth was {BOB} when it was last paid (on base), and is {CAROL} now.",
    )
    done = await town.wallet.agent.desk.approve(outcome.approval.id, owner())
    assert (done.state, done.recipient) == (State.CONFIRMED, CAROL)


async def test_another_chains_record_is_only_a_hint(town: Town) -> None:
    await town.name("alice.eth", {ETHEREUM: CAROL})
    with pytest.raises(NameNotResolved) as caught:
        await town.wallet.pay("1", "ETH", "alice.eth", chain="base")
    assert caught.value.message == "'alice.eth' has no address for Base"
    assert caught.value.hint is not None
    assert CAROL in caught.value.hint


async def test_a_record_outside_the_chain_is_refused(town: Town) -> None:
    resolver = await town.ethereum.deploy("OffchainResolver")
    await town.name("off.eth", {}, resolver)
    with pytest.raises(NameNotResolved, match="kept outside the chain"):
        await town.wallet.pay("1", "ETH", "off.eth", chain="base")


@pytest.mark.parametrize("record", [ME, "0x" + "00" * 19 + "00", "0x" + "00" * 18 + "dead"])
async def test_a_name_can_not_hide_a_pointless_recipient(town: Town, record: str) -> None:
    await town.name("alice.eth", {BASE: record})
    with pytest.raises((InvalidRecipient, NameNotResolved)):
        await town.wallet.pay("1", "ETH", "alice.eth", chain="base")


async def test_a_name_that_changes_between_question_and_yes_asks_again(
    town: Town, engine: Engine
) -> None:
    await engine.do("anvil_setCode", BOB, "0x00")
    await engine.do("anvil_setCode", CAROL, "0x00")
    await town.name("alice.eth", {BASE: BOB})
    asked = await town.wallet.pay("1", "ETH", "alice.eth", chain="base")
    assert asked.approval is not None
    assert f"alice.eth ({BOB}, which has no name of its own)" in asked.approval.summary
    await town.name("alice.eth", {BASE: CAROL})
    again = await town.wallet.agent.desk.approve(asked.approval.id, owner())
    assert again.state is State.PLANNED
    assert again.approval is not None
    assert again.approval.id != asked.approval.id
    assert f"alice.eth ({CAROL}, which has no name of its own)" in again.approval.summary
    assert await engine.client.nonce(ME, "pending") == await engine.client.nonce(ME)
    done = await town.wallet.agent.desk.approve(again.approval.id, owner())
    assert (done.state, done.recipient) == (State.CONFIRMED, CAROL)


async def test_a_safe_is_named_by_its_owners_and_asked(
    engine: Engine, base_url: str, home: Path
) -> None:
    words = encode(["address[]", "uint256"], [[BOB, CAROL], 2])
    code = "0x" + (creation_code("Treasury") + words).hex()
    mined = await engine.do("eth_getTransactionReceipt", await engine.transact(None, code))
    assert isinstance(mined, dict)
    safe = checksum(str(mined["contractAddress"]))
    async with open_wallet(home, base_url) as wallet:
        asked = await wallet.pay("1", "ETH", safe)
        assert (asked.state, asked.hash) == (State.PLANNED, None)
        assert asked.approval is not None
        assert asked.approval.reasons == (
            f"{safe} is a Safe: 2 of its 2 owners move what is in it.",
        )
        done = await wallet.agent.desk.approve(asked.approval.id, owner())
    assert done.state is State.CONFIRMED
    assert await engine.client.balance(safe) == 10**18
