"""What an owner is asked, and what they are told afterwards, in words that fit the effect."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fiscus.core.cli.preview import preview
from fiscus.core.desk.adapter import Effect, Gain, Grant, Move, Plan
from fiscus.core.desk.outcome import Approval, State
from fiscus.core.desk.records import simulated
from fiscus.core.desk.summary import summary
from fiscus.core.receipts import transfer_receipt
from tests.core.desk.fakes import ALICE, ETH, USDC, WALLET

ROUTER = "0x00000000000000000000000000000000000000e7"
OUT, IN = Move(ETH, 10**18, ROUTER), Gain(USDC, 1_990_000_000, WALLET)


def effect(
    action: str,
    *moves: Move,
    gains: tuple[Gain, ...] = (),
    grants: tuple[Grant, ...] = (),
) -> Effect:
    return Effect(
        action=action,
        chain="testnet",
        chain_id=1337,
        signer=WALLET,
        target=ROUTER,
        call="",
        moves=moves,
        fee_asset=ETH,
        max_fee_units=10**15,
        gains=gains,
        grants=grants,
    )


CASES = [
    (
        effect("transfer", OUT),
        f"Send 1 ETH to {ROUTER} on Testnet; network fee at most 0.001 ETH.",
        f"Transferred 1 ETH to {ROUTER} on Testnet",
        f"The chain reverted the payment of 1 ETH to {ROUTER} on Testnet",
        f"  Send     1 ETH\n  To       {ROUTER}\n",
    ),
    (
        effect("swap", OUT, gains=(IN,)),
        "Swap 1 ETH for at least 1990 USDC on Testnet"
        f" through {ROUTER}; network fee at most 0.001 ETH.",
        "Swapped 1 ETH for at least 1990 USDC on Testnet",
        "The chain reverted the swap of 1 ETH for at least 1990 USDC on Testnet",
        f"  Swap     1 ETH\n  For      at least 1990 USDC\n  Through  {ROUTER}\n",
    ),
    (
        effect("wrap", OUT, gains=(Gain(ETH, 10**18, WALLET),)),
        "Wrap 1 ETH into 1 ETH on Testnet; network fee at most 0.001 ETH.",
        "Wrapped 1 ETH into 1 ETH on Testnet",
        "The chain reverted the wrapping of 1 ETH into 1 ETH on Testnet",
        "  Wrap     1 ETH\n  For      1 ETH\n",
    ),
    (
        effect("approve", grants=(Grant(USDC, 50_000_000, ROUTER),)),
        f"Allow {ROUTER} to spend exactly 50 USDC on Testnet; network fee at most 0.001 ETH.",
        f"Allowed {ROUTER} to spend exactly 50 USDC on Testnet",
        f"The chain reverted the permission for {ROUTER} to spend 50 USDC on Testnet",
        f"  Allow    50 USDC\n  Spender  {ROUTER}\n",
    ),
    (
        effect("revoke", grants=(Grant(USDC, 0, ROUTER),)),
        f"Take back the right of {ROUTER} to spend USDC on Testnet; network fee at most 0.001 ETH.",
        f"Took back the right of {ROUTER} to spend USDC on Testnet",
        f"The chain reverted taking back the right of {ROUTER} to spend USDC on Testnet",
        f"  Revoke   USDC\n  Spender  {ROUTER}\n",
    ),
]


@pytest.mark.parametrize(("done", "asked", "told", "failed", "rows"), CASES)
def test_every_kind_of_effect_is_asked_and_told_as_what_it_is(
    done: Effect, asked: str, told: str, failed: str, rows: str
) -> None:
    plan = Plan(done, Decimal(1), ROUTER, None, (), "lane", 0, None, chain_title="Testnet")
    assert summary(plan) == asked
    landed = replace(simulated(plan), state=State.CONFIRMED)
    assert transfer_receipt(landed, title="Testnet").text.startswith(f"{told}\n")
    reverted = replace(simulated(plan), state=State.FAILED)
    assert transfer_receipt(reverted, title="Testnet").text.startswith(failed)
    question = Approval("a", asked, "d", "2026-01-01T00:00:00Z")
    assert preview(landed, question, chain="Testnet").startswith(rows)


def test_a_right_that_comes_with_a_payment_is_named_in_the_question() -> None:
    both = effect("swap", OUT, gains=(IN,), grants=(Grant(USDC, 5_000_000, ALICE),))
    plan = Plan(both, Decimal(1), ROUTER, None, (), "lane", 0, None, chain_title="Testnet")
    assert f"and allow {ALICE} to spend exactly 5 USDC;" in summary(plan)
