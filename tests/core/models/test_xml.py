"""The documented XML reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.models.xml import parse_key_value_xml

REPLY = """<thought>They greet.</thought>
<actions>REPLY, FOLLOW_ROOM</actions>
<providers>TECHNICAL_DOCS,FAQ</providers>
<text>Hello &amp; welcome</text>
<simple>false</simple>"""
READ = {
    "thought": "They greet.",
    "actions": ("REPLY", "FOLLOW_ROOM"),
    "providers": ("TECHNICAL_DOCS", "FAQ"),
    "text": "Hello & welcome",
    "simple": False,
}


@pytest.mark.covers("PLR-32", "X-58")
@pytest.mark.parametrize(
    "reply",
    [
        REPLY,
        f"<response>\n{REPLY}\n</response>",
        f"Sure!\n```xml\n<response>{REPLY}</response>\n```\nDone.",
        f"<think><text>no</text></think>{REPLY}",
        f"{REPLY}<text>a second text</text>",
    ],
    ids=["bare", "response", "fenced", "thinking", "twice"],
)
def test_the_tags_of_a_reply_are_read(reply: str) -> None:
    assert parse_key_value_xml(reply) == READ


@pytest.mark.parametrize("said", ["<a></a>", "<a> null </a>", "<a>NULL</a>", "<a>\n</a>"])
def test_nothing_said_is_none(said: str) -> None:
    assert parse_key_value_xml(said) == {"a": None}


def test_a_text_may_hold_tags_and_escapes_of_its_own() -> None:
    xml = "<text><b>bold</b> 1 &lt; 2</text><thought><![CDATA[a & <b>]]></thought>"
    assert parse_key_value_xml(xml) == {"text": "<b>bold</b> 1 < 2", "thought": "a & <b>"}


def test_parameters_nest() -> None:
    xml = "<params><EVM_TRANSFER><amount>0.1</amount><memo/></EVM_TRANSFER></params>"
    assert parse_key_value_xml(xml) == {"params": {"EVM_TRANSFER": {"amount": "0.1"}}}


@pytest.mark.parametrize("broken", ["", "no tags", "<text>half", "<a>x</b>", "</a>", "< a>x</ a>"])
def test_what_is_no_tag_is_passed_over(broken: str) -> None:
    assert parse_key_value_xml(broken) == {}


@given(st.text(alphabet="<>/ab &;!-[]\n", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(parse_key_value_xml(text), dict)
