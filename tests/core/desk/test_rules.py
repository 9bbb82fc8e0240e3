"""The rules as a function: no order, no splitting and no laxer reading makes more than allowed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core.desk.adapter import Move
from fiscus.core.desk.door import Given
from fiscus.core.desk.policy import Limit, Limits, Policy, Rule
from fiscus.core.desk.rules import Case, Kind, judge
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ALICE, ANYTHING, ETH, USDC
from tests.core.desk.policies import (
    CALM,
    amounts,
    case_of,
    cases,
    effect_of,
    moves,
    policies,
    postings,
    rules,
    spents,
    worth,
)

FEW = settings(CALM, max_examples=30)


@CALM
@given(st.lists(moves, max_size=12), amounts, st.randoms(use_true_random=False))
def test_no_order_of_payments_gets_more_than_the_day_allows(
    wanted: list[Move], daily: Decimal, random: Random
) -> None:
    random.shuffle(wanted)
    units = {"ETH": Decimal(3), "USDC": Decimal(500)}
    both = Limits(per_24h=Limit(usd=daily, units=units), fee_usd=None)
    policy = ANYTHING.model_copy(update={"limits": both})
    spent = Spent()
    for move in wanted:
        case = case_of(effect_of(move))
        if judge(policy, case, spent).kind is Kind.ALLOW:
            spent = Spent(0, (*spent.postings, case.posting(0)))
    assert sum(posting.usd or 0 for posting in spent.postings) <= daily
    left = [move for posting in spent.postings for move in posting.effect.moves]
    for asset, most in ((ETH, Decimal(3)), (USDC, Decimal(500))):
        total = sum(move.units for move in left if move.asset == asset)
        assert Decimal(total).scaleb(-asset.decimals) <= most


@CALM
@given(moves, st.lists(st.integers(1, 100), min_size=1, max_size=10), amounts)
def test_a_payment_in_pieces_gets_no_further_than_in_one(
    whole: Move, weights: list[int], daily: Decimal
) -> None:
    policy = ANYTHING.model_copy(update={"limits": Limits(per_24h=Limit(usd=daily), fee_usd=None)})
    pieces = [max(whole.units * weight // sum(weights), 1) for weight in weights]
    pieces[-1] += max(whole.units - sum(pieces), 0)
    spent, passed = Spent(), 0
    for units in pieces:
        case = case_of(effect_of(replace(whole, units=units)))
        if judge(policy, case, spent).kind is Kind.ALLOW:
            spent = Spent(0, (*spent.postings, case.posting(0)))
            passed += units
    if passed >= whole.units:
        in_one = case_of(effect_of(whole), usd=worth(whole.asset, whole.units))
        assert judge(policy, in_one, Spent()).kind is Kind.ALLOW


def stricter(policy: Policy, data: st.DataObject) -> Policy:
    """A policy that differs in one point, where it is stricter."""
    order = ["allow", "approve", "deny"]
    points = ["first", "price", "once", "daily", "fee", "deny", "allow", "never", "stop", "rights"]
    point = data.draw(st.sampled_from(points))
    if point in {"first", "price"}:
        name = {"first": "first_payment", "price": "unknown_price"}[point]
        at = order.index(getattr(policy, name))
        return policy.model_copy(update={name: data.draw(st.sampled_from(order[at:]))})
    if point == "stop":
        return policy.model_copy(update={"stop": True})
    if point == "never":
        return policy.with_sanctioned([ALICE])
    if point == "rights":
        at = order.index(policy.spenders.unlimited)
        change = {"unlimited": data.draw(st.sampled_from(order[at:]))}
        return policy.model_copy(update={"spenders": policy.spenders.model_copy(update=change)})
    if point in {"deny", "allow"}:
        return _listed_less(policy, point)
    name = {"once": "per_transaction", "daily": "per_24h", "fee": "fee_usd"}[point]
    if point == "fee":
        lower: object = _lower(policy.limits.fee_usd, data)
    else:
        was: Limit = getattr(policy.limits, name)
        units = {key: _lower(most, data) for key, most in was.units.items()}
        lower = was.model_copy(update={"usd": _lower(was.usd, data), "units": units})
    return policy.model_copy(update={"limits": policy.limits.model_copy(update={name: lower})})


def _listed_less(policy: Policy, point: str) -> Policy:
    """With one more who is never paid and called, or one less who may be."""
    changed: dict[str, object] = {}
    for name in ("recipients", "contracts", "spenders"):
        known = getattr(policy, name)
        change: dict[str, object] = {"deny": (*known.deny, ALICE)}
        if point == "allow" and len(known.allow) > 1:
            change = {"allow": known.allow[1:]}
        changed[name] = known.model_copy(update=change)
    return policy.model_copy(update=changed)


def _lower(bound: Decimal | None, data: st.DataObject) -> Decimal:
    return data.draw(st.decimals("0", "1e6" if bound is None else bound, places=3))


@FEW
@given(policies, cases, spents, st.data())
def test_a_stricter_policy_never_allows_more(
    policy: Policy, case: Case, spent: Spent, data: st.DataObject
) -> None:
    assert judge(stricter(policy, data), case, spent).kind >= judge(policy, case, spent).kind


@FEW
@given(policies, rules, cases, spents)
def test_one_more_rule_never_allows_more(
    policy: Policy, rule: Rule, case: Case, spent: Spent
) -> None:
    more = policy.model_copy(update={"rules": (*policy.rules, rule)})
    assert judge(more, case, spent).kind >= judge(policy, case, spent).kind


@FEW
@given(policies, cases, spents, st.randoms(use_true_random=False))
def test_no_order_of_the_rules_changes_a_verdict(
    policy: Policy, case: Case, spent: Spent, random: Random
) -> None:
    shuffled = list(policy.rules)
    random.shuffle(shuffled)
    other = judge(policy.model_copy(update={"rules": tuple(shuffled)}), case, spent)
    verdict = judge(policy, case, spent)
    assert other.kind is verdict.kind
    assert set(other.reasons) == set(verdict.reasons)


@FEW
@given(policies, cases, spents, st.randoms(use_true_random=False))
def test_the_order_in_which_payments_are_told_changes_no_verdict(
    policy: Policy, case: Case, spent: Spent, random: Random
) -> None:
    at = {posting.at for posting in spent.postings}
    told = list(spent.postings)
    random.shuffle(told)
    if len(at) == len(told):
        assert judge(policy, case, Spent(spent.now, tuple(told))) == judge(policy, case, spent)


@FEW
@given(policies, cases, spents, postings)
def test_having_spent_more_never_allows_more(
    policy: Policy, case: Case, spent: Spent, more: Posting
) -> None:
    later = Spent(spent.now, (*spent.postings, more))
    assert judge(policy, case, later).kind >= judge(policy, case, spent).kind


@FEW
@given(policies, cases, spents)
def test_a_word_of_nobody_never_allows_more(policy: Policy, case: Case, spent: Spent) -> None:
    said = {role: Given(given.value, Origin.MODEL) for role, given in case.origins.items()}
    verdict = judge(policy, replace(case, origins=said), spent)
    assert verdict.kind >= judge(policy, case, spent).kind


@FEW
@given(policies, cases, spents)
def test_a_price_that_is_not_known_never_allows_more_than_one_that_is(
    policy: Policy, case: Case, spent: Spent
) -> None:
    if case.usd is None or policy.unknown_price == "allow":
        return
    asking = policy.model_copy(
        update={
            "rules": tuple(
                rule.model_copy(update={"unknown_price": "approve"}) for rule in policy.rules
            )
        }
    )
    known = judge(asking, case, spent).kind
    unknown = judge(asking, replace(case, usd=None), spent).kind
    assert not (known is not Kind.ALLOW and unknown is Kind.ALLOW)


@FEW
@given(policies, cases, spents)
def test_a_verdict_gives_the_rules_that_made_it(policy: Policy, case: Case, spent: Spent) -> None:
    verdict = judge(policy, case, spent)
    assert {reason.kind for reason in verdict.reasons} == (
        set() if verdict.kind is Kind.ALLOW else {verdict.kind}
    )
    assert all(reason.rule and reason.text.endswith(".") for reason in verdict.reasons)
