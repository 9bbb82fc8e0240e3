"""Plugins: found through entry points, run only when the operator names them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from fiscus.core.action import AnyAction
from fiscus.core.components import Evaluator, Provider, Service
from fiscus.core.errors import ConfigError
from fiscus.core.events import EventHandler
from fiscus.core.models.registration import ModelHandler, ModelRegistration
from fiscus.core.settings import Setting

if TYPE_CHECKING:
    from fiscus.core.runtime import AgentRuntime

GROUP = "fiscus.plugins"


@dataclass(frozen=True, slots=True)
class Plugin:
    """What an entry point of `fiscus.plugins` exports: a plain value, made without side effects."""

    name: str
    description: str
    actions: tuple[AnyAction, ...] = ()
    providers: tuple[Provider, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    services: tuple[type[Service], ...] = ()
    models: tuple[ModelRegistration, ...] | Mapping[str, ModelHandler] = ()
    """Registrations, or handlers by job under the plugin's own name and priority."""
    events: Mapping[str, tuple[EventHandler, ...]] = field(
        default_factory=dict[str, tuple[EventHandler, ...]]
    )
    dependencies: tuple[str, ...] = ()
    """Names of plugins that are loaded first, whether the operator names them or not."""
    priority: int = 0
    """Higher loads first among plugins that do not depend on each other."""
    config: Mapping[str, str] = field(default_factory=dict[str, str])
    init: Callable[[Mapping[str, str], AgentRuntime], Awaitable[None]] | None = None
    """Called with `config` before the parts are registered; raises where the plugin cannot run."""
    settings: tuple[Setting, ...] = ()
    """What it reads of the environment, for `.env.example` and `fiscus check`."""

    @property
    def registrations(self) -> tuple[ModelRegistration, ...]:
        """Its models, in either form."""
        if isinstance(self.models, tuple):
            return self.models
        return tuple(
            ModelRegistration(job, handler, self.name, self.priority)
            for job, handler in self.models.items()
        )


class Installed(Protocol):
    """An entry point, as far as it is used here."""

    @property
    def name(self) -> str: ...

    def load(self) -> object: ...


def installed_plugins() -> Mapping[str, Installed]:
    """Every installed plugin by name; none of them is imported."""
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def load_plugins(
    names: Iterable[str], installed: Mapping[str, Installed] | None = None
) -> tuple[Plugin, ...]:
    """The named plugins and what they depend on, in the order in which they are registered.

    Raises `ConfigError` for a name that is not installed, an entry point that is no plugin, and
    plugins that depend on each other in a circle.
    """
    known = installed_plugins() if installed is None else installed
    wanted = [plugin_name(name) for name in names]
    found: dict[str, Plugin] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in found:
            found[name] = _load(name, known)
            wanted.extend(plugin_name(needed) for needed in found[name].dependencies)
    return sorted_plugins(tuple(found.values()))


def plugin_name(text: str) -> str:
    """The short name: `@scope/plugin-evm` and `plugin-evm` are `evm`."""
    return text.strip().rpartition("/")[2].removeprefix("plugin-")


def sorted_plugins(plugins: Sequence[Plugin]) -> tuple[Plugin, ...]:
    """Dependencies first, then the higher priority, then the order given."""
    order = sorted(range(len(plugins)), key=lambda index: (-plugins[index].priority, index))
    waiting = [plugins[index] for index in order]
    names = {plugin.name for plugin in plugins}
    done: list[Plugin] = []
    while waiting:
        loaded = {plugin.name for plugin in done}
        ready = [p for p in waiting if not (_needs(p) & names) - loaded]
        if not ready:
            circle = ", ".join(repr(plugin.name) for plugin in waiting)
            raise ConfigError(
                f"plugins {circle} depend on each other in a circle",
                hint="Take one of the dependencies out.",
            )
        done.append(ready[0])
        waiting.remove(ready[0])
    return tuple(done)


def _needs(plugin: Plugin) -> set[str]:
    return {plugin_name(name) for name in plugin.dependencies}


def _load(name: str, known: Mapping[str, Installed]) -> Plugin:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        names = ", ".join(sorted(known)) or "none"
        meant = f"Did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"plugin {name!r} is not installed", hint=f"{meant}Installed: {names}.")
    plugin = known[name].load()
    if not isinstance(plugin, Plugin):
        raise ConfigError(
            f"entry point {name!r} is not a plugin",
            hint=f"It must name a `Plugin`, not a {type(plugin).__name__}.",
        )
    return plugin
