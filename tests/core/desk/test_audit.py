"""Tampering is found and located, and what is exported is what happened."""

from __future__ import annotations

import re
import tracemalloc
from functools import partial

import pytest
from eth_account import Account
from sqlalchemy import Connection, text

from fiscus.core.desk import journal
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.pins import Head
from fiscus.core.desk.statement import Line, lines
from fiscus.core.desk.timeline import Happened, happened
from fiscus.core.desk.verification import Report, verify
from tests.core.desk.fakes import (
    ALICE,
    BEFOREHAND,
    BOTH,
    OWNER,
    TERMINAL,
    WALLET,
    FakeAdapter,
    World,
    pay,
    ticket,
)
from tests.core.desk.test_approvers import KEYS, asked, listed, word

END = 2**62
KEYS_OF = {name: Account.from_key(key).address.lower() for name, key in KEYS.items()}


async def filled(world: World, adapter: FakeAdapter) -> Desk:
    """Two payments that landed, one that was denied, one that waits, and a freeze."""
    adapter.may_sign(2)
    async with world.desk() as desk:
        put = await desk.submit(ticket("1", by=TERMINAL), pay("0.5", to="alice.eth"))
        assert put.approval is not None
        await desk.approve(put.approval.id, OWNER)
        world.clock.seconds += 3600
        await desk.submit(ticket("2"), pay("3", "USDC"))
        refused = await desk.submit(ticket("3", by=TERMINAL), pay())
        assert refused.approval is not None
        await desk.deny(refused.approval.id, OWNER)
        await desk.submit(ticket("4", by=TERMINAL), pay())
        await desk.ledger.freeze(f"fake:{WALLET}", "a test")
        await desk.ledger.thaw(f"fake:{WALLET}")
    return desk


async def verified(world: World, *changes: str) -> Report:
    async with world.desk() as desk:

        def tamper(connection: Connection) -> None:
            for change in changes:
                assert connection.execute(text(change)).rowcount

        await desk.ledger.database.write(tamper)
        return await desk.ledger.database.read(verify)


@BOTH
async def test_an_honest_journal_is_whole(world: World, adapter: FakeAdapter) -> None:
    await filled(world, adapter)
    report = await verified(world)
    assert (report.findings, report.payments) == ([], 4)
    assert report.entries == report.head.seq > 12


@pytest.mark.parametrize("column", ["at", "payment_id", "event", "body", "previous", "hash"])
async def test_a_changed_row_of_the_journal_is_located(
    world: World, adapter: FakeAdapter, column: str
) -> None:
    await filled(world, adapter)
    value = f"{column} + 1" if column == "at" else f"substr({column}, 2)"
    report = await verified(world, f"UPDATE journal SET {column} = {value} WHERE seq = 5")
    assert (report.findings[0].place, report.findings[0].seq) == ("journal row 5", 5)


@BOTH
async def test_a_removed_row_is_located_by_the_row_behind_it(
    world: World, adapter: FakeAdapter
) -> None:
    await filled(world, adapter)
    report = await verified(world, "DELETE FROM journal WHERE seq = 5")
    assert [finding.seq for finding in report.findings][:1] == [6]


async def test_a_journal_that_was_cut_off_does_not_fit_the_payments(
    world: World, adapter: FakeAdapter
) -> None:
    await filled(world, adapter)
    report = await verified(world, "DELETE FROM journal WHERE seq > 6")
    assert "payment" in {finding.place.split()[0] for finding in report.findings}


async def test_rows_in_another_order_are_located(world: World, adapter: FakeAdapter) -> None:
    await filled(world, adapter)
    report = await verified(
        world,
        "UPDATE journal SET seq = 9000 WHERE seq = 5",
        "UPDATE journal SET seq = 5 WHERE seq = 6",
        "UPDATE journal SET seq = 6 WHERE seq = 9000",
    )
    assert [finding.seq for finding in report.findings][:2] == [5, 6]


PAYMENT = "(SELECT id FROM payments WHERE message_id = '1')"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", "'dropped'"),
        ("effect", "replace(effect, '500000000000000000', '400000000000000000')"),
        ("recipient", "'0x0'"),
        ("recipient_name", "NULL"),
        ("usd", "'1'"),
        ("transaction_id", "'0x1'"),
        ("created_at", "created_at - 86400000"),
        ("updated_at", "0"),
        ("text_hash", "''"),
        ("message_id", "'9'"),
        ("fee_units", "'1'"),
        ("signer", "'0x2'"),
        ("agent", "'x'"),
        ("intent", "replace(intent, 'user', 'book')"),
        ("raw", "NULL"),
        ("sequence", "77"),
    ],
)
async def test_a_changed_payment_is_located(
    world: World, adapter: FakeAdapter, column: str, value: str
) -> None:
    await filled(world, adapter)
    report = await verified(world, f"UPDATE payments SET {column} = {value} WHERE id = {PAYMENT}")
    [finding] = report.findings
    assert finding.place.startswith("payment ")
    assert finding.text == f"{column!r} is not what the journal says."


