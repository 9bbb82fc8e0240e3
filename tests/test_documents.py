"""What the documents show runs as it is written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from fiscus.core import Content, Plugin
from fiscus.core.reader.loading import load_reader
from fiscus.core.testing import RecordingCallback, create_mock_memory, create_test_agent

ROOT = Path(__file__).parent.parent
AUTHORS = (
    "[pytest]\naddopts = -p no:pytest_anchorpy\nasyncio_mode = auto\n"
    "asyncio_default_fixture_loop_scope = function\n"
)


def examples(document: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(), re.DOTALL)


@pytest.mark.covers("PLC-01", "PLC-25")
def test_every_example_of_the_documents_passes_its_own_test(tmp_path: Path) -> None:
    written = [*examples("docs/plugins.md"), *examples("docs/agents.md")]
    (tmp_path / "pytest.ini").write_text(AUTHORS)
    for number, text in enumerate(written):
        (tmp_path / f"test_example_{number}.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(written)} passed" in done.stdout


def test_the_document_for_plugin_authors_explains_every_concept() -> None:
    text = (ROOT / "docs/plugins.md").read_text()
    concepts = ("Actions", "Providers", "Evaluators", "Services", "Tasks", "Events", "Models")
    titles = re.findall(r"^## (\w+)$", text, re.MULTILINE)
    assert titles == [*concepts, "Hooks"]
    assert len(examples("docs/plugins.md")) == len(titles)


@pytest.mark.covers("PLC-06")
async def test_the_plugin_of_the_readme_runs_as_it_stands_there(tmp_path: Path) -> None:
    (text,) = examples("README.md")
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) <= 10
    module = ModuleType("readme")
    exec(text, vars(module))
    plugin: Plugin = module.plugin
    callback = RecordingCallback()
    async with create_test_agent(tmp_path, plugins=[plugin]) as agent:
        asked = create_mock_memory("hello there")
        answer = create_mock_memory(content=Content("", actions=("ECHO",)))
        (result,) = await agent.runtime.process_actions(asked, [answer], callback=callback)
    assert (result.success, result.text) == (True, "You said: hello there")
    assert callback.texts == ["You said: hello there"]


def test_the_sentences_of_the_readme_are_understood_as_it_says() -> None:
    table = (ROOT / "README.md").read_text().split("| you write | it is |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", table, re.MULTILINE)
    said = {
        "a transfer": "transfer",
        "three transfers": "transfer",
        "a swap": "swap",
        "a bridge": "bridge",
        "a list of who may": "allowances",
        "a question": "clarify",
        "nothing": "none",
    }
    assert len(rows) == 10
    for text, meaning in rows:
        expected = next(action for words, action in said.items() if meaning.startswith(words))
        assert load_reader().read(text).action == expected, text
