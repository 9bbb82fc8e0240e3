"""A step that takes what the step before it brings: its amount, once that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from fiscus.core.desk.amounts import share_units, shown
from fiscus.core.desk.door import Given
from fiscus.core.errors import NothingCame
from fiscus.core.money import from_base_units, plain

if TYPE_CHECKING:
    from fiscus.core.desk.front import Came
    from fiscus.core.execution import Call

AMOUNT_OF: Final = "amount_of"
"""The reader's role for whose share an amount is."""
PREVIOUS: Final = "previous"
BRINGING: Final = frozenset({"swap", "bridge"})
"""Requests of which something comes to the wallet."""


def takes(params: Mapping[str, object]) -> bool:
    """Whether a step takes what the one before it brings."""
    return params.get(AMOUNT_OF) == PREVIOUS


def passed_on(call: Call, came: Came) -> Call:
    """The call with the amount that its share comes to: as much the person's word as the share was.

    Raises `NothingCame` where something else came than the step takes.
    """
    token, chain = str(call.params.get("token", "")), call.params.get("from_chain")
    asset = came.asset
    meant = token.upper() == asset.symbol.upper() or token.lower() == (asset.address or "").lower()
    if not meant or chain not in {None, asset.chain}:
        raise NothingCame(
            f"This step takes {token}, and {shown(came.units, asset.decimals, asset.symbol)} on"
            f" {asset.chain} came of the step before",
            hint="Nothing was signed for it. Ask for it with an amount.",
        )
    units = share_units(str(call.params["amount"]), came.units)
    amount = plain(from_base_units(units, asset.decimals))
    values = {role: given for role, given in call.values.items() if role != AMOUNT_OF}
    share = values.get("amount")
    if share is not None:
        values["amount"] = Given(amount, share.origin)
    params = {role: value for role, value in call.params.items() if role != AMOUNT_OF}
    brought = f"{shown(came.units, asset.decimals, asset.symbol)} on {asset.chain}"
    return replace(call, params={**params, "amount": amount}, values=values, brought=brought)
