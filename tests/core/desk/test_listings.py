"""What the lists, thresholds and rules of a policy say, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fiscus.core.desk.adapter import Asset, Call, Concern, Effect, Gain, Grant, Move
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.policy import OWN_CHAIN, Policy
from fiscus.core.desk.rules import Case, Kind, Verdict, judge
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.origins import Origin
from tests.core.desk.fakes import ALICE, BOB, ETH, USDC, WALLET
from tests.core.desk.policies import DAY_MS, ROUTER, case_of, effect_of

PROGRAM = "JUP6LkbZbjS1jKKwapdHNy74zcZ3tLUZoi5QNyVTaV4"
FREE: dict[str, object] = {
    "limits": {"fee_usd": None, "slippage": None, "max_slippage": None, "price_impact": None},
    "first_payment": "allow",
    "unknown_price": "allow",
    "spenders": {"unlisted": "allow", "unlimited": "allow"},
}
SWAP = effect_of(
    Move(USDC, 10**7, ROUTER),
    action="swap",
    gains=(Gain(ETH, 10**15, WALLET),),
    calls=(Call(ROUTER, "swap"),),
)
PAYMENT = effect_of(Move(ETH, 10**15, ALICE))


def written(**parts: object) -> Policy:
    """A policy that minds nothing but what is given here."""
    return Policy.model_validate({**FREE, **parts})


def limited(**limits: object) -> Policy:
    return written(limits={"fee_usd": None, **limits})


def said(
    policy: Policy, effect: Effect, *before: Posting, **facts: object
) -> tuple[Kind, list[str]]:
    """The verdict and the rules that gave it. `now` is the time, the rest facts of the case."""
    now = facts.pop("now", 0)
    assert isinstance(now, int)
    verdict = judge(policy, case_with(effect, facts), Spent(now, before))
    return verdict.kind, [reason.rule for reason in verdict.reasons]


def case_with(effect: Effect, facts: Mapping[str, object]) -> Case:
    plain: dict[str, Any] = {"usd": Decimal(1), "paid_before": frozenset[str](), **facts}
    return replace(case_of(effect, usd=Decimal(1)), **plain)


ALLOWED = (Kind.ALLOW, list[str]())


@pytest.mark.parametrize("name", ["contracts", "programs"])
def test_only_what_is_listed_is_called_and_never_what_is_denied(name: str) -> None:
    address = ROUTER if name == "contracts" else PROGRAM
    effect = replace(SWAP, target=address, call="swap()", calls=())
    for listing, verdict in (
        ({"allow": [address.swapcase() if name == "contracts" else address]}, ALLOWED),
        ({"allow": [BOB if name == "contracts" else BOB[2:]]}, (Kind.DENY, [f"{name}.allow"])),
        ({"deny": [address]}, (Kind.DENY, [f"{name}.deny"])),
        ({}, ALLOWED),
    ):
        assert said(written(**{name: listing}), effect) == verdict


def test_code_that_nobody_listed_is_never_run_unless_the_operator_lists_it() -> None:
    for name, address in (("contracts", ROUTER), ("programs", PROGRAM)):
        effect = replace(SWAP, calls=(Call(address, "swap"),), target=address)
        facts = {"unlisted": [address], "consent": Consent.GIVEN}
        for policy in (written(), OWN_CHAIN):
            assert said(policy, effect, **facts) == (Kind.DENY, [f"{name}.unlisted"])
        assert said(written(**{name: {"allow": [address]}}), effect, **facts) == ALLOWED


def test_a_call_within_a_call_is_held_against_the_list_too() -> None:
    effect = replace(SWAP, calls=(Call(ROUTER, "multicall"), Call(BOB, "transferFrom")))
    assert said(written(contracts={"allow": [ROUTER]}), effect) == (Kind.DENY, ["contracts.allow"])


def test_the_contract_of_the_token_itself_needs_no_place_on_the_list() -> None:
    effect = replace(effect_of(Move(USDC, 1, ALICE)), target=USDC.address or "", call="transfer()")
    assert said(written(contracts={"allow": [ROUTER]}), effect) == ALLOWED
    denied = written(contracts={"deny": [USDC.address]})
    assert said(denied, effect) == (Kind.DENY, ["contracts.deny"])


def granting(units: int) -> Effect:
    return effect_of(grants=(Grant(USDC, units, ROUTER),), action="approve")


def test_a_spender_must_be_listed_or_somebody_is_asked() -> None:
    builtin = written(spenders={})
    assert said(builtin, granting(5)) == (Kind.NEEDS_APPROVAL, ["spenders.unlisted"])
    assert said(written(spenders={"allow": [ROUTER]}), granting(5)) == ALLOWED
    other = written(spenders={"allow": [BOB]})
    assert said(other, granting(5)) == (Kind.DENY, ["spenders.allow"])
    denied = written(spenders={"deny": [ROUTER]})
    assert said(denied, granting(5)) == (Kind.DENY, ["spenders.deny"])


def test_who_is_never_paid_may_not_spend_either() -> None:
    policy = written(recipients={"deny": [ROUTER]})
    assert said(policy, granting(5)) == (Kind.DENY, ["recipients.deny"])


def test_a_spender_of_the_operators_own_word_is_expected_and_a_persons_word_is_not_enough() -> None:
    for origin, kind in ((Origin.BOOK, Kind.ALLOW), (Origin.USER, Kind.NEEDS_APPROVAL)):
        origins = {"spender": Given(ROUTER.lower(), origin)}
        assert said(written(spenders={}), granting(5), origins=origins)[0] is kind


@pytest.mark.parametrize("units", [2**256 - 1, 2**160 - 1, 2**96 - 1, 2**64 - 1])
def test_a_right_without_a_bound_is_denied_even_to_a_listed_spender(units: int) -> None:
    policy = written(spenders={"allow": [ROUTER]})
    assert said(policy, granting(units)) == (Kind.DENY, ["spenders.unlimited"])
    assert said(OWN_CHAIN, granting(units))[0] is Kind.DENY


def test_a_right_can_be_taken_away_from_anybody() -> None:
    policy = written(spenders={"allow": [BOB], "deny": [ROUTER]}).with_sanctioned([ROUTER])
    assert said(policy, replace(granting(0), target=USDC.address or "")) == ALLOWED


@pytest.mark.parametrize("name", ["USDC", "testnet:usdc", USDC.address, f"testnet:{USDC.address}"])
def test_tokens_go_by_symbol_chain_and_address(name: str) -> None:
    assert said(written(tokens={"deny": [name]}), SWAP) == (Kind.DENY, ["tokens.deny"])
    allowed = written(tokens={"allow": [name]})
    assert said(allowed, effect_of(Move(USDC, 1, ALICE))) == ALLOWED
    assert said(allowed, SWAP) == (Kind.DENY, ["tokens.allow"]), "what arrives is a token too"


def test_a_token_of_another_chain_is_another_token() -> None:
    elsewhere = Asset("base", USDC.address, "USDC", 6)
    effect = effect_of(Move(elsewhere, 1, ALICE))
    assert said(written(tokens={"deny": ["testnet:USDC"]}), effect) == ALLOWED


@pytest.mark.parametrize(
    "effect",
    [
        PAYMENT,
        replace(SWAP, calls=(Call(ROUTER, "swap"), Call(ALICE, "take"))),
        effect_of(grants=(Grant(USDC, 1, ALICE),)),
        replace(SWAP, target=ALICE),
    ],
)
def test_nothing_is_done_with_a_sanctioned_address_in_whatever_spelling(effect: Effect) -> None:
    policy = written(recipients={"allow": [ALICE, ROUTER]}).with_sanctioned([ALICE.upper()])
    assert said(policy, effect)[0] is Kind.DENY
    assert "sanctions" in said(policy, effect)[1]


def test_a_listed_contract_that_is_sold_to_is_no_new_recipient() -> None:
    policy = written(first_payment="approve", contracts={"allow": [ROUTER]})
    assert said(policy, SWAP) == ALLOWED
    only_alice = written(recipients={"allow": [ALICE]}, contracts={"allow": [ROUTER]})
    assert said(only_alice, SWAP) == ALLOWED


@pytest.mark.parametrize("change", [{"gains": ()}, {"calls": (), "call": ""}])
def test_a_listed_contract_that_gives_nothing_back_is_paid_like_anybody(
    change: dict[str, Any],
) -> None:
    effect = replace(SWAP, **change)
    policy = written(first_payment="approve", contracts={"allow": [ROUTER]})
    assert said(policy, effect) == (Kind.NEEDS_APPROVAL, ["first_payment"])


def test_listing_a_recipient_settles_what_they_are_and_not_what_the_token_is() -> None:
    policy = written(recipients={"allow": [ALICE]})
    assert said(policy, PAYMENT, concerns=[Concern("contract", "It is one.")]) == ALLOWED
    imitated = [Concern("imitation", "It is none.")]
    assert said(policy, PAYMENT, concerns=imitated)[0] is Kind.NEEDS_APPROVAL


def test_whom_the_address_book_names_is_listed_where_the_policy_says_so() -> None:
    named = {"origins": {"recipient": Given(ALICE.lower(), Origin.BOOK)}}
    said_by_hand = {"origins": {"recipient": Given(ALICE, Origin.USER)}}
    asking = (Kind.NEEDS_APPROVAL, ["first_payment"])
    plain = written(first_payment="approve")
    assert said(plain, PAYMENT, **named) == asking
    allowed = written(first_payment="approve", recipients={"book": "allow"})
    assert said(allowed, PAYMENT, **named) == ALLOWED
    assert said(allowed, PAYMENT, **said_by_hand) == asking
    only = written(recipients={"book": "only", "allow": [BOB]})
    assert said(only, PAYMENT, **named) == ALLOWED
    assert said(only, effect_of(Move(ETH, 1, BOB)), **said_by_hand) == ALLOWED
    assert said(only, PAYMENT, **said_by_hand) == (Kind.DENY, ["recipients.allow"])
    nobody = written(recipients={"book": "only"})
    assert said(nobody, PAYMENT, **said_by_hand) == (Kind.DENY, ["recipients.book"])
    denied = written(recipients={"book": "only", "deny": [ALICE]})
    assert said(denied, PAYMENT, **named) == (Kind.DENY, ["recipients.deny"])


def test_the_book_does_not_vouch_for_another_address_of_the_same_payment() -> None:
    named = {"origins": {"recipient": Given(ALICE, Origin.BOOK)}}
    both = effect_of(Move(ETH, 1, ALICE), Move(ETH, 1, BOB))
    only = written(recipients={"book": "only"})
    assert said(only, both, **named) == (Kind.DENY, ["recipients.book"])


SHARES = {"slippage": "slippage_bps", "price_impact": "price_impact_bps"}


@pytest.mark.parametrize(
    ("name", "bps", "kind"),
    [
        ("slippage", 300, Kind.ALLOW),
        ("slippage", 301, Kind.NEEDS_APPROVAL),
        ("slippage", 500, Kind.NEEDS_APPROVAL),
        ("slippage", 501, Kind.DENY),
        ("price_impact", 300, Kind.ALLOW),
        ("price_impact", 301, Kind.NEEDS_APPROVAL),
        ("price_impact", 1501, Kind.DENY),
    ],
)
def test_slippage_and_price_impact_ask_and_are_refused_unless_raised(
    name: str, bps: int, kind: Kind
) -> None:
    facts = {SHARES[name]: bps, "trades": True}
    assert said(limited(), SWAP, **facts)[0] is kind
    raised = limited(**{name: "50%", f"max_{name}": "60.5%"})
    assert said(raised, SWAP, **facts) == ALLOWED
    off = limited(**{name: None, f"max_{name}": None})
    assert said(off, SWAP, **{**facts, SHARES[name]: 10_000}) == ALLOWED


def test_the_fee_has_a_bound_in_dollars_and_as_a_share_of_what_leaves() -> None:
    facts = {"usd": Decimal(10), "fee_usd": Decimal("2.01")}
    asks = (Kind.NEEDS_APPROVAL, ["limits.fee_share"])
    assert said(limited(fee_share="20%"), PAYMENT, **facts) == asks
    assert said(limited(max_fee_share="20%"), PAYMENT, **facts) == (
        Kind.DENY,
        ["limits.max_fee_share"],
    )
    assert said(limited(max_fee_usd=2), PAYMENT, **facts) == (Kind.DENY, ["limits.max_fee_usd"])
    assert said(limited(max_fee_share="20.1%"), PAYMENT, **facts) == ALLOWED
    nothing = {**facts, "usd": Decimal(0)}
    assert said(limited(fee_share="100%"), PAYMENT, **nothing) == asks, "of nothing it is too much"


def test_an_owner_is_asked_above_an_amount_in_one_payment_and_in_a_window() -> None:
    policy = limited(per_transaction={"ask_usd": 5}, per_1h={"ask_usd": 8})
    assert said(policy, PAYMENT, usd=Decimal(5)) == ALLOWED
    above = said(policy, PAYMENT, usd=Decimal("5.01"))
    assert above == (Kind.NEEDS_APPROVAL, ["limits.per_transaction.ask_usd"])
    before = Posting(0, PAYMENT, Decimal("3.01"))
    assert said(policy, PAYMENT, before, usd=Decimal(5)) == (
        Kind.NEEDS_APPROVAL,
        ["limits.per_1h.ask_usd"],
    )


def test_losses_of_trades_add_up_to_a_budget_and_payments_lose_nothing() -> None:
    policy = limited(per_24h={"loss_usd": 3}, per_transaction={"loss_usd": 2})
    lost = Posting(0, SWAP, Decimal(10), Decimal(2))
    facts = {"trades": True, "loss_usd": Decimal("1.01")}
    assert said(policy, SWAP, **facts) == ALLOWED
    assert said(policy, SWAP, lost, **facts) == (Kind.DENY, ["limits.per_24h.loss_usd"])
    assert said(policy, SWAP, lost, now=DAY_MS + 1, **facts) == ALLOWED
    assert said(policy, PAYMENT, lost, replace(lost, loss_usd=Decimal(99))) == ALLOWED
    once = {**facts, "loss_usd": Decimal("2.01")}
    assert said(policy, SWAP, **once) == (Kind.DENY, ["limits.per_transaction.loss_usd"])


def test_a_loss_that_nobody_can_tell_is_asked_about() -> None:
    policy = written(limits={"fee_usd": None, "per_24h": {"loss_usd": 3}}, unknown_price="approve")
    unknown = said(policy, SWAP, trades=True, loss_usd=None)
    assert unknown == (Kind.NEEDS_APPROVAL, ["unknown_price"])


WHENS: list[tuple[dict[str, object], bool]] = [
    ({"agents": ["TRADER"]}, True),
    ({"agents": ["payroll"]}, False),
    ({"chains": ["base", "Testnet"]}, True),
    ({"chains": ["base"]}, False),
    ({"actions": ["Swap"]}, True),
    ({"actions": ["transfer"]}, False),
    ({"tokens": ["eth"]}, True),
    ({"tokens": ["base:ETH"]}, False),
    ({"agents": ["trader"], "chains": ["base"]}, False),
    ({}, True),
]


@pytest.mark.parametrize(("when", "about"), WHENS)
@pytest.mark.parametrize(
    ("always", "kind"), [("deny", Kind.DENY), ("approve", Kind.NEEDS_APPROVAL)]
)
def test_a_rule_is_about_what_it_names(
    when: dict[str, object], about: bool, always: str, kind: Kind
) -> None:
    policy = written(rules=[{"name": "r", "when": when, "always": always}])
    told = (kind, ["rules.r.always"]) if about else ALLOWED
    assert said(policy, SWAP, agent="trader") == told


def test_a_rule_counts_what_it_is_about_in_windows_of_its_own() -> None:
    rule = {"when": {"agents": ["trader"], "actions": ["swap"]}, "limits": {"per_1h": {"usd": 10}}}
    policy = written(rules=[rule])
    mine = Posting(0, SWAP, Decimal(9), agent="Trader")
    others = (replace(mine, agent="payroll"), replace(mine, effect=PAYMENT))
    facts = {"agent": "trader", "usd": Decimal(10)}
    assert said(policy, SWAP, *others, **facts) == ALLOWED
    assert said(policy, SWAP, mine, *others, **facts) == (
        Kind.DENY,
        ["rules.0.limits.per_1h.usd"],
    )


def test_a_rule_never_allows_what_the_file_does_not() -> None:
    rule = {"recipients": {"allow": [ALICE]}, "limits": {"per_24h": {"usd": 10**6}}}
    policy = Policy.model_validate({"rules": [rule]})
    assert said(policy, PAYMENT, usd=Decimal(1)) == (Kind.NEEDS_APPROVAL, ["first_payment"])
    assert said(policy, PAYMENT, usd=Decimal(26))[0] is Kind.DENY


def test_a_verdict_carries_how_many_must_approve() -> None:
    keys = [{"name": "ada", "key": "owner"}, {"name": "ben", "key": ROUTER}]
    policy = Policy.model_validate({"approvals": {"required": 2, "approvers": keys}})

    def verdict(**facts: object) -> Verdict:
        return judge(policy, case_with(PAYMENT, facts), Spent())

    asked = verdict()
    assert (asked.kind, asked.approvers) == (Kind.NEEDS_APPROVAL, 2)
    keyed = policy.approvals.approvers
    large = {"limits": {"per_transaction": {"ask_usd": 5}}, "approvals": {"required": 2}}
    tiers = Policy.model_validate(
        {
            "first_payment": "allow",
            "approvals": {"approvers": [one.model_dump() for one in keyed]},
            "rules": [large, {"always": "approve"}],
        }
    )
    for usd, required in (("5", 1), ("5.01", 2)):
        case = case_with(PAYMENT, {"usd": Decimal(usd)})
        assert judge(tiers, case, Spent()).approvers == required
    shown = verdict(consent=Consent.ASK, paid_before=frozenset({ALICE}))
    assert (shown.kind, shown.approvers) == (Kind.NEEDS_APPROVAL, 1)


def test_a_policy_that_stops_denies_everything() -> None:
    case: Case = case_of(PAYMENT)
    verdict = judge(written(stop=True), case, Spent())
    assert (verdict.kind, verdict.reasons[0].rule) == (Kind.DENY, "stop")
