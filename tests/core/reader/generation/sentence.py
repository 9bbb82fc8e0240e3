"""A sentence, what it means, and where in it each value stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` that say that `role` is `value`."""

    role: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A request that is whole: read rightly it is `action` with exactly `params`."""

    text: str
    action: str
    params: Params
    spans: tuple[Span, ...]
    kind: str
    """Class of the sentence, for figures: `"en transfer"`, `"es memo"`."""
    world: str
    """The chain family whose words it takes."""

    def word(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def without(self, span: Span) -> str:
        return " ".join((self.text[: span.start] + " " + self.text[span.end :]).split())

    def with_text(self, span: Span, words: str) -> str:
        return self.text[: span.start] + words + self.text[span.end :]


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of text; with a role, the value it gives to it."""

    text: str
    role: str = ""
    value: str = ""


def spoken(words: Sequence[Word], *, action: str, kind: str, world: str, also: Params) -> Sentence:
    """Put words together as they are. `also` are values that the verb alone gives."""
    text = "".join(word.text for word in words)
    spans: list[Span] = []
    at = 0
    for word in words:
        if word.role:
            spans.append(Span(word.role, word.value, at, at + len(word.text)))
        at += len(word.text)
    params = {span.role: span.value for span in spans if span.value} | dict(also)
    return Sentence(text, action, params, tuple(spans), kind, world)
