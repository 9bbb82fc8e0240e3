"""Names: the operator's own, those that changed, and those that two sources tell differently."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fiscus.core.desk.book import Book, BookFile, Entry, read_book, write_book
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.errors import ConfigError, NameNotResolved
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ALICE, BOB, OWNER, FakeAdapter, World, pay, ticket

FRIEND = Entry(name="Friend", family="fake", address=BOB)
ELSEWHERE = Entry(name="friend", family="fake", address=ALICE, chain="elsewhere")


def with_book(desk: Desk, *entries: Entry, book: Callable[[], Book] | None = None) -> Desk:
    return replace(desk, names=book or (lambda: Book(entries)))


def reasons(outcome: Outcome) -> str:
    assert outcome.approval is not None
    return " ".join(outcome.approval.reasons)


async def test_a_name_of_the_book_is_paid_and_shown(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign()
    async with world.desk() as desk:
        done = await with_book(desk, FRIEND).submit(ticket(), pay(to="friend"))
    assert (done.state, done.recipient, done.recipient_name) == (State.CONFIRMED, BOB, "Friend")


async def test_a_name_for_one_chain_is_none_elsewhere(world: World) -> None:
    async with world.desk() as desk:
        with pytest.raises(NameNotResolved, match="for elsewhere alone, not for testnet"):
            await with_book(desk, ELSEWHERE).submit(ticket(), pay(to="friend"))


async def test_the_entry_of_the_very_chain_wins() -> None:
    here = Entry(name="friend", family="fake", address=ALICE, chain="testnet")
    for entries in ((FRIEND, here), (here, FRIEND)):
        assert Book(entries).find("FRIEND", family="fake", chain="testnet") == here
        assert Book(entries).find("friend", family="fake", chain="other") == FRIEND
    assert Book((FRIEND,)).find("friend", family="solana", chain="testnet") is None


@pytest.mark.parametrize("origin", [Origin.MODEL, Origin.MEMORY, Origin.TOOL])
async def test_a_name_that_nobody_with_authority_said_stays_nobodys_word(
    world: World, origin: Origin
) -> None:
    async with world.desk() as desk:
        done = await with_book(desk, FRIEND).submit(
            ticket(), pay(to="friend", whose={"recipient": origin})
        )
    assert "The recipient is not your own word" in reasons(done)
    assert f"to Friend ({BOB})" in (done.approval.summary if done.approval else "")


async def test_an_entry_that_changed_before_the_yes_asks_again(
    world: World, adapter: FakeAdapter
) -> None:
    entries = [FRIEND]
    async with world.desk() as plain:
        desk = with_book(plain, book=lambda: Book(tuple(entries)))
        asked = await desk.submit(ticket(), pay(to="friend", whose={"token": Origin.MODEL}))
        assert asked.approval is not None
        entries[0] = FRIEND.model_copy(update={"address": ALICE})
        again = await desk.approve(asked.approval.id, OWNER)
    assert (again.state, again.recipient) == (State.PLANNED, ALICE)
    assert adapter.chain.signed == []


async def test_a_name_whose_address_changed_since_it_was_paid_asks(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign(2)
    async with world.desk() as desk:
        assert (await desk.submit(ticket("1"), pay(to="alice.eth"))).state is State.CONFIRMED
        adapter.names["alice.eth"] = BOB
        asked = await desk.submit(ticket("2"), pay(to="alice.eth"))
        assert asked.state is State.PLANNED
        assert reasons(asked) == (
            f"alice.eth was {ALICE} when it was last paid (on testnet), and is {BOB} now."
        )
        assert asked.approval is not None
        assert (await desk.approve(asked.approval.id, OWNER)).recipient == BOB
        adapter.may_sign()
        assert (await desk.submit(ticket("3"), pay(to="alice.eth"))).state is State.CONFIRMED


async def test_a_payment_that_was_denied_says_nothing_of_a_name(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk() as desk:
        asked = await desk.submit(
            ticket("1"), pay(to="alice.eth", whose={"recipient": Origin.MODEL})
        )
        assert asked.approval is not None
        await desk.deny(asked.approval.id, OWNER)
        adapter.names["alice.eth"] = BOB
        adapter.may_sign()
        assert (await desk.submit(ticket("2"), pay(to="alice.eth"))).state is State.CONFIRMED


class Resolving(FakeAdapter):
    """With a name service."""

    async def resolve(self, name: str, chain: str) -> str | None:
        return self.names.get(name)


async def test_a_name_that_a_name_service_has_for_somebody_else_asks(world: World) -> None:
    resolving = Resolving(world.adapter.chain)
    pinned = Entry(name="alice.eth", family="fake", address=BOB)
    other = World(world.folder, resolving, world.prices, world.clock)
    async with other.desk() as desk:
        asked = await with_book(desk, pinned).submit(ticket("1"), pay(to="alice.eth"))
        assert asked.recipient == BOB
        assert reasons(asked) == (
            f"alice.eth is {BOB} in your address book, and {ALICE} where names are looked up."
        )
        resolving.may_sign(2)
        resolving.names["alice.eth"] = BOB
        same = await with_book(desk, pinned).submit(ticket("2"), pay(to="alice.eth"))
        del resolving.names["alice.eth"]
        alone = await with_book(desk, pinned).submit(ticket("3"), pay(to="alice.eth"))
    assert same.state is alone.state is State.CONFIRMED


def test_a_book_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "books" / "book.yaml"
    book = Book((FRIEND, ELSEWHERE))
    write_book(path, book)
    assert read_book(path) == book
    assert os.stat(path).st_mode & 0o077 == 0
    file = BookFile(path)
    assert file.current() == book
    write_book(path, Book((FRIEND,)))
    assert file.current() == Book((FRIEND,))
    path.unlink()
    assert file.current() == Book()


@pytest.mark.parametrize(
    "text",
    [
        "names: [{name: a b, family: evm, address: x}]",
        "names: [{name: 0xabc, family: evm, address: x}]",
        "names: [{name: a, family: evm, address: x, note: y}]",
        "names: [{name: a, family: evm, address: x}, {name: A, family: evm, address: y}]",
        "version: 2",
        "names: [{name: a, name: b, family: evm, address: x}]",
        "names: {",
        "- a",
    ],
)
def test_a_book_that_is_unclear_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        read_book(path)