@BOTH
async def test_a_removed_and_an_invented_payment_are_located(
    world: World, adapter: FakeAdapter
) -> None:
    await filled(world, adapter)
    report = await verified(world, f"UPDATE payments SET id = 'invented' WHERE id = {PAYMENT}")
    assert {finding.text for finding in report.findings} == {
        "The journal tells of it, and its row is gone.",
        "The journal does not know it.",
    }


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE variants SET raw = x'00' WHERE kind = 'cancel'", "They are not what"),
        ("UPDATE variants SET kind = 'faster' WHERE kind = 'cancel'", "They are not what"),
        ("DELETE FROM variants WHERE kind = 'original'", "their row is gone"),
        ("DELETE FROM variants", "their row is gone"),
        (
            "INSERT INTO variants SELECT 'x', payment_id, kind, raw, max_fee_units, at"
            " FROM variants LIMIT 1",
            "does not know them",
        ),
        ("UPDATE variants SET payment_id = 'x' WHERE kind = 'cancel'", "(is gone|not know it)"),
    ],
)
async def test_changed_bytes_for_the_place_of_a_payment_are_located(
    world: World, adapter: FakeAdapter, change: str, found: str
) -> None:
    adapter.may_sign(3)
    adapter.mines = False
    async with world.desk(confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket("1"), pay())
        await desk.speed_up(waiting.journal_id, OWNER)
        await desk.cancel(waiting.journal_id, OWNER)
    assert (await verified(world)).findings == []
    findings = (await verified(world, change)).findings
    assert findings
    for finding in findings:
        assert finding.place.startswith("signed bytes ")
        assert re.search(found, finding.text)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE approvals SET state = 'open' WHERE state = 'denied'",
        "UPDATE approvals SET state = 'used' WHERE state = 'open'",
        "UPDATE approvals SET expires_at = expires_at + 1 WHERE state = 'open'",
        "UPDATE approvals SET decided_by = 'mallory' WHERE state = 'used'",
        "UPDATE approvals SET summary = 'Send nothing.' WHERE state = 'open'",
        "UPDATE approvals SET asked_by = 'mallory' WHERE state = 'open'",
        "UPDATE approvals SET effect = replace(effect, '21000', '21001') WHERE state = 'open'",
        "UPDATE approvals SET effect = replace(effect, 'transfer', 'other') WHERE state = 'open'",
        "DELETE FROM approvals WHERE state = 'used'",
    ],
)
async def test_a_changed_approval_is_located(
    world: World, adapter: FakeAdapter, change: str
) -> None:
    await filled(world, adapter)
    [finding] = (await verified(world, change)).findings
    assert finding.place.startswith("approval ")


@BOTH
async def test_a_yes_that_nobody_gave_is_located(world: World, adapter: FakeAdapter) -> None:
    await filled(world, adapter)
    report = await verified(
        world,
        "INSERT INTO consents (approval_id, by, at) SELECT id, '0x1', 0 FROM approvals WHERE"
        " state = 'open'",
    )
    [finding] = report.findings
    assert finding.text == "Its yeses are not those of the journal."


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM freezes",
        "UPDATE freezes SET lifted_at = NULL",
        "UPDATE freezes SET reason = 'nothing'",
        "INSERT INTO freezes (id, wallet, reason, at) VALUES (99, 'fake:0x1', 'made up', 1)",
    ],
)
async def test_a_changed_freeze_is_located(world: World, adapter: FakeAdapter, change: str) -> None:
    await filled(world, adapter)
    report = await verified(world, change)
    assert all(finding.place.startswith("freeze of ") for finding in report.findings)
    assert report.findings


async def statement(world: World, since: int = 0, until: int = END) -> list[Line]:
    async with world.desk() as desk:
        return await desk.ledger.database.read(
            lambda connection: list(lines(connection, since=since, until=until))
        )


@BOTH
async def test_a_forged_signature_is_located(world: World) -> None:
    """Even where whoever writes the database makes the journal anew."""
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        question = await asked(desk)
        await desk.approve(question.id, await word(desk, question, "ada"))
        assert (await desk.ledger.database.read(verify)).whole

        def forge(connection: Connection) -> None:
            rows = list(connection.execute(text("SELECT * FROM journal ORDER BY seq")))
            previous = journal.GENESIS
            for seq, at, payment, event, body, _, _ in rows:
                said = body.replace(KEYS_OF["ada"], KEYS_OF["bo"])
                digest = journal.entry_hash(previous, at, payment, event, said)
                change = "UPDATE journal SET body = :b, previous = :p, hash = :h WHERE seq = :s"
                values = {"b": said, "p": previous, "h": digest, "s": seq}
                connection.execute(text(change), values)
                previous = digest
            connection.execute(text("UPDATE consents SET by = :k"), {"k": KEYS_OF["bo"]})

        await desk.ledger.database.write(forge)
        [finding] = (await desk.ledger.database.read(verify)).findings
    assert finding.text == "A signature is not one under this approval."


