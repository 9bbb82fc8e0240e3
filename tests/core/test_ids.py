from __future__ import annotations

import subprocess
import sys
import uuid

from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.ids import derived_id, generate_id, string_to_uuid


def test_the_same_name_has_the_same_id_in_every_process() -> None:
    program = "from fiscus.core.ids import string_to_uuid; print(string_to_uuid('Alice'))"
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == string_to_uuid("Alice")
    assert uuid.UUID(string_to_uuid("Alice")).version == 5


@given(st.uuids())
def test_a_uuid_stays_itself_in_canonical_form(known: uuid.UUID) -> None:
    assert string_to_uuid(known.hex.upper()) == str(known)


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_lists_of_parts_share_an_id_only_if_they_are_equal(a: list[str], b: list[str]) -> None:
    assert (derived_id(*a) == derived_id(*b)) == (a == b)


def test_generated_ids_differ() -> None:
    assert generate_id() != generate_id()
