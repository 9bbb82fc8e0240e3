"""The address book and a reader that runs."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from fiscus.core.book import book_file
from fiscus.core.desk.book import Book, Entry, write_book
from fiscus.core.naming import NamingReader
from fiscus.core.settings import Settings

ALICE = Entry(name="alice", family="evm", address="0x" + "1" * 40)
SENTENCE = "send 1 USDC to alice on base"


def recipient(reader: NamingReader) -> object:
    return reader.read(SENTENCE).params.get("recipient")


@pytest.fixture
def path(home: Path) -> Path:
    return home / "book.yaml"


@pytest.fixture
def reader(home: Path) -> NamingReader:
    return NamingReader.of(book_file(Settings({"FISCUS_HOME": str(home)})).current)


def test_a_name_that_is_added_is_known_with_the_next_message(
    reader: NamingReader, path: Path
) -> None:
    assert recipient(reader) is None
    write_book(path, Book((ALICE,)))
    assert recipient(reader) == "alice"
    path.unlink()
    assert recipient(reader) is None


def test_a_book_that_breaks_meanwhile_leaves_the_names_as_they_were(
    reader: NamingReader, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_book(path, Book((ALICE,)))
    assert recipient(reader) == "alice"
    path.write_text("names: [", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert recipient(reader) == "alice"
    assert "address book" in caplog.text
