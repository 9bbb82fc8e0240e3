"""The components of one runtime, each name once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from fiscus.core.action import AnyAction
from fiscus.core.components import Evaluator, Provider
from fiscus.core.errors import ConfigError
from fiscus.core.routes import Route

if TYPE_CHECKING:
    from fiscus.core.plugins import Plugin


class ComponentAccess:
    """Actions, providers, evaluators and routes by name, in the order of their registration."""

    def __init__(self) -> None:
        self._actions: dict[str, AnyAction] = {}
        self._providers: dict[str, Provider] = {}
        self._evaluators: dict[str, Evaluator] = {}
        self._routes: dict[str, Route] = {}

    @property
    def actions(self) -> Mapping[str, AnyAction]:
        return MappingProxyType(self._actions)

    @property
    def providers(self) -> Mapping[str, Provider]:
        return MappingProxyType(self._providers)

    @property
    def evaluators(self) -> Mapping[str, Evaluator]:
        return MappingProxyType(self._evaluators)

    @property
    def routes(self) -> tuple[Route, ...]:
        return tuple(self._routes.values())

    def register_action(self, action: AnyAction) -> None:
        """Raises `ConfigError` (`Action … already registered`) where the name is taken; so do the
        others."""
        _free(self._actions, action.name, kind="Action")
        self._actions[action.name] = action

    def register_provider(self, provider: Provider) -> None:
        _free(self._providers, provider.name, kind="Provider")
        self._providers[provider.name] = provider

    def register_evaluator(self, evaluator: Evaluator) -> None:
        _free(self._evaluators, evaluator.name, kind="Evaluator")
        self._evaluators[evaluator.name] = evaluator

    def register_route(self, route: Route) -> None:
        """Raises `ConfigError` where the path has a route of this method already."""
        _free(self._routes, str(route), kind="Route")
        self._routes[str(route)] = route

    def get_action(self, name: str) -> AnyAction | None:
        """By name, else by simile; capitals and underscores do not matter."""
        wanted = _plain(name)
        for action in self._actions.values():
            if _plain(action.name) == wanted:
                return action
        for action in self._actions.values():
            if wanted in map(_plain, action.similes):
                return action
        return None

    def forget_components(self, plugin: Plugin) -> None:
        """Take the plugin's components out again; those that are not there are no error."""
        for action in plugin.actions:
            self._actions.pop(action.name, None)
        for evaluator in plugin.evaluators:
            self._evaluators.pop(evaluator.name, None)
        for provider in plugin.providers:
            self._providers.pop(provider.name, None)
        for route in plugin.routes:
            self._routes.pop(str(route), None)

    def check_free(self, plugin: Plugin) -> None:
        """Raise `ConfigError` where a name of the plugin's components is taken."""
        names = [action.name for action in plugin.actions]
        for kind, taken, wanted in (
            ("Action", self._actions, names),
            ("Evaluator", self._evaluators, [e.name for e in plugin.evaluators]),
            ("Provider", self._providers, [p.name for p in plugin.providers]),
            ("Route", self._routes, [str(route) for route in plugin.routes]),
        ):
            for at, name in enumerate(wanted):
                _free(taken, name, kind=kind)
                _free(dict.fromkeys(wanted[:at]), name, kind=kind)


def _free(taken: Mapping[str, object], name: str, *, kind: str) -> None:
    if name in taken:
        raise ConfigError(
            f"{kind} {name} already registered",
            hint="Two active plugins bring it; name only one of them.",
        )


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
