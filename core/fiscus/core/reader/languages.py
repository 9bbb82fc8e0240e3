"""The languages of the reader; the first one wins where nothing else decides."""

from __future__ import annotations

from fiscus.core.reader.chinese import CHINESE
from fiscus.core.reader.english import ENGLISH
from fiscus.core.reader.french import FRENCH
from fiscus.core.reader.german import GERMAN
from fiscus.core.reader.language import Language
from fiscus.core.reader.portuguese import PORTUGUESE
from fiscus.core.reader.spanish import SPANISH

LANGUAGES: tuple[Language, ...] = (ENGLISH, SPANISH, PORTUGUESE, FRENCH, GERMAN, CHINESE)
