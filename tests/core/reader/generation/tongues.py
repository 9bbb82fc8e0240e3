"""The languages that sentences are made in."""

from __future__ import annotations

from tests.core.reader.generation.chinese import CHINESE
from tests.core.reader.generation.english import ENGLISH
from tests.core.reader.generation.french import FRENCH
from tests.core.reader.generation.german import GERMAN
from tests.core.reader.generation.portuguese import PORTUGUESE
from tests.core.reader.generation.spanish import SPANISH

__all__ = ["ENGLISH", "TONGUES"]

TONGUES = (ENGLISH, SPANISH, PORTUGUESE, FRENCH, GERMAN, CHINESE)
