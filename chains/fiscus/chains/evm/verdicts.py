"""Whether a planned payment does exactly what it should, by the node's own words."""

from __future__ import annotations

from dataclasses import dataclass

from fiscus.chains.evm.abi import approval_of, transfer_of
from fiscus.chains.evm.definitions import CHAINS
from fiscus.chains.evm.refusals import Refusal, classify, revert_data
from fiscus.chains.evm.reverts import revert_reason
from fiscus.chains.evm.simulate import Holding, NativeMove, Simulated
from fiscus.core.desk.adapter import Asset, Concern
from fiscus.core.desk.amounts import shown
from fiscus.core.errors import (
    ChainError,
    InsufficientFunds,
    RpcRefused,
    SimulationFailed,
    UnknownToken,
)

UNSIMULATED = Concern(
    "not_simulated", "The node cannot simulate this, so its effect was not checked beforehand."
)
OTHERS = Concern(
    "other_contracts", "Other contracts take part in this; nothing else was seen to leave."
)
ROUNDED = Concern("rounded", "This token rounds: a base unit or two more or less may arrive.")
MOST_ROUNDED = 2
FINE_DECIMALS = 18
"""Two base units of a token with so many decimals are worth nothing."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A payment as it must come out: `units` of `asset` from `sender` to `recipient`, no more."""

    sender: str
    recipient: str
    asset: Asset
    units: int

    @property
    def watched(self) -> tuple[Holding, ...]:
        """The token balances that must change; none for native coin, whose moves are traced."""
        token = self.asset.address
        return ((token, self.sender), (token, self.recipient)) if token else ()

    @property
    def text(self) -> str:
        return shown(self.units, self.asset.decimals, self.asset.symbol)


def check_token(expected: Expected, token_units: int | None) -> None:
    """Raise where the contract tells no balance, or too low a one."""
    asset = expected.asset
    if asset.address is None:
        return
    if token_units is None:
        raise UnknownToken(
            f"There is no token contract at {asset.address} on {_where(asset)}",
            hint="Name another token, or the address of its contract there.",
        )
    if token_units < expected.units:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has"
            f" {_amount(asset, token_units)} on {_where(asset)}",
            hint="Send less, or top the wallet up.",
            available=token_units,
            needed=expected.units,
        )


def check_coin(expected: Expected, coin: Asset, *, coin_wei: int, cap_wei: int) -> None:
    """Raise `InsufficientFunds` where the coin does not pay for what leaves and for the gas."""
    needed = cap_wei if expected.asset.address else expected.units + cap_wei
    if coin_wei < needed:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}: the wallet has {_amount(coin, coin_wei)} on"
            f" {_where(coin)}, and gas takes up to {_amount(coin, cap_wei)}",
            hint=f"Keep {coin.symbol} for gas, send less, or top the wallet up.",
            available=coin_wei,
            needed=needed,
        )


def check_share(amount: str, asset: Asset, *, units: int, cap_wei: int = 0) -> None:
    """Raise `InsufficientFunds` where there is nothing to take a share of."""
    if units > cap_wei:
        return
    gas = f", and gas takes up to {_amount(asset, cap_wei)}" if cap_wei else ""
    raise InsufficientFunds(
        f"Insufficient funds for {amount} of the {asset.symbol}: the wallet has"
        f" {_amount(asset, units)} on {_where(asset)}{gas}",
        hint="Top the wallet up first.",
        available=units,
        needed=cap_wei + 1,
    )


def check_simulation(expected: Expected, simulated: Simulated | RpcRefused) -> list[Concern]:
    """Nothing where the simulation shows exactly the payment; a concern where there is none.

    Raises `SimulationFailed` where it reverts, or moves anything else.
    """
    if isinstance(simulated, RpcRefused):
        return [_unsimulated(simulated)]
    if not simulated.succeeded:
        reason = f": {simulated.revert_reason}" if simulated.revert_reason else ""
        raise SimulationFailed(
            f"Sending {expected.text} would fail{reason}",
            hint="Nothing was signed. The token or the recipient does not take this payment.",
        )
    wrong = _wrong_moves(expected, simulated)
    if wrong is not None:
        raise SimulationFailed(
            f"Sending {expected.text} would do something else: {wrong}",
            hint="Nothing was signed. Do not pay with this token, or to this recipient.",
        )
    return _remarks(expected, simulated)


