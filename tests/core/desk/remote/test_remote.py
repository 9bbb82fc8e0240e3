"""A desk behind a socket answers its agent as the one in the same process would."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscus.core.desk.book import Book, Entry
from fiscus.core.desk.door import Principal
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import Recipients
from fiscus.core.desk.remote.trust import Agent
from fiscus.core.errors import (
    ApprovalGone,
    DuplicateRequest,
    InsufficientFunds,
    NotApprover,
    NothingCame,
    NotOwner,
    PolicyDenied,
)
from tests.core.desk.fakes import ALICE, ANYTHING, BOB, OWNER, TERMINAL, WALLET, pay
from tests.core.desk.remote.counter import AGENT, ASKS, COUNTS, Counter, said, word


async def test_a_payment_waits_for_a_signature_and_is_made_with_it(counter: Counter) -> None:
    counter.world.adapter.may_sign()
    async with counter.open() as front:
        asked = await front.pay()
        assert asked.state is State.PLANNED and asked.approval is not None
        assert "a model proposed it" in " ".join(asked.approval.reasons)
        assert [one.record.id for one in await front.remote.books.pending()] == [asked.approval.id]
        yes = await word(front.remote, asked.approval.id)
        done = await front.remote.approve(asked.approval.id, yes)
        assert (done.state, done.recipient, done.amount) == (State.CONFIRMED, ALICE, "0.001")
        assert await front.remote.books.status(done.journal_id) == done
        assert await front.remote.books.recent(f"fake:{WALLET}", 5) == [done]
        assert await front.remote.books.open() == []
        assert (await front.remote.books.question(asked.approval.id)).record.decided_by == "ada"
    assert len(counter.world.adapter.chain.included) == 1


async def test_what_the_agent_is_told_is_what_the_desk_has(counter: Counter) -> None:
    async with counter.open() as front:
        asked = await front.pay()
        assert asked.approval is not None
        mine, theirs = front.remote.books, front.desk.books
        assert await mine.pending() == await theirs.pending()
        assert await mine.wallets() == {"fake": WALLET} == front.remote.about.wallets
        assert await mine.open() == await theirs.open() == []
        assert await mine.crossing() == []
        with pytest.raises(NothingCame):
            await mine.came(said())
        assert await mine.look(asked.journal_id) == await theirs.look(asked.journal_id)
        assert await front.remote.recover() == []


async def test_without_approvers_an_owner_says_yes_where_the_desk_runs(counter: Counter) -> None:
    counter.world.adapter.may_sign()
    async with counter.open(ANYTHING) as front:
        asked = await front.pay()
        assert asked.approval is not None
        with pytest.raises(NotApprover):
            await front.remote.approve(asked.approval.id, OWNER)
        await front.desk.approve(asked.approval.id, OWNER)
        assert (await front.remote.books.status(asked.journal_id)).state is State.CONFIRMED


async def test_whom_the_desks_own_book_names_keeps_that_name_and_waits(
    counter: Counter,
) -> None:
    """A policy that pays the book alone pays it, with a yes; an address that is said to be in it
    is not."""
    entry = Entry(name="alice", family="fake", address=ALICE)
    closed = ASKS.model_copy(update={"recipients": Recipients(book="only")})
    counter.world.adapter.may_sign()
    async with counter.open(closed, book=Book((entry,))) as front:
        assert list(front.remote.about.names) == [entry]
        asked = await front.remote.door(said()).submit(pay(to="alice"))
        assert (asked.state, asked.recipient_name) == (State.PLANNED, "alice")
        assert asked.approval is not None
        yes = await word(front.remote, asked.approval.id)
        assert (await front.remote.approve(asked.approval.id, yes)).state is State.CONFIRMED
        with pytest.raises(PolicyDenied):
            await front.remote.door(said("2")).submit(pay(to=BOB))


def test_a_person_is_recorded_as_the_agents_word_in_one_line() -> None:
    assert Agent("Trader", counts=False).person("owner\n\x1b[2K") == "Trader: owner??[2K"


async def test_a_question_is_found_by_the_room_and_the_person_it_was_put_to(
    counter: Counter,
) -> None:
    async with counter.open() as front:
        asked = await front.pay()
        shown = await front.remote.books.shown_to(OWNER.name, source="test", room="room")
        elsewhere = await front.remote.books.shown_to(OWNER.name, source="test", room="other")
    assert asked.approval is not None
    assert ([record.id for record in shown], elsewhere) == ([asked.approval.id], [])
    assert shown[0].asked_by == f"{AGENT}: {OWNER.name}"


async def test_an_error_is_the_same_on_both_sides(counter: Counter) -> None:
    counter.world.adapter.balance = 1
    async with counter.open() as front:
        with pytest.raises(InsufficientFunds, match="The fake wallet is empty"):
            await front.pay()
        with pytest.raises(ApprovalGone) as refused:
            await front.remote.books.status("none")
    assert (refused.value.message, refused.value.hint) == (
        "There is no payment 'none'",
        "Check the id.",
    )


async def test_the_same_message_acts_once(counter: Counter) -> None:
    counter.world.adapter.may_sign()
    async with counter.open(COUNTS) as front:
        done = await front.pay()
        assert await front.pay() == done
        with pytest.raises(DuplicateRequest):
            other = replace(said(), text="another text")
            await front.remote.door(other).submit(pay())
    assert done.state is State.CONFIRMED


async def test_a_signed_no_ends_it_and_so_does_the_agent_that_asked(counter: Counter) -> None:
    async with counter.open() as front:
        first, second = await front.pay("1"), await front.pay("2")
        assert first.approval is not None and second.approval is not None
        no = await word(front.remote, first.approval.id, "deny")
        assert (await front.remote.deny(first.approval.id, no)).state is State.DENIED
        assert (await front.remote.deny(second.approval.id, OWNER)).state is State.DENIED


async def test_a_stranger_of_the_agents_room_asks_for_nothing(counter: Counter) -> None:
    async with counter.open(COUNTS) as front:
        with pytest.raises(NotOwner):
            await front.pay(by=Principal("mallory"))


async def test_the_word_of_a_listed_agent_counts_within_its_limits(counter: Counter) -> None:
    counter.world.adapter.may_sign(2)
    async with counter.open(COUNTS) as front:
        done = [await front.pay(str(n), "0.003") for n in range(3)]  # $6 each
        big = await front.pay("big", "0.006")
        asked = [one.record.rules for one in await front.remote.books.pending()]
    assert [one.state for one in done] == [State.CONFIRMED, State.CONFIRMED, State.PLANNED]
    assert big.state is State.PLANNED
    assert asked == [
        ("agents.Trader.limits.per_24h.ask_usd",),
        (
            "agents.Trader.limits.per_transaction.ask_usd",
            "agents.Trader.limits.per_24h.ask_usd",
        ),
    ]


async def test_what_a_model_put_in_waits_whoever_says_so(counter: Counter) -> None:
    async with counter.open(COUNTS) as front:
        asked = await front.remote.door(said()).submit(pay(to=BOB))
    assert asked.approval is not None
    assert asked.approval.reasons == ("The recipient is not your own word (a model proposed it).",)


async def test_a_person_at_the_agents_terminal_is_shown_first_what_counts_anyway(
    counter: Counter,
) -> None:
    counter.world.adapter.may_sign()
    async with counter.open(COUNTS) as front:
        asked = await front.pay(by=TERMINAL)
        assert asked.approval is not None
        done = await front.remote.approve(asked.approval.id, TERMINAL)
    assert done.state is State.CONFIRMED


async def test_where_the_word_does_not_count_a_look_is_no_yes(counter: Counter) -> None:
    async with counter.open(ASKS) as front:
        asked = await front.pay(by=TERMINAL)
        assert asked.approval is not None
        with pytest.raises(NotApprover, match="no yes by the word"):
            await front.remote.approve(asked.approval.id, TERMINAL)


async def test_a_payment_is_sped_up_with_an_approvers_yes(counter: Counter) -> None:
    world = counter.world
    world.adapter.mines = False
    world.adapter.may_sign(2)
    async with counter.open(confirm_seconds=0.05) as front:
        asked = await front.pay()
        assert asked.approval is not None
        sent = await front.remote.approve(
            asked.approval.id, await word(front.remote, asked.approval.id)
        )
        assert sent.state is State.SENT
        dearer = await front.remote.speed_up(sent.journal_id, OWNER)
        assert dearer.approval is not None
        world.adapter.mines = True
        yes = await word(front.remote, dearer.approval.id)
        done = await front.remote.approve(dearer.approval.id, yes)
        assert done.state is State.CONFIRMED
        with pytest.raises(ApprovalGone):
            await front.remote.cancel("none", OWNER)


async def test_watchers_hear_of_what_was_signed(counter: Counter) -> None:
    counter.world.adapter.may_sign()
    heard: list[State] = []

    async def watch(outcome: Outcome) -> None:
        heard.append(outcome.state)

    async with counter.open(COUNTS) as front:
        front.remote.watchers.append(watch)
        await front.pay("1")
        await front.pay("2", by=TERMINAL)
    assert heard == [State.CONFIRMED]
