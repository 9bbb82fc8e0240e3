"""Spanish, as data."""

from __future__ import annotations

from fiscus.core.reader.spanish.language import SPANISH

__all__ = ["SPANISH"]
