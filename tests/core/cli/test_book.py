"""The address book at the command line, and in a sentence."""

from __future__ import annotations

from pathlib import Path

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus
from tests.core.cli.test_ask import BOB, wei

SOL = "6dNyaYhAc1VS5zkSHXkYTvRGTnHGPSUgHcMZAUKjRqGb"


def test_a_name_is_added_listed_and_forgotten(fiscus: Fiscus, home: Path) -> None:
    assert fiscus("book").out == "The book is empty.\n"
    assert fiscus("book", "add", "Bobby", BOB).out == f"Bobby is {BOB} on EVM.\n"
    assert fiscus("book", "add", "bobby", SOL).out == f"bobby is {SOL} on Solana.\n"
    assert fiscus("book", "add", "bobby", BOB, "--chain", "base").status == 0
    rows = fiscus("book", "list", "--json").rows
    assert [(row["name"], row["family"], row["chain"]) for row in rows] == [
        ("Bobby", "evm", None),
        ("bobby", "solana", None),
        ("bobby", "evm", "base"),
    ]
    taken = fiscus("book", "add", "BOBBY", BOB)
    assert (taken.status, f"in the book already, for {BOB}" in taken.err) == (1, True)
    assert fiscus("book", "remove", "bobby", "--family", "evm").status == 0
    assert [row["address"] for row in fiscus("book", "list", "--json").rows] == [SOL]
    assert fiscus("book", "remove", "nobody").status == 1
    assert (home / "book.yaml").exists()


def test_what_is_no_name_or_no_address_is_not_added(fiscus: Fiscus, home: Path) -> None:
    broken = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046"  # one letter of another size
    for name, address, more in (
        ("bobby", "0x12", ()),
        ("bobby", broken, ()),
        ("bobby", "0x" + "0" * 40, ()),
        ("bobby", BOB, ("--family", "solana")),
        ("bobby", BOB, ("--chain", "atlantis")),
        ("max", BOB, ()),
        ("send", BOB, ()),
        ("base", BOB, ()),
        ("usdc", BOB, ()),
        ("two words", BOB, ()),
        ("alles", BOB, ()),
    ):
        assert fiscus("book", "add", name, address, *more).status in {1, 2}, (name, address)
    assert not (home / "book.yaml").exists()


def test_a_sentence_pays_who_the_book_says(paying: Fiscus, sandbox: Sandbox) -> None:
    assert paying("ask", "send 0.001 ETH to Bobby", "--json", "--yes").status == 1
    assert paying("book", "add", "bobby", BOB).status == 0
    waiting = paying("ask", "send 0.001 ETH to Bobby", "--json").row["approval"]
    assert f"to bobby ({BOB})" in waiting["summary"]
    done = paying("ask", "send 0.001 ETH to Bobby", "--json", "--yes").row["results"][0]
    assert (done["success"], done["data"]["to"]) == (True, BOB)
    assert wei(sandbox) == 10**15


def test_no_message_changes_the_book(paying: Fiscus, home: Path) -> None:
    paying("ask", f"add bobby to my address book: {BOB}", "--json", "--yes")
    paying("ask", f"remember that alice is {BOB}", "--json", "--yes")
    assert not (home / "book.yaml").exists()
