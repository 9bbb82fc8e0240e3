from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.bootstrap.grounding import grounded
from fiscus.core.desk.door import Given
from fiscus.core.origins import Origin
from fiscus.core.reader.reading import Step, Value

TURNS = ("to bob.eth", "send 0.1 ETH")


def step(*values: Value, **params: str) -> Step:
    return Step("transfer", params, values)


def origin(value: Value, **params: str) -> Origin:
    ((_, given_value),) = grounded(step(value, **params), TURNS).items()
    return given_value.origin


def test_a_value_stands_where_the_reader_says() -> None:
    assert origin(Value("recipient", "bob.eth", "bob.eth", 3, 10, 0), recipient="bob.eth") == "user"
    assert origin(Value("amount", "0.1", "0.1", 5, 8, 0, turn=-1), amount="0.1") == "user"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(Value("recipient", "bob.eth", "bob.eth", 2, 9, 0), id="another place"),
        pytest.param(Value("recipient", "bob.eth", "bob.eth", 3, 10, 0, turn=-1), id="other turn"),
        pytest.param(Value("recipient", "bob.eth", "bob.eth", 3, 10, 0, turn=-9), id="no turn"),
        pytest.param(Value("recipient", "bob.eth", "bob.eth", 3, 10, 0, turn=1), id="to come"),
        pytest.param(Value("amount", "bob.eth", "bob.eth", 3, 10, 0), id="another role"),
        pytest.param(Value("recipient", "eve.eth", "bob.eth", 3, 10, 0), id="another value"),
        pytest.param(Value("recipient", "bob.eth", "", 3, 3, 0), id="no text"),
    ],
)
def test_anything_else_is_nobodys_word(value: Value) -> None:
    assert origin(value, recipient="bob.eth").needs_approval


def test_a_number_keeps_its_digits_and_a_list_is_left_to_its_action() -> None:
    found = grounded(Step("vote", {"proposal_id": 7, "targets": ("a", "b")}), TURNS)
    assert found == {"proposal_id": Given("7", Origin.MODEL)}


def test_which_side_an_amount_is_of_is_as_much_a_word_as_the_amount() -> None:
    amount = Value("amount", "0.1", "0.1", 5, 8, 0, turn=-1)
    said = grounded(Step("swap", {"amount": "0.1", "amount_side": "out"}, (amount,)), TURNS)
    assert said["amount_side"] == Given("out", Origin.USER)
    other = grounded(Step("swap", {"amount": "0.2", "amount_side": "out"}, (amount,)), TURNS)
    assert other["amount_side"].origin.needs_approval
    alone = grounded(Step("swap", {"amount_side": "out"}, (amount,)), TURNS)
    assert alone["amount_side"].origin.needs_approval


@given(
    start=st.integers(-20, 20),
    end=st.integers(-20, 20),
    turn=st.integers(-3, 3),
    text=st.sampled_from(["bob.eth", "0.1", "ETH", "eve.eth", ""]),
)
def test_nothing_unwritten_is_ever_the_persons_word(
    start: int, end: int, turn: int, text: str
) -> None:
    if origin(Value("x", "v", text, start, end, 0, turn), x="v") is Origin.USER:
        assert text
        assert text in TURNS[-turn]
