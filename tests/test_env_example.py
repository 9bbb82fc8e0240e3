"""`.env.example` is made of the settings that the code declares, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fiscus.core.cli.spelling import known_settings
from fiscus.core.discovery import installed_plugins
from fiscus.core.families import installed_families
from fiscus.core.plugins import Plugin
from fiscus.core.settings import CORE_SETTINGS, Setting

FILE = Path(__file__).parent.parent / ".env.example"
HEAD = (
    "# Copy what you need to `.env`, without the #. The environment wins over that file.",
    "# `fiscus check` says what is set, and what is wrong with it.",
)


def section(title: str, settings: Iterable[Setting]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    for setting in settings:
        yield ""
        yield f"# {setting.help}"
        yield f"# {setting.name}={setting.default}"


def expected() -> str:
    lines = [*HEAD, *section("core", CORE_SETTINGS)]
    for family in installed_families():
        lines += section(f"{family.name} chains", family.settings)
    for name, point in sorted(installed_plugins().items()):
        plugin = point.load()
        assert isinstance(plugin, Plugin)
        if plugin.settings:
            lines += section(f"{name} plugin", plugin.settings)
    return "\n".join(lines) + "\n"


def test_the_example_is_what_the_code_declares() -> None:
    assert FILE.read_text(encoding="utf-8") == expected()


def test_no_secret_has_a_default() -> None:
    settings = known_settings(installed_families())
    assert [s.name for s in settings if s.secret and s.default] == []
    assert any(s.secret for s in settings)
