"""Whether a payment does exactly what it should, by the node's own words: before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.decoding.payments import Decoded
from fiscus.chains.solana.definitions import title_of
from fiscus.chains.solana.fees import BASE_LAMPORTS
from fiscus.chains.solana.instructions import CoinPayment
from fiscus.chains.solana.layouts import Holding, read_holding
from fiscus.chains.solana.programs import WRAPPED_SOL
from fiscus.chains.solana.records import Landed, TokenBalance
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.simulate import Simulated, State
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import shown
from fiscus.core.desk.deeds import listed
from fiscus.core.errors import InsufficientFunds, InvalidAmount, SimulationFailed

REFUSED: Final = "Nothing was signed. Do not pay with this token, or to this recipient."


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment as it must come out: `units` of `asset` to `recipient`, and `rent` lamports."""

    asset: Asset
    units: int
    recipient: str
    rent: int = 0
    """For an account that is opened for the recipient, and belongs to them."""

    @property
    def lamports(self) -> int:
        """SOL that leaves, besides the fee."""
        return self.rent + (0 if self.asset.address else self.units)

    @property
    def text(self) -> str:
        return shown(self.units, self.asset.decimals, self.asset.symbol)


@dataclass(frozen=True, slots=True)
class Payout:
    """A payment as it must come out, and as its transaction says it."""

    expected: Expected
    decoded: Decoded


@dataclass(frozen=True, slots=True)
class Funds:
    """What the wallet has: lamports, and units of the token that is paid (`None` for SOL)."""

    lamports: int
    token_units: int | None
    least_lamports: int
    """What an account must hold to be kept (rent exemption)."""


def check_funds(expected: Expected, funds: Funds, *, coin: Asset, fee: int) -> None:
    """Raise `InsufficientFunds` with the numbers: what is there, what is wanted, what stays."""
    if funds.token_units is not None:
        check_units(expected, funds.token_units)
    check_coin(expected, funds, coin=coin, fee=fee)


def check_units(expected: Expected, held: int) -> None:
    """Raise `InsufficientFunds` where there are fewer tokens than are wanted."""
    asset = expected.asset
    if held < expected.units:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has"
            f" {shown(held, asset.decimals, asset.symbol)} on {title_of(asset.chain)}",
            hint="Send less, or top the wallet up.",
            available=held,
            needed=expected.units,
        )


def check_coin(expected: Expected, funds: Funds, *, coin: Asset, fee: int) -> None:
    """Raise `InsufficientFunds` where SOL does not last for the payment, its rent and its fee, or
    where less would stay than an account must hold."""
    needed = expected.lamports + fee
    left = funds.lamports - needed
    rent = f", a new account takes {_sol(coin, expected.rent)}" if expected.rent else ""
    if left < 0:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has"
            f" {_sol(coin, funds.lamports)} on {title_of(coin.chain)}{rent},"
            f" and the fee takes {_sol(coin, fee)}",
            hint=f"Keep {coin.symbol} for fees and rent, send less, or top the wallet up.",
            available=funds.lamports,
            needed=needed,
        )
    if 0 < left < funds.least_lamports:
        raise InsufficientFunds(
            f"{_sol(coin, left)} would stay in the wallet, and an account must hold"
            f" {_sol(coin, funds.least_lamports)} or nothing",
            hint="Send a little less.",
            available=funds.lamports,
            needed=needed + funds.least_lamports,
        )


def check_arrival(expected: Expected, held: int, *, coin: Asset, least_lamports: int) -> None:
    """Raise `InvalidAmount` where SOL is too little to open the recipient's account."""
    if expected.asset.address is None and held + expected.units < least_lamports:
        raise InvalidAmount(
            f"{expected.text} is too little: the recipient has {_sol(coin, held)}, and an account"
            f" must hold at least {_sol(coin, least_lamports)}",
            hint=f"Send at least {_sol(coin, least_lamports - held)}.",
        )


def check_simulation(
    expected: Expected, decoded: Decoded, before: State, simulated: Simulated
) -> None:
    """Raise `SimulationFailed` where it fails, or where any account changes otherwise."""
    check_payments([Payout(expected, decoded)], before, simulated)


def check_payments(payouts: Sequence[Payout], before: State, simulated: Simulated) -> None:
    """The same of all payments of one transaction."""
    text = listed([payout.expected.text for payout in payouts])
    if simulated.failure is not None:
        raise SimulationFailed(
            f"Sending {text} would fail: {failure_reason(simulated.failure)}",
            hint="Nothing was signed.",
        )
    wrong = next(_differences(payouts, before, simulated.after), None)
    if wrong is not None:
        raise SimulationFailed(f"Sending {text} would do something else: {wrong}", hint=REFUSED)


