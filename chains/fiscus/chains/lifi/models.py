"""LI.FI's answers, as its OpenAPI description has them.

Amounts are base units as `int`, prices and dollars `Decimal`. `slippage` is a proportion: 0.005 is
0.5 %. Where the description lets something be absent, it may be `None`. Symbols, names and messages
are foreign text.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.alias_generators import to_camel

from fiscus.chains.api import exact

NATIVE: Final = "0x0000000000000000000000000000000000000000"
"""How LI.FI writes the native coin of EVM chains."""
MOST_DIGITS: Final = 78


def _units(value: object) -> object:
    """Digits, or `0x` and hexadecimal ones as in an ethers transaction."""
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


def _dollars(value: object) -> object:
    return exact(value) if isinstance(value, str) else value


Dollars: TypeAlias = Annotated[Decimal, BeforeValidator(_dollars)]
ChainId: TypeAlias = Annotated[int, Field(gt=0, strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )


class Token(_Part):
    """A token on one chain; the native coin has the address `NATIVE`."""

    address: str
    chain_id: ChainId
    symbol: str
    decimals: Annotated[int, Field(ge=0, le=255)]
    name: str
    price_usd: Dollars | None = Field(default=None, alias="priceUSD")
    tags: tuple[str, ...] = ()
    verification_status: str | None = None
    """`"verified"` where LI.FI's sources know it as what it says it is."""


class TokenPlace(_Part):
    """A token without anything about it, as connections list it."""

    address: str
    chain_id: ChainId


class Chain(_Part):
    id: ChainId
    key: str
    name: str
    coin: str
    mainnet: bool
    chain_type: str = "EVM"
    native_token: Token | None = None


class Tool(_Part):
    """An exchange or a bridge."""

    key: str
    name: str


class Tools(_Part):
    exchanges: tuple[Tool, ...] = ()
    bridges: tuple[Tool, ...] = ()


class Connection(_Part):
    """What can be sent from one chain, and received on another."""

    from_chain_id: ChainId
    to_chain_id: ChainId
    from_tokens: tuple[TokenPlace, ...]
    to_tokens: tuple[TokenPlace, ...]


class FeeCost(_Part):
    """A fee; `included` in the amounts, or to be paid beside them."""

    name: str
    token: Token
    amount: Units | None = None
    amount_usd: Dollars | None = Field(default=None, alias="amountUSD")
    included: bool = True


class GasCost(_Part):
    """Of one transaction. `limit` is in units of gas, `amount` in base units of `token`."""

    type: str
    token: Token
    amount: Units
    amount_usd: Dollars | None = Field(default=None, alias="amountUSD")
    estimate: Units | None = None
    limit: Units | None = None


class StepAction(_Part):
    """What a step does. For the addresses that nobody gave, the description allows none."""

    from_chain_id: ChainId
    to_chain_id: ChainId
    from_token: Token
    to_token: Token
    from_amount: Units
    slippage: Decimal | None = None
    from_address: str | None = None
    to_address: str | None = None


class Estimate(_Part):
    tool: str = ""
    from_amount: Units
    to_amount: Units
    to_amount_min: Units
    approval_address: str | None = None
    """Who must be allowed to spend first; not for native coin."""
    approval_reset: bool = False
    """Whether an older right must be taken back before."""
    skip_approval: bool = False
    execution_duration: Decimal = Decimal(0)
    """Seconds."""
    fee_costs: tuple[FeeCost, ...] = ()
    gas_costs: tuple[GasCost, ...] = ()
    from_amount_usd: Dollars | None = Field(default=None, alias="fromAmountUSD")
    to_amount_usd: Dollars | None = Field(default=None, alias="toAmountUSD")


class TransactionRequest(_Part):
    """A transaction as ethers writes it. It is data: nothing of it has been looked at."""

    data: str
    to: str = ""
    value: Units = 0
    from_address: str | None = Field(default=None, alias="from")
    chain_id: ChainId | None = None
    gas_limit: Units | None = None


class ToolDetails(_Part):
    key: str = ""
    name: str = ""


class IncludedStep(_Part):
    """A part of a step that LI.FI's contract makes by itself."""

    id: str
    type: str
    tool: str
    action: StepAction
    estimate: Estimate | None = None


class Step(_Part):
    """One transaction, and what comes of it."""

    id: str
    type: Literal["swap", "cross", "lifi", "protocol"]
    tool: str
    action: StepAction
    estimate: Estimate | None = None
    tool_details: ToolDetails = ToolDetails()
    included_steps: tuple[IncludedStep, ...] = ()
    transaction_request: TransactionRequest | None = None
    _raw: object = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _keeps_raw(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        step = handler(value)
        step._raw = value
        return step

    @property
    def raw(self) -> object:
        """The step to the letter, as LI.FI takes it back."""
        return self._raw


class Route(_Part):
    """A whole way, of one step or several."""

    id: str
    from_chain_id: ChainId
    to_chain_id: ChainId
    from_token: Token
    to_token: Token
    from_amount: Units
    to_amount: Units
    to_amount_min: Units
    from_amount_usd: Dollars | None = Field(default=None, alias="fromAmountUSD")
    to_amount_usd: Dollars | None = Field(default=None, alias="toAmountUSD")
    gas_cost_usd: Dollars | None = Field(default=None, alias="gasCostUSD")
    steps: tuple[Step, ...]
    contains_switch_chain: bool = False
    tags: tuple[str, ...] = ()


class TransferStatus(StrEnum):
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    PENDING = "PENDING"
    DONE = "DONE"
    FAILED = "FAILED"


class TransactionInfo(_Part):
    """One side of a transfer. On the side that has not come yet only the chain is known."""

    chain_id: ChainId
    tx_hash: str | None = None
    tx_link: str | None = None
    amount: Units | None = None
    token: Token | None = None
    timestamp: int | None = None


class Status(_Part):
    """Where a transfer stands, by LI.FI's word alone.

    `substatus` of DONE is COMPLETED, PARTIAL (another token arrived) or REFUNDED; others may come.
    """

    status: TransferStatus
    substatus: str | None = None
    substatus_message: str | None = None
    tool: str | None = None
    sending: TransactionInfo | None = None
    receiving: TransactionInfo | None = None
    transaction_id: str | None = None
    from_address: str | None = None
    to_address: str | None = None
