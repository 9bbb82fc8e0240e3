"""The page on models is true."""

from __future__ import annotations

import re
from pathlib import Path

from fiscus.core import AgentRuntime, Character, Plugin
from fiscus.core.models import ModelRegistration, TextParams
from tests.test_env_example import expected

PAGE = (Path(__file__).parents[3] / "docs" / "models.md").read_text(encoding="utf-8")


async def test_its_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {
        "AgentRuntime": AgentRuntime,
        "ModelRegistration": ModelRegistration,
        "Plugin": Plugin,
        "TextParams": TextParams,
    }
    exec(code, names)
    plugin = names["plugin"]
    assert isinstance(plugin, Plugin)
    runtime = AgentRuntime(Character("Ada", ("Counts.",)))
    await runtime.register_plugin(plugin)
    assert await runtime.use_model("TEXT_LARGE", {"prompt": "hi"}) == "You said 'hi'."


def test_its_settings_exist() -> None:
    known = set(re.findall(r"^# ([A-Z_]+)=", expected(), re.MULTILINE))
    named = set(re.findall(r"`((?:FISCUS|OPENAI|ANTHROPIC)_[A-Z_]+)`", PAGE))
    assert named
    assert named <= known
