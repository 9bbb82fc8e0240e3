"""YAML whose numbers stay as they are written, and in which nothing is said twice."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import yaml

from fiscus.core.errors import ConfigError


def read_yaml(text: str, what: str) -> object:
    """Its one document; every number is a `str`. Raises `ConfigError` that names the line."""
    try:
        return yaml.load(text, Loader=_ExactLoader)  # a SafeLoader that keeps decimals
    except yaml.YAMLError as exc:
        raise ConfigError(
            f"{what} is not YAML{_where(exc)}", hint="Check the indentation and the quotes there."
        ) from exc


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
