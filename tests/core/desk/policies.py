"""Made-up policies, cases and histories, for what must hold of all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from fiscus.core.desk.adapter import Asset, Call, Concern, Effect, Gain, Grant, Move
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.policy import (
    Limit,
    Limits,
    Listing,
    Policy,
    Recipients,
    Rule,
    RuleLimits,
    RuleSpenders,
    Spenders,
    Tokens,
    When,
)
from fiscus.core.desk.rules import Case
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ALICE, BOB, ETH, USDC, WALLET

CALM: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Whole policies take long to make up on a machine that is busy."""
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
NOW: Final = 10 * DAY_MS
ROUTER: Final = "0x00000000000000000000000000000000000000Dc"
PRICE: Final = {ETH: Decimal(2000), USDC: Decimal("1.0001")}
PEOPLE: Final = (ALICE, BOB, ROUTER)

amounts = st.decimals("0", "1e6", places=3)
bounds = st.none() | amounts
percents = st.none() | st.decimals("0", "100", places=2)
choices = st.sampled_from(["allow", "approve", "deny"])
people = st.sets(st.sampled_from(PEOPLE), max_size=2).map(tuple)
names = st.sampled_from(["ETH", "testnet:ETH", "USDC", "usdc", USDC.address or ""])
assets = st.sampled_from([ETH, USDC])
units = st.integers(1, 10**20)

moves = st.builds(Move, asset=assets, units=units, to=st.sampled_from(PEOPLE))
grants = st.builds(
    Grant,
    asset=st.just(USDC),
    units=st.sampled_from([0, 1, 10**6, 10**9, 2**64 - 1, 2**256 - 1]),
    spender=st.sampled_from(PEOPLE),
)
gains = st.builds(Gain, asset=assets, units=units, to=st.just(WALLET))
calls = st.builds(Call, program=st.sampled_from([ROUTER, BOB]), text=st.just("swap"))


def effect_of(
    *parts: Move,
    action: str = "transfer",
    gains: tuple[Gain, ...] = (),
    grants: tuple[Grant, ...] = (),
    calls: tuple[Call, ...] = (),
) -> Effect:
    target = parts[0].to if parts else ROUTER
    return Effect(
        action,
        "testnet",
        1,
        WALLET,
        target,
        "swap()" if calls or grants else "",
        parts,
        ETH,
        21_000,
        gains,
        grants,
        calls,
    )


def _effect(
    parts: list[Move], action: str, gains: list[Gain], grants: list[Grant], calls: list[Call]
) -> Effect:
    return effect_of(
        *parts, action=action, gains=tuple(gains), grants=tuple(grants), calls=tuple(calls)
    )


effects = st.builds(
    _effect,
    st.lists(moves, max_size=3),
    st.sampled_from(["transfer", "swap"]),
    st.lists(gains, max_size=1),
    st.lists(grants, max_size=2),
    st.lists(calls, max_size=1),
)
agents = st.sampled_from(["", "trader", "Payroll"])
postings = st.builds(
    Posting,
    at=st.integers(0, NOW + HOUR_MS),
    effect=effects,
    usd=bounds,
    loss_usd=bounds,
    agent=agents,
)
spents = st.builds(Spent, now=st.just(NOW), postings=st.lists(postings, max_size=4).map(tuple))

limits = st.builds(
    Limit, usd=bounds, ask_usd=bounds, loss_usd=bounds, units=st.dictionaries(names, amounts)
)
windows = st.dictionaries(st.sampled_from(["per_30m", "per_1h", "per_7d"]), limits, max_size=2)
shares = {
    "fee_usd": bounds,
    "max_fee_usd": bounds,
    "fee_share": percents,
    "max_fee_share": percents,
    "slippage": percents,
    "max_slippage": percents,
    "price_impact": percents,
    "max_price_impact": percents,
}


def _limits(kind: type[Limits]) -> st.SearchStrategy[Limits]:
    def made(windows: dict[str, Limit], **parts: object) -> Limits:
        return kind.model_validate({**windows, **parts})

    return st.builds(made, windows, per_transaction=limits, per_24h=limits, **shares)


listings = st.builds(Listing, allow=people, deny=people)
token_lists = st.lists(names, max_size=2).map(tuple)
common = {
    "first_payment": choices,
    "unknown_price": choices,
    "recipients": st.builds(
        Recipients, allow=people, deny=people, book=st.sampled_from([None, "allow", "only"])
    ),
    "contracts": listings,
    "tokens": st.builds(Tokens, allow=token_lists, deny=token_lists),
}
whens = st.builds(
    When,
    agents=st.lists(st.sampled_from(["trader", "PAYROLL"]), max_size=1).map(tuple),
    chains=st.lists(st.sampled_from(["testnet", "base"]), max_size=2).map(tuple),
    tokens=st.lists(names, max_size=1).map(tuple),
    actions=st.lists(st.sampled_from(["swap", "transfer"]), max_size=1).map(tuple),
)
rules = st.builds(
    Rule,
    when=whens,
    always=st.none() | st.sampled_from(["approve", "deny"]),
    limits=_limits(RuleLimits),
    spenders=st.builds(
        RuleSpenders, allow=people, deny=people, unlisted=choices, unlimited=choices
    ),
    **common,
)


def named(several: list[Rule]) -> tuple[Rule, ...]:
    return tuple(
        rule.model_copy(update={"name": f"rule {number}"}) for number, rule in enumerate(several)
    )


policies = st.builds(
    Policy,
    limits=_limits(Limits),
    spenders=st.builds(Spenders, allow=people, deny=people, unlisted=choices, unlimited=choices),
    rules=st.lists(rules, max_size=3).map(named),
    **common,
)
cases = st.builds(
    Case,
    effect=effects,
    origins=st.dictionaries(
        st.sampled_from(["recipient", "amount", "memo", "spender"]),
        st.builds(Given, value=st.sampled_from(PEOPLE), origin=st.sampled_from(Origin)),
    ),
    concerns=st.lists(
        st.builds(Concern, st.sampled_from(["contract", "imitation"]), st.just("A thing.")),
        max_size=1,
    ),
    usd=bounds,
    fee_usd=bounds,
    paid_before=st.frozensets(st.sampled_from(PEOPLE)),
    consent=st.sampled_from(Consent),
    loss_usd=bounds,
    trades=st.booleans(),
    agent=agents,
    slippage_bps=st.none() | st.integers(0, 10_000),
    price_impact_bps=st.none() | st.integers(0, 10_000),
)


def worth(asset: Asset, units: int) -> Decimal:
    return PRICE[asset] * Decimal(units).scaleb(-asset.decimals)


def case_of(effect: Effect, *, usd: Decimal | None = None, agent: str = "") -> Case:
    """A case in which nothing but what leaves matters."""
    if usd is None:
        pairs = [(move.asset, move.units) for move in effect.moves]
        pairs += [(grant.asset, grant.units) for grant in effect.grants]
        usd = sum((worth(asset, units) for asset, units in pairs), Decimal(0))
    return Case(effect, {}, (), usd, Decimal(0), frozenset(PEOPLE), Consent.POLICY, agent=agent)
