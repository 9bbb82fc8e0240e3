"""What several wallets are worth together."""

from __future__ import annotations

from fiscus.core.bootstrap.totals import together
from fiscus.core.result import ActionResult


def worth(address: str, usd: str, *, complete: bool = True) -> ActionResult:
    data = {"address": address, "total_usd": usd, "complete": complete}
    return ActionResult(success=True, data=data)


def test_one_wallet_alone_is_not_added_up() -> None:
    assert together([]) is None
    assert together([worth("a", "1.00"), ActionResult(success=True)]) is None
    assert together([worth("a", "1.00"), worth("a", "1.00")]) is None


def test_wallets_are_added_up_to_the_cent() -> None:
    assert together([worth("a", "1000.10"), worth("b", "0.20")]) == (
        "All wallets together: $1,000.30"
    )


def test_a_part_is_never_shown_as_the_whole() -> None:
    shown = together([worth("a", "1.00"), worth("b", "0.00", complete=False)])
    assert shown == "All wallets together: $1.00 (without what is unavailable or has no price)"
