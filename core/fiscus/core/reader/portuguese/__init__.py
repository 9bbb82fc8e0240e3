"""Portuguese, as data."""

from __future__ import annotations

from fiscus.core.reader.portuguese.language import PORTUGUESE

__all__ = ["PORTUGUESE"]
