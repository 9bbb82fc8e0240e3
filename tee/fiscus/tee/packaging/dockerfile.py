"""Whether a Dockerfile gives the same image again, and one that runs without root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fiscus.core.errors import RequestError
from fiscus.tee.evidence.compose import PINNED

ROOTS: Final = frozenset({"", "0", "root"})
_JOINED: Final = re.compile(r"\\[ \t]*\n")
_VARIABLE: Final = re.compile(r"\$\{?(\w+)\}?")


class NotReproducible(RequestError):
    """`context["problems"]` has all of them."""

    code = "NOT_REPRODUCIBLE"


def check_dockerfile(path: Path) -> None:
    """Raises `NotReproducible`, and `RequestError` where there is no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(
            f"The Dockerfile {str(path)!r} cannot be read: {type(error).__name__}",
            hint="`fiscus create --type tee` writes one; --file names another.",
        ) from error
    problems = tuple(problems_of(text))
    if problems:
        raise NotReproducible(
            "The image would not be the same again, or run as root:"
            + "".join(f"\n  {problem}" for problem in problems),
            hint="Mend the Dockerfile.",
            problems=problems,
        )


def problems_of(text: str) -> Iterator[str]:
    """What is wrong with a Dockerfile, one sentence each."""
    rows = list(_instructions(text))
    defaults = dict(
        part.split("=", 1) for word, rest in rows if word == "ARG" for part in [rest] if "=" in part
    )
    stages = set[str]()
    user = ""
    for word, rest in rows:
        if word == "FROM":
            image, stage = _source(rest, defaults)
            if image not in stages and image != "scratch" and not PINNED.search(image):
                yield f"{image} has no digest"
            stages |= {stage} if stage else set()
            user = ""
        elif word == "USER":
            user = rest.partition(":")[0].strip()
        elif word == "RUN":
            yield from _installs(rest)
    if not any(word == "FROM" for word, _ in rows):
        yield "it starts from no image"
    elif user in ROOTS:
        yield "its last stage has no USER, so everything runs as root"


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    kept = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in _JOINED.sub(" ", "\n".join(kept)).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield word.upper(), rest.strip()


def _source(rest: str, defaults: dict[str, str]) -> tuple[str, str]:
    words = [word for word in rest.split() if not word.startswith("--")]
    image = _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), words[0] if words else "")
    named = len(words) == 3 and words[1].upper() == "AS"
    return image, words[2] if named else ""


def _installs(command: str) -> Iterator[str]:
    for part in re.split(r"&&|;|\|", command):
        if re.search(r"\bpip\b.*\binstall\b.*(-r|--requirement)\b", part):
            if "--require-hashes" not in part:
                yield "pip installs without --require-hashes"
        elif re.search(r"\b(curl|wget)\b|\bADD\s+https?:", part):
            yield "something is fetched from the net without a hash"
