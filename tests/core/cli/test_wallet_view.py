"""A wallet in a terminal: tables, and nothing that steers the terminal."""

from __future__ import annotations

import io
from collections.abc import Mapping

from rich.console import Console

from fiscus.core.bootstrap.turn import Reply, Turn
from fiscus.core.cli.wallet_view import show_wallet
from fiscus.core.result import ActionResult, Problem

SPENDER = "0x2626664c2603336E57B271c5C0b26F421741e481"


def shown(*results: ActionResult, more: str = "") -> list[str]:
    out = io.StringIO()
    texts = [*(result.text for result in results), more]
    turn = Turn(
        id="1", room="wallet", replies=tuple(Reply(text, ()) for text in texts), results=results
    )
    show_wallet(turn, Console(file=out, width=100, highlight=False))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def told(text: str, data: Mapping[str, object]) -> ActionResult:
    return ActionResult(success=True, text=text, data=dict(data))


def holding(token: str, amount: str | None, usd: str | None) -> Mapping[str, object]:
    return {"token": token, "amount": amount, "usd": usd}


def test_holdings_are_a_table_with_what_it_does_not_cover_below() -> None:
    chains: list[Mapping[str, object]] = [
        {
            "chain": "base",
            "available": True,
            "holdings": [holding("ETH", "1.5", "3000.00"), holding("BAD", None, None)],
        },
        {"chain": "bsc", "available": False, "holdings": []},
    ]
    text = "Wallet 0x1\nBase:\n  1.5 ETH\nTotal: $3,000.00\n1 token is hidden.\n\nAgain:\n1.5 ETH"
    assert shown(told(text, {"chains": chains}), more="All wallets together: $1") == [
        "Wallet 0x1",
        "Chain  Token       Amount  US dollars",
        "base   ETH            1.5     3000.00",
        "bsc           unavailable",
        "Total: $3,000.00",
        "1 token is hidden.",
        "All wallets together: $1",
    ]


def test_rights_are_a_table_that_shows_whole_addresses() -> None:
    row = {"chain": "base", "token": "USDC", "spender": SPENDER}
    rights = [
        {**row, "amount": None, "spender_name": "Router", "through": None},
        {**row, "amount": "5", "spender_name": None, "through": "permit2"},
    ]
    text = "These may spend:\n  1. a\n  2. b\nTo take one back, say so."
    assert shown(told(text, {"allowances": rights})) == [
        "These may spend:",
        "Chain  Token    May take  Spender                                     Known as",
        f"base   USDC   any amount  {SPENDER}  Router",
        f"base   USDC            5  {SPENDER}  through Permit2",
        "To take one back, say so.",
    ]


def test_what_fails_or_has_no_figures_is_its_text_without_what_steers() -> None:
    failed = ActionResult.failed(Problem("NETWORK_ERROR", "Nothing \x1b[31manswers"), action="X")
    lines = shown(failed, told("No payments " + "0x" + "a" * 120 + " yet.", {"payments": []}))
    assert lines == ["Nothing \\x1b[31manswers.", "No payments 0x" + "a" * 120 + " yet."]
