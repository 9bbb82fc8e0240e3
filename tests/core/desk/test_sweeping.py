"""A sweep: everything to the registered address, nowhere else, once, and never without a yes."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from fiscus.core.desk.adapter import SWEEP, Gain, Move
from fiscus.core.desk.door import Consent, Given, Intent, Principal
from fiscus.core.desk.evacuation import NoEvacuation
from fiscus.core.desk.known import Known
from fiscus.core.desk.outcome import Outcome, State
from fiscus.core.desk.policy import (
    Limit,
    Limits,
    Policy,
    Recipients,
    Rule,
    RuleApproving,
    RuleLimits,
    Tokens,
    When,
)
from fiscus.core.desk.policyfile import load_policy
from fiscus.core.desk.rules import Case, Kind, judge
from fiscus.core.desk.sweeping import Sweeping, Swept
from fiscus.core.desk.windows import Spent
from fiscus.core.errors import (
    ConfigError,
    DeskError,
    NotOwner,
    PolicyDenied,
    RpcUnavailable,
)
from fiscus.core.origins import Origin
from fiscus.core.reader.loading import load_lexicons
from tests.core.desk.fakes import ALICE, BOB, ETH, OWNER, USDC, WALLET, FakeAdapter, World
from tests.core.desk.policies import effect_of
from tests.fakes import STRANGER

TOKENS = Swept("fake", "testnet", "USDC")
SMALL = Limits(per_transaction=Limit(usd=Decimal(1)), per_24h=Limit(usd=Decimal(1)))
STRICT = Policy(
    evacuation={"fake": BOB},
    limits=SMALL,
    first_payment="deny",
    unknown_price="deny",
    recipients=Recipients(allow=(ALICE,)),
    tokens=Tokens(deny=("USDC",)),
    second_opinion_usd=None,
)
"""Everything that stops a payment is in it."""


async def asked(world: World, policy: Policy = STRICT, what: Swept = TOKENS) -> Outcome:
    async with world.desk(policy) as desk:
        return await Sweeping(desk, OWNER).sweep(what)


async def test_a_yes_moves_everything_to_the_registered_address_whatever_the_limits(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    async with world.desk(STRICT) as desk:
        question = await Sweeping(desk, OWNER).sweep(TOKENS)
        assert question.approval is not None
        assert question.approval.reasons == snapshot(
            ("It empties the wallet into the evacuation address of the policy file.",)
        )
        done = await desk.approve(question.approval.id, OWNER)
    assert (done.state, done.recipient, done.amount_units) == (State.CONFIRMED, BOB, 10**24)
    assert [line.units for line in adapter.chain.included] == [10**24]


@pytest.mark.parametrize("policy", [None, Policy(), Policy(evacuation={"evm": BOB})])
async def test_without_a_registered_address_nothing_is_even_asked(
    world: World, adapter: FakeAdapter, policy: Policy | None
) -> None:
    async with world.desk(policy) as desk:
        for attempt in (Sweeping(desk, OWNER).sweep, Sweeping(desk, OWNER).preview):
            with pytest.raises(NoEvacuation) as error:
                await attempt(TOKENS)
            assert error.value.hint is not None
            assert "`evacuation: {fake: …}`" in error.value.hint
    assert adapter.planned == 0


async def test_what_is_told_of_a_recipient_or_an_amount_is_not_listened_to(world: World) -> None:
    told = {"token": "USDC", "chain": "testnet", "recipient": ALICE, "amount": "1", "memo": "x"}
    values = {role: Given(word, Origin.USER) for role, word in told.items()}
    async with world.desk(STRICT) as desk:
        question = await desk.preview(OWNER, Intent("fake", SWEEP, values))
    assert (question.state, question.recipient, question.amount_units) == (
        State.SIMULATED,
        BOB,
        10**24,
    )


async def test_a_yes_given_beforehand_counts_where_one_owner_is_enough(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    beforehand = Principal("owner", owner=True, consent=Consent.GIVEN)
    async with world.desk(STRICT) as desk:
        assert (await Sweeping(desk, beforehand).sweep(TOKENS)).state is State.CONFIRMED


async def test_whoever_owns_nothing_sweeps_nothing(world: World) -> None:
    async with world.desk(STRICT) as desk:
        for attempt in (Sweeping(desk, STRANGER).sweep, Sweeping(desk, STRANGER).preview):
            with pytest.raises(NotOwner):
                await attempt(TOKENS)


async def test_asked_again_it_is_the_same_question(world: World) -> None:
    first, second = await asked(world), await asked(world)
    assert first.approval is not None
    assert first.approval == second.approval
    assert first.journal_id == second.journal_id


async def test_killed_around_the_wire_it_is_gone_on_with_and_sent_once(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.may_sign()
    adapter.mines = False
    adapter.tell("taken", asyncio.CancelledError())
    async with world.desk(STRICT) as desk:
        question = await Sweeping(desk, OWNER).sweep(TOKENS)
        assert question.approval is not None
        with pytest.raises(asyncio.CancelledError):
            await desk.approve(question.approval.id, OWNER)
    adapter.mines = True
    again = await asked(world)
    assert (again.state, again.journal_id) == (State.CONFIRMED, question.journal_id)
    assert len(adapter.chain.signed) == len(adapter.chain.included) == 1


async def test_two_that_sweep_at_once_make_one_question(world: World) -> None:
    async with world.desk(STRICT) as desk:
        both = await asyncio.gather(*(Sweeping(desk, OWNER).sweep(TOKENS) for _ in range(2)))
    assert both[0].journal_id == both[1].journal_id


async def test_what_came_after_a_sweep_is_swept_too(world: World, adapter: FakeAdapter) -> None:
    adapter.may_sign(2)
    hashes: list[str | None] = []
    async with world.desk(STRICT) as desk:
        for _ in range(2):
            question = await Sweeping(desk, OWNER).sweep(TOKENS)
            assert question.approval is not None
            hashes.append((await desk.approve(question.approval.id, OWNER)).hash)
            adapter.balance += 10**24
    assert len(set(hashes)) == 2


async def test_a_yes_to_an_address_that_is_no_longer_registered_buys_nothing(
    world: World, tmp_path: Path
) -> None:
    question = await asked(world)
    assert question.approval is not None
    async with world.desk(STRICT.model_copy(update={"evacuation": {"fake": ALICE}})) as desk:
        with pytest.raises(PolicyDenied) as error:
            await desk.approve(question.approval.id, OWNER)
    assert error.value.context["rules"] == ("evacuation",)


async def test_the_kill_switch_stops_a_sweep_too(world: World) -> None:
    with pytest.raises(PolicyDenied):
        await asked(world, STRICT.model_copy(update={"stop": True}))


async def test_a_chain_that_does_not_answer_is_said_and_nothing_is_kept(
    world: World, adapter: FakeAdapter
) -> None:
    adapter.tell("plan", RpcUnavailable("No node answers"))
    with pytest.raises(RpcUnavailable):
        await asked(world)
    assert (await asked(world)).state is State.PLANNED


async def test_a_preview_keeps_nothing(world: World) -> None:
    async with world.desk(STRICT) as desk:
        shown = await Sweeping(desk, OWNER).preview(TOKENS)
        assert (shown.amount_units, shown.fee_units) == (10**24, 21_000)
        with pytest.raises(DeskError):
            await desk.status(shown.journal_id)


def case(*moves: Move, gains: tuple[Gain, ...] = ()) -> Case:
    effect = effect_of(*moves, action=SWEEP, gains=gains)
    return Case(effect, {}, (), None, None, frozenset(), Consent.POLICY)


@pytest.mark.parametrize(
    "forged",
    [
        case(Move(USDC, 1, ALICE)),
        case(Move(USDC, 1, BOB), Move(ETH, 1, ALICE)),
        case(Move(USDC, 1, BOB), gains=(Gain(ETH, 1, WALLET),)),
    ],
)
def test_what_pays_anybody_else_is_no_sweep(forged: Case) -> None:
    verdict = judge(STRICT, forged, Spent())
    assert (verdict.kind, [reason.rule for reason in verdict.reasons]) == (
        Kind.DENY,
        ["evacuation"],
    )


def test_only_a_rule_that_names_the_sweep_is_about_it() -> None:
    wide = Rule(name="wide", always="deny")
    own = Rule(
        name="own",
        when=When(actions=("sweep",)),
        always="approve",
        approvals=RuleApproving(required=2),
        limits=RuleLimits(),
    )
    listed = Policy.model_validate(
        {
            "evacuation": {"fake": BOB},
            "approvals": {
                "required": 1,
                "approvers": [{"name": "a", "key": ALICE}, {"name": "b", "key": "owner"}],
            },
        }
    )
    policy = listed.model_copy(update={"rules": (wide, own)})
    verdict = judge(policy, case(Move(USDC, 1, BOB)), Spent())
    assert (verdict.kind, verdict.approvers) == (Kind.NEEDS_APPROVAL, 2)
    assert {reason.rule for reason in verdict.reasons} == {"evacuation", "rules.own.always"}
    never = policy.model_copy(update={"rules": (own.model_copy(update={"always": "deny"}),)})
    assert judge(never, case(Move(USDC, 1, BOB)), Spent()).kind is Kind.DENY


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{evm: 6dNyaYhAc1VS5zkSHXkYTvRGTnHGPSUgHcMZAUKjRqGb}", "evacuation.evm (line 1): it is"),
        ("{solana: 0x52908400098527886E0F7030069857D2E4169EE7}", "evacuation.solana (line 1): it"),
        ("{tron: 0x52908400098527886E0F7030069857D2E4169EE7}", "there are no 'tron' chains"),
        ("{evm: 0x000000000000000000000000000000000000dEaD}", "nobody holds that address"),
        ("{evm: bob.eth}", "evacuation.evm (line 1)"),
    ],
)
def test_an_address_that_is_none_of_its_family_stops_everything(
    tmp_path: Path, written: str, problem: str
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"evacuation: {written}\n")
    with pytest.raises(ConfigError) as error:
        load_policy(path, Known(load_lexicons()))
    assert problem in error.value.message
