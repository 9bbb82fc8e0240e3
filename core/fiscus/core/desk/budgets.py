"""How much may leave, be lost and be paid in fees: the limits of a policy. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.policy import Limit
from fiscus.core.desk.verdicts import Heard, Reason, named
from fiscus.core.desk.windows import outflows, tokens_of
from fiscus.core.desk.writing import WINDOW
from fiscus.core.money import EXACT, from_base_units, plain

UNITS: Final = {"m": "minute", "h": "hour", "d": "day"}
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Total:
    """What counts against one limit: all that left before, and what would leave now."""

    name: str
    """`per_transaction`, or the window's."""
    usd: Decimal
    loss_usd: Decimal
    tokens: Sequence[tuple[Asset, int]]

    @property
    def length(self) -> str:
        """`"a transaction"`, `"24 hours"`."""
        match = WINDOW.fullmatch(self.name)
        if match is None:
            return "a transaction"
        count, unit = int(match.group(1)), UNITS[match.group(2)]
        return f"{count} {unit}{'' if count == 1 else 's'}"


def budgets(heard: Heard) -> Iterator[Reason]:
    """What the limits of a scope say."""
    limits, unknown = heard.scope.limits, False
    for total, limit in _totals(heard):
        unknown = unknown or _unpriced(heard, limit)
        yield from _dollars(heard, limit, total)
        yield from _losses(heard, limit, total)
        yield from _units(heard, limit, total)
    unknown = unknown or _fee_unpriced(heard)
    if unknown:
        yield from _unknown(heard)
    yield from fees(heard)
    shares = (
        ("slippage", limits.slippage, limits.max_slippage, heard.case.slippage_bps),
        ("price_impact", limits.price_impact, limits.max_price_impact, heard.case.price_impact_bps),
    )
    for name, ask, most, bps in shares:
        if bps is not None:
            share = Decimal(bps) / HUNDRED
            yield from _share(heard, name, (ask, most), share)


def _totals(heard: Heard) -> Iterator[tuple[Total, Limit]]:
    limits, case = heard.scope.limits, heard.case
    once = Total(
        "per_transaction",
        case.usd or Decimal(0),
        case.loss_usd or Decimal(0),
        tokens_of(case.effect),
    )
    yield once, limits.per_transaction
    for name, length, limit in limits.windows:
        if limit == Limit():
            continue
        before = heard.spent.within(length)
        counted = outflows([*before, case.posting(heard.spent.now)])
        total = Total(
            name,
            _sum(outflow.usd for outflow in counted),
            _sum(lost for outflow in counted if (lost := outflow.posting.loss_usd)),
            [pair for outflow in counted for pair in outflow.tokens],
        )
        yield total, limit


def _unpriced(heard: Heard, limit: Limit) -> bool:
    """Whether a limit cannot be checked."""
    lost = heard.case.trades and heard.case.loss_usd is None and limit.loss_usd is not None
    return lost or (heard.case.usd is None and limit.in_dollars)


def _fee_unpriced(heard: Heard) -> bool:
    limits, case = heard.scope.limits, heard.case
    shared = not (limits.fee_share is None and limits.max_fee_share is None)
    limited = shared or not (limits.fee_usd is None and limits.max_fee_usd is None)
    return (limited and case.fee_usd is None) or (shared and case.stake_usd is None)


def _unknown(heard: Heard) -> Iterator[Reason]:
    text = "No price is known right now, so the limits in US dollars cannot be checked."
    if heard.scope.unknown_price == "approve":
        yield heard.ask("unknown_price", text)
    elif heard.scope.unknown_price == "deny":
        yield heard.deny("unknown_price", text, "Ask again when prices are reachable.")


def _dollars(heard: Heard, limit: Limit, total: Total) -> Iterator[Reason]:
    worth = heard.case.usd
    if worth is None:
        return
    if limit.usd is not None and total.usd > limit.usd:
        left = max(EXACT.subtract(limit.usd, EXACT.subtract(total.usd, worth)), Decimal(0))
        rule = f"limits.{total.name}.usd"
        yield heard.deny(
            rule,
            f"This is worth {usd(worth)}, over the limit of {usd(limit.usd)} for {total.length}.",
            f"{_left(total, limit.usd, left)} {_raise(heard, rule)}",
        )
    elif limit.ask_usd is not None and total.usd > limit.ask_usd:
        yield heard.ask(
            f"limits.{total.name}.ask_usd",
            f"This makes {usd(total.usd)} in {total.length}, and over {usd(limit.ask_usd)} an"
            " owner is asked.",
        )


