"""Whether a wallet may be left behind: only where nothing of value is in it any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Final

from fiscus.core.errors import FiscusError, RequestError
from fiscus.core.families import OpenFamily, installed_families
from fiscus.core.settings import Settings
from fiscus.tee.identity import Identity, Record
from fiscus.tee.sweeping.lines import Fate, Line
from fiscus.tee.sweeping.possessions import Possessions, possessions

DUST_USD: Final = Decimal(1)
"""What is worth less may be left: the fee that nobody could spend to the last unit."""
SWEEP: Final = "`fiscus tee sweep` inside of it moves everything to the evacuation address."


class IdentityChanges(FiscusError):
    """What runs next would have other wallets, and those of now are not known to be empty."""

    code = "IDENTITY_CHANGES"


async def refuse_loss(
    settings: Settings, before: Record | None, after: Identity | None, wallets: Mapping[str, str]
) -> None:
    """Raise `IdentityChanges` where wallets would be lost that are not known to be empty.

    `after` is `None` where the application ends; `wallets` are those that it is known to have.
    """
    if before is not None and after is not None and not any(after.unlike(before.identity)):
        return
    what = _change(before, after)
    if not wallets:
        raise IdentityChanges(
            f"{what}, and nobody here knows the wallets that it has now",
            hint="--evidence names where its wallets are told: its address, or a file.",
        )
    left = [line for line in await remaining(settings, wallets) if line.stays]
    if left:
        told = "; ".join(f"{line.what} on {line.chain}" for line in left)
        raise IdentityChanges(f"{what}, and there is still {told}", hint=SWEEP)


def _change(before: Record | None, after: Identity | None) -> str:
    if after is None:
        return "The application would be gone"
    if before is None:
        return "Nobody here knows from what its wallets follow"
    return f"It would have other wallets: {' and '.join(after.unlike(before.identity))} changes"


async def remaining(settings: Settings, wallets: Mapping[str, str]) -> list[Line]:
    """What is at these addresses, by family, on the configured chains. Nothing is signed."""
    installed = {family.name for family in installed_families()}
    if unknown := sorted(wallets.keys() - installed):
        raise RequestError(f"Nobody here can look at wallets of {', '.join(unknown)} chains")
    async with AsyncExitStack() as stack:
        families: dict[str, OpenFamily] = {}
        for family in installed_families():
            if family.name in wallets:
                opened = family.open(settings, frozenset())
                families[family.name] = await stack.enter_async_context(opened)
        return judged(await possessions(families, wallets))


def judged(found: Sequence[Possessions]) -> list[Line]:
    """Dust is what is known to be worth less than a dollar."""
    lines: list[Line] = []
    for there in found:
        lines += there.set_apart()
        coin = [there.there.coin] if there.there.coin is not None else []
        for holding in (*there.tokens, *coin):
            usd = there.worth(holding)
            dust = usd is not None and usd < DUST_USD
            lines.append(there.line(Fate.DUST if dust else Fate.STAYS, holding))
    return lines
