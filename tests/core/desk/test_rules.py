"""The rules as a function: no order, no splitting and no laxer reading makes more than allowed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fiscus.core.desk.adapter import Concern, Effect, Move
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.policy import Limit, Limits, Policy, Recipients
from fiscus.core.desk.rules import Case, Kind, judge
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ALICE, ANYTHING, BOB, ETH, USDC, WALLET

DAY_MS = 24 * 60 * 60 * 1000
PRICE = {ETH: Decimal(2000), USDC: Decimal("1.0001")}

moves = st.builds(
    Move,
    asset=st.sampled_from([ETH, USDC]),
    units=st.integers(1, 10**20),
    to=st.sampled_from([ALICE, BOB]),
)


def case_of(*parts: Move, usd: Decimal | None = None) -> Case:
    effect = Effect("transfer", "testnet", 1, WALLET, parts[0].to, "", parts, ETH, 21_000)
    return Case(effect, {}, (), usd, Decimal(0), frozenset(), Consent.POLICY)


def worth(move: Move) -> Decimal:
    return PRICE[move.asset] * Decimal(move.units).scaleb(-move.asset.decimals)


amounts = st.decimals("0", "1e6", places=3)
bounds = st.none() | amounts
limit = st.builds(
    Limit,
    usd=bounds,
    units=st.dictionaries(st.sampled_from(["ETH", "testnet:ETH", "USDC", "usdc"]), amounts),
)
recipients = st.builds(
    Recipients,
    allow=st.sets(st.sampled_from([ALICE, BOB])).map(tuple),
    deny=st.sets(st.sampled_from([ALICE, BOB])).map(tuple),
)
policies = st.builds(
    Policy,
    limits=st.builds(Limits, per_transaction=limit, per_24h=limit, fee_usd=bounds),
    first_payment=st.sampled_from(["allow", "approve", "deny"]),
    unknown_price=st.sampled_from(["allow", "approve", "deny"]),
    recipients=recipients,
)
cases = st.builds(
    Case,
    effect=st.lists(moves, min_size=1, max_size=3).map(lambda parts: case_of(*parts).effect),
    origins=st.dictionaries(
        st.sampled_from(["recipient", "amount", "memo"]),
        st.builds(Given, value=st.just("x"), origin=st.sampled_from(Origin)),
    ),
    concerns=st.lists(st.just(Concern("contract", "A contract.")), max_size=1),
    usd=bounds,
    fee_usd=bounds,
    paid_before=st.frozensets(st.sampled_from([ALICE, BOB])),
    consent=st.sampled_from(Consent),
)
postings = st.builds(
    Posting,
    at=st.integers(0, DAY_MS),
    effect=st.lists(moves, min_size=1, max_size=3).map(lambda parts: case_of(*parts).effect),
    usd=bounds,
)
spents = st.builds(Spent, now=st.just(DAY_MS), postings=st.lists(postings, max_size=4).map(tuple))


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
        if judge(policy, case_of(move, usd=worth(move)), spent).kind is Kind.ALLOW:
            spent = Spent(0, (*spent.postings, case_of(move, usd=worth(move)).posting(0)))
    assert sum(posting.usd or 0 for posting in spent.postings) <= daily
    left = [move for posting in spent.postings for move in posting.effect.moves]
    for asset, most in ((ETH, Decimal(3)), (USDC, Decimal(500))):
        total = sum(move.units for move in left if move.asset == asset)
        assert Decimal(total).scaleb(-asset.decimals) <= most


@given(moves, st.lists(st.integers(1, 100), min_size=1, max_size=10), amounts)
def test_a_payment_in_pieces_gets_no_further_than_in_one(
    whole: Move, weights: list[int], daily: Decimal
) -> None:
    policy = ANYTHING.model_copy(update={"limits": Limits(per_24h=Limit(usd=daily), fee_usd=None)})
    pieces = [max(whole.units * weight // sum(weights), 1) for weight in weights]
    pieces[-1] += max(whole.units - sum(pieces), 0)
    spent, passed = Spent(), 0
    for units in pieces:
        move = replace(whole, units=units)
        if judge(policy, case_of(move, usd=worth(move)), spent).kind is Kind.ALLOW:
            spent = Spent(0, (*spent.postings, case_of(move, usd=worth(move)).posting(0)))
            passed += units
    if passed >= whole.units:
        assert judge(policy, case_of(whole, usd=worth(whole)), Spent()).kind is Kind.ALLOW


def stricter(policy: Policy, data: st.DataObject) -> Policy:
    """A policy that differs in one point, where it is stricter."""
    order = ["allow", "approve", "deny"]
    point = data.draw(st.sampled_from(["first", "price", "once", "daily", "fee", "deny", "allow"]))
    if point in {"first", "price"}:
        name = {"first": "first_payment", "price": "unknown_price"}[point]
        at = order.index(getattr(policy, name))
        return policy.model_copy(update={name: data.draw(st.sampled_from(order[at:]))})
    if point in {"deny", "allow"}:
        known = policy.recipients
        change: dict[str, object] = {"deny": (*known.deny, ALICE)}
        if point == "allow" and len(known.allow) > 1:
            change = {"allow": known.allow[1:]}
        return policy.model_copy(update={"recipients": known.model_copy(update=change)})
    name = {"once": "per_transaction", "daily": "per_24h", "fee": "fee_usd"}[point]
    if point == "fee":
        lower: object = _lower(policy.limits.fee_usd, data)
    else:
        was: Limit = getattr(policy.limits, name)
        units = {key: _lower(most, data) for key, most in was.units.items()}
        lower = Limit(usd=_lower(was.usd, data), units={"testnet:USDC": Decimal(9), **units})
        if "testnet:USDC" in was.units:
            lower = Limit(usd=was.usd, units=units)
    return policy.model_copy(update={"limits": policy.limits.model_copy(update={name: lower})})


def _lower(bound: Decimal | None, data: st.DataObject) -> Decimal:
    return data.draw(st.decimals("0", "1e6" if bound is None else bound, places=3))


@given(policies, cases, spents, st.data())
def test_a_stricter_policy_never_allows_more(
    policy: Policy, case: Case, spent: Spent, data: st.DataObject
) -> None:
    assert judge(stricter(policy, data), case, spent).kind >= judge(policy, case, spent).kind


@given(policies, cases, spents, postings)
def test_having_spent_more_never_allows_more(
    policy: Policy, case: Case, spent: Spent, more: Posting
) -> None:
    later = Spent(spent.now, (*spent.postings, more))
    assert judge(policy, case, later).kind >= judge(policy, case, spent).kind


@given(policies, cases, spents)
def test_a_word_of_nobody_never_allows_more(policy: Policy, case: Case, spent: Spent) -> None:
    said = {role: Given(given.value, Origin.MODEL) for role, given in case.origins.items()}
    verdict = judge(policy, replace(case, origins=said), spent)
    assert verdict.kind >= judge(policy, case, spent).kind


@given(policies, cases, spents)
def test_a_verdict_gives_the_rules_that_made_it(policy: Policy, case: Case, spent: Spent) -> None:
    verdict = judge(policy, case, spent)
    assert {reason.kind for reason in verdict.reasons} == (
        set() if verdict.kind is Kind.ALLOW else {verdict.kind}
    )
    assert all(reason.rule and reason.text.endswith(".") for reason in verdict.reasons)
