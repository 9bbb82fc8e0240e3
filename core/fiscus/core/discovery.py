"""Plugins, found through entry points, run only when the operator names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol

from fiscus.core.errors import ConfigError
from fiscus.core.plugins import Plugin

GROUP = "fiscus.plugins"


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
    names: Iterable[str],
    installed: Mapping[str, Installed] | None = None,
    *,
    testing: bool = False,
) -> tuple[Plugin, ...]:
    """The named plugins and what they depend on, in the order in which they are registered.

    `testing` brings what their tests need, too. Raises `ConfigError` for a name that is not
    installed, an entry point that is no plugin, and plugins that depend on each other in a circle.
    """
    known = installed_plugins() if installed is None else installed
    wanted = {plugin_name(name): "" for name in names}
    found: dict[str, Plugin] = {}
    while wanted:
        name = next(iter(wanted))
        found[name] = _load(name, known, needed_by=wanted.pop(name))
        needs = _needs(found[name])
        if testing:
            needs |= {plugin_name(needed) for needed in found[name].test_dependencies}
        wanted |= dict.fromkeys(sorted(needs - found.keys() - wanted.keys()), name)
    return sorted_plugins(tuple(found.values()))


def plugin_name(text: str) -> str:
    """The short name: `@scope/plugin-evm` and `plugin-evm` are `evm`."""
    return text.strip().rpartition("/")[2].removeprefix("plugin-")


def sorted_plugins(plugins: Sequence[Plugin]) -> tuple[Plugin, ...]:
    """Dependencies first, then the lower phase, the higher priority, the order given.

    One that is not among them is not waited for. Raises `ConfigError` for a circle.
    """
    waiting = sorted(plugins, key=lambda plugin: (plugin.phase, -plugin.priority))
    names = {plugin_name(plugin.name) for plugin in plugins}
    done: list[Plugin] = []
    while waiting:
        loaded = {plugin_name(plugin.name) for plugin in done}
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


def _load(name: str, known: Mapping[str, Installed], *, needed_by: str) -> Plugin:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        names = ", ".join(sorted(known)) or "none"
        meant = f"Did you mean {near[0]!r}? " if near else ""
        needed = f", and {needed_by!r} depends on it" if needed_by else ""
        raise ConfigError(
            f"plugin {name!r} is not installed{needed}", hint=f"{meant}Installed: {names}."
        )
    plugin = known[name].load()
    if not isinstance(plugin, Plugin):
        raise ConfigError(
            f"entry point {name!r} is not a plugin",
            hint=f"It must name a `Plugin`, not a {type(plugin).__name__}.",
        )
    return plugin
