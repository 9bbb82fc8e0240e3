"""Who may sign in a lane: one process at a time, on one machine or on many."""

from __future__ import annotations

import asyncio
import os
import re

import pytest
from sqlalchemy import create_engine, make_url

from fiscus.core.desk.lease import Lease, Leases, open_leases
from fiscus.core.desk.outcome import State
from fiscus.core.errors import LeaseLost, WalletBusy
from fiscus.core.secrets import Secret
from tests.core.desk.fakes import BOTH, FakeAdapter, World, pay, ticket

LANE = "fake:1337:0xlane"
BREAK = (
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def break_the_sessions(url: Secret) -> None:
    """End every session that holds a lease."""
    engine = create_engine(
        make_url(url.reveal()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        assert connection.exec_driver_sql(BREAK).all()
    engine.dispose()


def lose(world: World) -> None:
    """What a broken network or a careless `rm` does."""
    if world.url is not None:
        break_the_sessions(world.url)
    else:
        for lock in (world.folder / "leases").glob("*.lock"):
            lock.unlink()


@BOTH
async def test_a_lane_is_held_by_one_process_and_the_others_are_told_by_which(
    world: World,
) -> None:
    place, folder = world.url or world.folder, world.folder / "leases"
    async with (
        open_leases(place, folder, wait_seconds=0.05) as mine,
        open_leases(place, folder) as others,
    ):
        async with others.hold(LANE):
            with pytest.raises(WalletBusy) as refused:
                async with mine.hold(LANE):
                    pytest.fail("two hold it")
            said = rf"Another process is signing for '{LANE}': .*process {os.getpid()} on "
            assert re.match(said, refused.value.message)
            async with mine.hold("fake:1:0xother"):
                pass
        async with mine.hold(LANE) as lease:
            await lease.confirm()


@BOTH
async def test_a_lease_that_was_lost_is_known_to_be_and_another_process_can_have_it(
    world: World,
) -> None:
    place, folder = world.url or world.folder, world.folder / "leases"
    async with (
        open_leases(place, folder) as mine,
        open_leases(place, folder) as others,
        mine.hold(LANE) as lease,
    ):
        await lease.confirm()
        lose(world)
        with pytest.raises(LeaseLost):
            await lease.confirm()
        async with others.hold(LANE) as theirs:
            await theirs.confirm()


@BOTH
async def test_a_payment_whose_lease_breaks_before_the_signature_is_dropped(
    world: World, adapter: FakeAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm = Lease.confirm

    async def late(lease: Lease) -> None:
        lose(world)
        await confirm(lease)

    async with world.desk() as desk:
        monkeypatch.setattr(Lease, "confirm", late)
        with pytest.raises(LeaseLost, match="no longer has the right"):
            await desk.submit(ticket("1"), pay())
        monkeypatch.setattr(Lease, "confirm", confirm)
        assert (await desk.submit(ticket("1"), pay())).state is State.DROPPED
        adapter.may_sign()
        assert (await desk.submit(ticket("2"), pay())).state is State.CONFIRMED
    assert len(adapter.chain.signed) == 1


@BOTH
async def test_a_wait_that_is_given_up_keeps_no_lane(world: World) -> None:
    place, folder = world.url or world.folder, world.folder / "leases"

    async def hold(leases: Leases) -> None:
        async with leases.hold(LANE):
            await asyncio.sleep(0.001)

    async with open_leases(place, folder) as mine, open_leases(place, folder) as others:
        for turns in range(6):
            task = asyncio.create_task(hold(mine))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            async with others.hold(LANE):
                pass
