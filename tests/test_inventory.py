"""The marks say which requirements are held, and the list of reasons says why others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.inventory import (
    DOCUMENT,
    SECTIONS,
    Inventory,
    Mark,
    Row,
    document,
    marks,
    read_inventory,
)


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    return read_inventory()


def test_marks_name_rows_that_exist(inventory: Inventory) -> None:
    assert [mark for mark in inventory.marks if mark.row not in inventory.rows] == []


def test_marks_are_on_what_is_run(inventory: Inventory) -> None:
    assert [mark for mark in inventory.marks if not mark.test] == []


def test_reasons_name_rows_that_exist_and_that_no_test_holds(inventory: Inventory) -> None:
    assert inventory.reasons.keys() <= inventory.rows.keys()
    assert inventory.reasons.keys() & inventory.held.keys() == set()


def test_what_does_not_apply_has_a_reason(inventory: Inventory) -> None:
    known = inventory.held.keys() | inventory.reasons.keys()
    absent = {row.id for row in inventory.rows.values() if row.relevance == "n/a"}
    assert absent <= known


def test_every_must_is_held_by_a_test_or_left_out_with_a_reason(inventory: Inventory) -> None:
    assert [row.id for row in inventory.open("must")] == []


def test_the_document_is_up_to_date(inventory: Inventory) -> None:
    assert DOCUMENT.read_text() == document(inventory), "run `make docs`"


def test_every_section_has_a_title(inventory: Inventory) -> None:
    assert {row.section for row in inventory.rows.values()} == SECTIONS.keys()


def test_marks_are_found_on_functions_classes_parameters_and_modules() -> None:
    source = """
import pytest
pytestmark = pytest.mark.covers("R-1")
covers = pytest.mark.covers

@pytest.mark.covers("R-2", "R-3")
async def test_a(): ...

class TestB:
    @covers("R-4")
    def test_c(self): ...

@pytest.mark.parametrize("x", [pytest.param(1, marks=covers("R-5"))])
def test_d(x): ...

@covers("R-6")
def nobody_runs_me(): ...

@covers(NAME)
@covers("R-7")
class TestE: ...
"""
    found = [(mark.row, mark.test) for mark in marks(source, Path("x.py"))]
    run = ["R-1", "R-2", "R-3", "R-4", "R-5"]
    expected = [*((row, True) for row in run), ("R-6", False), ("(NAME)", True), ("R-7", True)]
    assert found == expected


def test_the_document_says_of_each_row_who_holds_it_or_why_nobody_does() -> None:
    rows = [
        Row("R-1", "A", "must", "One | two"),
        Row("R-2", "A", "must", "Three"),
        Row("R-3", "A", "must", "Four"),
    ]
    mark = Mark("R-1", Path("core/test_one.py"), 1, test=True)
    inventory = Inventory({row.id: row for row in rows}, {"R-2": "No use."}, (mark,))
    text = document(inventory)
    assert "| must | 3 | 1 | 1 | 1 |" in text
    assert r"| R-1 | One \| two | must | `core/test_one.py` |" in text
    assert "| R-2 | Three | must | No use. |" in text
    assert "| R-3 | Four | must | open |" in text
