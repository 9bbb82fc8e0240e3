"""The state machine, walked at random: never off its table, and no budget back without proof."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core.desk.adapter import Broadcast, Fate, Look, Sealed, Taken, Variant
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.journal import Entry, broken_at
from fiscus.core.desk.landings import Landings
from fiscus.core.desk.outcome import State
from fiscus.core.desk.records import Payment
from fiscus.core.desk.transitions import BEFORE, LANDED, OUTBID, REORGED, leads_to
from fiscus.core.errors import ChainError, FiscusError
from tests.core.desk.fakes import OWNER, FakeAdapter, pay, ticket, world_in

ACTS = ("submit", "recover", "speed up", "cancel", "crash", "not taken")
FATES = ("waiting", "taken", "dead", "included", "the first included", "reverted", "no answer")
walks = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(FATES)), min_size=1, max_size=8)


@dataclass(slots=True)
class Walk:
    """A desk, its one payment, and what its chain has said of it so far."""

    desk: Desk
    adapter: FakeAdapter
    payment: Payment | None = None
    told: set[str] = field(default_factory=set[str])

    async def step(self, act: str, fate: str) -> None:
        variants = await self.variants()
        look = _look(fate, variants)
        self.told.add(fate)
        if isinstance(look, Look) and look.transaction in {
            v.id for v in variants if v.variant is Variant.CANCEL
        }:
            self.told.add("called back")
        for question in ("look", "watch"):
            self.adapter.tell_always(question, look)
        if act == "crash":
            self.adapter.tell("broadcast", asyncio.CancelledError())
        if act == "not taken":
            self.adapter.tell("broadcast", Broadcast(Taken.UNSURE, "No."), Broadcast(Taken.NEVER))
        with suppress(FiscusError, asyncio.CancelledError):
            await self._acts()[act]()
        self.payment = await self.desk.ledger.find(ticket())

    async def variants(self) -> tuple[Sealed, ...]:
        return await Landings(self.desk.ledger).variants(self.payment) if self.payment else ()

    def _acts(self) -> dict[str, Callable[[], Awaitable[object]]]:
        known = self.payment.id if self.payment else ""
        submit = self._submit
        return {
            **dict.fromkeys(("submit", "crash", "not taken"), submit),
            "recover": self.desk.recover,
            "speed up": lambda: self.desk.speed_up(known, OWNER),
            "cancel": lambda: self.desk.cancel(known, OWNER),
        }

    async def _submit(self) -> None:
        await self.desk.submit(ticket(), pay())

    def refuse_unproven(self) -> None:
        """A budget is given back for proof, and for nothing else."""
        if self.payment is None or self.payment.state.counts:
            return
        proof = {
            State.FAILED: "reverted" in self.told,
            State.DROPPED: "dead" in self.told or self.payment.transaction_id is None,
            State.REPLACED: "called back" in self.told,
        }
        assert proof[self.payment.state], (self.payment.state, self.told)


def _look(fate: str, variants: tuple[Sealed, ...]) -> Look | ChainError:
    if fate == "no answer":
        return ChainError("no answer")
    if not variants or fate in {"waiting", "taken", "dead"}:
        return Look({"taken": Fate.TAKEN, "dead": Fate.DEAD}.get(fate, Fate.WAITING))
    landed = variants[0 if fate == "the first included" else -1].id
    told = Fate.REVERTED if fate == "reverted" else Fate.INCLUDED
    return Look(told, 20_000, 7, transaction=landed)


def _states(entries: list[Entry]) -> list[State]:
    """The states that the journal's rows lead through. Fails off the table."""
    state: State | None = None
    states: list[State] = []
    for entry in entries:
        if entry.event not in BEFORE:
            continue
        assert state in BEFORE[entry.event], (state, entry.event)
        if entry.event != OUTBID:
            state = State.SENT if entry.event == REORGED else State(entry.event)
        assert state is not None and leads_to(entry.event, state)
        states.append(state)
    return states


@settings(max_examples=25, deadline=None)
@given(walks)
def test_no_order_of_events_leaves_the_table_or_frees_a_budget_without_proof(
    steps: list[tuple[str, str]],
) -> None:
    async def walked() -> None:
        with tempfile.TemporaryDirectory() as folder:
            world = world_in(Path(folder))
            world.adapter.may_sign(len(steps) + 1)
            world.adapter.mines = False
            async with world.desk(confirm_seconds=0.0) as desk:
                walk = Walk(desk, world.adapter)
                for act, fate in steps:
                    await walk.step(act, fate)
                    walk.refuse_unproven()
                entries = await desk.ledger.entries()
                assert broken_at(entries) is None
                states = _states(entries)
                if walk.payment is not None:
                    assert states[-1] is walk.payment.state
                variants = await walk.variants()
                assert {line.sequence for line in world.adapter.chain.signed} <= {0}
                assert set(world.adapter.offered) <= {sealed.raw for sealed in variants}

    asyncio.run(walked())


def test_every_state_has_a_way_in_and_what_was_let_go_has_none_out() -> None:
    reached = {State(event) for event in BEFORE if event not in {REORGED, OUTBID}}
    assert reached == set(State) - {State.SIMULATED}
    left = {state for before in BEFORE.values() for state in before if state is not None}
    assert left == set(State) - {State.SIMULATED, State.DROPPED, State.DENIED}


def test_the_table_in_the_documentation_is_this_one() -> None:
    text = (Path(__file__).parents[3] / "docs" / "desk.md").read_text()
    table = text.split("| event |")[1].split("\n\n")[0]
    rows = [[cell.strip(" `") for cell in line.split("|")[1:4]] for line in table.splitlines()[2:]]
    shown = {event: set(before.replace("`", "").split(", ")) for event, before, _ in rows}
    known = {
        str(event): {"-" if state is None else state.value for state in before}
        for event, before in BEFORE.items()
    }
    assert shown == known
    after = {event: state for event, _, state in rows if event not in {REORGED, OUTBID}}
    assert all(event == state for event, state in after.items())


@pytest.mark.parametrize("landed", LANDED)
def test_only_a_reorganisation_leads_back_from_a_block(landed: State) -> None:
    ways = {event for event, before in BEFORE.items() if landed in before}
    assert ways == {landed.value, REORGED}
