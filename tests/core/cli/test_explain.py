from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core.cli.anatomy import show_reading
from fiscus.core.reader.loading import load_reader
from tests.core.cli.programs import PROGRAM, Fiscus

CONTRACT = {"id", "text", "chain_family", "action", "params", "missing", "source"}


def test_a_text_is_one_line_of_the_contract(fiscus: Fiscus) -> None:
    done = fiscus("explain", "Send 0.5 ETH to alice.eth on Base")
    assert done.status == 0
    assert set(done.row) == CONTRACT
    assert done.row["action"] == "transfer"
    assert done.row["params"] == {
        "amount": "0.5",
        "token": "ETH",
        "recipient": "alice.eth",
        "from_chain": "base",
    }
    assert done.row["source"] == "reader"


def test_nothing_is_needed_and_nothing_is_left(tmp_path: Path) -> None:
    bare = Fiscus(tmp_path, {"FISCUS_POLICY": "nowhere.yaml", "EVM_PRIVATE_KEY": "nonsense"})
    assert bare("explain", "Send 0.5 ETH to alice.eth").status == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_gives_one_line_a_row_in_its_order(fiscus: Fiscus, tmp_path: Path) -> None:
    texts = ["Send 1 ETH to bob.eth", "hi", "", "Send 5 USDC"]
    rows = [{"id": f"r{n}", "text": text, "class": "x"} for n, text in enumerate(texts)]
    file = tmp_path / "rows.jsonl"
    file.write_text("\ufeff" + "\n\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    done = fiscus("explain", "--jsonl", str(file))
    assert done.status == 0
    assert [row["id"] for row in done.rows] == ["r0", "r1", "r2", "r3"]
    assert [row["text"] for row in done.rows] == texts
    assert [row["action"] for row in done.rows] == ["transfer", "none", "none", "clarify"]
    assert done.rows[3]["missing"] == ["recipient"]


def test_the_context_of_a_row_is_used(fiscus: Fiscus) -> None:
    row = {
        "id": 7,
        "text": "to alice.eth",
        "context": ["Send 5 USDC", "(assistant) To whom shall I send it?"],
    }
    done = fiscus("explain", "--jsonl", "-", stdin=json.dumps(row))
    assert done.row["id"] == 7
    assert done.row["action"] == "transfer"
    assert done.row["params"] == {"amount": "5", "token": "USDC", "recipient": "alice.eth"}


def test_rows_through_a_pipe_are_answered_one_by_one(fiscus: Fiscus) -> None:
    with subprocess.Popen(
        [*PROGRAM, "explain", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=fiscus.environment(),
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "hi"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[1]",
        '"text"',
        "{}",
        '{"text": 1}',
        '{"text": "hi", "id": {}}',
        '{"text": "hi", "context": 3}',
        '{"text": "hi", "context": ["a", 1]}',
        "[" * 5_000,
    ],
)
def test_a_bad_row_is_answered_and_the_others_too(fiscus: Fiscus, line: str) -> None:
    done = fiscus("explain", "--jsonl", "-", stdin=f'{line}\n{{"id": "a", "text": "hi"}}\n')
    assert done.status == 1
    assert done.rows[0]["error"]["code"] == "BAD_REQUEST"
    assert done.rows[0]["error"]["message"].startswith("Line 1 ")
    assert done.rows[1]["id"] == "a"


def test_a_person_is_shown_each_value_in_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    show_reading(load_reader().read("Send 0.5 ETH to alice.eth on Base"))
    assert capsys.readouterr().out == snapshot("""\
Send 0.5 ETH to alice.eth on Base

transfer (evm)
 amount      0.5        "0.5" at 5-8         \n\
 token       ETH        "ETH" at 9-12        \n\
 recipient   alice.eth  "alice.eth" at 16-25 \n\
 from_chain  base       "Base" at 29-33      \n\
""")


def test_a_person_is_shown_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    show_reading(load_reader().read("Send 5 USDC"))
    shown = capsys.readouterr().out
    assert "clarify" in shown
    assert "Missing: recipient" in shown


def test_control_characters_are_shown_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    show_reading(load_reader().read("Send 0.5 ETH to alice.eth \x1b[2J\x07 on Base"))
    assert "\x1b" not in capsys.readouterr().out


def test_people_see_why_nothing_would_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    show_reading(load_reader().read("should I send 5 USDC to alice.eth?"))
    assert "Nothing would be done: it is a question, not a request." in capsys.readouterr().out