def gas_of(estimate: int | RpcRefused, expected: Expected) -> int:
    """The estimate. Raises what a refusal means."""
    if not isinstance(estimate, RpcRefused):
        return estimate
    meaning = classify(estimate)
    if meaning is Refusal.INSUFFICIENT_FUNDS:
        raise InsufficientFunds(
            f"Insufficient funds for {expected.text}",
            hint="Keep some of the native coin for gas, send less, or top the wallet up.",
        ) from estimate
    if meaning is Refusal.EXECUTION_REVERTED:
        reason = revert_reason(revert_data(estimate))
        raise SimulationFailed(
            f"Sending {expected.text} would fail{f': {reason}' if reason else ''}",
            hint="Nothing was signed.",
        ) from estimate
    raise ChainError(
        f"Gas estimation failed for {expected.text}",
        hint="Nothing was signed. Try again, or configure another RPC for this chain.",
    ) from estimate


def _unsimulated(refused: RpcRefused) -> Concern:
    if classify(refused) in {Refusal.METHOD_MISSING, Refusal.OTHER}:
        return UNSIMULATED
    raise SimulationFailed(
        f"The node refused to simulate the payment ({classify(refused).value})",
        hint="Nothing was signed.",
    ) from refused


def _wrong_moves(expected: Expected, simulated: Simulated) -> str | None:
    """What differs from the payment, in a phrase."""
    mine, token = _own_moves(expected, simulated), expected.asset.address
    if _foreign_tokens(expected, simulated):
        return "other tokens leave the wallet, too"
    if _allowances(expected, simulated):
        return "somebody is allowed to spend from the wallet"
    if token is not None:
        return "native coin moves, too" if mine else _wrong_deltas(expected, simulated, token)
    paid = NativeMove(expected.sender.lower(), expected.recipient.lower(), expected.units)
    return None if mine in ([paid], []) else "other coin moves, too"


def _remarks(expected: Expected, simulated: Simulated) -> list[Concern]:
    """What is no reason to refuse, but to ask."""
    token = expected.asset.address
    if token is None:
        # A node that traces no coin shows no moves at all.
        return [] if _own_moves(expected, simulated) else [UNSIMULATED]
    if simulated.token_deltas is None:
        return [UNSIMULATED]
    foreign = any(log.address != token.lower() for log in simulated.logs)
    rounded = set(simulated.token_deltas.values()) != {expected.units, -expected.units}
    return [*([OTHERS] if foreign else []), *([ROUNDED] if rounded else [])]


def _own_moves(expected: Expected, simulated: Simulated) -> list[NativeMove]:
    me = expected.sender.lower()
    return [m for m in simulated.native_moves or () if me in {m.sender, m.recipient}]


def _foreign_tokens(expected: Expected, simulated: Simulated) -> bool:
    me, token = expected.sender.lower(), (expected.asset.address or "").lower()
    moved = [transfer for log in simulated.logs if (transfer := transfer_of(log))]
    return any(transfer.sender == me and transfer.token != token for transfer in moved)


def _allowances(expected: Expected, simulated: Simulated) -> bool:
    given = [approval for log in simulated.logs if (approval := approval_of(log))]
    return any(approval.owner == expected.sender.lower() for approval in given)


def _wrong_deltas(expected: Expected, simulated: Simulated, token: str) -> str | None:
    if simulated.token_deltas is None:
        return None
    asset = expected.asset
    out = simulated.token_deltas.get((token, expected.sender))
    into = simulated.token_deltas.get((token, expected.recipient))
    if out is None or into is None:
        return "the token does not tell balances"
    slack = MOST_ROUNDED if asset.decimals >= FINE_DECIMALS else 0
    if abs(out + expected.units) > slack:
        return f"{_amount(asset, -out)} would leave the wallet"
    if abs(into - expected.units) > slack:
        return f"{_amount(asset, into)} would arrive instead"
    return None


def _amount(asset: Asset, units: int) -> str:
    return shown(units, asset.decimals, asset.symbol)


def _where(asset: Asset) -> str:
    return CHAINS[asset.chain].title
