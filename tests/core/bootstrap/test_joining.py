"""Which payments of a message are one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from fiscus.core import Action, ActionContext
from fiscus.core.action import AnyAction
from fiscus.core.bootstrap.planning import plan
from fiscus.core.desk.batches import joined, numbered, parted, plain
from fiscus.core.desk.door import Given, Intent
from fiscus.core.desk.vouching import vouched
from fiscus.core.execution import Call
from fiscus.core.origins import Origin
from fiscus.core.reader.loading import load_reader

READER = load_reader()
A, B = (
    "7xKXtg2CW87d97TXJSDpbD5jBkheTqA83TZRuJosgAsU",
    "9jW8FPr6BSSsemWPV22UUCzSqkVdTp6HTyPqeqyuBbCa",
)


async def handle(context: ActionContext, params: None) -> None:
    raise AssertionError("nothing is run here")


def two(payments: Sequence[Mapping[str, Given]]) -> int:
    return min(len(payments), 2)


def paying(name: str = "PAY", *, joins: bool = True) -> AnyAction:
    handles = ("transfer",) if name == "PAY" else ("swap",)
    return Action(
        name, "Pays", handle, handles=handles, family="solana", joins=two if joins else None
    )


def calls(text: str, *, joins: bool = True) -> Sequence[Call]:
    reading = READER.read(text, ())
    planned = plan(reading, [paying(joins=joins), paying("SWAP")], turns=[text], wallets={"solana"})
    assert planned.obstacle is None
    return planned.calls


def paid(call: Call) -> Sequence[Sequence[str]]:
    return [[given.value for given in one.values()] for one in parted(call.values)]


def test_payments_in_a_row_are_one_call_with_all_values() -> None:
    [call] = calls(f"Send 0.1 SOL to {A} and 5 USDC to {B}")
    assert paid(call) == [["0.1", "SOL", A], ["5", "USDC", B]]
    assert {given.origin for given in call.values.values()} == {Origin.USER}


def test_as_many_are_joined_as_the_action_says_and_steps_keep_their_numbers() -> None:
    found = calls(f"Send 1 USDC to {A}, 2 USDC to {B} and 3 USDC to {A}")
    assert [(call.step, len(paid(call))) for call in found] == [(0, 2), (2, 1)]


@pytest.mark.parametrize(
    "text",
    [
        f"Send half my SOL to {A} and 0.2 SOL to {B}",
        f"Send 0.1 SOL to {A} and all my USDC to {B}",
        f"Send $5 of SOL to {A} and 0.2 SOL to {B}",
        f'Send 0.1 SOL to {A} with memo "rent" and 0.2 SOL to {B}',
        f"Send 0.1 SOL to {A}, then swap 1 SOL for USDC",
    ],
)
def test_what_is_more_than_exact_payments_stays_apart(text: str) -> None:
    assert [len(paid(call)) for call in calls(text)] == [1, 1]


def test_an_action_that_joins_nothing_is_called_for_each() -> None:
    assert len(calls(f"Send 0.1 SOL to {A} and 0.2 SOL to {B}", joins=False)) == 2


def test_what_does_not_run_names_all_of_them() -> None:
    [call] = calls(f"Send 0.1 SOL to {A} and 5 USDC to {B}")
    assert call.unrun.text == f"PAY (0.1 SOL to {A}; 5 USDC to {B})"


def test_every_value_of_every_payment_is_held_against_what_was_said() -> None:
    [call] = calls(f"Send 0.1 SOL to {A} and 5 USDC to {B}")
    honest = Intent("solana", "transfer", call.values)
    assert vouched(honest, call.words) == honest
    for role, value in (("recipient 2", A), ("amount 2", "6"), ("token 2", "BONK")):
        bent = Intent("solana", "transfer", {**call.values, role: Given(value, Origin.USER)})
        doubted = {
            r for r, g in vouched(bent, call.words).values.items() if g.origin.needs_approval
        }
        assert doubted == {role}
    swapped = joined([*reversed(parted(call.values))])
    held = vouched(Intent("solana", "transfer", swapped), call.words)
    assert all(given.origin.needs_approval for given in held.values.values())


def test_a_payment_that_is_left_out_is_no_longer_what_was_asked_for() -> None:
    [call] = calls(f"Send 0.1 SOL to {A} and 5 USDC to {B}")
    one = Intent("solana", "transfer", parted(call.values)[0])
    assert vouched(one, call.words).values["action"].origin is Origin.MODEL


def test_roles_are_numbered_and_read_back() -> None:
    assert [numbered("recipient", place) for place in range(3)] == [
        "recipient",
        "recipient 2",
        "recipient 3",
    ]
    assert [plain(role) for role in ("recipient 2", "chain", "memo 2")] == [
        "recipient",
        "chain",
        "memo 2",
    ]
