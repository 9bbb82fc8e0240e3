"""What a model's plugin costs before it is asked anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from fiscus.core.discovery import plugin_settings, plugins_to_run
from fiscus.core.settings import Settings

LISTING = """
import asyncio, sys
from fiscus.core import AgentRuntime, Character
from fiscus.core.discovery import load_plugins
from fiscus.core.settings import Settings
async def main():
    keys = Settings({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"})
    plugins = load_plugins(["openai", "anthropic"])
    runtime = AgentRuntime(Character("Ada", ("Counts.",)), plugins=plugins, settings=keys)
    await runtime.initialize()
    await runtime.stop()
asyncio.run(main())
print(*(name for name in ("openai", "anthropic", "httpx2", "pydantic") if name in sys.modules))
"""


def test_no_sdk_is_imported_before_it_is_used() -> None:
    run = [sys.executable, "-W", "error", "-c", LISTING]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("settings", "own", "names"),
    [
        ({}, (), ()),
        ({"OPENAI_API_KEY": "  "}, (), ()),
        ({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}, (), ("openai", "anthropic")),
        ({}, ("ANTHROPIC_API_KEY",), ("anthropic",)),
    ],
)
def test_a_key_brings_its_plugin(
    settings: dict[str, str], own: tuple[str, ...], names: tuple[str, ...]
) -> None:
    running = plugins_to_run(Settings({"FISCUS_PLUGINS": ",", **settings}), own=own)
    assert running == ("bootstrap", *names)


def test_a_key_without_its_package_keeps_nothing_from_running(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("fiscus.core.discovery.PACKAGES", {"openai": "no_such_package"})
    settings = Settings({"FISCUS_PLUGINS": ",", "OPENAI_API_KEY": "k"})
    assert plugins_to_run(settings) == ("bootstrap",)
    assert "pip install 'fiscus[openai]'" in caplog.text


def test_the_plugins_declare_what_they_read() -> None:
    names = {setting.name for setting in plugin_settings()}
    assert {"OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_LARGE_MODEL"} <= names
