"""Which settings are set, and which names look like settings and are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from fiscus.core.discovery import plugin_settings
from fiscus.core.families import Family
from fiscus.core.settings import CORE_SETTINGS, Setting, Settings

OURS: Final = "FISCUS_"
ALIKE: Final = 0.85


def known_settings(families: Sequence[Family]) -> list[Setting]:
    """The core's, then each family's and each plugin's."""
    of_families = (setting for family in families for setting in family.settings)
    return [*CORE_SETTINGS, *of_families, *plugin_settings()]


def names_set(settings: Settings, families: Sequence[Family]) -> Iterator[str]:
    """Names alone: what is in them may be a secret."""
    for setting in known_settings(families):
        prefix, group, _ = setting.name.partition("<")
        if group:
            yield from (f"{prefix}{suffix}" for suffix in sorted(settings.matching(prefix)))
        elif settings.get(replace(setting, default="")):
            yield setting.name


def misspelt(settings: Settings, families: Sequence[Family]) -> Iterator[tuple[str, str | None]]:
    """Every unknown `FISCUS_` name, and any name that is almost a setting's, with that one."""
    known = [setting.name for setting in known_settings(families)]
    exact = [name for name in known if "<" not in name]
    groups = tuple(name.partition("<")[0] for name in known if "<" in name)
    for name in sorted(settings.matching("")):
        if name in exact or name.startswith(groups):
            continue
        near = get_close_matches(name, exact, n=1, cutoff=ALIKE)
        if near or name.startswith(OURS):
            yield name, next(iter(near), None)
