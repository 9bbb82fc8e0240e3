from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from fiscus.core.cli.console import emit, indented, styled, visible


@given(st.text(st.characters(codec=None)))
def test_nothing_that_is_shown_steers_a_terminal(text: str) -> None:
    shown = visible(text)
    assert not {c for c in shown if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}
    assert not set(shown) & set("\u202e\u2066\u200b\ufeff\u2028")


def test_an_escape_sequence_is_shown_for_what_it_is() -> None:
    assert visible("alice\x1b[2K\u202e.eth\n\tπ 日") == snapshot("""\
alice\\x1b[2K\\u202e.eth
	π 日\
""")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_json_is_one_line_of_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    emit({"text": "é\n\udc80\u202e"})
    assert capsys.readouterr().out == snapshot('{"text": "\\u00e9\\n\\udc80\\u202e"}\n')


def test_lines_are_set_under_each_other() -> None:
    assert indented("a\nb", "you> ") == "you> a\n     b"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("NO_COLOR", "1", "hi"), ("TERM", "dumb", "hi"), ("NO_COLOR", "", "\x1b[36mhi\x1b[0m")],
)
def test_nobody_gets_colours_who_wants_none(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, value)
    assert styled("hi", "cyan") == told
