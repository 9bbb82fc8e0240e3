"""Jupiter's answers, as its OpenAPI descriptions have them: Swap v1 (Metis), Price v3, Tokens v2.

Only what is used here is read; amounts are base units. Everything in them is foreign text: shown
escaped, believed by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fiscus.chains.jsonrpc import escaped
from fiscus.chains.solana.addresses import is_address

MOST_UNITS: Final = 2**64 - 1
LABEL_LENGTH: Final = 30
MOST_LABELS: Final = 6


def _address(value: object) -> object:
    if not (isinstance(value, str) and is_address(value)):
        raise ValueError("no address")
    return value


def _units(value: object) -> object:
    """Base units in digits, as JSON cannot hold so large a number for everybody."""
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20):
        raise ValueError("no whole number in digits")
    return int(value)


Address = Annotated[str, BeforeValidator(_address)]
Units = Annotated[int, BeforeValidator(_units), Field(le=MOST_UNITS)]
Bps = Annotated[int, Field(ge=0, le=10_000, strict=True)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Market(_Answer):
    """One market on the way."""

    amm: str = Field(alias="ammKey")
    label: str = ""
    input_mint: Address = Field(alias="inputMint")
    output_mint: Address = Field(alias="outputMint")


class Step(_Answer):
    swap: Market = Field(alias="swapInfo")
    percent: Decimal | None = None


class PlatformFee(_Answer):
    bps: Bps = Field(0, alias="feeBps")


class Quote(_Answer):
    """What Jupiter would swap. `raw` is the answer as it came: `/swap` wants it back unchanged."""

    input_mint: Address = Field(alias="inputMint")
    output_mint: Address = Field(alias="outputMint")
    paid: Units = Field(alias="inAmount")
    bought: Units = Field(alias="outAmount")
    """Before slippage."""
    bound: Units = Field(alias="otherAmountThreshold")
    """The least that arrives; with `ExactOut`, the most that is paid."""
    mode: Literal["ExactIn", "ExactOut"] = Field(alias="swapMode")
    slippage_bps: Bps = Field(alias="slippageBps")
    impact: Decimal = Field(alias="priceImpactPct", allow_inf_nan=False)
    """A ratio: 0.001 is 0.1 %."""
    fee: PlatformFee | None = Field(None, alias="platformFee")
    steps: tuple[Step, ...] = Field(alias="routePlan")
    raw: Mapping[str, object] = Field(default_factory=dict[str, object], repr=False)

    @property
    def route(self) -> tuple[str, ...]:
        """The names of the markets, each once, in their order, safe to show."""
        labels = (escaped(step.swap.label, LABEL_LENGTH) for step in self.steps if step.swap.label)
        return tuple(dict.fromkeys(labels))[:MOST_LABELS]


class Built(_Answer):
    """A whole transaction in base64 that nobody has signed."""

    transaction: str = Field(alias="swapTransaction", max_length=8192)
    last_valid_height: int = Field(alias="lastValidBlockHeight", ge=0, strict=True)


class AccountMeta(_Answer):
    pubkey: Address
    is_signer: bool = Field(alias="isSigner")
    is_writable: bool = Field(alias="isWritable")


class Instruction(_Answer):
    """`data` in base64."""

    program: Address = Field(alias="programId")
    accounts: tuple[AccountMeta, ...]
    data: str


class Instructions(_Answer):
    """The parts of the same transaction, for who composes it."""

    budget: tuple[Instruction, ...] = Field(alias="computeBudgetInstructions")
    setup: tuple[Instruction, ...] = Field(alias="setupInstructions")
    swap: Instruction = Field(alias="swapInstruction")
    cleanup: Instruction | None = Field(None, alias="cleanupInstruction")
    others: tuple[Instruction, ...] = Field((), alias="otherInstructions")
    tables: tuple[Address, ...] = Field(alias="addressLookupTableAddresses")


class PriceOf(_Answer):
    """US dollars of one whole token."""

    usd: Decimal = Field(alias="usdPrice", gt=0, allow_inf_nan=False)
    decimals: int = Field(ge=0, le=255)
    block: int | None = Field(None, alias="blockId")


class Audit(_Answer):
    suspicious: bool | None = Field(None, alias="isSus")
    mint_authority_disabled: bool | None = Field(None, alias="mintAuthorityDisabled")
    freeze_authority_disabled: bool | None = Field(None, alias="freezeAuthorityDisabled")


class MintInformation(_Answer):
    """A token as Jupiter lists it."""

    mint: Address = Field(alias="id")
    name: str = ""
    symbol: str = ""
    decimals: int = Field(ge=0, le=255)
    program: str | None = Field(None, alias="tokenProgram")
    verified: bool | None = Field(None, alias="isVerified")
    audit: Audit | None = None
    organic: Literal["high", "medium", "low"] | None = Field(None, alias="organicScoreLabel")
    liquidity: Decimal | None = None
    """US dollars in all its pools."""
    holders: int | None = Field(None, alias="holderCount")

    @property
    def is_suspicious(self) -> bool:
        """The flag is there only where a token is flagged, whatever its value."""
        return self.audit is not None and "suspicious" in self.audit.model_fields_set
