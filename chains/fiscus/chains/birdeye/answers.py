"""Birdeye's answers, as its documentation shows them: docs.birdeye.so, `/defi` and `/v1/wallet`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class PriceAt(_Answer):
    """US dollars of one whole token, and when that was."""

    usd: Decimal = Field(alias="value", gt=0, allow_inf_nan=False)
    updated_at: int | None = Field(None, alias="updateUnixTime")
    liquidity: Decimal | None = None


class WalletItem(_Answer):
    """What a wallet has of one token. `units` are base units."""

    mint: str = Field(alias="address")
    units: int = Field(alias="balance", ge=0)
    decimals: int = Field(ge=0, le=255)
    name: str | None = None
    symbol: str | None = None
    price_usd: Decimal | None = Field(None, alias="priceUsd")


class Wallet(_Answer):
    items: tuple[WalletItem, ...] = ()


class Metadata(_Answer):
    """What a token calls itself."""

    mint: str = Field(alias="address")
    name: str | None = None
    symbol: str | None = None
    decimals: int = Field(ge=0, le=255)
