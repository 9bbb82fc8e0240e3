from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscus.chains.jsonrpc import Json, Malformed, parse
from fiscus.chains.nesting import too_deep
from fiscus.chains.pricelist import read_quotes

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def depth(value: Json) -> int:
    if isinstance(value, dict):
        return 1 + max((depth(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(inner) for inner in value), default=0)
    return 0


@given(values, st.integers(0, 4))
def test_the_depth_is_that_of_the_value_whatever_its_texts_hold(value: Json, most: int) -> None:
    assert too_deep(json.dumps(value).encode(), most) is (depth(value) > most)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":', b'"\\"[",[', b"[[]],["])
def test_an_abyss_is_refused_even_where_the_interpreter_would_walk_into_it(opening: bytes) -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        with pytest.raises(Malformed):
            parse(opening * 100_000)
        assert read_quotes(opening * 100_000) is None
    finally:
        sys.setrecursionlimit(limit)
