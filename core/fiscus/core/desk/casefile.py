"""A file of cases for a policy: what shall be said to what, tried without a network.

```yaml
prices: {USDC: 1, ETH: 2500}             # US dollars of a whole token
names: {bob.eth: "0x…"}
cases:
  - say: send 20 usdc to bob.eth on base   # as a person would say it
    paid_before: true
    expect: allow
  - name: a swap with a wide slippage      # or the effect itself
    effect:
      action: swap
      chain: base
      moves: [{token: USDC, amount: 20, to: "0x…"}]
      gains: [{token: ETH, amount: 0.007}]
      calls: ["0x…"]
    slippage: 6%
    agent: trader
    spent: [{ago: 2h, usd: 90}]
    expect: deny
    rule: limits.max_slippage
```
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from fiscus.core.desk.adapter import Asset, Call, Concern, Effect, Gain, Grant, Move
from fiscus.core.desk.door import Consent, Given
from fiscus.core.desk.foresight import NOBODY, Facts, Foreseen
from fiscus.core.desk.policy import Policy
from fiscus.core.desk.rules import Case, Verdict, judge
from fiscus.core.desk.verdicts import named
from fiscus.core.desk.windows import Posting, Spent
from fiscus.core.desk.writing import UNIT_MS, Amount, Percent
from fiscus.core.errors import RequestError
from fiscus.core.money import EXACT, from_base_units, to_base_units
from fiscus.core.origins import Origin

DECIMALS: Final = 18
NOW_MS: Final = 10**13
"""The time of every case: late enough for every window."""
HUNDRED: Final = Decimal(100)

Foresee = Callable[[Policy, str, Facts], Foreseen]
"""How a sentence is understood: by the reader and the installed chains."""


def _ago(written: object) -> object:
    text = str(written).strip()
    if text[:-1].isdecimal() and text[-1:] in UNIT_MS:
        return int(text[:-1]) * UNIT_MS[text[-1]]
    raise ValueError(f"{text!r} is no length of time; write it like 90m, 2h or 3d")


def _verdict(written: object) -> object:
    return written.lower() if isinstance(written, str) else written


class _Part(BaseModel, frozen=True, extra="forbid"):
    pass


class Amounted(_Part, frozen=True):
    """An amount of whole tokens; `token` is a symbol or an address."""

    token: str
    amount: Amount
    to: str = NOBODY
    """Who is paid, or may spend."""


class WrittenEffect(_Part, frozen=True):
    action: str = "transfer"
    chain: str
    moves: tuple[Amounted, ...] = ()
    gains: tuple[Amounted, ...] = ()
    grants: tuple[Amounted, ...] = ()
    calls: tuple[str, ...] = ()

    def made(self) -> Effect:
        first = next((part.to for part in (*self.moves, *self.grants)), NOBODY)
        return Effect(
            action=self.action,
            chain=self.chain,
            chain_id=None,
            signer=NOBODY,
            target=self.calls[0] if self.calls else first,
            call="",
            moves=tuple(Move(self._asset(m), _units(m), m.to) for m in self.moves),
            fee_asset=Asset(self.chain, None, "FEE", DECIMALS),
            max_fee_units=0,
            gains=tuple(Gain(self._asset(g), _units(g), NOBODY) for g in self.gains),
            grants=tuple(Grant(self._asset(g), _units(g), g.to) for g in self.grants),
            calls=tuple(Call(program, "") for program in self.calls),
        )

    def _asset(self, part: Amounted) -> Asset:
        address = part.token if len(part.token) > 20 else None
        return Asset(self.chain, address, NOBODY if address else part.token.upper(), DECIMALS)


class Past(_Part, frozen=True):
    """A payment of before. What it does not say is as in the case."""

    ago: Annotated[int, BeforeValidator(_ago)]
    usd: Amount | None = None
    loss_usd: Amount | None = None
    agent: str | None = None
    effect: WrittenEffect | None = None


class PolicyCase(_Part, frozen=True):
    """One case: a request or an effect, what is known beside it, and what shall be said."""

    name: str = ""
    say: str | None = None
    effect: WrittenEffect | None = None
    agent: str = ""
    usd: Amount | None = None
    """What leaves, where it is not to be worked out from the prices."""
    fee_usd: Amount | None = Decimal(0)
    loss_usd: Amount | None = None
    slippage: Percent | None = None
    price_impact: Percent | None = None
    paid_before: bool = False
    model_said: tuple[str, ...] = ()
    """Roles of values that a model proposed: `[recipient]`."""
    concerns: tuple[str, ...] = ()
    """Codes of what the chain's own checks found."""
    spent: tuple[Past, ...] = ()
    expect: Annotated[Literal["allow", "needs_approval", "deny"], BeforeValidator(_verdict)]
    rule: str | None = None
    """A rule that must be among those that decided."""
    approvers: int | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> PolicyCase:
        if (self.say is None) == (self.effect is None):
            raise ValueError("a case has either `say` or `effect`")
        return self


