"""Several people say yes, each with a key of their own; nobody else's word counts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Literal

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fiscus.core.desk.approvers import OWNER_KEY, Approver, Approving
from fiscus.core.desk.consenting import text_to_sign
from fiscus.core.desk.desk import Desk
from fiscus.core.desk.door import Principal, Signed
from fiscus.core.desk.outcome import Approval, State
from fiscus.core.desk.policy import Policy, Rule
from fiscus.core.desk.signatures import recovered, sign_text
from fiscus.core.errors import ApprovalGone, ConfigError, NotApprover, NotOwner
from fiscus.core.origins import Origin
from fiscus.core.secrets import Secret
from tests.core.desk.fakes import (
    ANYTHING,
    BEFOREHAND,
    BOB,
    OWNER,
    TERMINAL,
    FakeAdapter,
    World,
    pay,
    ticket,
)

KEYS = {name: "0x" + f"{number:064x}" for number, name in enumerate(("ada", "bo", "cy"), start=7)}
OTHER = "0x" + "42" * 32


def listed(*names: str, required: int, owner: bool = False) -> Policy:
    approvers = [Approver(name=name, key=Account.from_key(KEYS[name]).address) for name in names]
    if owner:
        approvers.append(Approver(name="treasurer", key=OWNER_KEY))
    approving = Approving(required=required, approvers=tuple(approvers))
    return ANYTHING.model_copy(update={"first_payment": "approve", "approvals": approving})


async def asked(desk: Desk, message_id: str = "1") -> Approval:
    outcome = await desk.submit(ticket(message_id), pay(to="alice.eth"))
    assert outcome.approval is not None
    return outcome.approval


async def word(
    desk: Desk,
    approval: Approval,
    name: str,
    *,
    decision: Literal["approve", "deny"] = "approve",
    key: str | None = None,
) -> Signed:
    """A wallet's signature, made by a library that shares no code with ours."""
    record, _ = await desk.approvals.find(approval.id)
    text = encode_defunct(text=text_to_sign(record, decision))
    signature = Account.sign_message(text, key or KEYS[name]).signature
    return Signed("0x" + bytes(signature).hex(), name)


async def test_it_is_signed_with_the_last_yes_that_is_needed(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk(listed("ada", "bo", "cy", required=2)) as desk:
        question = await asked(desk)
        assert (question.required, question.given) == (2, ())
        first = await desk.approve(question.id, await word(desk, question, "cy"))
        assert (first.state, first.approval) == (State.PLANNED, replace(question, given=("cy",)))
        adapter.may_sign()
        done = await desk.approve(question.id, await word(desk, question, "ada"))
        assert done.state is State.CONFIRMED
        used = [e.body for e in await desk.ledger.entries() if e.event == "approval_used"]
    assert used == [f'{{"approval":"{question.id}","by":"ada, cy"}}']


async def test_yeses_survive_a_restart(world: World, adapter: FakeAdapter) -> None:
    policy = listed("ada", "bo", required=2)
    async with world.desk(policy) as desk:
        question = await asked(desk)
        await desk.approve(question.id, await word(desk, question, "ada"))
    adapter.may_sign()
    async with world.desk(policy) as desk:
        done = await desk.approve(question.id, await word(desk, question, "bo"))
    assert done.state is State.CONFIRMED


async def test_the_same_key_counts_once(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        question = await asked(desk)
        for _ in range(3):
            done = await desk.approve(question.id, await word(desk, question, "ada"))
            assert (done.state, done.approval and done.approval.given) == (State.PLANNED, ("ada",))
        events = [entry.event for entry in await desk.ledger.entries()]
    assert events.count("consented") == 1


async def test_the_same_key_at_once_counts_once(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        question = await asked(desk)
        yes = await word(desk, question, "ada")
        done = await asyncio.gather(*(desk.approve(question.id, yes) for _ in range(8)))
        assert {outcome.state for outcome in done} == {State.PLANNED}


async def test_a_signature_for_another_approval_counts_for_nothing(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=1)) as desk:
        one, two = await asked(desk, "1"), await asked(desk, "2")
        with pytest.raises(NotApprover):
            await desk.approve(two.id, await word(desk, one, "ada"))
        assert one.digest == two.digest


async def test_a_signature_under_a_no_is_no_yes(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=1)) as desk:
        question = await asked(desk)
        with pytest.raises(NotApprover):
            await desk.approve(question.id, await word(desk, question, "ada", decision="deny"))
        with pytest.raises(NotApprover):
            await desk.deny(question.id, await word(desk, question, "ada", decision="approve"))


async def test_a_signature_of_another_effect_or_expiry_counts_for_nothing(world: World) -> None:
    async with world.desk(listed("ada", required=1)) as desk:
        question = await asked(desk)
        record, _ = await desk.approvals.find(question.id)
        move = replace(record.effect.moves[0], units=1)
        for other in (
            replace(record, effect=replace(record.effect, moves=(move,))),
            replace(record, effect=replace(record.effect, max_fee_units=1)),
            replace(record, expires_at=record.expires_at + 60_000),
            replace(record, summary="Send nothing."),
        ):
            signature = sign_text(text_to_sign(other, "approve"), Secret(KEYS["ada"]))
            with pytest.raises(NotApprover):
                await desk.approve(question.id, Signed(signature, "ada"))


async def test_after_the_expiry_no_signature_counts(world: World) -> None:
    async with world.desk(listed("ada", required=1)) as desk:
        question = await asked(desk)
        yes = await word(desk, question, "ada")
        world.clock.seconds += 15 * 60
        with pytest.raises(ApprovalGone, match="expired"):
            await desk.approve(question.id, yes)


@pytest.mark.parametrize("named", ["ada", "bo", "mallory", None])
async def test_a_stranger_with_a_key_is_no_approver(world: World, named: str | None) -> None:
    async with world.desk(listed("ada", "bo", required=1)) as desk:
        question = await asked(desk)
        forged = await word(desk, question, "ada", key=OTHER)
        with pytest.raises(NotApprover):
            await desk.approve(question.id, replace(forged, name=named))
        assert await desk.approvals.pending()


async def test_an_approver_signs_for_nobody_else(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=1)) as desk:
        question = await asked(desk)
        with pytest.raises(NotApprover):
            await desk.approve(question.id, replace(await word(desk, question, "ada"), name="bo"))


