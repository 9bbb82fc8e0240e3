"""The embedding that every agent has: hashed features of a text, without a download or a network.

It is feature hashing (Weinberger et al., 2009): the words of a text, their letter trigrams, pairs
of neighbours and a few dozen topics of wallet talk are hashed to signed places of a vector, which
is then scaled to length 1. So texts are near that share words, spellings or topics. It has learned
nothing: "the cat sat" and "a feline rested" are strangers to it, and of languages other than
English it sees words and letters only. A plugin with a learned embedding takes its place.

The same text has the same vector in every process and release. Whoever changes a weight, a topic or
the hash makes another embedding: give it another `NAME`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from fiscus.core.errors import BadModelRequest
from fiscus.core.models.answers import EmbeddingAnswer, Vector
from fiscus.core.models.kinds import ModelType
from fiscus.core.models.params import EmbeddingParams
from fiscus.core.models.registration import ModelRegistration
from fiscus.core.models.topics import STOP_WORDS, TOPICS

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

NAME: Final = "hashed-1"
DIMENSIONS: Final = 384
LONGEST: Final = 20_000
"""Characters that are looked at."""
LONGEST_WORD: Final = 24
"""A longer one is an address or a hash: it counts as a whole, its letters do not."""
PRIORITY: Final = -1000
"""Behind every other embedding."""

WORD, NUMBER, STOP, TOPIC, PAIR, LETTERS = 1.0, 0.3, 0.1, 1.2, 0.4, 0.8

_WORDS: Final = re.compile(r"0x[0-9a-f]+|\d+(?:[.,]\d+)*|[^\W\d_][\w'-]*")


async def embed(runtime: AgentRuntime, params: EmbeddingParams) -> EmbeddingAnswer:
    """The vectors of the texts. Raises `BadModelRequest` for another length than 384."""
    if params.dimensions not in {None, DIMENSIONS}:
        raise BadModelRequest(f"the embedded embedding has {DIMENSIONS} numbers")
    vectors = tuple(vector_of(text) for text in params.texts)
    return EmbeddingAnswer(vectors=vectors, model=NAME, cost=Decimal(0))


EMBEDDED: Final = ModelRegistration(
    ModelType.TEXT_EMBEDDING, embed, "embedded", PRIORITY, local=True
)


def vector_of(text: str) -> Vector:
    """384 numbers whose squares add up to 1."""
    text = text[:LONGEST]
    vector = _summed(_weights(text))
    if not any(vector):
        vector = _summed({f"t {text.strip()}": WORD})  # no words, or two that cancel out
    length = math.hypot(*vector)
    return tuple(number / length for number in vector)


def _summed(weights: Mapping[str, float]) -> list[float]:
    vector = [0.0] * DIMENSIONS
    for feature, weight in weights.items():
        place, sign = _place(feature)
        vector[place] += sign * weight
    return vector


def _weights(text: str) -> Mapping[str, float]:
    """What each feature counts for; saying it twice counts for less than twice."""
    words = _WORDS.findall(unicodedata.normalize("NFKC", text).lower())
    counts: Counter[tuple[str, float]] = Counter()
    for word in words:
        counts.update(_features(word))
    content = [word for word in words if word not in STOP_WORDS]
    counts.update((f"p {one} {two}", PAIR) for one, two in pairwise(content))
    return {feature: weight * (1 + math.log(count)) for (feature, weight), count in counts.items()}


@lru_cache(maxsize=4096)
def _features(word: str) -> Sequence[tuple[str, float]]:
    return tuple(_said_by(word))


def _said_by(word: str) -> Iterator[tuple[str, float]]:
    if word[0].isdigit() and not word.startswith("0x"):
        yield f"w {word}", NUMBER
        return
    if word in STOP_WORDS:
        yield f"w {word}", STOP
        return
    yield f"w {word}", WORD
    for topic in TOPICS.get(word, ()):
        yield f"t {topic}", TOPIC
    if len(word) <= LONGEST_WORD:
        edged = f"^{word}$"
        trigrams = [edged[at : at + 3] for at in range(len(edged) - 2)]
        yield from ((f"l {letters}", LETTERS / math.sqrt(len(trigrams))) for letters in trigrams)


@lru_cache(maxsize=65_536)
def _place(feature: str) -> tuple[int, float]:
    digest = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest(), "big")
    return (digest >> 1) % DIMENSIONS, 1.0 if digest & 1 else -1.0
