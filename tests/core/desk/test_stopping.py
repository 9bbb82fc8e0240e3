"""The kill switch and the policy file that changes: what they say counts at the next signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Ticket
from fiscus.core.desk.outcome import State
from fiscus.core.desk.policyfile import PolicyFile
from fiscus.core.errors import ConfigError, FiscusError, PolicyDenied, SpendingStopped
from tests.core.desk.fakes import BEFOREHAND, OWNER, FakeAdapter, World, pay, ticket

FREE = "limits: {}\nfirst_payment: allow\nsecond_opinion_usd: null\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(FREE)
    return path


def write(path: Path, text: str) -> None:
    path.write_text(text)


async def test_nothing_is_reserved_or_signed_while_spending_is_stopped(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        await desk.ledger.stop("somebody rang")
        with pytest.raises(SpendingStopped, match="somebody rang"):
            await desk.submit(ticket(), pay())
        assert await desk.ledger.open() == []
        assert await desk.ledger.resume()
        adapter.may_sign()
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED
        events = [entry.event for entry in await desk.ledger.entries()]
        assert (events[0], events[1]) == ("frozen", "thawed")


async def test_a_stop_outlives_the_process_and_holds_in_every_other(world: World) -> None:
    async with world.desk() as desk, world.desk() as other:
        await desk.ledger.stop("enough")
        with pytest.raises(SpendingStopped):
            await other.submit(ticket(), pay())
    async with world.desk() as desk:
        assert await desk.ledger.stopped() == "enough"
        with pytest.raises(SpendingStopped):
            await desk.submit(ticket(), pay())


async def test_a_wallet_that_is_thawed_does_not_lift_a_stop(world: World) -> None:
    async with world.desk() as desk:
        await desk.ledger.stop("enough")
        await desk.ledger.thaw(f"fake:{world.adapter.signer}")
        assert await desk.ledger.stopped() == "enough"


@pytest.mark.parametrize("step", ["seal", "sealed"])
async def test_a_stop_between_budget_and_signature_keeps_the_bytes_from_leaving(
    world: World, adapter: FakeAdapter, step: str
) -> None:
    adapter.may_sign()
    async with world.desk() as desk, world.desk() as other:

        async def stop() -> None:
            await other.ledger.stop("now")

        adapter.tell(step, stop)
        with pytest.raises(SpendingStopped):
            await desk.submit(ticket(), pay())
        await _nothing_left(desk, adapter)


Change = Callable[[Path], object]
CHANGES: dict[str, tuple[Change, type[FiscusError]]] = {
    "stop": (lambda path: path.write_text(FREE + "stop: true\n"), SpendingStopped),
    "simulate": (lambda path: path.write_text(FREE + "mode: simulate\n"), SpendingStopped),
    "broken": (lambda path: path.write_text("limits: ["), ConfigError),
    "gone": (Path.unlink, ConfigError),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("step", ["seal", "sealed"])
async def test_a_file_that_changes_while_a_payment_is_made_keeps_the_bytes_from_leaving(
    world: World, adapter: FakeAdapter, path: Path, change: str, step: str
) -> None:
    do, error = CHANGES[change]
    adapter.may_sign()

    async def changed() -> None:
        do(path)

    adapter.tell(step, changed)
    async with world.desk(PolicyFile(path)) as desk:
        with pytest.raises(error):
            await desk.submit(ticket(), pay())
        await _nothing_left(desk, adapter)


async def test_what_waits_can_be_called_back_while_the_file_stops_all_spending(
    world: World, adapter: FakeAdapter, path: Path
) -> None:
    adapter.may_sign(2)
    adapter.mines = False
    async with world.desk(PolicyFile(path), confirm_seconds=0.02) as desk:
        waiting = await desk.submit(ticket(), pay())
        write(path, FREE + "stop: true\n")
        with pytest.raises(PolicyDenied):
            await desk.speed_up(waiting.journal_id, OWNER)
        done = await desk.cancel(waiting.journal_id, OWNER)
        assert (done.state, done.hash == waiting.hash) == (State.SENT, False)


async def _nothing_left(desk: Desk, adapter: FakeAdapter) -> None:
    assert adapter.chain.lines("offered") == []
    assert await desk.ledger.open() == []
    assert (await desk.ledger.find(ticket()) or pytest.fail()).state is State.DROPPED


async def test_a_change_of_the_file_counts_for_the_next_payment(
    world: World, adapter: FakeAdapter, path: Path
) -> None:
    adapter.may_sign(2)
    async with world.desk(PolicyFile(path)) as desk:
        assert (await desk.submit(ticket("1"), pay())).state is State.CONFIRMED
        write(path, FREE.replace("{}", "{per_transaction: {usd: 1}}"))
        with pytest.raises(PolicyDenied, match=r"over the limit of 1\.00 USD"):
            await desk.submit(ticket("2", by=BEFOREHAND), pay())
        write(path, FREE)
        assert (await desk.submit(ticket("3"), pay())).state is State.CONFIRMED


async def test_a_broken_file_stops_spending_and_is_no_reason_to_keep_the_old_one(
    world: World, adapter: FakeAdapter, path: Path
) -> None:
    async with world.desk(PolicyFile(path)) as desk:
        write(path, "limits: {per_transaktion: {usd: 1}}")
        with pytest.raises(ConfigError, match=r"did you mean per_transaction\?"):
            await desk.submit(ticket(), pay())
        write(path, FREE)
        adapter.may_sign()
        assert (await desk.submit(ticket(), pay())).state is State.CONFIRMED


async def test_a_stop_in_the_file_denies_and_says_why(world: World, path: Path) -> None:
    write(path, FREE + "stop: The auditors are here.\n")
    async with world.desk(PolicyFile(path)) as desk:
        with pytest.raises(PolicyDenied) as refused:
            await desk.submit(ticket(by=BEFOREHAND), pay())
    assert refused.value.message == "The policy has stopped all spending: The auditors are here."
    assert refused.value.context == {"rules": ("stop",)}


async def test_a_list_of_sanctions_that_changes_counts_for_the_next_payment(
    world: World, adapter: FakeAdapter, path: Path
) -> None:
    sanctions = path.with_name("sanctions.txt")
    write(sanctions, "# nobody yet\n")
    write(path, FREE + "sanctions: sanctions.txt\n")
    adapter.may_sign()
    async with world.desk(PolicyFile(path)) as desk:
        assert (await desk.submit(ticket("1"), pay())).state is State.CONFIRMED
        write(sanctions, f"{'0x' + '0' * 37}a11  # Alice, in another spelling\n")
        with pytest.raises(PolicyDenied, match="sanctioned"):
            await desk.submit(ticket("2", by=BEFOREHAND), pay())
        sanctions.unlink()
        with pytest.raises(ConfigError, match="cannot be read"):
            await desk.submit(ticket("3", by=BEFOREHAND), pay())


async def test_the_agent_that_acts_is_on_record_and_rules_are_about_it(
    world: World, adapter: FakeAdapter, path: Path
) -> None:
    rule = "rules: [{name: t, when: {agents: [trader]}, limits: {per_1h: {usd: 2}}}]\n"
    write(path, FREE + rule)
    adapter.may_sign(3)
    async with world.desk(PolicyFile(path)) as desk:
        for number, agent in enumerate(("Trader", "payroll", "payroll")):
            paid = await desk.submit(_by(agent, str(number)), pay())
            assert paid.state is State.CONFIRMED
        with pytest.raises(PolicyDenied) as refused:
            await desk.submit(_by("Trader", "3"), pay())
        assert refused.value.context == {"rules": ("rules.t.limits.per_1h.usd",)}
        kept = await desk.ledger.find(ticket("0"))
    assert kept is not None
    assert kept.agent == "Trader"


def _by(agent: str, message_id: str) -> Ticket:
    return replace(ticket(message_id), agent=agent)
