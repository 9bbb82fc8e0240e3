"""The languages that sentences are made in."""

from __future__ import annotations

from tests.core.reader.generation.english import ENGLISH

__all__ = ["ENGLISH", "TONGUES"]

TONGUES = (ENGLISH,)
