from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.errors import ConfigError
from fiscus.core.templates import render


@pytest.mark.covers("BST-58", "BST-63")
def test_placeholders_stand_for_values() -> None:
    text = "I am {{agentName}}. {{ providers }}{{{actionNames}}} {{nothing}}."
    values = {"agentName": "Ada", "providers": "P", "actionNames": "A"}
    assert render(text, values) == "I am Ada. PA ."


@pytest.mark.covers("BST-59")
@pytest.mark.parametrize(
    ("values", "filled"),
    [
        ({"isNewUser": True, "hasAttachments": False}, "Hello. Welcome! Bye."),
        ({"isNewUser": False, "hasAttachments": "x"}, "Hello. Again. See x. Bye."),
        ({}, "Hello. Again. Bye."),
        ({"isNewUser": "yes", "hasAttachments": "x"}, "Hello. Welcome! See x. Bye."),
    ],
)
def test_a_condition_holds_where_its_value_is_there(
    values: Mapping[str, object], filled: str
) -> None:
    template = (
        "Hello. {{#if isNewUser}}Welcome! {{else}}Again. {{/if}}"
        "{{#if hasAttachments}}See {{hasAttachments}}. {{/if}}Bye."
    )
    assert render(template, values) == filled


def test_conditions_stand_in_conditions() -> None:
    template = "{{#if a}}a{{#if b}}b{{/if}}{{else}}-{{#if b}}b{{/if}}{{/if}}"
    assert [render(template, v) for v in ({"a": 1}, {"a": 1, "b": 1}, {"b": 1}, {})] == [
        "a", "ab", "-b", "-",
    ]  # fmt: skip


@pytest.mark.covers("BST-60")
def test_one_provider_can_be_named() -> None:
    assert render("<{{providers.CUSTOM_CONTEXT}}>", {"providers.CUSTOM_CONTEXT": "c"}) == "<c>"


def test_a_function_makes_the_template() -> None:
    assert render(lambda values: f"{values['a']} {{{{b}}}}", {"a": "1", "b": "2"}) == "1 2"


@pytest.mark.parametrize("template", ["{{#if a}}never closed", "{{/if}}", "{{else}}"])
def test_a_condition_without_its_other_half_is_refused(template: str) -> None:
    with pytest.raises(ConfigError, match="of a template has no"):
        render(template, {})


@given(st.text(), st.text())
def test_what_is_put_in_is_never_looked_at_again(value: str, other: str) -> None:
    assert (
        render("[{{a}}|{{b}}]", {"a": "{{b}}" + value, "b": other}) == f"[{{{{b}}}}{value}|{other}]"
    )
