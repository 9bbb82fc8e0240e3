"""What stands around a request: frames that make it none, and frames that make it wait.

    python -m tests.core.reader.around

reads every frame with every plain request of its language, and ends with status 1 where one of
them is acted on all the same. The tests read fewer pairs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain, product
from random import Random

from fiscus.core.reader.reader import Reader
from tests.core.reader.lexicons import WRITES, small_reader
from tests.core.reader.rows import TABLES, lines, rows

FOLDERS = {name: folder for name, folder in TABLES.items() if name != "en"}
"""Those with frames in a table, too; the English ones are in the grammar."""
_PAIRS = 8
"""Requests that a frame is read with, at least."""
Pair = tuple[str, str]
"""A frame (with what the request then waits for, or not), and a request."""


def paired(folder: str, table: str) -> list[Pair]:
    """Every frame and every plain request at least once; the same pairs every time."""
    frames, requests = list(lines(folder, table)), _plain(folder)
    assert frames
    assert len(requests) > 50
    count = max(_PAIRS * len(frames), len(requests))
    Random(folder).shuffle(requests)
    return [(frames[at % len(frames)], requests[at % len(requests)]) for at in range(count)]


def acting(reader: Reader, folder: str, pairs: Iterable[Pair]) -> list[str]:
    """Those that are acted on although the frame makes them none."""
    said = [frame.format(request) for frame, request in pairs]
    return [f"{folder}: {text}" for text in said if reader.read(text).steps]


def hasty(reader: Reader, folder: str, pairs: Iterable[Pair]) -> list[str]:
    """Those of which a step does not wait for what the frame says."""
    found: list[str] = []
    for frame, request in pairs:
        around, _, wait = frame.partition(" => ")
        role, _, value = wait.partition("=")
        text = around.format(request)
        if any(step.params.get(role) != value for step in reader.read(text).steps):
            found.append(f"{folder}: {text}")
    return found


def _plain(folder: str) -> list[str]:
    return [text for text, wanted in rows(folder, "requests") if _is_plain(text, wanted)]


def _is_plain(text: str, wanted: str) -> bool:
    """One sentence that asks for an action, in one part."""
    marks = set("?!:\uff0c\u3002\uff1f\uff01\uff1a")
    acts = wanted.split(" ")[0] in WRITES and "memo" not in wanted and ";" not in wanted
    return acts and ", " not in text and marks.isdisjoint(text)


def main() -> int:
    reader = small_reader()
    found = chain.from_iterable(
        check(reader, folder, product(lines(folder, table), _plain(folder)))
        for folder in FOLDERS.values()
        for table, check in (("around", acting), ("later", hasty))
    )
    wrong = list(found)
    sys.stdout.write("\n".join(wrong) + "\n" if wrong else "no frame was overlooked\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
