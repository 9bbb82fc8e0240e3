"""Who says yes to what needs an approval, as the policy file lists them, and how many must.

```yaml
approvals:
  required: 2                      # distinct approvers; 1 where nothing is said
  approvers:                       # where none is listed, one owner's yes is enough
    - {name: ada, key: "0x…"}      # the address of a wallet of hers: it signs the text she is shown
    - {name: treasurer, key: owner}   # whoever is authenticated as an owner: at the terminal
```
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

OWNER_KEY: Final = "owner"
"""The key of an approver who is an owner at the terminal or with the server's token."""
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")


def _key(text: str) -> str:
    if text == OWNER_KEY:
        return text
    if not _ADDRESS.fullmatch(text):
        raise ValueError(
            f"{text!r} is no key of an approver; write 0x and 40 hexadecimal digits, or `owner`"
        )
    return text.lower()


class Approver(BaseModel):
    """Somebody whose yes counts. Two names with one key are one approver."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=64)
    key: Annotated[str, AfterValidator(_key)]
    """A lower-case EVM address, or `owner`."""


class Approving(BaseModel):
    """How many of whom must say yes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    required: int = Field(default=1, ge=1)
    approvers: tuple[Approver, ...] = ()

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        for what, values in (
            ("name", [one.name.casefold() for one in self.approvers]),
            ("key", [one.key for one in self.approvers]),
        ):
            if len(set(values)) != len(values):
                raise ValueError(f"two approvers have the same {what}")
        if self.required > max(len(self.approvers), 1):
            raise ValueError("`required` asks for more approvers than are listed")
        return self

    @property
    def listed(self) -> bool:
        """Whether approvers are listed: then nobody else's yes counts."""
        return bool(self.approvers)

    def named(self, name: str) -> Approver | None:
        """The approver of that name."""
        wanted = name.casefold()
        return next((one for one in self.approvers if one.name.casefold() == wanted), None)

    def of_key(self, key: str) -> Approver | None:
        return next((one for one in self.approvers if one.key == key), None)

    def given(self, keys: Collection[str]) -> tuple[str, ...]:
        """The names of those whose yes counts, of the keys that gave one."""
        return tuple(one.name for one in self.approvers if one.key in keys)

    def enough(self, keys: Collection[str]) -> bool:
        """Whether the yeses that were given are enough."""
        return len(self.given(keys)) >= self.required

    @property
    def owner_alone(self) -> bool:
        """Whether one owner's yes is all it takes."""
        return not self.listed or (self.required == 1 and self.of_key(OWNER_KEY) is not None)
