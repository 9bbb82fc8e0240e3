"""What a transaction is offered to pay for its gas.

EIP-1559: twice the next block's base fee, which five full blocks in a row cannot outgrow, plus the
tip that others lately paid. What the base fee does not use is never charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import shake_128
from statistics import median_low
from typing import Final

from fiscus.chains.answers import BadAnswer, fields, items
from fiscus.chains.evm import queries
from fiscus.chains.evm.abi import WORD, dynamic_bytes, read_uint, uint_word
from fiscus.chains.evm.chain import EvmChain
from fiscus.chains.evm.quantities import hex_quantity, quantity
from fiscus.chains.jsonrpc import Call, Json
from fiscus.chains.query import Query
from fiscus.core.errors import ChainError

BLOCKS: Final = 10
PERCENTILE: Final = 50
GWEI: Final = 10**9
MIN_TIP_WEI: Final = GWEI // 1000
HIGHEST_WEI: Final = 20_000 * GWEI
"""More than any network has asked for at its worst; above it the node lies or is broken."""
GAS_PRICE_ORACLE: Final = "0x420000000000000000000000000000000000000F"
L1_FEE_UPPER_BOUND: Final = bytes.fromhex("f1c7a58b")
SIGNATURE_BYTES: Final = 68
"""Of a signed transaction; the OP stack's oracle adds them itself."""
SCROLL: Final = "scroll"
SCROLL_ORACLE: Final = "0x5300000000000000000000000000000000000002"
SCROLL_L1_FEE: Final = bytes.fromhex("49948e0e")
PLAIN_TRANSFER_GAS: Final = 21_000
HIGHEST_GAS: Final = 100_000_000


class AbsurdFee(ChainError):
    """A node asks for a fee that no network takes. Nothing is signed."""

    code = "FEE_TOO_HIGH"


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """Prices of one unit of gas in wei. Without `tip_wei` it is a legacy `gasPrice`."""

    max_fee_wei: int
    tip_wei: int | None = None

    def cap_wei(self, gas: int) -> int:
        """The most that `gas` can cost."""
        return self.max_fee_wei * gas

    def fields(self) -> dict[str, int]:
        """As transaction fields."""
        if self.tip_wei is None:
            return {"gasPrice": self.max_fee_wei}
        return {"maxFeePerGas": self.max_fee_wei, "maxPriorityFeePerGas": self.tip_wei}


def fee_query(chain: EvmChain) -> Query[FeeQuote]:
    """The one question whose answer is a quote. Raises `AbsurdFee` as it is read."""
    if chain.legacy_fees:
        return Query(Call("eth_gasPrice"), from_gas_price)
    percentiles: list[Json] = [PERCENTILE]
    params = (hex_quantity(BLOCKS), "latest", percentiles)
    return Query(Call("eth_feeHistory", params), from_history)


def l1_fee_query(chain: EvmChain, size: int) -> Query[int]:
    """The most that a rollup takes on top for `size` unsigned bytes, in wei; 0 on other chains.

    The OP stack: `GasPriceOracle.getL1FeeUpperBound(uint256)`, where that predeploy is.
    https://docs.optimism.io/stack/transactions/fees
    Scroll: `L1GasPriceOracle.getL1Fee(bytes)`, for bytes that nothing makes smaller.
    https://docs.scroll.io/en/developers/transaction-fees-on-scroll
    """
    if chain.name == SCROLL:
        asked = SCROLL_L1_FEE + uint_word(WORD) + dynamic_bytes(_noise(size + SIGNATURE_BYTES))
        query = queries.call(SCROLL_ORACLE, asked)
    else:
        query = queries.call(GAS_PRICE_ORACLE, L1_FEE_UPPER_BOUND + uint_word(size))
    return query.then(lambda returned: read_uint(returned) if returned else 0)


def _noise(size: int) -> bytes:
    """So many bytes without a pattern, always the same."""
    return shake_128(b"fiscus").digest(size)


def from_history(answer: Json) -> FeeQuote:
    """Reads `eth_feeHistory`: the last base fee is the next block's.

    The tip is the middle of what the median transaction paid in recent blocks, so that a few
    bundles that outbid each other do not set it; empty blocks say nothing.
    """
    history = fields(answer)
    bases = [quantity(base) for base in items(history.get("baseFeePerGas"))]
    if not bases:
        raise BadAnswer("The fee history is empty")
    tip = max(_usual_tip(history), MIN_TIP_WEI)
    return sane(FeeQuote(2 * bases[-1] + tip, tip))


def from_gas_price(answer: Json) -> FeeQuote:
    """Reads `eth_gasPrice`, and adds an eighth: the most a base fee can rise in a block."""
    price = quantity(answer)
    return sane(FeeQuote(max(price + -(-price // 8), MIN_TIP_WEI)))


def gas_limit(estimate: int) -> int:
    """A fifth more than estimated. A plain transfer takes exactly 21000 and gets no more."""
    if not PLAIN_TRANSFER_GAS <= estimate <= HIGHEST_GAS:
        raise AbsurdFee(
            f"A node estimates {estimate} gas, which no transaction takes",
            hint="Nothing was signed. Try again, or configure another RPC for this chain.",
        )
    return estimate if estimate == PLAIN_TRANSFER_GAS else -(-estimate * 6 // 5)


def _usual_tip(history: dict[str, Json]) -> int:
    shown = history.get("reward")
    rewards = [items(row) for row in items(shown)] if shown is not None else []
    ratios = items(history.get("gasUsedRatio"))
    used = [ratio not in (0, 0.0) for ratio in ratios]
    if len(used) != len(rewards):
        used = [True] * len(rewards)
    tips = [quantity(row[0]) for row, full in zip(rewards, used, strict=True) if row and full]
    return median_low(tips) if tips else 0


def sane(quote: FeeQuote) -> FeeQuote:
    """Raises `AbsurdFee` for more than any network takes."""
    if quote.max_fee_wei > HIGHEST_WEI:
        raise AbsurdFee(
            f"A node asks for {quote.max_fee_wei // GWEI} gwei a unit of gas,"
            f" above the {HIGHEST_WEI // GWEI} gwei that are ever offered",
            hint="Nothing was signed. Try again later, or configure another RPC for this chain.",
        )
    return quote
