"""Calls of programs to programs, in all the forms in which nodes show them."""

from __future__ import annotations

import pytest

from fiscus.chains.answers import BadAnswer
from fiscus.chains.jsonrpc import Json
from fiscus.chains.solana.addresses import encode
from fiscus.chains.solana.programs import MEMO, STAKE, SYSTEM, TOKEN
from fiscus.chains.solana.within import Within, calls_within
from tests.chains.solana.chain import ALICE, BOB, ME

APPROVE = encode(b"\x04" + (5).to_bytes(8, "little"))


def groups(*rows: Json) -> Json:
    return [{"index": 2, "instructions": list(rows)}]


FORMS: list[Json] = [
    {"programIdIndex": 3, "accounts": [1, 2, 0], "data": APPROVE, "stackHeight": 2},
    {"programId": TOKEN, "accounts": [ALICE, BOB, ME], "data": APPROVE, "stackHeight": 2},
    {
        "program": "spl-token",
        "programId": TOKEN,
        "parsed": {
            "type": "approve",
            "info": {"source": ALICE, "delegate": BOB, "owner": ME, "amount": "5"},
        },
    },
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_says_who_is_called_by_what_name_and_with_whom(form: Json) -> None:
    (call,) = calls_within(groups(form), [ME, ALICE, BOB, TOKEN])
    assert (call.program, call.name) == (TOKEN, "approve")
    assert {ME, ALICE, BOB} <= set(call.accounts)


def test_what_is_not_known_has_no_name() -> None:
    unknown: Json = {"programId": STAKE, "accounts": [ME], "data": "2"}
    memo: Json = {"program": "spl-memo", "programId": MEMO, "parsed": "hello"}
    assert calls_within(groups(unknown, memo), []) == (
        Within(STAKE, None, (ME,)),
        Within(MEMO, None, ()),
    )
    assert calls_within(None, []) == () == calls_within([], [])


@pytest.mark.parametrize(
    "row",
    [
        {"programIdIndex": 9, "accounts": [], "data": ""},
        {"programIdIndex": 0, "accounts": [9], "data": ""},
        {"programId": SYSTEM, "accounts": [ME], "data": "0OIl"},
        {"programId": SYSTEM, "accounts": ["x"], "data": ""},
        {"programId": SYSTEM, "parsed": {"info": {}}},
        {"programId": 5},
        5,
    ],
)
def test_what_cannot_be_read_is_a_bad_answer(row: Json) -> None:
    with pytest.raises(BadAnswer):
        calls_within(groups(row), [SYSTEM])
