"""What LI.FI is asked, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from fiscus.core.money import plain

WHOLE_BPS: Final = 10_000
Order: TypeAlias = Literal["FASTEST", "CHEAPEST"]


def proportion(bps: int) -> Decimal:
    """LI.FI's way to write a share: 50 hundredths of a percent are 0.005."""
    return Decimal(bps) / WHOLE_BPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A wish: `units` base units of a token of one chain, as another token, here or on another.

    Tokens are addresses; `NATIVE` is the coin. For a quote by what must arrive, `units` are of the
    token that is bought.
    """

    from_chain: int
    to_chain: int
    from_token: str
    to_token: str
    units: int
    from_address: str
    to_address: str | None = None
    slippage_bps: int = 100
    order: Order = "CHEAPEST"
    integrator: str = "fiscus"

    def query(self, role: Literal["fromAmount", "toAmount"]) -> Mapping[str, str]:
        """Of `/quote` and `/quote/toAmount`."""
        return {
            "fromChain": str(self.from_chain),
            "toChain": str(self.to_chain),
            "fromToken": self.from_token,
            "toToken": self.to_token,
            role: str(self.units),
            "fromAddress": self.from_address,
            "toAddress": self.to_address or self.from_address,
            "slippage": plain(proportion(self.slippage_bps)),
            "order": self.order,
            "integrator": self.integrator,
        }

    def body(self) -> Mapping[str, object]:
        """Of `/advanced/routes`."""
        return {
            "fromChainId": self.from_chain,
            "toChainId": self.to_chain,
            "fromTokenAddress": self.from_token,
            "toTokenAddress": self.to_token,
            "fromAmount": str(self.units),
            "fromAddress": self.from_address,
            "toAddress": self.to_address or self.from_address,
            "options": {
                "slippage": proportion(self.slippage_bps),
                "order": self.order,
                "integrator": self.integrator,
                "allowSwitchChain": False,
            },
        }
