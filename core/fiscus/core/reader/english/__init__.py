"""English, as data."""

from __future__ import annotations

from fiscus.core.reader.english.language import ENGLISH

__all__ = ["ENGLISH"]
