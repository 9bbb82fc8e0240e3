from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import pytest
from inline_snapshot import snapshot

from fiscus.core import ActionResult, State
from fiscus.core.errors import InvalidAmount
from fiscus.core.jsontext import to_json
from fiscus.core.result import Problem
from fiscus.core.secrets import Secret


class Side(Enum):
    BUY = "buy"


def test_a_result_is_true_exactly_where_it_succeeded() -> None:
    assert ActionResult(success=True)
    assert not ActionResult(success=False)


def test_a_success_in_json() -> None:
    result = ActionResult(
        success=True,
        text="Sent.",
        values={"hash": "0x1"},
        data={"amount": Decimal("1E+2"), "side": Side.BUY, "tags": ("a", 1), "none": None},
        action="EVM_TRANSFER",
    )
    assert json.dumps(result.to_json()) == snapshot(
        '{"action": "EVM_TRANSFER", "success": true, "text": "Sent.", "values": {"hash": "0x1"}, '
        '"data": {"amount": "100", "side": "buy", "tags": ["a", 1], "none": null}, "error": null}'
    )


def test_a_refusal_in_json() -> None:
    error = InvalidAmount("'0' is not more than zero", hint="Name an amount above zero.")
    result = ActionResult.failed(Problem.of(error), action="EVM_TRANSFER")
    assert result.to_json() == snapshot(
        {
            "action": "EVM_TRANSFER",
            "success": False,
            "text": "'0' is not more than zero. Name an amount above zero.",
            "values": {},
            "data": {},
            "error": {
                "code": "INVALID_AMOUNT",
                "message": "'0' is not more than zero",
                "hint": "Name an amount above zero.",
            },
        }
    )


@pytest.mark.parametrize("value", [Secret("hunter2"), object(), b"raw", {"k": Secret("hunter2")}])
def test_what_has_no_faithful_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError) as refusal:
        to_json(value)
    assert "hunter2" not in str(refusal.value)


def test_times_are_iso() -> None:
    assert to_json(datetime(2024, 1, 1, tzinfo=UTC)) == "2024-01-01T00:00:00+00:00"


def test_results_accumulate_in_the_state() -> None:
    first = ActionResult(success=True, values={"a": 1, "b": 1}, action="A")
    second = ActionResult(success=True, values={"b": 2}, action="B")
    state = State(values={"name": "x"}).after(first).after(second)
    assert state.values == {"name": "x", "a": 1, "b": 2}
    assert [entry.action_name for entry in state.working_memory] == ["A", "B"]


@pytest.mark.covers("MEM-18")
def test_the_working_memory_keeps_the_newest_fifty() -> None:
    state = State()
    for number in range(60):
        state = state.after(ActionResult(success=True, action=str(number)))
    assert [entry.action_name for entry in state.working_memory] == [str(n) for n in range(10, 60)]
