from __future__ import annotations

import pytest

from fiscus.chains.sandbox.session import Sandbox
from tests.core.cli.programs import Fiscus, error_of
from tests.core.cli.terminals import terminal
from tests.core.cli.test_ask import BOB, SEND, sent, wei

OTHER = "0x0000000000000000000000000000000000000CAF"


def test_every_line_is_answered_by_one_in_its_order(paying: Fiscus) -> None:
    done = paying.chat(
        {"id": "a", "text": "hi"}, {"id": 2, "text": "show my portfolio"}, "", {"text": "thanks"}
    )
    assert done.status == 0
    assert [row["id"] for row in done.rows[:2]] == ["a", 2]
    assert isinstance(done.rows[2]["id"], str)
    assert all(
        set(row) == {"id", "room", "replies", "results", "approval", "ms"} for row in done.rows
    )
    assert done.rows[1]["results"][0]["action"] == "EVM_PORTFOLIO"


def test_a_payment_is_left_pending_and_approved_by_a_line(paying: Fiscus, sandbox: Sandbox) -> None:
    first = paying.chat({"text": SEND})
    assert first.status == 1
    waiting = first.row["approval"]["id"]
    assert sent(sandbox) == 0
    done = paying.chat({"approve": waiting, "id": "yes", "room": "vault"})
    assert done.status == 0
    assert (done.row["id"], done.row["room"]) == ("yes", "vault")
    assert done.row["results"][0]["data"]["status"] == "confirmed"
    assert wei(sandbox) == 10**15


def test_a_payment_is_denied_by_a_line(paying: Fiscus, sandbox: Sandbox) -> None:
    waiting = paying.chat({"text": SEND}).row["approval"]["id"]
    done = paying.chat({"deny": waiting}, {"approve": waiting})
    assert done.status == 1
    assert [error_of(row) for row in done.rows] == ["DENIED", "APPROVAL_GONE"]
    assert sent(sandbox) == 0


def test_a_message_that_comes_twice_pays_once(paying: Fiscus, sandbox: Sandbox) -> None:
    line = {"text": SEND, "message_id": "m1", "id": "first"}
    done = paying.chat(line, {**line, "id": "second"}, args=["--yes"])
    again = paying.chat(line, args=["--yes"])
    assert (done.status, again.status) == (0, 0)
    assert [row["id"] for row in done.rows] == ["first", "second"]
    hashes = {row["results"][0]["data"]["hash"] for row in (*done.rows, *again.rows)}
    assert len(hashes) == 1
    assert (wei(sandbox), sent(sandbox)) == (10**15, 1)


def test_the_same_message_id_with_another_text_is_refused(paying: Fiscus, sandbox: Sandbox) -> None:
    done = paying.chat(
        {"text": SEND, "message_id": "m1"},
        {"text": f"Send 0.002 ETH to {BOB}", "message_id": "m1"},
        {"text": f"Send 0.002 ETH to {BOB}", "message_id": "m1", "room": "other"},
        args=["--yes"],
    )
    assert [error_of(row) for row in done.rows] == [None, "DUPLICATE_REQUEST", None]
    assert wei(sandbox) == 3 * 10**15


def test_an_id_only_correlates(paying: Fiscus, sandbox: Sandbox) -> None:
    done = paying.chat({"id": "1", "text": SEND}, {"id": "1", "text": SEND}, args=["--yes"])
    assert done.status == 0
    assert sent(sandbox) == 2


@pytest.mark.parametrize("user", ["mallory", "Owner", "owner ", "0"])
def test_whoever_is_not_the_owner_moves_nothing(
    paying: Fiscus, sandbox: Sandbox, user: str
) -> None:
    waiting = paying.chat({"text": SEND}).row["approval"]["id"]
    done = paying.chat(
        {"text": SEND, "user": user},
        {"approve": waiting, "user": user},
        {"deny": waiting, "user": user},
        args=["--yes"],
    )
    assert done.status == 1
    assert [error_of(row) for row in done.rows] == ["NOT_OWNER"] * 3
    assert sent(sandbox) == 0
    assert paying.chat({"approve": waiting, "user": "owner"}).status == 0


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"id": "x"}',
        '{"text": ""}',
        '{"text": 5}',
        '{"text": null}',
        '{"text": "hi", "user": 5}',
        '{"text": "hi", "room": ["cli"]}',
        '{"text": "hi", "message_id": 5}',
        '{"text": "hi", "id": [1]}',
        '{"text": "hi", "id": true}',
        '{"text": "hi", "approve": "x"}',
        '{"approve": "x", "deny": "x"}',
        '{"user": "mallory", "text": "hi", "user": "owner"}',
        '{"text": "\\ud800"}',
        "[" * 5_000,
    ],
)
def test_a_bad_line_is_answered_and_the_next_one_too(fiscus: Fiscus, line: str) -> None:
    done = fiscus.chat(line, {"id": "next", "text": "hi"})
    assert done.status == 1
    assert [error_of(row) for row in done.rows] == ["BAD_REQUEST", None]
    assert done.rows[1]["id"] == "next"