@BOTH
async def test_the_statement_has_a_line_for_every_movement(
    world: World, adapter: FakeAdapter
) -> None:
    await filled(world, adapter)
    one, two = await statement(world)
    assert (one.amount, one.units, one.asset, one.contract) == ("0.5", str(5 * 10**17), "ETH", "")
    assert (one.recipient, one.name, one.direction) == (ALICE, "alice.eth", "out")
    assert (one.fee, one.fee_asset) == ("0.00000000000002", "ETH")
    assert (one.usd, one.state, one.approved_by) == ("1000", "confirmed", "owner")
    assert (two.amount, two.asset, two.approved_by) == ("3", "USDC", "")
    assert two.contract != ""
    assert one.time == "2030-03-17T17:46:40Z"
    later = round(world.clock.seconds * 1000)
    assert [line.amount for line in await statement(world, since=later)] == ["3"]
    assert [line.amount for line in await statement(world, until=later)] == ["0.5"]


async def test_a_yes_that_was_given_beforehand_has_its_name(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket(by=BEFOREHAND), pay())
    (line,) = await statement(world)
    assert line.approved_by == "owner"


@BOTH
async def test_the_timeline_tells_what_happened(world: World, adapter: FakeAdapter) -> None:
    await filled(world, adapter)

    async def told(**which: str) -> list[Happened]:
        async with world.desk() as desk:
            return await desk.ledger.database.read(
                lambda c: list(happened(c, since=0, until=END, **which))
            )

    everything = await told()
    [first] = {step.payment_id for step in everything[:1]}
    mine = await told(payment_id=first[:8])
    agreed = ["planned", "asked", "approval_used", "approved"]
    steps = [*agreed, "reserved", "signed", "sent", "confirmed"]
    assert [step.event for step in mine] == steps
    assert f"0.5 ETH to alice.eth ({ALICE}) on testnet" in mine[0].line
    assert "approved; by owner" in mine[2].line
    assert len(await told(wallet=WALLET.lower())) == len(everything)
    assert await told(wallet="0x1") == []
    frozen = [step.line for step in everything if step.event == "frozen"]
    assert frozen == [
        "2030-03-17T18:46:40Z            frozen          the wallet is frozen; a test"
    ]


@BOTH
async def test_a_long_journal_is_read_in_little_memory(world: World) -> None:
    """What is held at once does not grow with what is read."""
    body = {"wallet": "fake:0x1", "note": "x" * 1000}

    def fill(connection: Connection) -> None:
        for number in range(3000):
            journal.append(connection, number, event="refused", body=body)

    def measured(connection: Connection) -> tuple[int, Report]:
        tracemalloc.start()
        try:
            report = verify(connection)
            return tracemalloc.get_traced_memory()[1], report
        finally:
            tracemalloc.stop()

    async with world.desk() as desk:
        await desk.ledger.database.write(fill)
        peak, report = await desk.ledger.database.read(measured)
    assert (report.entries, report.whole) == (3000, True)
    assert peak < 3000 * 1000


async def test_a_fee_that_moved_nothing_has_its_line(world: World, adapter: FakeAdapter) -> None:
    await filled(world, adapter)
    async with world.desk() as desk:
        change = text(f"UPDATE payments SET state = 'replaced' WHERE id = {PAYMENT}")
        await desk.ledger.database.write(lambda connection: connection.execute(change))
    fee, _ = await statement(world)
    assert (fee.direction, fee.asset, fee.amount, fee.usd) == ("fee", "ETH", "0.00000000000002", "")


@BOTH
async def test_a_journal_without_a_row_that_was_noted_is_another(
    world: World, adapter: FakeAdapter
) -> None:
    await filled(world, adapter)
    async with world.desk() as desk:
        read = desk.ledger.database.read
        head = (await read(verify)).head
        assert (await read(partial(verify, known=head))).whole
        for known in (Head(head.seq + 1, head.hash), Head(head.seq, "0" * 64)):
            [finding] = (await read(partial(verify, known=known))).findings
            assert finding.seq == known.seq


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE baselines SET sequence = sequence + 9", "no payments that lead to it"),
        ("UPDATE baselines SET sequence = sequence - 1", "no payments that lead to it"),
        ("UPDATE baselines SET lane = 'other'", "not the one that the journal began"),
        ("UPDATE baselines SET wallet = 'fake:other'", "not the one that the journal began"),
        ("UPDATE baselines SET place = 'fake:other:place'", "(does not know it|row is gone)"),
        ("DELETE FROM baselines", "its row is gone"),
    ],
)
async def test_a_baseline_that_was_moved_by_hand_is_located(
    world: World, adapter: FakeAdapter, change: str, found: str
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        for name in ("1", "2"):
            await desk.submit(ticket(name), pay())
    assert (await verified(world)).findings == []
    findings = (await verified(world, change)).findings
    assert findings
    for finding in findings:
        assert finding.place.startswith("baseline ")
        assert re.search(found, finding.text)


async def test_a_baseline_that_an_owner_lifted_is_not_missed(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        await desk.submit(ticket("1"), pay())
        await desk.ledger.thaw(f"fake:{WALLET}", seen={"testnet": ("lane", None)})
    assert (await verified(world)).findings == []
