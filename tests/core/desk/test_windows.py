"""Rolling windows: exact at their edges, and no sequence of requests gets more out of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiscus.core.desk.adapter import Call, Gain, Grant, Move
from fiscus.core.desk.policy import Limit, Limits, Policy, Rule, RuleLimits, When
from fiscus.core.desk.rules import Case, Kind, judge
from fiscus.core.desk.windows import Posting, Spent, outflows
from tests.core.desk.fakes import ALICE, ANYTHING, USDC, WALLET
from tests.core.desk.policies import CALM, DAY_MS, HOUR_MS, ROUTER, case_of, effect_of

LENGTHS = {"per_30m": HOUR_MS // 2, "per_1h": HOUR_MS, "per_24h": DAY_MS, "per_7d": 7 * DAY_MS}


def limits(**windows: Limit) -> Limits:
    return Limits.model_validate({"fee_usd": None, **windows})


def paying(units: int, *, agent: str = "") -> Case:
    return case_of(effect_of(Move(USDC, units, ALICE)), usd=Decimal(units), agent=agent)


@pytest.mark.parametrize("name", LENGTHS)
def test_a_window_holds_what_is_exactly_as_old_and_nothing_older(name: str) -> None:
    policy = ANYTHING.model_copy(update={"limits": limits(**{name: Limit(usd=Decimal(10))})})
    spent = paying(10).posting(1_000)
    for age, kind in ((LENGTHS[name], Kind.DENY), (LENGTHS[name] + 1, Kind.ALLOW)):
        assert judge(policy, paying(1), Spent(1_000 + age, (spent,))).kind is kind


def test_what_a_wrong_clock_put_into_the_future_is_in_every_window() -> None:
    policy = ANYTHING.model_copy(update={"limits": limits(per_30m=Limit(usd=Decimal(10)))})
    ahead = paying(10).posting(5 * DAY_MS)
    assert judge(policy, paying(1), Spent(0, (ahead,))).kind is Kind.DENY


def test_the_longest_window_is_how_far_back_the_ledger_is_asked() -> None:
    rule = Rule(limits=RuleLimits.model_validate({"per_7d": {"usd": "1"}}))
    day = limits(per_24h=Limit(usd=Decimal(1)))
    assert Policy(limits=day).horizon_ms == DAY_MS
    assert Policy(limits=day, rules=(rule,)).horizon_ms == 7 * DAY_MS
    assert Policy(limits=limits()).horizon_ms == 0


steps = st.tuples(
    st.integers(0, DAY_MS) | st.sampled_from([*LENGTHS.values(), HOUR_MS + 1, HOUR_MS - 1]),
    st.integers(1, 60),
    st.sampled_from(["", "trader"]),
)


@settings(CALM, max_examples=60)
@given(
    st.lists(steps, min_size=1, max_size=25),
    st.dictionaries(st.sampled_from(list(LENGTHS)), st.integers(1, 200), min_size=1),
    st.integers(1, 100),
)
def test_no_sequence_gets_more_through_than_a_limit_in_any_position_of_its_window(
    wanted: list[tuple[int, int, str]], bounds: dict[str, int], traders: int
) -> None:
    written = {name: Limit(usd=Decimal(most)) for name, most in bounds.items()}
    mine = RuleLimits.model_validate({"per_1h": {"usd": traders}})
    rule = Rule(name="t", when=When(agents=("Trader",)), limits=mine)
    policy = ANYTHING.model_copy(update={"limits": limits(**written), "rules": (rule,)})
    now, passed = 0, list[Posting]()
    for pause, units, agent in wanted:
        now += pause
        case = paying(units, agent=agent)
        if judge(policy, case, Spent(now, tuple(passed))).kind is Kind.ALLOW:
            passed.append(case.posting(now))
    for name, most in bounds.items():
        _never_over(passed, LENGTHS[name], most)
    _never_over([posting for posting in passed if posting.agent], HOUR_MS, traders)


def _never_over(passed: list[Posting], length: int, most: int) -> None:
    for start in (posting.at for posting in passed):
        inside = [p.usd or 0 for p in passed if start <= p.at <= start + length]
        assert sum(inside) <= most


@dataclass(slots=True)
class Thief:
    """A spender that takes all it may at the worst moment, and the wallet it takes it from."""

    allowance: int = 0
    gone: int = 0
    spent: list[Posting] = field(default_factory=list[Posting])

    def do(self, policy: Policy, what: str, units: int) -> None:
        case = _case(what, units)
        if judge(policy, case, Spent(0, tuple(self.spent))).kind is not Kind.ALLOW:
            return
        if what == "swap" and units > self.allowance:
            return  # it reverts: nothing moved, and nothing counts
        self.spent.append(case.posting(0))
        if what == "grant":
            self.allowance = units
            return
        self.gone += units
        self.allowance -= units if what == "swap" else 0

    def take(self) -> None:
        self.gone += self.allowance
        self.allowance = 0


def _case(what: str, units: int) -> Case:
    if what == "grant":
        return case_of(effect_of(grants=(Grant(USDC, units, ROUTER),)), usd=Decimal(units))
    if what == "pay":
        return paying(units)
    swap = effect_of(
        Move(USDC, units, ROUTER),
        action="swap",
        gains=(Gain(USDC, 1, WALLET),),
        calls=(Call(ROUTER, "swap"),),
    )
    return case_of(swap, usd=Decimal(units))


@settings(CALM, max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["grant", "swap", "pay", "take"]), st.integers(1, 60)),
        max_size=14,
    ),
    st.sampled_from(["usd", "units"]),
)
def test_rights_to_spend_and_their_use_get_no_more_than_the_limit_out_of_a_wallet(
    acts: list[tuple[str, int]], kind: str
) -> None:
    most = Limit(usd=Decimal(100)) if kind == "usd" else Limit(units={"USDC": Decimal("0.0001")})
    free = ANYTHING.spenders.model_copy(update={"unlisted": "allow"})
    policy = ANYTHING.model_copy(update={"limits": limits(per_24h=most), "spenders": free})
    thief = Thief()
    for what, units in acts:
        if what == "take":
            thief.take()
        else:
            thief.do(policy, what, units)
    thief.take()
    assert thief.gone <= 100


def test_a_right_and_its_use_count_once() -> None:
    granted = _case("grant", 60).posting(1)
    swapped = _case("swap", 60).posting(2)
    assert [out.usd for out in outflows([swapped, granted])] == [60, 0]
    assert [out.tokens for out in outflows([granted, swapped])] == [((USDC, 60),), ()]


def test_a_use_of_an_older_right_counts_in_full() -> None:
    granted = _case("grant", 59).posting(1)
    swapped = _case("swap", 60).posting(2)
    assert [out.usd for out in outflows([granted, swapped])] == [59, 60]
