"""What models were used for, and what that cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fiscus.core.events import ModelEvent
from fiscus.core.jsontext import Json


@dataclass(slots=True)
class ModelUsage:
    """One provider's work at one job, since the runtime was made."""

    provider: str
    model_type: str
    count: int = 0
    """Answers."""
    errors: int = 0
    """Requests it did not answer, after all attempts."""
    total_tokens: int = 0
    total_ms: float = 0.0
    priced: Decimal = Decimal(0)
    """US dollars, of the answers whose price is known."""
    unpriced: int = 0
    """Answers whose price nobody knows."""

    def add(self, event: ModelEvent) -> None:
        """Count what was told of one request."""
        if event.error is not None:
            self.errors += 1
            return
        self.count += 1
        self.total_ms += event.ms
        self.total_tokens += event.usage.total_tokens if event.usage else 0
        if event.cost is None:
            self.unpriced += 1
        else:
            self.priced += event.cost

    @property
    def average_ms(self) -> float:
        return self.total_ms / self.count if self.count else 0.0

    @property
    def cost(self) -> Decimal | None:
        """US dollars; `None` where the price of any answer is not known."""
        return None if self.unpriced else self.priced

    def to_json(self) -> Mapping[str, Json]:
        """With the documented keys; the cost is exact text, or null."""
        cost = self.cost
        return {
            "provider": self.provider,
            "modelType": self.model_type,
            "count": self.count,
            "totalTokens": self.total_tokens,
            "totalDuration": round(self.total_ms, 1),
            "avgDuration": round(self.average_ms, 1),
            "errors": self.errors,
            "cost": None if cost is None else f"{cost:f}",
        }
