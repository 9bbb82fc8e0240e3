"""The journal tells everything, in an order nobody can change unseen, and no secrets."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from fiscus.core.desk.journal import GENESIS, Entry, broken_at, entry_hash
from tests.core.desk.fakes import BOTH, OWNER, TERMINAL, FakeAdapter, World, pay, ticket


async def filled(world: World, adapter: FakeAdapter) -> list[Entry]:
    adapter.may_sign(2)
    async with world.desk() as desk:
        asked = await desk.submit(ticket("1", by=TERMINAL), pay())
        assert asked.approval is not None
        await desk.approve(asked.approval.id, OWNER)
        await desk.submit(ticket("2"), pay())
        return await desk.ledger.entries()


@BOTH
async def test_every_step_is_there_in_its_order(world: World, adapter: FakeAdapter) -> None:
    entries = await filled(world, adapter)
    asked = ["planned", "asked", "baseline", "approval_used", "approved"]
    acted = ["reserved", "signed", "sent", "confirmed"]
    assert [entry.event for entry in entries] == [*asked, *acted, *acted]
    assert len({entry.payment_id for entry in entries if entry.payment_id}) == 2
    assert broken_at(entries) is None


@BOTH
async def test_the_signed_bytes_are_in_the_journal_before_they_are_on_the_wire(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        seen: list[str] = []

        async def look_up() -> None:
            seen.extend(
                json.loads(entry.body)["raw"]
                for entry in await desk.ledger.entries()
                if entry.event == "signed"
            )

        adapter.tell("broadcast", look_up)
        adapter.may_sign()
        await desk.submit(ticket(), pay())
    assert seen == [adapter.offered[0].hex()]


@pytest.mark.parametrize("column", ["at", "payment_id", "event", "body", "previous", "hash"])
async def test_a_changed_row_is_found_and_located(
    world: World, adapter: FakeAdapter, column: str
) -> None:
    await filled(world, adapter)
    async with world.desk() as desk:
        change = text(f"UPDATE journal SET {column} = {column} || '1' WHERE seq = 5")
        await desk.ledger.database.write(lambda connection: connection.execute(change))
        assert broken_at(await desk.ledger.entries()) == 5


async def test_a_removed_row_is_found_at_the_row_after_it(
    world: World, adapter: FakeAdapter
) -> None:
    entries = await filled(world, adapter)
    assert broken_at([*entries[:3], *entries[4:]]) == entries[4].seq
    assert broken_at([*entries[:3], entries[4], entries[3], *entries[5:]]) == entries[4].seq


@given(st.lists(st.tuples(st.integers(), st.text(), st.text(), st.text()), max_size=8), st.data())
def test_any_chain_holds_and_any_change_breaks_it(
    rows: list[tuple[int, str, str, str]], data: st.DataObject
) -> None:
    entries, previous = list[Entry](), GENESIS
    for seq, (at, payment, event, body) in enumerate(rows, start=1):
        digest = entry_hash(previous, at, payment, event, body)
        entries.append(Entry(seq, at, payment, event, body, previous, digest))
        previous = digest
    assert broken_at(entries) is None
    if entries:
        place = data.draw(st.integers(0, len(entries) - 1))
        changed = replace(entries[place], body=entries[place].body + "x")
        assert broken_at([*entries[:place], changed, *entries[place + 1 :]]) == place + 1


async def test_files_are_readable_by_their_owner_alone(
    world: World, adapter: FakeAdapter, tmp_path: Path
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket(), pay())
        names = ("desk.db", "desk.db-wal", "desk.db-shm")
        modes = {name: os.stat(tmp_path / name).st_mode & 0o077 for name in names}
    assert set(modes.values()) == {0}


async def test_what_a_person_wrote_is_kept_as_a_hash_only(
    world: World, adapter: FakeAdapter
) -> None:
    words = "my seed phrase is legal winner thank year wave sausage worth useful"
    adapter.may_sign()
    async with world.desk() as desk:
        done = await desk.submit(ticket(text=words), pay())
    written = b"".join(path.read_bytes() for path in world.folder.glob("desk.db*"))
    assert b"legal winner" not in written
    assert "legal winner" not in repr(done)
