"""What a request waits for: typed, and spelled so that two readers take it the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SCHEDULED = frozenset({"time", "schedule"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing to wait for.

    `kind` is `gas`, `price`, `balance`, `time` (once) or `schedule` (again and again).
    `relation` is `<`, `<=`, `>`, `>=`, `reaches` (from either side), `is` (a level: "low"), `at`,
    `in`, or `every`.
    """

    kind: str
    relation: str
    value: str
    """A decimal string, a level, a time ("tomorrow at 09:00 UTC") or a period ("monday")."""
    subject: str = ""
    """Symbol of the token for a price or balance; the chain for gas, where one was named."""
    unit: str = ""
    """`gwei`, `USD` or a symbol; for a balance it is the subject itself."""

    @property
    def role(self) -> str:
        """The parameter it is told in: `condition` or `schedule`."""
        return "schedule" if self.kind in SCHEDULED else "condition"

    def __str__(self) -> str:
        """ "ETH balance > 1", "gas < 10 gwei", "every monday"."""
        if self.kind in SCHEDULED:
            return f"{self.relation} {self.value}" if self.relation != "at" else self.value
        name = f"{self.subject} {self.kind}".strip()
        return f"{name} {self.relation} {self.value} {self.unit}".strip()

    def to_json(self) -> Mapping[str, str]:
        return {
            "kind": self.kind,
            "subject": self.subject,
            "relation": self.relation,
            "value": self.value,
            "unit": self.unit,
        }
