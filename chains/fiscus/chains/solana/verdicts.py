"""Whether a payment does exactly what it should, by the node's own words: before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from fiscus.chains.solana.decoding.payments import Decoded
from fiscus.chains.solana.fees import BASE_LAMPORTS
from fiscus.chains.solana.instructions import CoinPayment
from fiscus.chains.solana.layouts import Holding, read_holding
from fiscus.chains.solana.programs import WRAPPED_SOL
from fiscus.chains.solana.records import Landed, TokenBalance
from fiscus.chains.solana.reverts import failure_reason
from fiscus.chains.solana.simulate import Simulated, State
from fiscus.core.desk.adapter import Asset
from fiscus.core.desk.amounts import shown
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
class Funds:
    """What the wallet has: lamports, and units of the token that is paid (`None` for SOL)."""

    lamports: int
    token_units: int | None
    least_lamports: int
    """What an account must hold to be kept (rent exemption)."""


def check_funds(expected: Expected, funds: Funds, *, coin: Asset, fee: int) -> None:
    """Raise `InsufficientFunds` with the numbers: what is there, what is wanted, what stays."""
    asset = expected.asset
    if funds.token_units is not None and funds.token_units < expected.units:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has"
            f" {shown(funds.token_units, asset.decimals, asset.symbol)} on {asset.chain}",
            hint="Send less, or top the wallet up.",
            available=funds.token_units,
            needed=expected.units,
        )
    needed = expected.lamports + fee
    left = funds.lamports - needed
    rent = f", a new account takes {_sol(coin, expected.rent)}" if expected.rent else ""
    if left < 0:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has"
            f" {_sol(coin, funds.lamports)} on {coin.chain}{rent},"
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
    if simulated.failure is not None:
        raise SimulationFailed(
            f"Sending {expected.text} would fail: {failure_reason(simulated.failure)}",
            hint="Nothing was signed.",
        )
    wrong = next(_differences(expected, decoded, before, simulated.after), None)
    if wrong is not None:
        raise SimulationFailed(
            f"Sending {expected.text} would do something else: {wrong}", hint=REFUSED
        )


def mismatch(expected: Expected, decoded: Decoded, landed: Landed) -> str | None:
    """Where the block shows something else than was signed for: a phrase.

    An account that somebody else opened meanwhile costs no rent; that is the one thing that may
    come out cheaper.
    """
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
    if spent not in {expected.lamports, expected.lamports - expected.rent}:
        return "more or less SOL left the wallet than was signed for"
    if isinstance(decoded.payment, CoinPayment):
        arrived = changes[decoded.target] == expected.units
        return None if arrived else "the recipient did not get what was sent"
    moved = _moved(decoded.accounts, landed)
    return None if moved == _token_changes(decoded) else "other tokens moved than were signed for"


def _differences(
    expected: Expected, decoded: Decoded, before: State, after: State
) -> Iterator[str]:
    """Every account that does not change as it should. The signer pays the fee, too."""
    lamports, tokens = _lamport_changes(expected, decoded), _token_changes(decoded)
    for account in decoded.written:
        was, will = before.get(account), after.get(account)
        change = (will.lamports if will else 0) - (was.lamports if was else 0)
        if account == decoded.signer:
            # Some engines charge no priority fee while they simulate, or no fee at all.
            extra = -change - expected.lamports
            if not 0 <= extra <= max(decoded.budget.fee, BASE_LAMPORTS):
                yield "other SOL would leave the wallet"
        elif change != lamports.get(account, 0):
            yield f"{account} would hold other SOL"
        held, holds = read_holding(was), read_holding(will)
        if (holds.units if holds else 0) - (held.units if held else 0) != tokens.get(account, 0):
            yield f"{account} would hold other tokens"
        if account in tokens and not _is_right(holds, held, expected):
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
