"""What the journal does not know of: a second key, an old disk put back, a lost database."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core.desk.adapter import Sealed
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal
from fiscus.core.desk.outcome import State
from fiscus.core.errors import ChainError, NotOwner, StoreError, WalletFrozen
from tests.core.desk.fakes import (
    BOTH,
    OWNER,
    TERMINAL,
    WALLET,
    FakeAdapter,
    World,
    pay,
    ticket,
    world_in,
)

WALLET_ID = f"fake:{WALLET}"


def somebody_pays(adapter: FakeAdapter) -> None:
    """A program beside this one has the key."""
    place = len(adapter.chain.included)
    for event in ("taken", "included"):
        adapter.chain.add(event, Sealed(f"0xforeign{place}", b"", place), 1)


async def refused(desk: Desk, message_id: str) -> str:
    with pytest.raises(WalletFrozen) as error:
        await desk.submit(ticket(message_id), pay())
    return str(error.value)


def bodies(entries: list[tuple[str, str]], event: str) -> list[dict[str, object]]:
    return [json.loads(body) for found, body in entries if found == event]


async def told(desk: Desk, event: str) -> list[dict[str, object]]:
    return bodies([(e.event, e.body) for e in await desk.ledger.entries()], event)


@BOTH
async def test_a_transaction_that_nobody_here_made_freezes_the_wallet_until_an_owner_looked(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(3)
    somebody_pays(adapter)  # Before the desk ever saw the wallet: that is its baseline.
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
        asked = await desk.submit(ticket("asked", by=TERMINAL), pay())
        somebody_pays(adapter)
        assert await refused(desk, "2") == snapshot(
            "The wallet is frozen: testnet shows 1 transaction of it that its journal does not know"
            ": an old copy of the journal was put back, or somebody else who has the key made it."
            " Look into it, then run `fiscus wallet unfreeze`."
        )
        assert asked.approval is not None
        with pytest.raises(WalletFrozen):
            await desk.approve(asked.approval.id, OWNER)
        with pytest.raises(NotOwner):
            await desk.unfreeze("fake", Principal("stranger"))
    assert len(adapter.chain.signed) == 1
    async with world.desk() as desk:
        assert "does not know" in await refused(desk, "3")
        assert await desk.unfreeze("fake", OWNER) == []
        assert (await desk.submit(ticket("4"), pay())).state is State.CONFIRMED
        await desk.recover()
        assert (await desk.submit(ticket("5"), pay())).state is State.CONFIRMED
        thawed = [(body["by"], body["wallet"]) for body in await told(desk, "thawed")]
        assert thawed == [("owner", WALLET_ID)]
        seen = [(body["by"], body["sequence"]) for body in await told(desk, "baseline")]
        assert seen == [("first sight", 1), ("owner", 3)]


async def test_it_is_noticed_at_the_start_too(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
    somebody_pays(adapter)
    async with world.desk() as desk:
        adapter.tell("standing", ChainError("no answer"))
        await desk.recover()
        assert await desk.ledger.frozen(WALLET_ID) is None
        await desk.recover()
        assert "does not know" in (await desk.ledger.frozen(WALLET_ID) or "")


async def test_who_takes_the_place_of_a_payment_is_noticed_once_that_is_dead(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.05) as desk:
        assert (await desk.submit(ticket("1"), pay())).state is State.SENT
        somebody_pays(adapter)
        adapter.mines = True
        assert "does not know" in await refused(desk, "2")
        assert (await desk.submit(ticket("1"), pay())).state is State.DROPPED
    assert len(adapter.chain.signed) == 1


async def test_two_desks_that_do_not_know_each_other_do_not_both_go_on_paying(
    tmp_path: Path,
) -> None:
    """Two machines, each with a database of its own, and one key."""
    here, there = world_in(tmp_path / "here"), world_in(tmp_path / "there")
    for world in (here, there):
        world.folder.mkdir()
        world.adapter.chain = here.adapter.chain
        world.adapter.may_sign(2)
    async with here.desk() as first, there.desk() as second:
        assert (await first.submit(ticket("1"), pay())).state is State.CONFIRMED
        assert (await second.submit(ticket("1"), pay())).state is State.CONFIRMED
        assert "does not know" in await refused(first, "2")
        assert (await second.submit(ticket("2"), pay())).state is State.CONFIRMED
    assert len(here.adapter.chain.signed) == 3


def put_back(world: World, copy: Path) -> None:
    for path in world.folder.glob("desk.db*"):
        path.unlink()
    shutil.copy(copy, world.folder / "desk.db")


async def old_copy(world: World, tmp_path: Path) -> Path:
    """Of a journal that knows one payment, while the wallet has made two."""
    world.adapter.may_sign(2)
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
    copy = shutil.copy(world.folder / "desk.db", tmp_path / "copy.db")
    async with world.desk() as desk:
        await desk.submit(ticket("2"), pay())
    return Path(copy)


async def test_an_old_disk_that_is_put_back_signs_nothing(
    world: World, adapter: FakeAdapter, tmp_path: Path
) -> None:
    put_back(world, await old_copy(world, tmp_path))
    (world.folder / "journal.pin").unlink()  # The whole disk is of that time.
    adapter.may_sign(5)
    async with world.desk() as desk:
        assert "does not know" in await refused(desk, "3")
        assert "does not know" in await refused(desk, "2")
    assert len(adapter.chain.signed) == 2


async def test_an_old_database_is_known_for_one_though_the_chain_shows_nothing_yet(
    world: World, adapter: FakeAdapter, tmp_path: Path
) -> None:
    adapter.mines = False
    world.adapter.may_sign(2)
    async with world.desk(confirm_seconds=0.01) as desk:
        await desk.submit(ticket("1"), pay())
    copy = Path(shutil.copy(world.folder / "desk.db", tmp_path / "copy.db"))
    async with world.desk(confirm_seconds=0.01) as desk:
        await desk.submit(ticket("2"), pay())
    put_back(world, copy)
    async with world.desk(confirm_seconds=0.01) as desk:
        assert await refused(desk, "3") == snapshot(
            "The desk's journal is another than this wallet last spent with, or an old copy. Bring"
            " the newest one back. If it is lost, see what the wallet paid lately, then run"
            " `fiscus wallet unfreeze`."
        )
    assert len(adapter.chain.signed) == 2


async def test_a_database_that_is_gone_does_not_give_the_budget_back(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
    for path in world.folder.glob("desk.db*"):
        path.unlink()
    async with world.desk() as desk:
        assert "another than this wallet last spent with" in await refused(desk, "2")
        assert await desk.ledger.held(WALLET_ID) is not None
        await desk.unfreeze("fake", OWNER)
        assert await desk.ledger.held(WALLET_ID) is None
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_pin_that_cannot_be_read_or_written_signs_nothing(
    world: World, adapter: FakeAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = world.folder / "journal.pin"
    async with world.desk() as desk:
        pin.write_text("{")
        assert "another than" in await refused(desk, "1")
        pin.unlink()
        pin.mkdir()
        assert "another than" in await refused(desk, "2")
        pin.rmdir()
        monkeypatch.setattr(os, "replace", full)
        with pytest.raises(StoreError, match=r"'journal\.pin' cannot be written"):
            await desk.submit(ticket("3"), pay())
    assert adapter.chain.signed == []


async def test_a_chain_that_does_not_answer_is_seen_afresh_after_an_owner_looked(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
        somebody_pays(adapter)
        await refused(desk, "2")
        adapter.tell("standing", ChainError("no answer"))
        assert await desk.unfreeze("fake", OWNER) == ["testnet"]
        somebody_pays(adapter)
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED
