"""No cell of an exported file is run by the program that opens it."""

from __future__ import annotations

import csv
import io
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.desk.statement import FORMULAS, Line, safe


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_file_is_a_formula(cell: str) -> None:
    assert not safe(cell).startswith(FORMULAS)
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell)])
    assert safe(cell).removeprefix("'") == cell.removeprefix("'")


def test_a_name_that_is_a_formula_is_written_as_text() -> None:
    values = {field.name: "=HYPERLINK(1)" for field in fields(Line)}
    assert set(Line(**values).cells()) == {"'=HYPERLINK(1)"}
