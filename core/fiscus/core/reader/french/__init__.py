"""French, as data."""

from __future__ import annotations

from fiscus.core.reader.french.language import FRENCH

__all__ = ["FRENCH"]
