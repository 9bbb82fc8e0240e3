"""Every language, from the tables in its folder."""

from __future__ import annotations

import pytest

from fiscus.core.reader.language import Language
from fiscus.core.reader.languages import LANGUAGES
from fiscus.core.reader.loading import load_lexicons
from fiscus.core.reader.reader import Reader
from tests.core.reader.around import FOLDERS, acting, hasty, paired
from tests.core.reader.rows import TABLES, lines, meaning, rows, same


def _rows(table: str) -> list[tuple[str, str, str]]:
    return [(name, *row) for name, folder in TABLES.items() for row in rows(folder, table)]


def test_every_language_has_its_sentences() -> None:
    assert {language.name for language in LANGUAGES} == set(TABLES)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_word_of_greeting_alone_asks_for_nothing(language: Language) -> None:
    """The reader relies on it: it does not look such a word up in every language."""
    alone = Reader(load_lexicons(), languages=(language,))
    verbs = {*language.verbs, *language.compounds}
    words = [word for word in language.tags["greeting"] if word not in verbs]
    spellings = [each for word in words for each in (word, word.capitalize(), word.upper())]
    assert len(spellings) > 100
    assert [text for text in spellings if alone.read(text).action != "none"] == []


def test_a_vocabulary_is_built_by_the_first_message_that_needs_it(reader: Reader) -> None:
    """What a message means does not depend on what was read before it."""
    said = [next(rows(folder, "requests"))[0] for folder in FOLDERS.values()]
    fresh = [Reader(load_lexicons()).read(text) for text in said]
    assert fresh == [reader.read(text) for text in reversed(said)][::-1]


@pytest.mark.parametrize(("name", "text", "wanted"), _rows("requests"))
def test_a_request_is_read_in_its_language(
    reader: Reader, name: str, text: str, wanted: str
) -> None:
    reading = reader.read(text)
    assert same(meaning(reading), wanted), f"{reading.language}: {meaning(reading)}"


@pytest.mark.parametrize("name", TABLES)
def test_what_only_looks_like_a_request_is_not_acted_on(reader: Reader, name: str) -> None:
    said = list(lines(TABLES[name], "refused"))
    readings = [reader.read(text) for text in said]
    assert len(said) > 5
    assert [reading.text for reading in readings if reading.steps] == []
    assert {reading.action for reading in readings} <= {"none", "clarify"}


@pytest.mark.parametrize("name", FOLDERS)
def test_what_a_request_waits_for_is_read_in_its_language(reader: Reader, name: str) -> None:
    for text, wanted in rows(FOLDERS[name], "waits"):
        reading = reader.read(text)
        assert same(meaning(reading), wanted), f"{text}: {meaning(reading)}"


@pytest.mark.parametrize("name", FOLDERS)
def test_what_stands_around_a_request_can_make_it_none(reader: Reader, name: str) -> None:
    """Said by others, in the past, refused, wondered: every frame and every request, not every
    pair of them (`python -m tests.core.reader.around` reads those)."""
    assert acting(reader, FOLDERS[name], paired(FOLDERS[name], "around")) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_what_a_request_waits_for_is_never_lost(reader: Reader, name: str) -> None:
    assert hasty(reader, FOLDERS[name], paired(FOLDERS[name], "later")) == []


@pytest.mark.parametrize(("name", "talk", "wanted"), _rows("talks"))
def test_a_talk_is_followed_in_its_language(
    reader: Reader, name: str, talk: str, wanted: str
) -> None:
    *context, text = (turn.strip() for turn in talk.split("|"))
    reading = reader.read(text, context)
    assert same(meaning(reading), wanted), f"{reading.language}: {meaning(reading)}"


def test_a_question_is_asked_in_spanish(reader: Reader) -> None:
    reading = reader.read("envía USDC a bob.eth en base")
    assert reading.language == "es"
    assert reading.question == "¿Qué cantidad de USDC debo enviar a bob.eth en Base?"


def test_a_question_is_asked_in_german_and_chinese(reader: Reader) -> None:
    asked = [
        reader.read(text) for text in ("Sende USDC an bob.eth auf Base", "转 5 USDC 饺子给 bob.eth")
    ]
    assert [reading.language for reading in asked] == ["de", "zh"]
    assert [reading.question for reading in asked] == [
        "Wie viel USDC soll ich an bob.eth auf Base senden?",
        "不清楚“饺子”改变了什么。是要给 bob.eth 转账 5 USDC吗？请用一句简单的话再说一遍。",  # noqa: RUF001
    ]


def test_a_thousand_is_asked_about_where_the_language_is_not_certain(reader: Reader) -> None:
    assert meaning(reader.read("swap 1.250 USDC a ETH")).startswith("ask")
    assert same(
        meaning(reader.read("swap 1,250 USDC to ETH")),
        "swap amount=1250 token=USDC to_token=ETH",
    )
