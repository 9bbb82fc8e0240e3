"""The policy: what the desk allows, asks about, and refuses. A file, or the built-in small amounts.

```yaml
version: 1
mode: live                 # or simulate: everything is checked, nothing is signed
limits:                    # replaces the built-in limits as a whole
  per_transaction: {usd: 250, units: {ETH: 0.1, "base:USDC": 250}}
  per_24h: {usd: 1000}
  fee_usd: 10              # a dearer fee asks
first_payment: approve     # a recipient never paid before on that chain: approve | allow | deny
unknown_price: approve     # nobody knows what it is worth: approve | allow | deny
second_opinion_usd: 1000   # above it two nodes must agree on what a payment rests on; null: never
recipients:                # addresses
  allow: [0x…]             # if any are named, nobody else is paid; these need no first approval
  deny: [0x…]
approvals:                 # one owner says yes, unless approvers are listed: see `approvers.py`
  required: 1
```

What a file leaves out stays as it is built in; `limits: {}` is no limit at all.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from fiscus.core.desk.approvers import Approving
from fiscus.core.errors import ConfigError

WINDOW_MS: Final = 24 * 60 * 60 * 1000


def _address(text: str) -> str:
    if not text or "." in text or any(character.isspace() for character in text):
        raise ValueError(f"{text!r} is not an address; names are not looked up here")
    return text


Amount = Annotated[Decimal, Field(ge=0)]
Address = Annotated[str, AfterValidator(_address)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(_Part):
    """At most this much; `units` in whole tokens by `SYMBOL` or `chain:SYMBOL`."""

    usd: Amount | None = None
    units: dict[str, Amount] = Field(default_factory=dict)


class Limits(_Part):
    per_transaction: Limit = Limit()
    per_24h: Limit = Limit()
    fee_usd: Amount | None = Decimal(10)


class Recipients(_Part):
    allow: tuple[Address, ...] = ()
    deny: tuple[Address, ...] = ()

    def allows(self, address: str) -> bool:
        return _key(address) in {_key(known) for known in self.allow}

    def denies(self, address: str) -> bool:
        return _key(address) in {_key(known) for known in self.deny}


SMALL_LIMITS: Final = Limits(
    per_transaction=Limit(usd=Decimal(25)), per_24h=Limit(usd=Decimal(100))
)


class Policy(_Part):
    """Frozen, pure data. See the module's docstring for the file."""

    version: int = Field(default=1, ge=1, le=1)
    mode: Literal["live", "simulate"] = "live"
    limits: Limits = SMALL_LIMITS
    first_payment: Literal["approve", "allow", "deny"] = "approve"
    unknown_price: Literal["approve", "allow", "deny"] = "approve"
    recipients: Recipients = Recipients()
    second_opinion_usd: Amount | None = Decimal(1000)
    """What is worth more, or nobody knows how much, is signed only where two independent nodes say
    the same. `None` asks one node, whatever it is worth."""
    approvals: Approving = Approving()


SMALL_AMOUNTS: Final = Policy()
"""Where no policy file is named."""

OWN_CHAIN: Final = Policy(
    limits=Limits(fee_usd=None),
    first_payment="allow",
    unknown_price="allow",
    second_opinion_usd=None,
)
"""On chains that this very process started, where no policy file is named."""


def load_policy(path: Path) -> Policy:
    """Read a policy file. Raises `ConfigError` that names the line or the key to mend."""
    from fiscus.core.desk.exact import read_yaml

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigError(
            f"The policy file {str(path)!r} cannot be read",
            hint="FISCUS_POLICY must name a YAML file in UTF-8.",
        ) from exc
    try:
        data = read_yaml(text, f"The policy file {str(path)!r}")
        return Policy.model_validate(data if data is not None else {})
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_input=False)
        problems = "; ".join(_problem(error["loc"], error["msg"]) for error in errors)
        raise ConfigError(
            f"The policy file {str(path)!r} is not valid: {problems}",
            hint="The README shows a whole policy file.",
        ) from exc


def _problem(place: tuple[int | str, ...], text: str) -> str:
    return f"{'.'.join(map(str, place)) or 'file'}: {text.removeprefix('Value error, ')}"


def _key(address: str) -> str:
    # Hexadecimal has two spellings of one address; base58 does not.
    return address.lower() if address[:2] in {"0x", "0X"} else address
