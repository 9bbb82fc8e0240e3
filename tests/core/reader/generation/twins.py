"""Near-miss twins: a sentence with one span swapped, negated, quoted or removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tests.core.reader.generation.sentence import Params, Sentence, Span
from tests.core.reader.generation.tongue import Tongue

_PAIRS = (("token", "to_token"), ("from_chain", "to_chain"))
_OWN_WORDS = frozenset({"memo", "support"})
"""What is quoted as a matter of course: a memo's words, and an 'aye'."""
_HIDDEN = ("\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\u0435", "\uff11", "\u3002")


@dataclass(frozen=True, slots=True)
class Twin:
    """What is nearly said. `params` is what it means now; `None` where it must not be acted on."""

    text: str
    change: str
    role: str
    params: Params | None = None


def twins_of(draw: Random, sentence: Sentence, tongue: Tongue) -> Iterator[Twin]:
    """One twin of each sort for every span."""
    for span in sentence.spans:
        yield from _swapped(draw, sentence, span, tongue)
        yield Twin(_negated(draw, sentence, span, tongue), "negated", span.role)
        if span.role not in _OWN_WORDS:
            quoted = sentence.with_text(span, f'"{sentence.word(span)}"')
            yield Twin(quoted, "quoted", span.role)
        if sentence.text.count(sentence.word(span)) > 1:
            continue
        left = {role: value for role, value in sentence.params.items() if role != span.role}
        yield Twin(sentence.without(span), "removed", span.role, left)
    for pair in _PAIRS:
        yield from _exchanged(sentence, pair)


def framed(draw: Random, sentence: Sentence, tongue: Tongue) -> Twin:
    """The whole request refused, quoted, asked about, told of the past or made up."""
    change = draw.choice(sorted(tongue.frames))
    frame = draw.choice(tongue.frames[change])
    return Twin(frame.format(sentence.text), change, "request")


def disguised(draw: Random, sentence: Sentence) -> Twin:
    """With a character that nobody sees, or that looks like another one, somewhere inside."""
    index = draw.randint(1, len(sentence.text) - 1)
    text = sentence.text[:index] + draw.choice(_HIDDEN) + sentence.text[index:]
    return Twin(text, "disguised", "request")


def _swapped(draw: Random, sentence: Sentence, span: Span, tongue: Tongue) -> Iterator[Twin]:
    kin = [sentence.params.get(role, "") for pair in _PAIRS for role in pair if span.role in pair]
    wanted = span.role == "amount" and sentence.params.get("amount_side") == "out"
    role = "exact" if wanted else span.role
    others = tongue.others(role, sentence.world, span.value, *kin)
    if others:
        text, value = draw.choice(others)
        params = {**sentence.params, span.role: value}
        yield Twin(sentence.with_text(span, text), "swapped", span.role, params)


def _negated(draw: Random, sentence: Sentence, span: Span, tongue: Tongue) -> str:
    word = draw.choice(tongue.negations)
    return sentence.with_text(span, f"{word}{sentence.word(span)}")


def _exchanged(sentence: Sentence, pair: Sequence[str]) -> Iterator[Twin]:
    """Both stand in the other's place."""
    first, second = (next((s for s in sentence.spans if s.role == role), None) for role in pair)
    if first is None or second is None:
        return
    early, late = sorted((first, second), key=lambda span: span.start)
    text = (
        sentence.text[: early.start]
        + sentence.word(late)
        + sentence.text[early.end : late.start]
        + sentence.word(early)
        + sentence.text[late.end :]
    )
    params = {**sentence.params, first.role: second.value, second.role: first.value}
    yield Twin(text, "exchanged", "/".join(pair), params)
