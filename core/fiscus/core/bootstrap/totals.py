"""What the wallets of several families are worth together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fiscus.core.money import EXACT
from fiscus.core.result import ActionResult


def together(results: Sequence[ActionResult]) -> str | None:
    """A sentence; `None` where fewer than two wallets told their worth.

    A wallet's worth is in its result's data: `address`, `total_usd`, `complete`.
    """
    worths = {str(r.data["address"]): r.data for r in results if "total_usd" in r.data}
    if len(worths) < 2:
        return None
    usd = Decimal(0)
    for worth in worths.values():
        usd = EXACT.add(usd, _usd(worth))
    whole = all(worth.get("complete") is True for worth in worths.values())
    gaps = "" if whole else " (without what is unavailable or has no price)"
    return f"All wallets together: ${usd:,.2f}{gaps}"


def _usd(worth: Mapping[str, object]) -> Decimal:
    return Decimal(str(worth["total_usd"]))