async def test_an_owner_who_is_not_listed_cannot_approve_but_deny(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=1)) as desk:
        question = await asked(desk)
        for owner in (OWNER, TERMINAL, BEFOREHAND):
            with pytest.raises(NotApprover, match="has 1 of ada, bo approve this"):
                await desk.approve(question.id, owner)
        assert (await desk.deny(question.id, OWNER)).state is State.DENIED


async def test_an_owner_counts_as_the_one_that_is_listed(
    world: World, adapter: FakeAdapter
) -> None:
    async with world.desk(listed("ada", required=2, owner=True)) as desk:
        question = await asked(desk)
        once = await desk.approve(question.id, OWNER)
        again = await desk.approve(question.id, replace(OWNER, name="another terminal"))
        for done in (once, again):
            assert done.approval is not None
            assert done.approval.given == ("treasurer",)
        adapter.may_sign()
        done = await desk.approve(question.id, await word(desk, question, "ada"))
        assert done.state is State.CONFIRMED


async def test_a_yes_given_beforehand_does_not_stand_for_the_others(world: World) -> None:
    async with world.desk(listed("ada", required=2, owner=True)) as desk:
        done = await desk.submit(ticket(by=BEFOREHAND), pay())
        assert done.state is State.PLANNED


async def test_a_yes_given_beforehand_counts_where_the_owner_alone_is_enough(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk(listed("ada", required=1, owner=True)) as desk:
        assert (await desk.submit(ticket(by=BEFOREHAND), pay())).state is State.CONFIRMED


async def test_what_is_only_shown_at_a_terminal_needs_no_approvers(
    world: World, adapter: FakeAdapter
) -> None:
    policy = listed("ada", "bo", required=2).model_copy(update={"first_payment": "allow"})
    adapter.may_sign()
    async with world.desk(policy) as desk:
        shown = await desk.submit(ticket(by=TERMINAL), pay())
        assert shown.approval is not None
        assert shown.approval.required == 1
        assert (await desk.approve(shown.approval.id, TERMINAL)).state is State.CONFIRMED


async def test_a_reason_that_came_up_since_is_put_to_the_approvers(world: World) -> None:
    """What was only shown now needs more than a look: the owner's yes does not stretch that far."""
    policy = listed("ada", "bo", required=2).model_copy(update={"first_payment": "allow"})
    async with world.desk(policy) as desk:
        shown = await desk.submit(ticket(by=TERMINAL), pay())
        assert shown.approval is not None
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        again = await desk.approve(shown.approval.id, TERMINAL)
        assert again.approval is not None
        assert again.approval.id != shown.approval.id
        assert (again.state, again.approval.required) == (State.PLANNED, 2)


async def test_a_changed_effect_needs_every_yes_again(world: World, adapter: FakeAdapter) -> None:
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        question = await asked(desk)
        await desk.approve(question.id, await word(desk, question, "ada"))
        adapter.names["alice.eth"] = BOB
        again = await desk.approve(question.id, await word(desk, question, "bo"))
        assert again.approval is not None
        assert again.approval.id != question.id
        assert (again.state, again.approval.given) == (State.PLANNED, ())


async def test_a_signed_no_ends_it(world: World) -> None:
    async with world.desk(listed("ada", "bo", required=2)) as desk:
        question = await asked(desk)
        done = await desk.deny(question.id, await word(desk, question, "bo", decision="deny"))
        assert (done.state, done.detail) == (State.DENIED, "bo said no.")
        with pytest.raises(ApprovalGone):
            await desk.approve(question.id, await word(desk, question, "ada"))


async def test_without_approvers_no_signature_counts(world: World) -> None:
    policy = ANYTHING.model_copy(update={"first_payment": "approve"})
    async with world.desk(policy) as desk:
        question = await asked(desk)
        with pytest.raises(NotApprover, match="lists no approvers"):
            await desk.approve(question.id, await word(desk, question, "ada"))


async def test_a_stranger_is_refused_whatever_the_policy_lists(world: World) -> None:
    async with world.desk(listed("ada", required=1, owner=True)) as desk:
        question = await asked(desk)
        with pytest.raises(NotOwner):
            await desk.approve(question.id, Principal("owner"))


async def test_what_nobody_said_needs_all_of_them(world: World) -> None:
    """A model's proposal cannot be approved by its own proposer, and not by one owner alone."""
    policy = listed("ada", "bo", required=2).model_copy(update={"first_payment": "allow"})
    async with world.desk(policy) as desk:
        done = await desk.submit(ticket(), pay(whose={"recipient": Origin.MODEL}))
        assert done.approval is not None
        with pytest.raises(NotApprover):
            await desk.approve(done.approval.id, OWNER)


def test_a_list_that_nobody_could_satisfy_is_refused() -> None:
    ada = Approver(name="ada", key="0x" + "ab" * 20)
    for required, approvers in (
        (2, ()),
        (2, (ada,)),
        (1, (ada, Approver(name="Ada", key=OWNER_KEY))),
        (2, (ada, Approver(name="bo", key=ada.key.replace("ab", "AB")))),
    ):
        with pytest.raises(ValidationError):
            Approving(required=required, approvers=approvers)
    for key in ("", "0x12", "ada.eth", "0x" + "ab" * 32):
        with pytest.raises(ValidationError):
            Approver(name="ada", key=key)


@given(st.text(max_size=200), st.integers(1, 2**128))
def test_signatures_are_those_of_other_wallets(text: str, number: int) -> None:
    key = "0x" + f"{number:064x}"
    ours = sign_text(text, Secret(key))
    theirs = Account.sign_message(encode_defunct(text=text), key).signature
    assert bytes.fromhex(ours[2:]) == bytes(theirs)
    assert recovered(text, ours) == Account.from_key(key).address.lower()
    assert recovered(text + ".", ours) != Account.from_key(key).address.lower()


@pytest.mark.parametrize("signature", ["", "0x", "0x12", "00" * 65, "ff" * 65, "zz" * 65])
def test_what_is_no_signature_is_nobodys(signature: str) -> None:
    assert recovered("text", signature) is None


@pytest.mark.parametrize("key", ["", "0x12", "00" * 32, "ff" * 32, "zz" * 32])
def test_what_is_no_key_is_refused_and_never_shown(key: str) -> None:
    with pytest.raises(ConfigError) as raised:
        sign_text("text", Secret(key))
    assert key == "" or key not in str(raised.value)


async def test_a_rule_asks_for_more_approvers_than_the_rest_of_the_file(
    world: World, adapter: FakeAdapter
) -> None:
    large = {
        "name": "large",
        "limits": {"per_transaction": {"ask_usd": "10"}},
        "approvals": {"required": 2},
    }
    policy = listed("ada", "bo", required=1, owner=True).model_copy(
        update={"rules": (Rule.model_validate(large),), "first_payment": "allow"}
    )
    adapter.may_sign()
    async with world.desk(policy) as desk:
        small = await desk.submit(ticket("1", by=BEFOREHAND), pay("10", token="USDC"))
        assert small.state is State.CONFIRMED
        waits = await desk.submit(ticket("2", by=BEFOREHAND), pay("10.01", token="USDC"))
        assert waits.approval is not None
        assert waits.approval.required == 2
        first = await desk.approve(waits.approval.id, OWNER)
        assert (first.state, first.approval and first.approval.given) == (
            State.PLANNED,
            ("treasurer",),
        )
        adapter.may_sign()
        yes = await word(desk, waits.approval, "bo")
        assert (await desk.approve(waits.approval.id, yes)).state is State.CONFIRMED


@pytest.mark.parametrize("name", ["", "a.b", "12", "x" * 61])
def test_the_name_of_a_rule_is_one_place_in_the_file(name: str) -> None:
    with pytest.raises(ValidationError):
        Rule(name=name)


def test_a_rule_cannot_ask_for_more_approvers_than_there_are() -> None:
    with pytest.raises(ValidationError, match="more approvers than are listed"):
        Policy.model_validate({"rules": [{"approvals": {"required": 2}, "always": "approve"}]})