def _left(total: Total, most: Decimal, left: Decimal) -> str:
    if total.name == "per_transaction":
        return f"At most {usd(most)} at once."
    match = WINDOW.fullmatch(total.name)
    one = match is not None and match.group(1) == "1"
    length = total.length.removeprefix("1 ") if one else total.length
    return f"{usd(left, ROUND_FLOOR)} are left in {'this' if one else 'these'} {length}."


def _losses(heard: Heard, limit: Limit, total: Total) -> Iterator[Reason]:
    most = limit.loss_usd
    if most is not None and heard.case.trades and total.loss_usd > most:
        rule = f"limits.{total.name}.loss_usd"
        yield heard.deny(
            rule,
            f"At the worst prices that could make {usd(total.loss_usd)} lost, over the limit of"
            f" {usd(most)} for {total.length}.",
            _raise(heard, rule),
        )


def _units(heard: Heard, limit: Limit, total: Total) -> Iterator[Reason]:
    mine = [asset for asset, _ in tokens_of(heard.case.effect)]
    for name, most in limit.units.items():
        if not any(named(name, asset) for asset in mine):
            continue
        whole = _whole([pair for pair in total.tokens if named(name, pair[0])])
        if whole > most:
            place = f"limits.{total.name}.units"
            yield heard.deny(
                f"{place}.{name}",
                f"That would make {plain(whole)} {name}, over the limit of {plain(most)}.",
                f"An operator can raise `{heard.prefix}{place}` in the policy file.",
            )


def fees(heard: Heard) -> Iterator[Reason]:
    """What the bounds of the network fee say."""
    limits, fee, worth = heard.scope.limits, heard.case.fee_usd, heard.case.stake_usd
    if fee is None:
        return
    text = f"The network fee can reach {usd(fee)}, more than"
    if limits.max_fee_usd is not None and fee > limits.max_fee_usd:
        rule = "limits.max_fee_usd"
        yield heard.deny(rule, f"{text} {usd(limits.max_fee_usd)}.", _raise(heard, rule))
    elif limits.fee_usd is not None and fee > limits.fee_usd:
        yield heard.ask("limits.fee_usd", f"{text} {usd(limits.fee_usd)}.")
    if worth is not None and fee > 0:
        share = EXACT.divide(EXACT.multiply(fee, HUNDRED), worth) if worth else None
        yield from _share(heard, "fee_share", (limits.fee_share, limits.max_fee_share), share)


TITLES: Final = {
    "slippage": "The slippage",
    "price_impact": "The price impact",
    "fee_share": "The network fee, as a share of the amount,",
}


def _share(
    heard: Heard, name: str, bounds: tuple[Decimal | None, Decimal | None], share: Decimal | None
) -> Iterator[Reason]:
    """A share in percent; `None` is more than any bound."""
    ask, most = bounds
    told = "is more than all of it" if share is None else f"is {_percent(share)}"
    if most is not None and (share is None or share > most):
        rule = f"limits.max_{name}"
        text = f"{TITLES[name]} {told}, and the policy refuses more than {_percent(most)}."
        yield heard.deny(rule, text, _raise(heard, rule))
    elif ask is not None and (share is None or share > ask):
        text = f"{TITLES[name]} {told}, more than {_percent(ask)}."
        yield heard.ask(f"limits.{name}", text)


def _raise(heard: Heard, rule: str) -> str:
    return f"An operator can raise `{heard.prefix}{rule}` in the file named by FISCUS_POLICY."


def _percent(share: Decimal) -> str:
    hundredths = share.quantize(Decimal("0.01"), rounding=ROUND_CEILING, context=EXACT)
    return f"{plain(hundredths)} %"


def _whole(pairs: Sequence[tuple[Asset, int]]) -> Decimal:
    return _sum(from_base_units(units, asset.decimals) for asset, units in pairs)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def usd(amount: Decimal, rounding: str = ROUND_CEILING) -> str:
    """In cents; rounded so that what is over a limit never reads as the limit itself."""
    cents = amount.quantize(Decimal("0.01"), rounding=rounding, context=EXACT)
    return f"{cents:,f} USD"
