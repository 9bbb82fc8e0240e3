"""Sentences with known meaning, and their near-miss twins, by the thousand."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiscus.core.reader.loading import load_reader
from fiscus.core.reader.reader import Reader
from fiscus.core.reader.reading import Reading
from tests.core.reader.generation.measure import measured
from tests.core.reader.generation.sentence import Sentence
from tests.core.reader.generation.tongue import Tongue
from tests.core.reader.generation.tongues import ENGLISH, TONGUES
from tests.core.reader.generation.twins import disguised, framed, twins_of
from tests.core.reader.generation.verdicts import Verdict, acts, judge, judge_twin, meaning

READER: Reader = load_reader()
EXAMPLES = 150
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
draws = st.randoms(use_true_random=False)
tongues = st.sampled_from(TONGUES)


def invents(reading: Reading, sentence: Sentence) -> bool:
    """Whether it acts with a value that the request does not hold in that role."""
    said = dict(sentence.params)
    return acts(reading) and any(v != said.get(role) for role, v in meaning(reading).items())


@many
@given(tongues, draws)
def test_a_request_means_what_it_says(tongue: Tongue, draw: Random) -> None:
    sentence = tongue.sentence(draw)
    reading = READER.read(sentence.text)
    assert judge(reading, sentence) in {Verdict.FULL, Verdict.ASKED}, (sentence, reading)


@many
@given(tongues, draws)
def test_every_value_stands_in_the_text_where_it_says(tongue: Tongue, draw: Random) -> None:
    sentence = tongue.sentence(draw)
    reading = READER.read(sentence.text)
    if judge(reading, sentence) is Verdict.FULL:
        said = {span.role for span in sentence.spans}
        assert {value.role for value in reading.values} >= said
    for value in reading.values:
        assert (sentence.text[value.start : value.end], value.turn) == (value.text, 0)


@many
@given(tongues, draws)
def test_a_near_miss_never_keeps_the_old_meaning(tongue: Tongue, draw: Random) -> None:
    sentence = tongue.sentence(draw)
    for twin in twins_of(draw, sentence, tongue):
        reading = READER.read(twin.text)
        assert judge_twin(reading, twin, sentence) is not Verdict.UNSAFE, (twin, reading)


@many
@given(tongues, draws)
def test_a_request_that_is_not_made_is_not_acted_on(tongue: Tongue, draw: Random) -> None:
    twin = framed(draw, tongue.sentence(draw), tongue)
    assert not acts(READER.read(twin.text)), twin


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.name)
def test_hardly_any_whole_request_is_asked_about(tongue: Tongue) -> None:
    figures = measured(7, 600, tongues=[tongue.name], twins=False)
    assert figures.total[Verdict.UNSAFE] == 0
    assert figures.total[Verdict.FULL] / figures.total.total() > 0.97, list(figures.lines())


EXTRAS = (
    " minus fees",
    " except 1",
    " and also 7",
    " or 9",
    " instead of 3",
    " not all of it",
    " but less",
    " actually make it 9",
    " to zed.eth",
    " or to zed.eth",
    " and zed.eth",
    " (zed.eth)",
    " unlike 3",
    " plus 2%",
    " 13",
    " 0x12",
    " on nowherechain",
    " on polygon or base",
)
PAYING = frozenset({"transfer", "swap", "bridge"})
PLAIN = replace(
    ENGLISH,
    shapes=[shape for shape in ENGLISH.shapes if shape.action in PAYING],
    before=("",),
    after=("",),
)


def payment(draw: Random) -> Sentence:
    """In English, of money, with nothing around it."""
    return PLAIN.sentence(draw)


@many
@given(draws, st.sampled_from(EXTRAS))
def test_what_has_weight_and_no_role_is_asked_about(draw: Random, extra: str) -> None:
    sentence = payment(draw)
    text = sentence.text.rstrip(" .!,") + extra
    reading = READER.read(text)
    kept = judge(reading, sentence) is Verdict.FULL
    assert not kept or not acts(reading), (text, dict(reading.params))


def loose_words(sentence: Sentence) -> list[int]:
    """Which words stand outside of values of several words."""
    words: list[int] = []
    at = 0
    for number, word in enumerate(sentence.text.split(" ")):
        inside = [s for s in sentence.spans if s.start <= at < s.end]
        if not any(" " in sentence.word(span) for span in inside):
            words.append(number)
        at += len(word) + 1
    return words


@many
@given(draws)
def test_a_missing_word_never_changes_a_value(draw: Random) -> None:
    sentence = payment(draw)
    words = sentence.text.split(" ")
    index = draw.choice(loose_words(sentence))
    text = " ".join(words[:index] + words[index + 1 :])
    reading = READER.read(text)
    assert not invents(reading, sentence), (text, reading.action, dict(reading.params))


WEIGHTS = (
    "except",
    "not",
    "minus",
    "unless",
    "instead",
    "or",
    "never",
    "without",
    "half",
    "7",
    "zed.eth",
)


@many
@given(draws, st.sampled_from(WEIGHTS))
def test_a_word_of_weight_anywhere_never_leaves_the_old_meaning(draw: Random, weight: str) -> None:
    sentence = payment(draw)
    words = sentence.text.rstrip(" .!").split()
    index = draw.randint(0, len(words))
    text = " ".join([*words[:index], weight, *words[index:]])
    if "memo" in sentence.params and text.count(weight) and _inside_memo(text, weight):
        return
    reading = READER.read(text)
    kept = judge(reading, sentence) is Verdict.FULL and acts(reading)
    assert not kept, (text, dict(reading.params))


def _inside_memo(text: str, weight: str) -> bool:
    return any(mark in text.partition(weight)[0] for mark in ("memo",))


@many
@given(draws)
def test_an_unknown_word_anywhere_never_changes_a_value(draw: Random) -> None:
    sentence = payment(draw)
    words = sentence.text.split()
    index = draw.randint(0, len(words))
    text = " ".join([*words[:index], "florp", *words[index:]])
    reading = READER.read(text)
    changed = {k: v for k, v in meaning(reading).items() if v != sentence.params.get(k)}
    assert not acts(reading) or set(changed) <= {"memo"}, (text, changed)


@many
@given(draws)
def test_hidden_and_look_alike_characters_stop_everything(draw: Random) -> None:
    twin = disguised(draw, ENGLISH.sentence(draw))
    assert not acts(READER.read(twin.text)), repr(twin.text)
