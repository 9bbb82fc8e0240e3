"""German, as data, and the order of its words."""

from __future__ import annotations

from fiscus.core.reader.german.language import GERMAN

__all__ = ["GERMAN"]
