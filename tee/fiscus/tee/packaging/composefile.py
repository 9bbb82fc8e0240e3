"""A docker-compose file on its way into a CVM: read, looked through, and made final.

What is measured is the text itself. So what decides which program runs must be in it: the image is
written in before, and stands there with its digest. What comes in from outside later, encrypted and
not measured, is only what services ask for by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

import yaml

from fiscus.core.errors import RequestError
from fiscus.core.settings import DOCKER_IMAGE, LAUNCH_TOKEN, LAUNCH_TOKEN_HASH

IMAGE: Final = DOCKER_IMAGE.name
TOKEN: Final = LAUNCH_TOKEN.name
TOKEN_HASH: Final = LAUNCH_TOKEN_HASH.name
WRITTEN_IN: Final = frozenset({IMAGE, TOKEN_HASH})
"""Names whose values become part of the text, and are measured with it."""
OF_DSTACK: Final = "DSTACK_"
"""How the names begin that the guest itself sets."""
LARGEST: Final = 200 * 1024
"""Phala Cloud takes no more."""
VARIABLE: Final = re.compile(
    r"\$(?:\$|(?P<plain>[A-Za-z_]\w*)|\{(?P<named>[A-Za-z_]\w*)(?P<more>[^}]*)\})"
)
Service: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ComposeFile:
    """Its text, and what is in it."""

    text: str
    services: Mapping[str, Service]

    @property
    def asked(self) -> Mapping[str, bool]:
        """The names that it wants from the environment, and whether it cannot do without."""
        found: dict[str, bool] = {}
        for name, needed in _asked(self.services):
            if not name.startswith(OF_DSTACK):
                found[name] = found.get(name, False) or needed
        return found


def read_compose(path: Path) -> ComposeFile:
    """Raises `RequestError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(
            f"The compose file {str(path)!r} cannot be read: {type(error).__name__}",
            hint="--compose names it.",
        ) from error
    return parsed_compose(text)


def parsed_compose(text: str) -> ComposeFile:
    """Raises `RequestError` where no service is defined in it."""
    if len(text.encode()) > LARGEST:
        raise RequestError(f"The compose file is larger than {LARGEST // 1024} kB")
    try:
        body: object = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise RequestError(
            f"The compose file is no YAML{_line(error)}", hint="`docker compose config` checks it."
        ) from error
    services = cast("dict[str, object]", body).get("services") if isinstance(body, dict) else None
    if not isinstance(services, dict) or not services:
        raise RequestError(
            "The compose file defines no services", hint="They stand under `services:`."
        )
    named = cast("dict[object, object]", services)
    wrong = [str(name) for name, service in named.items() if not isinstance(service, dict)]
    if wrong:
        raise RequestError(f"The service {wrong[0][:60]!r} of the compose file is empty")
    return ComposeFile(text, cast("dict[str, Service]", services))


def written_in(compose: ComposeFile, values: Mapping[str, str]) -> ComposeFile:
    """The same with some names replaced by their values, as they are measured."""

    def value(found: re.Match[str]) -> str:
        name = found["plain"] or found["named"]
        return values[name] if name in values else found[0]

    return parsed_compose(VARIABLE.sub(value, compose.text))


def strings(value: object) -> Iterator[str]:
    """All texts in a part of a compose file, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in cast("Mapping[object, object]", value).values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            yield from strings(part)


def environment(service: Service) -> Iterator[tuple[str, str | None]]:
    """The names that a service is given, with their values as they are written."""
    given = service.get("environment")
    if isinstance(given, Mapping):
        for name, value in cast("Mapping[object, object]", given).items():
            yield str(name), None if value is None else str(value)
    elif isinstance(given, list):
        for entry in cast("list[object]", given):
            name, is_set, value = str(entry).partition("=")
            yield name, value if is_set else None


def unknown_names(compose: ComposeFile, given: Collection[str]) -> list[str]:
    """What is given and nobody asks for."""
    return sorted(set(given) - set(compose.asked) - {*WRITTEN_IN, TOKEN})


def missing_names(compose: ComposeFile, given: Collection[str]) -> list[str]:
    """What is asked for, cannot be done without, and is not given."""
    return sorted(name for name, needed in compose.asked.items() if needed and name not in given)


def _asked(services: Mapping[str, Service]) -> Iterator[tuple[str, bool]]:
    for text in strings(services):
        for found in VARIABLE.finditer(text):
            if name := found["plain"] or found["named"]:
                yield name, not (found["more"] or "").startswith((":-", "-"))
    for service in services.values():
        for name, value in environment(service):
            if value is None:
                yield name, False


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if isinstance(mark, yaml.Mark) else ""