def mismatch(payouts: Sequence[Payout], landed: Landed) -> str | None:
    """Where the block shows something else than was signed for: a phrase. `payouts` are all the
    payments of the transaction.

    An account that somebody else opened meanwhile costs no rent; that is the one thing that may
    come out cheaper.
    """
    decoded = payouts[0].decoded
    count = len(decoded.accounts)
    if not len(landed.lamports_before) == len(landed.lamports_after) == count:
        return "the block shows another transaction"
    if landed.fee > decoded.budget.fee:
        return "the fee was higher than what was signed for"
    changes = {
        account: after - before
        for account, before, after in zip(
            decoded.accounts, landed.lamports_before, landed.lamports_after, strict=True
        )
    }
    spent = -changes[decoded.signer] - landed.fee
    if spent not in _costs(payouts):
        return "more or less SOL left the wallet than was signed for"
    if any(changes[to] != units for to, units in _coins(payouts).items()):
        return "the recipient did not get what was sent"
    moved = _moved(decoded.accounts, landed)
    if moved != _total([_token_changes(payout.decoded) for payout in payouts]):
        return "other tokens moved than were signed for"
    return None


def _costs(payouts: Sequence[Payout]) -> frozenset[int]:
    """What may leave in SOL: with the rent of each account that is opened, or without."""
    costs = {sum(payout.expected.lamports - payout.expected.rent for payout in payouts)}
    for payout in payouts:
        costs |= {cost + payout.expected.rent for cost in costs}
    return frozenset(costs)


def _coins(payouts: Sequence[Payout]) -> Mapping[str, int]:
    """Lamports by the recipients of SOL."""
    paid = [payout.decoded.payment for payout in payouts]
    return _total([{one.target: one.lamports} for one in paid if isinstance(one, CoinPayment)])


def _total(changes: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    """By account, what comes out other than nothing."""
    total = Counter[str]()
    for change in changes:
        total.update(change)
    return {account: units for account, units in total.items() if units}


def _differences(payouts: Sequence[Payout], before: State, after: State) -> Iterator[str]:
    """Every account that does not change as it should. The signer pays the fee, too."""
    lamports = _total([_lamport_changes(payout.expected, payout.decoded) for payout in payouts])
    tokens = _total([_token_changes(payout.decoded) for payout in payouts])
    kept = {account: p.expected for p in payouts for account in _token_changes(p.decoded)}
    decoded, leaves = payouts[0].decoded, sum(payout.expected.lamports for payout in payouts)
    for account in decoded.written:
        was, will = before.get(account), after.get(account)
        change = (will.lamports if will else 0) - (was.lamports if was else 0)
        if account == decoded.signer:
            # Some engines charge no priority fee while they simulate, or no fee at all.
            if not 0 <= -change - leaves <= max(decoded.budget.fee, BASE_LAMPORTS):
                yield "other SOL would leave the wallet"
        elif change != lamports.get(account, 0):
            yield f"{account} would hold other SOL"
        held, holds = read_holding(was), read_holding(will)
        if (holds.units if holds else 0) - (held.units if held else 0) != tokens.get(account, 0):
            yield f"{account} would hold other tokens"
        if account in kept and not _is_right(holds, held, kept[account]):
            yield f"{account} would be another account"


def _is_right(holds: Holding | None, held: Holding | None, expected: Expected) -> bool:
    """Whether a token account stays what it was, or is opened as the recipient's."""
    if holds is None:
        return False
    owner = held.owner if held else expected.recipient
    return (holds.mint, holds.owner, holds.frozen) == (expected.asset.address, owner, False)


def _lamport_changes(expected: Expected, decoded: Decoded) -> Mapping[str, int]:
    """By account, without the signer's."""
    payment = decoded.payment
    if isinstance(payment, CoinPayment):
        return {payment.target: payment.lamports}
    wrapped = payment.units if payment.mint == WRAPPED_SOL else 0
    return {payment.source: -wrapped, payment.target: wrapped + expected.rent}


def _token_changes(decoded: Decoded) -> Mapping[str, int]:
    payment = decoded.payment
    if isinstance(payment, CoinPayment):
        return {}
    arrives = payment.units - (payment.fee or 0)
    return {payment.source: -payment.units, payment.target: arrives}


def _moved(accounts: tuple[str, ...], landed: Landed) -> Mapping[str, int]:
    before, after = _by_place(landed.tokens_before), _by_place(landed.tokens_after)
    changes = {place: after.get(place, 0) - before.get(place, 0) for place in {*before, *after}}
    return {
        accounts[place] if place < len(accounts) else "": change
        for place, change in changes.items()
        if change
    }


def _by_place(balances: tuple[TokenBalance, ...]) -> dict[int, int]:
    return {balance.account: balance.units for balance in balances}


def _sol(coin: Asset, lamports: int) -> str:
    return shown(lamports, coin.decimals, coin.symbol)
