"""YAML whose numbers stay as they are written, and in which nothing is said twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from fiscus.core.errors import ConfigError

Place = tuple[str | int, ...]
"""Keys and numbers of a value within a document."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and on which line it says it."""

    data: object
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int | None:
        """That of a value, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def read_yaml(text: str, what: str) -> object:
    """Its one document; every number is a `str`. Raises `ConfigError` that names the line."""
    return read_document(text, what).data


def read_document(text: str, what: str) -> Document:
    """The same, with its lines."""
    try:
        data: object = yaml.load(text, Loader=_ExactLoader)  # a SafeLoader that keeps decimals
        node = yaml.compose(text, Loader=_ExactLoader)
    except yaml.YAMLError as exc:
        raise ConfigError(
            f"{what} is not YAML{_where(exc)}", hint="Check the indentation and the quotes there."
        ) from exc
    return Document(data, dict(_lines(node)) if node is not None else {})


def _lines(node: yaml.Node, place: Place = ()) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, str(key.value))
            yield from _lines(value, here)
            yield here, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _lines(item, (*place, number))


def _where(exc: yaml.YAMLError) -> str:
    if not isinstance(exc, yaml.MarkedYAMLError) or exc.problem_mark is None:
        return ""
    return f" (line {exc.problem_mark.line + 1}: {exc.problem})"


_NUMBERS: Final = {"tag:yaml.org,2002:float", "tag:yaml.org,2002:int"}


class _ExactLoader(yaml.SafeLoader):
    """Leaves numbers as they are written: 0.1 is no float, and an address is no number."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        # Of two equal keys YAML keeps the last: half of somebody's policy would be gone.
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    problem = f"{key.value!r} is written twice"
                    raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


_ExactLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NUMBERS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
