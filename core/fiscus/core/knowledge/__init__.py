"""What a character knows: texts and files, in passages, as documents of its agent's store."""

from __future__ import annotations

from fiscus.core.knowledge.files import Collected, collect
from fiscus.core.knowledge.passages import passages

__all__ = ["Collected", "collect", "passages"]
