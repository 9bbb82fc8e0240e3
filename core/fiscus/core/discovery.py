"""Plugins, found through entry points, run only when the operator names them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from fiscus.core.errors import ConfigError
from fiscus.core.plugins import Phase, Plugin
from fiscus.core.scripts import module_at
from fiscus.core.settings import IGNORE_BOOTSTRAP, Setting, Settings

log = logging.getLogger(__name__)

GROUP = "fiscus.plugins"


BY_SETTING: Mapping[str, str] = {
    "OPENAI_API_KEY": "openai",
    "ANTHROPIC_API_KEY": "anthropic",
    "DISCORD_API_TOKEN": "discord",
    "TELEGRAM_BOT_TOKEN": "telegram",
    "ENABLE_VOICE": "voice",
}
"""The documented plugins that run where a setting is there, if they are installed."""
PACKAGES: Mapping[str, str] = {"openai": "openai", "anthropic": "anthropic"}
"""What such a plugin cannot do without; each is an extra of the same name."""
ALWAYS = frozenset({"sql"})
"""What the documentation names as plugins and every agent has: the store."""


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
    known = {**(installed_plugins() if installed is None else installed)}
    names = tuple(names)
    known |= {plugin_name(name): LocalPlugin(name) for name in names if is_path(name)}
    wanted = {plugin_name(name): "" for name in names if plugin_name(name) not in ALWAYS}
    found: dict[str, Plugin] = {}
    while wanted:
        name = next(iter(wanted))
        found[name] = _load(name, known, needed_by=wanted.pop(name))
        needs = _needs(found[name]) - ALWAYS
        if testing:
            needs |= {plugin_name(needed) for needed in found[name].test_dependencies}
        wanted |= dict.fromkeys(sorted(needs - found.keys() - wanted.keys()), name)
    return sorted_plugins(tuple(found.values()))


def plugins_to_run(
    settings: Settings,
    others: Iterable[str] = (),
    installed: Mapping[str, Installed] | None = None,
    *,
    own: Collection[str] = (),
) -> tuple[str, ...]:
    """Bootstrap, those of FISCUS_PLUGINS, those whose setting is there, and `others`.

    `own` names the settings that the character brings itself.
    """
    always = () if settings.get(IGNORE_BOOTSTRAP).lower() == "true" else ("bootstrap",)
    by_setting = plugins_by_setting(settings.with_values(dict.fromkeys(own, "own")), installed)
    return (*always, *settings.plugins, *by_setting, *others)


def with_their_keys(
    plugins: Sequence[Plugin], settings: Settings, *, own: Collection[str] = ()
) -> tuple[Plugin, ...]:
    """Without the models whose key is missing: the wallet works without one, and the log says so.

    `own` names the settings that the character brings itself.
    """
    lacking = {plugin.name: lacking_keys(plugin, settings, own=own) for plugin in plugins}
    for name, keys in lacking.items():
        if keys:
            log.warning("plugin %s brings no model: %s is not set", name, " and ".join(keys))
    return tuple(plugin for plugin in plugins if not lacking[plugin.name])


def lacking_keys(
    plugin: Plugin, settings: Settings, *, own: Collection[str] = ()
) -> tuple[str, ...]:
    """The keys that a plugin of models needs and does not have; none of any other plugin."""
    if plugin.phase != Phase.MODELS:
        return ()
    keys = (setting for setting in plugin.settings if setting.secret)
    return tuple(k.name for k in keys if k.name not in own and settings.secret(k) is None)


def plugins_by_setting(
    settings: Settings, installed: Mapping[str, Installed] | None = None
) -> tuple[str, ...]:
    """The installed plugins whose documented setting is there: a model's key, a platform's token.

    `false` is as good as nothing.
    """
    known = installed_plugins() if installed is None else installed
    set_up = {
        name: key
        for key, name in BY_SETTING.items()
        if settings.get(Setting(key, "")).lower() not in {"", "false"}
    }
    return tuple(name for name, key in set_up.items() if name in known and _can_run(name, key))


def _can_run(name: str, key: str) -> bool:
    """A key that lies around for something else must not keep the agent from running."""
    package = PACKAGES.get(name)
    if package is None or find_spec(package) is not None:
        return True
    log.warning("%s is set, but nothing can use it: pip install 'fiscus[%s]'", key, name)
    return False


def plugin_settings() -> tuple[Setting, ...]:
    """What the installed plugins declare to read, plugin by plugin. It imports all of them."""
    plugins = (_load(name, installed_plugins(), needed_by="") for name in installed_plugins())
    return tuple(setting for plugin in plugins for setting in plugin.settings)


def is_path(name: str) -> bool:
    """Whether a plugin is named by its place: `./custom-plugins/my-plugin`."""
    return name.strip().startswith(("./", "../", "/", "~"))


def plugin_name(text: str) -> str:
    """The short name: `@scope/plugin-evm` and `plugin-evm` are `evm`."""
    return text.strip().rpartition("/")[2].removesuffix(".py").removeprefix("plugin-")


@dataclass(frozen=True, slots=True)
class LocalPlugin:
    """A file or package at a path, which names its plugin `plugin`. Loading it runs it."""

    path: str

    @property
    def name(self) -> str:
        return plugin_name(self.path)

    def load(self) -> object:
        place = Path(self.path.strip()).expanduser()
        file = place / "__init__.py" if place.is_dir() else place
        if not file.is_file():
            raise ConfigError(
                f"there is no plugin at {self.path!r}",
                hint="It must be a .py file, or a folder with an `__init__.py`.",
            )
        return module_at(file, name=f"fiscus_local_{self.name.replace('-', '_')}").get("plugin")


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
