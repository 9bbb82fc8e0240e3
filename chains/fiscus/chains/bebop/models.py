"""Bebop's answers, as its documentation shows them (docs.bebop.xyz, RFQ API 3).

Amounts are base units as `int`. Symbols and warnings are foreign text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

NATIVE: Final = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
"""How Bebop writes the native coin."""
MOST_DIGITS: Final = 78


def _units(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.isascii() or len(value) > MOST_DIGITS:
        raise ValueError("no amount")
    if value[:2] == "0x":
        return int(value, 16)
    if not value.isdigit():
        raise ValueError("no amount")
    return int(value)


Units: TypeAlias = Annotated[int, BeforeValidator(_units), Field(ge=0, lt=2**256, strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )


class Side(_Part):
    """How much of a token changes hands."""

    amount: Units
    decimals: Annotated[int, Field(ge=0, le=255)]
    symbol: str = ""


class Transaction(_Part):
    """It is data: nothing of it has been looked at."""

    to: str
    data: str
    value: Units = 0
    from_address: str | None = Field(default=None, alias="from")
    gas: Units | None = None


class Quote(_Part):
    """A firm price until `expiry` (Unix seconds). `tx` is there where the taker broadcasts."""

    quote_id: str
    chain_id: int
    status: str
    taker: str
    receiver: str
    expiry: int
    buy_tokens: Mapping[str, Side]
    sell_tokens: Mapping[str, Side]
    approval_target: str
    settlement_address: str
    tx: Transaction | None = None
