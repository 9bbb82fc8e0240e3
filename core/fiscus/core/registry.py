"""The components of one runtime, each name once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from fiscus.core.action import AnyAction
from fiscus.core.components import Evaluator, Provider
from fiscus.core.errors import ConfigError

C = TypeVar("C", AnyAction, Provider, Evaluator)


class Registry:
    """Actions, providers and evaluators by name, in the order of their registration."""

    def __init__(self) -> None:
        self._actions: dict[str, AnyAction] = {}
        self._providers: dict[str, Provider] = {}
        self._evaluators: dict[str, Evaluator] = {}

    @property
    def actions(self) -> Mapping[str, AnyAction]:
        return MappingProxyType(self._actions)

    @property
    def providers(self) -> Mapping[str, Provider]:
        return MappingProxyType(self._providers)

    @property
    def evaluators(self) -> Mapping[str, Evaluator]:
        return MappingProxyType(self._evaluators)

    def add_action(self, action: AnyAction) -> None:
        """Raises `ConfigError` where the name is taken; so do the other two."""
        _add(self._actions, action, kind="Action")

    def add_provider(self, provider: Provider) -> None:
        _add(self._providers, provider, kind="Provider")

    def add_evaluator(self, evaluator: Evaluator) -> None:
        _add(self._evaluators, evaluator, kind="Evaluator")

    def find_action(self, name: str) -> AnyAction | None:
        """By name, else by simile; capitals and underscores do not matter."""
        wanted = _plain(name)
        for action in self._actions.values():
            if _plain(action.name) == wanted:
                return action
        for action in self._actions.values():
            if wanted in map(_plain, action.similes):
                return action
        return None


def _add(components: dict[str, C], component: C, *, kind: str) -> None:
    if component.name in components:
        raise ConfigError(
            f"{kind} {component.name} already registered",
            hint="Two active plugins bring it; name only one of them.",
        )
    components[component.name] = component


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