class CaseFile(_Part, frozen=True):
    prices: dict[str, Amount] = Field(default_factory=dict)
    names: dict[str, str] = Field(default_factory=dict)
    cases: tuple[PolicyCase, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a case."""

    name: str
    verdict: Verdict
    wrong: str | None
    """What is not as expected, or `None`."""


def tried(policy: Policy, file: CaseFile, foresee: Foresee) -> Sequence[Tried]:
    """Try every case. Raises `RequestError` for a sentence that is no request."""
    return [_tried(policy, file, case, foresee) for case in file.cases]


def _tried(policy: Policy, file: CaseFile, case: PolicyCase, foresee: Foresee) -> Tried:
    effect = case.effect.made() if case.effect else _said(policy, file, case, foresee)
    spent = Spent(NOW_MS, tuple(_posting(past, case, effect, file.prices) for past in case.spent))
    verdict = judge(policy, _case(case, effect, file.prices), spent)
    return Tried(case.name or case.say or effect.action, verdict, _wrong(case, verdict))


def _said(policy: Policy, file: CaseFile, case: PolicyCase, foresee: Foresee) -> Effect:
    facts = Facts(agent=case.agent, prices=file.prices, names=file.names)
    effect = foresee(policy, case.say or "", facts).effect
    if effect.moves[0].to == NOBODY:
        raise RequestError(
            f"Nobody knows whose address is meant in {case.say!r}",
            hint="Write the address, or the name under `names`.",
        )
    return effect


def _case(case: PolicyCase, effect: Effect, prices: Mapping[str, Decimal]) -> Case:
    return Case(
        effect=effect,
        origins={role: Given("", Origin.MODEL) for role in case.model_said},
        concerns=[Concern(code, f"The chain says: {code}.") for code in case.concerns],
        usd=case.usd if case.usd is not None else _worth(effect, prices),
        fee_usd=case.fee_usd,
        paid_before=frozenset(m.to for m in effect.moves) if case.paid_before else frozenset(),
        consent=Consent.POLICY,
        loss_usd=case.loss_usd,
        trades=bool(effect.gains) or case.slippage is not None,
        agent=case.agent,
        slippage_bps=_bps(case.slippage),
        price_impact_bps=_bps(case.price_impact),
    )


def _posting(
    past: Past, case: PolicyCase, effect: Effect, prices: Mapping[str, Decimal]
) -> Posting:
    before = past.effect.made() if past.effect else effect
    usd = past.usd if past.usd is not None else _worth(before, prices)
    agent = case.agent if past.agent is None else past.agent
    return Posting(NOW_MS - past.ago, before, usd, past.loss_usd, agent)


def _worth(effect: Effect, prices: Mapping[str, Decimal]) -> Decimal | None:
    pairs = [(m.asset, m.units) for m in effect.moves] + [(g.asset, g.units) for g in effect.grants]
    total = Decimal(0)
    for asset, units in pairs:
        price = next((usd for name, usd in prices.items() if named(name, asset)), None)
        if price is None:
            return None
        worth = EXACT.multiply(from_base_units(units, asset.decimals), price)
        total = EXACT.add(total, worth)
    return total


def _wrong(case: PolicyCase, verdict: Verdict) -> str | None:
    got = verdict.kind.name.lower()
    rules = [reason.rule for reason in verdict.reasons]
    by = f" by {', '.join(rules)}" if rules else ""
    if got != case.expect:
        return f"expected {case.expect}, and it is {got}{by}"
    if case.rule is not None and case.rule not in rules:
        return f"expected {case.expect} by {case.rule}, and it is{by or ' by no rule'}"
    if case.approvers is not None and case.approvers != verdict.approvers:
        return f"expected {case.approvers} approvers, and it is {verdict.approvers}"
    return None


def _bps(share: Decimal | None) -> int | None:
    return None if share is None else int(EXACT.multiply(share, HUNDRED))


def _units(part: Amounted) -> int:
    return to_base_units(part.amount, DECIMALS)
