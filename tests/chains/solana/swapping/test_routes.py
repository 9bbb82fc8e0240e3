"""Jupiter's routes, held against what was asked for: a real one, and that one bent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from fiscus.chains.solana.decoding.parsed import Instruction
from fiscus.chains.solana.decoding.refusing import ForbiddenInstruction, UnknownInstruction
from fiscus.chains.solana.decoding.wire import Resolved
from fiscus.chains.solana.programs import JUPITER, SYSTEM, TOKEN
from fiscus.chains.solana.swapping.demand import Demand, side
from fiscus.chains.solana.swapping.parts import sort_parts
from fiscus.chains.solana.swapping.trade import SwapMismatch, Trade, trade
from fiscus.core.desk.adapter import Asset
from fiscus.core.errors import SimulationFailed
from tests.chains.solana.decoding.test_jupiter import (
    BONK,
    ROUTE,
    SHARED,
    USDC,
    WALLET,
    WSOL_ACCOUNT,
    recorded,
)

SOL_COIN = Asset("solana", None, "SOL", 9)
USDCS = side(WALLET, Asset("solana", USDC, "USDC", 6), TOKEN)
BONKS = side(WALLET, Asset("solana", BONK, "BONK", 5), TOKEN)
COINS = side(WALLET, SOL_COIN, TOKEN)
ASKED = Demand(WALLET, COINS, USDCS, 10**9, 10**9, 0, 50, exact_out=False)
THIEF = "8vdCT37Lc6MLXfep8K5XFyYU6HTPpaqjJ7hyXJjUCc12"


def judged(transaction: Resolved, demand: Demand = ASKED) -> Trade:
    return trade(sort_parts(transaction, WALLET), demand, {})


def test_a_real_swap_is_the_one_that_was_asked_for() -> None:
    """As the aggregator made it: opened, filled, swapped, closed."""
    found = judged(recorded(ROUTE))
    assert found == Trade(
        paid=10**9,
        least_out=77_228_050,
        counterparty=JUPITER,
        slippage_bps=50,
        opened=frozenset({WSOL_ACCOUNT}),
        temporary=WSOL_ACCOUNT,
    )
    assert sort_parts(recorded(ROUTE), WALLET).budget.fee == 5000 + 100_000


def test_a_real_swap_over_three_markets_is_the_one_that_was_asked_for() -> None:
    demand = replace(ASKED, wants=BONKS, most_in=5 * 10**8, least_in=5 * 10**8, slippage_bps=100)
    found = judged(recorded(SHARED), demand)
    assert (found.paid, found.least_out) == (5 * 10**8, 960_257_633_408)
    assert found.opened == {WSOL_ACCOUNT, BONKS.account}


WANTED: Mapping[str, tuple[Demand, str]] = {
    "less": (replace(ASKED, most_in=10**9 - 1, least_in=0), "it pays 1 SOL"),
    "more": (replace(ASKED, most_in=2 * 10**9, least_in=2 * 10**9), "it pays 1 SOL"),
    "another token": (replace(ASKED, wants=BONKS), "other tokens"),
    "a higher minimum": (replace(ASKED, least_out=77_228_051), "only 77.22805 USDC must arrive"),
    "less slippage": (replace(ASKED, slippage_bps=49), "slippage is 0.5 %, and 0.49 %"),
    "a fixed amount out": (replace(ASKED, exact_out=True, least_in=0), "on the other side"),
    "another wallet": (replace(ASKED, owner=THIEF), ""),
}


@pytest.mark.parametrize(("demand", "text"), WANTED.values(), ids=WANTED)
def test_a_route_that_was_not_asked_for_is_refused(demand: Demand, text: str) -> None:
    with pytest.raises(SimulationFailed) as caught:
        judged(recorded(ROUTE), demand)
    assert text in caught.value.message


def bent(change: Callable[[Instruction], Instruction], program: str = JUPITER) -> Resolved:
    """The real transaction with every instruction of a program changed."""
    real = recorded(ROUTE)
    return replace(
        real,
        instructions=tuple(
            change(part) if part.program == program else part for part in real.instructions
        ),
    )


def account(place: int, address: str = THIEF) -> Callable[[Instruction], Instruction]:
    def change(part: Instruction) -> Instruction:
        accounts = (*part.accounts[:place], address, *part.accounts[place + 1 :])
        return replace(part, accounts=accounts)

    return change


def data(at: int, value: bytes) -> Callable[[Instruction], Instruction]:
    def change(part: Instruction) -> Instruction:
        return replace(part, data=part.data[:at] + value + part.data[at + len(value) :])

    return change


def beside(*extra: Instruction) -> Resolved:
    """The real transaction, and something just before its end."""
    real = recorded(ROUTE)
    return replace(real, instructions=(*real.instructions[:-1], *extra, real.instructions[-1]))


UNITS = (5).to_bytes(8, "little")
BENT: Mapping[str, tuple[Resolved, type[SimulationFailed], str]] = {
    "another authority": (bent(account(1)), SwapMismatch, "from another account"),
    "another source": (bent(account(2)), SwapMismatch, "from another account"),
    "another destination on the way": (bent(account(3)), SwapMismatch, "not the wallet's"),
    "another destination in the end": (bent(account(4)), SwapMismatch, "not the wallet's"),
    "another mint": (bent(account(5, BONK)), SwapMismatch, "other tokens"),
    "fifty times as much": (
        bent(data(17, (5 * 10**10).to_bytes(8, "little"))),
        SwapMismatch,
        "another amount than it swaps",
    ),
    "nothing that must arrive": (bent(data(25, bytes(8))), SwapMismatch, "nothing must arrive"),
    "everything as slippage": (
        bent(data(33, (10_000).to_bytes(2, "little"))),
        SwapMismatch,
        "its slippage is 100 %",
    ),
    "a fee for its maker": (bent(data(35, b"\x01")), SwapMismatch, "its maker keeps 0.01 %"),
    "another program": (
        bent(lambda part: replace(part, program=THIEF)),
        UnknownInstruction,
        f"it calls {THIEF}",
    ),
    "no route at all": (
        replace(
            recorded(ROUTE),
            instructions=tuple(p for p in recorded(ROUTE).instructions if p.program != JUPITER),
        ),
        SimulationFailed,
        "",
    ),
    "a tip beside it": (
        beside(Instruction(SYSTEM, (WALLET, THIEF), b"\2\0\0\0" + UNITS)),
        ForbiddenInstruction,
        "beside the swap",
    ),
    "a transfer of tokens beside it": (
        beside(Instruction(TOKEN, (USDCS.account, THIEF, WALLET), b"\3" + UNITS)),
        ForbiddenInstruction,
        "beside the swap",
    ),
    "an approval beside it": (
        beside(Instruction(TOKEN, (USDCS.account, THIEF, WALLET), b"\4" + UNITS)),
        ForbiddenInstruction,
        "spend the wallet's tokens later",
    ),
    "two routes": (
        replace(
            recorded(ROUTE),
            instructions=tuple(
                p
                for part in recorded(ROUTE).instructions
                for p in ([part, part] if part.program == JUPITER else [part])
            ),
        ),
        ForbiddenInstruction,
        "two times",
    ),
    "more wrapped than swapped": (
        bent(data(4, (2 * 10**9).to_bytes(8, "little")), SYSTEM),
        SwapMismatch,
        "another amount than it swaps",
    ),
    "a payment elsewhere": (bent(account(1), SYSTEM), SimulationFailed, ""),
    "closed to somebody else": (bent(account(1), TOKEN), SimulationFailed, ""),
}


@pytest.mark.parametrize(("transaction", "error", "text"), BENT.values(), ids=BENT)
def test_a_real_route_with_one_thing_changed_is_refused(
    transaction: Resolved, error: type[SimulationFailed], text: str
) -> None:
    with pytest.raises(error) as caught:
        judged(transaction)
    assert text in caught.value.message


def test_a_real_transaction_with_a_program_of_its_maker_is_refused() -> None:
    """As another service made it: a call of its own around the route, and a fee for itself."""
    transaction = recorded("lifiSolToRay")
    with pytest.raises(UnknownInstruction) as caught:
        sort_parts(transaction, transaction.signers[0])
    assert caught.value.context["program"] == "3i5JeuZuUxeKtVysUnwQNGerJP2bSMX9fTFfS4Nxe3Br"
