"""Sentences with known meaning, and their near-miss twins, by the thousand."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiscus.core.reader.reader import Reader
from fiscus.core.reader.reading import Reading
from tests.core.reader.lexicons import WRITES, small_reader
from tests.core.reader.sentences import Sentence, dressed, payments, requests

READER: Reader = small_reader()
EXAMPLES = 200
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)


def params_of(reading: Reading) -> dict[str, object]:
    spare = {"amount_side", "support_code", "venue"}
    return {role: value for role, value in reading.params.items() if role not in spare}


def means(reading: Reading, sentence: Sentence) -> bool:
    return reading.action == sentence.action and params_of(reading) == dict(sentence.params)


def invents(reading: Reading, sentence: Sentence) -> bool:
    """Whether it acts with a value that the request does not hold in that role."""
    if reading.action not in WRITES:
        return False
    said = dict(sentence.params)
    return any(value != said.get(role) for role, value in params_of(reading).items())


@many
@given(dressed())
def test_a_request_means_what_it_says(pair: tuple[str, Sentence]) -> None:
    text, sentence = pair
    reading = READER.read(text)
    assert means(reading, sentence), (text, reading.action, dict(reading.params))


@many
@given(dressed())
def test_every_value_stands_in_the_text_where_it_says(pair: tuple[str, Sentence]) -> None:
    text, sentence = pair
    values = READER.read(text).values
    assert {value.role for value in values} >= {
        role for role in sentence.params if role != "support_code"
    }
    for value in values:
        assert (text[value.start : value.end], value.turn) == (value.text, 0)


NEGATIONS = (
    "don't {}",
    "do not {}",
    "never {}",
    "please don't {}",
    "I don't want to {}",
    "stop, don't {}",
)
QUOTATIONS = (
    '"{}"',
    "> {}",
    "```\n{}\n```",
    'he said "{}"',
    "she told me: {}",
    "my boss wrote: {}",
    "translate: {}",
    "the email says {}",
    "Forwarded message: {}",
    "what does '{}' mean",
)
QUESTIONS = (
    "how would I {}",
    "should I {}?",
    "what happens if I {}",
    "is it safe to {}?",
    "why did you {}",
    "did you {}?",
    "can I {}",
    "how do I {}?",
)
UNREAL = (
    "{} unless it is too late",
    "{} but don't execute",
    "pretend to {}",
    "imagine you {}",
    "hypothetically {}",
    "I would {} but I can't",
    "he will {}",
    "{}, just kidding",
    "{} - quote only",
    "simulate: {}",
)


@many
@given(requests(), st.sampled_from(NEGATIONS + QUOTATIONS + QUESTIONS + UNREAL))
def test_a_request_that_is_not_made_is_not_acted_on(sentence: Sentence, frame: str) -> None:
    text = frame.format(sentence.text)
    assert READER.read(text).action not in WRITES, text


WAITING = (
    "{} if ETH drops below 3000",
    "{} tomorrow",
    "{} every Monday",
    "when gas is below 10 gwei, {}",
    "in 2 hours {}",
    "{} once I have more than 5 USDC",
)


@many
@given(requests(), st.sampled_from(WAITING))
def test_what_a_request_waits_for_is_never_lost(sentence: Sentence, frame: str) -> None:
    reading = READER.read(frame.format(sentence.text))
    assert reading.action == "clarify" or all(step.conditions for step in reading.steps)


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
    " 12",
    " 0x12",
    " on nowherechain",
    " on polygon or base",
)


@many
@given(payments(), st.sampled_from(EXTRAS))
def test_what_has_weight_and_no_role_is_asked_about(sentence: Sentence, extra: str) -> None:
    reading = READER.read(sentence.text + extra)
    assert not means(reading, sentence), (sentence.text + extra, dict(reading.params))


@many
@given(requests())
def test_a_request_without_one_of_its_parts_is_asked_about(sentence: Sentence) -> None:
    for part in sentence.parts:
        text = " ".join(sentence.text.replace(part, "", 1).split())
        assert READER.read(text).action not in WRITES, text


@many
@given(payments(), st.data())
def test_a_missing_word_never_changes_a_value(sentence: Sentence, data: st.DataObject) -> None:
    words = sentence.text.split()
    whole = {word for idiom in sentence.idioms if " " in idiom.strip() for word in idiom.split()}
    loose = [index for index, word in enumerate(words) if word not in whole]
    index = data.draw(st.sampled_from(loose))
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
@given(payments(), st.data())
def test_a_word_of_weight_anywhere_never_leaves_the_old_meaning(
    sentence: Sentence, data: st.DataObject
) -> None:
    words = sentence.text.split()
    index = data.draw(st.integers(0, len(words)))
    weight = data.draw(st.sampled_from(WEIGHTS))
    text = " ".join([*words[:index], weight, *words[index:]])
    reading = READER.read(text)
    assert not means(reading, sentence), (text, dict(reading.params))


@many
@given(payments(), st.data())
def test_an_unknown_word_anywhere_never_changes_a_value(
    sentence: Sentence, data: st.DataObject
) -> None:
    words = sentence.text.split()
    index = data.draw(st.integers(0, len(words)))
    text = " ".join([*words[:index], "florp", *words[index:]])
    reading = READER.read(text)
    assert not invents(reading, sentence), (text, reading.action, dict(reading.params))


HIDDEN = ("\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u0435", "\uff11", "\u3002")


@many
@given(requests(), st.sampled_from(HIDDEN), st.data())
def test_hidden_and_look_alike_characters_stop_everything(
    sentence: Sentence, char: str, data: st.DataObject
) -> None:
    index = data.draw(st.integers(1, len(sentence.text) - 1))
    text = sentence.text[:index] + char + sentence.text[index:]
    assert READER.read(text).action not in WRITES, repr(text)
