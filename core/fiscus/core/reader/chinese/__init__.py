"""Chinese, as data, and how it is written."""

from __future__ import annotations

from fiscus.core.reader.chinese.language import CHINESE

__all__ = ["CHINESE"]