def test_a_bad_line_is_answered_with_its_id(fiscus: Fiscus) -> None:
    assert fiscus.chat({"id": "x", "text": 5}).row["id"] == "x"
    assert fiscus.chat("nonsense").row["id"] is None


def test_bytes_that_are_no_text_are_a_bad_line(fiscus: Fiscus) -> None:
    done = fiscus("chat", "--json", stdin=b'{"text": "\xff"}\n\xef\xbb\xbf{"text": "hi"}')
    assert [error_of(row) for row in done.rows] == ["BAD_REQUEST", None]


def test_keys_that_are_not_known_are_left_alone(fiscus: Fiscus) -> None:
    done = fiscus.chat({"text": "hi", "consent": "given", "owner": True, "source": "x"})
    assert done.status == 0


def test_figures_are_read_afresh_on_request(paying: Fiscus) -> None:
    done = paying.chat({"text": "/refresh"}, {"text": "/refresh", "user": "mallory"})
    assert "fresh" in done.rows[0]["replies"][0]["text"]
    assert "fresh" not in done.rows[1]["replies"][0]["text"]


def test_nothing_to_read_is_no_failure(fiscus: Fiscus) -> None:
    assert (fiscus("chat").status, fiscus("chat", "--json").status) == (0, 0)


def test_lines_through_a_pipe_are_messages(paying: Fiscus, sandbox: Sandbox) -> None:
    done = paying("chat", stdin=f"/help\n\n{SEND}\n/nonsense\n/quit\nhi\n")
    assert done.status == 1
    assert "/refresh" in done.out
    assert "Nothing is signed yet." in done.out
    assert "There is no /nonsense" in done.out
    assert "Hello" not in done.out
    assert sent(sandbox) == 0


def test_lines_through_a_pipe_pay_with_a_yes_given_beforehand(
    paying: Fiscus, sandbox: Sandbox
) -> None:
    assert paying("chat", "--yes", stdin=SEND).status == 0
    assert wei(sandbox) == 10**15


def test_a_person_talks_and_is_asked(paying: Fiscus, sandbox: Sandbox) -> None:
    with terminal(paying.folder, paying.environment(), "chat") as tty:
        tty.expect("you> ")
        tty.write("/help\n")
        assert "/refresh" in tty.expect("you> ")
        tty.write(f"{SEND}\n")
        assert f"To       {BOB}" in tty.expect("Approve? [y/N] ")
        tty.write("n\n")
        assert "was not approved" in tty.expect("you> ")
        tty.write(f"Send 0.001 ETH to {OTHER}\n")
        tty.expect("Approve? [y/N] ")
        tty.write("y\n")
        assert "Transferred 0.001 ETH" in tty.expect("you> ")
        tty.write("\x04")
        status, _ = tty.end()
    assert (status, sent(sandbox), wei(sandbox, OTHER)) == (0, 1, 10**15)
    history = (paying.folder / "home" / "chat_history").read_text()
    assert SEND in history
    assert "y" not in history.splitlines()


def test_what_is_done_later_is_told_above_the_line_that_is_written(
    paying: Fiscus, sandbox: Sandbox
) -> None:
    with terminal(paying.folder, paying.environment(), "chat") as tty:
        tty.expect("you> ")
        tty.write(f"when my ETH balance is above 5, send 0.001 ETH to {OTHER}\n")
        assert "Put down as" in tty.expect("you> ")
        assert f"0.001 ETH to {OTHER}" in tty.expect("you> ")
        tty.write("\x04")
        assert tty.end()[0] == 0
