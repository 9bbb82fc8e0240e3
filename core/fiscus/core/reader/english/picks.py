"""How one of several things is picked in English: "the first one", "option 2", "the other"."""

from __future__ import annotations

from itertools import product

_ORDINALS = {
    word: place
    for place, words in enumerate(("first|1st", "second|2nd", "third|3rd", "fourth|4th"), 1)
    for word in words.split("|")
}
PICKS = {
    **{
        f"{before}{word}{after}".strip(): place
        for (word, place), before, after in product(
            _ORDINALS.items(), ("the ", ""), (" one", " option", "")
        )
        if before or after
    },
    **{f"{word} {place}": place for word in ("option", "number") for place in range(1, 5)},
    **dict.fromkeys(("the other one", "the other", "other one", "the other option"), 0),
}
